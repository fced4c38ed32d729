"""Nets that differ only in their initial weights: histograms, losses and health of the layers."""

import numpy as np

from playground.config import Config
from playground.lessons.budget import cut, train_a_picture
from playground.lessons.format import positive, short
from playground.lessons.initialization.settings import TABLE, Settings, initialization_config
from playground.scene.panels import Button, Control, Curves, Histogram, Layout, Matrix, Panel, Words, compared
from playground.scene.show import Show, Values
from playground.study.histogram import density, edges
from playground.study.probes import MODES, Probe, flat_ends, in_words, span
from playground.study.starts import SCHEMES, side_by_side

BINS = 40
UNBOUNDED = 4.0
"""Range of the histograms of an unbounded activation; the caption states the share outside."""

REACH = 6.0
"""Pre-activations are drawn from −6 to 6: beyond, sigmoid and tanh are flat."""

DIES, GROWS = 0.01, 100.0
"""Thresholds for the text: spread of the last layer relative to the first."""

FAINT = 0.05
"""Spread of the last layer below which the text calls it faint."""

MUCH = 0.4
"""Threshold for the text: share of saturated outputs or dead units."""


KEY = "Filled: now. Line: before the first step."


class StartShow(Show):
    """Nets that differ only in their initial weights, trained together."""

    def __init__(self, config: Config, settings: Settings):
        self.settings = settings
        self._given = config
        self.config = config = initialization_config(config, settings)
        self._model = side_by_side(config)
        modes = MODES if config.batch_norm else ("test",)
        self._probes = {mode: Probe(self._model, mode) for mode in modes}
        names = set(config.activations)
        spans = np.array([span(name, UNBOUNDED) for name in names])
        low, high = spans[:, 0].min(), spans[:, 1].max()
        room = 0.03 * (high - low)  # so that the ends of tanh have bins inside the frame
        self._edges = {False: edges(low - room, high + room, BINS), True: edges(-REACH, REACH, BINS)}
        self._bounded = max(-low, high) < UNBOUNDED
        self._ends = [flat_ends(name) for name in names]
        self._squashes = all(all(ends) for ends in self._ends)
        self._outlines: dict[tuple[str, bool], np.ndarray] = {}
        self._losses: dict[str, tuple[np.ndarray, ...]] = dict.fromkeys(modes, ())
        self._note()

    def changed(self, names: frozenset[str]) -> None:
        self.config = initialization_config(self._given, self.settings)

    def go_back(self, mark: list) -> None:
        super().go_back(mark)
        for probe in self._probes.values():
            probe.look()

    def layout(self) -> Layout:
        config, depth = self.config, len(self.config.hidden)
        rows = max(16, min(36, 216 // depth))
        styles = tuple(compared(record.label, k) for k, record in enumerate(TABLE.values()))
        lines = -(-len(TABLE) // 6)
        across = -(-len(TABLE) // lines)
        histograms: list[Panel] = [
            Histogram(name, span=12 // across, title=record.label, note=record.formula, color=style.color, height=rows)
            for (name, record), style in zip(TABLE.items(), styles, strict=True)
        ]
        flat = self._flat_title()
        mixed = isinstance(config.activation, tuple)
        return Layout(
            rows=[
                *(histograms[k : k + across] for k in range(0, len(TABLE), across)),
                [Words("seen")],
                [
                    Curves("loss", span=4, title="Loss on the training points", x="epoch", styles=styles, log=True),
                    Matrix("spread", span=4, title="Spread of the outputs", x="layer", unit="",
                           note="Standard deviation of each unit over the points."),
                    Matrix("flat", span=4, title=flat[0], x="layer", note=flat[1]),
                ],
            ],
            controls=[
                Control("initializer", value=config.initializer),
                Control("activation", value=config.activations[-1] if mixed else config.activation),
                Control("depth", value=depth),
                Control("width", value=max(config.hidden)),
                Control("batch_norm", value=config.batch_norm),
                Control("mode", disabled=not config.batch_norm),
                Control("inside"),
            ],
            buttons=[Button("New weights", {"init_seed": (config.init_seed + 1) % 100})],
        )  # fmt: skip

    def _flat_title(self):
        if self._squashes:
            return "Saturated outputs", "Share with a slope under 1 % of the steepest."
        if any(any(ends) for ends in self._ends):
            return "Dead units", "Units whose slope is next to 0 at every training point."
        return "Dead units", "This activation is flat at neither end."

    def static(self) -> Values:
        depth = len(self.config.hidden)
        layers = [str(k + 1) for k in range(depth)]
        values: Values = {}
        for name in SCHEMES:
            values[f"{name}.labels"] = layers
            values[f"{name}.edges"] = self._edges[self.settings.inside]
        for name, counted in zip(SCHEMES, self._before(), strict=True):
            values[f"{name}.outline"] = counted
        for name in ("spread", "flat"):
            values[f"{name}.columns"] = layers
            values[f"{name}.lines"] = [record.label for record in TABLE.values()]
        return {**values, "loss.rows": np.array(self._losses[self._mode])}

    def _before(self) -> np.ndarray:
        """(schemes, layers, bins): the histograms before the first step, in the current mode."""
        key = self._mode, self.settings.inside
        if key not in self._outlines:
            signals = self._signals() if not self.position else Probe(side_by_side(self.config), self._mode).look()[:-1]
            self._outlines[key] = np.stack([layer.density for layer in self._counted(signals)], axis=1)
        return self._outlines[key]

    @property
    def _mode(self):
        return self.settings.mode if self.config.batch_norm else "test"

    def _signals(self):
        return self._probes[self._mode].signals[:-1]

    def _counted(self, signals):
        """One Density per hidden layer, with the schemes as first axis."""
        numbers = [signal.z if self.settings.inside else signal.a for signal in signals]
        return [density(layer.reshape(len(SCHEMES), -1), self._edges[self.settings.inside]) for layer in numbers]

    def update(self) -> Values:
        signals = self._signals()
        counted = self._counted(signals)
        values: Values = {"loss.row": self._losses[self._mode][-1]}
        for k, name in enumerate(SCHEMES):
            values[f"{name}.density"] = np.stack([layer.density[k] for layer in counted])
            if self.settings.inside or not self._bounded:
                outside = [layer.below[k] + layer.above[k] for layer in counted]
                values[f"{name}.notes"] = [f"{share:.0%} beyond" if share >= 0.005 else "" for share in outside]
            else:
                values[f"{name}.notes"] = None
        healths = [signal.health() for signal in signals]
        finite = np.stack([signal.finite for signal in signals], axis=1)
        spread = np.where(finite, np.stack([signal.spread for signal in signals], axis=1), np.nan)
        share = [health.flat if self._squashes else health.dead for health in healths]
        flat = np.where(finite, np.stack([layer.mean(axis=-1) for layer in share], axis=1), np.nan)
        values["spread.values"], values["flat.values"] = spread, flat
        values["spread.texts"] = [[short(number) for number in row] for row in spread.tolist()]
        return {**values, **self._seen(signals, healths, spread, flat)}

    def _seen(self, signals, healths, spread, flat):
        """The text about the selected scheme, with its numbers."""
        k = SCHEMES.index(self.config.initializer)
        label, units = TABLE[self.config.initializer].label, sum(self.config.hidden)
        twins = [
            in_words(signal.identical((k,)), number + 1, signal.z.shape[1]) for number, signal in enumerate(signals)
        ]
        dead = int(sum(health.dead[k].sum() for health in healths))
        first, last = spread[k, 0], spread[k, -1]
        text, tone = self._line(k, [twin for twin in twins if twin], first, last, flat[k].mean(), dead / units)
        relative = [signal.relative_spread[k] for signal in (signals[0], signals[-1])]
        measures = self._probes[self._mode].measures
        score = measures.train_score[k]
        numbers = [
            ["Training loss", short(measures.train_loss[k])],
            ["R²", short(score)] if self._model.regression else ["Accuracy", f"{score:.1%}"],
            ["Spread, first and last layer", f"{short(first)}, {short(last)}"],
            ["As a share of the outputs' size", ", ".join(map(_percent, relative))],
            ["Dead units", f"{dead} of {units}"],
        ]
        if self._squashes:
            saturated = int(sum(health.saturated[k].sum() for health in healths))
            numbers.append(["Saturated units", f"{saturated} of {units}"])
        return {
            "seen.text": f"{label}: {text}",
            "seen.tone": tone,
            "seen.numbers": numbers,
            "seen.formula": f"{KEY} {cut(self._given)}".rstrip(),
        }

    def _line(self, k, twins, first, last, flat, dead):
        depth = len(self.config.hidden)
        if not np.isfinite([first, last]).all():
            return "the numbers grew beyond what a computer can hold; this net has stopped.", "no"
        if len(twins) == depth and all(twin.startswith("all") for twin in twins):
            return "in every layer all units are identical: each layer is one unit, many times.", "no"
        if twins:
            return f"{'; '.join(twins[:2])}.", "no"
        if self._squashes and flat >= MUCH:
            return f"{flat:.0%} of the outputs are saturated, and pass next to no gradient back.", "no"
        if dead >= MUCH:
            return f"{dead:.0%} of the units are dead: no training point moves them.", "no"
        if depth > 1 and last < DIES * first:
            return (
                f"the signal dies: from layer 1 to layer {depth} the spread falls to {short(last / first)} of itself.",
                "no",
            )
        if depth > 1 and last > GROWS * first:
            return (
                f"the signal explodes: from layer 1 to layer {depth} the spread grows {short(last / first)} times.",
                "no",
            )
        if last < FAINT:
            return f"the signal is faint: a spread of {short(last)} is all that layer {depth} gives on.", "no"
        if depth == 1:
            return f"the one hidden layer gives on a spread of {short(last)}.", "yes"
        return f"the signal gets through: a spread of {short(first)} in layer 1, {short(last)} in layer {depth}.", "yes"

    def advance(self) -> bool:
        if not train_a_picture(self._model):
            return False
        for probe in self._probes.values():
            probe.look()
        self._note()
        return True

    def _note(self):
        """The losses in both modes, because the mode may change."""
        self._losses = {
            mode: (*self._losses[mode], np.array([self.position, *positive(probe.measures.train_loss)]))
            for mode, probe in self._probes.items()
        }


def _percent(share):
    return f"{share:.1%}" if np.isfinite(share) else "–"
