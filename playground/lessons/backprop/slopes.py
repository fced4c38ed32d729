"""The pre-activations of a layer on its activation function, and the slopes there."""

import numpy as np

from playground.config import Config
from playground.engine.run import Run
from playground.lessons.backprop.settings import Settings, backprop_config
from playground.lessons.backprop.words import num
from playground.lessons.budget import PICTURE, batches_in, cut
from playground.scene.panels import Bars, Control, Curves, Layout, Style, Words
from playground.scene.show import Show, Values
from playground.study.probes import FLAT, Probe, flat_ends, span, steepest
from playground.tables.activations import ACTIVATIONS

REACH = 8.0
POINTS, UNITS = 40, 8
"""Dots on the curve: number of points, and number of units."""


class SlopesShow(Show):
    """Trains a net and shows one of its layers."""

    def __init__(self, config: Config, settings: Settings):
        self.settings, self.given = settings, config
        self.config = config = backprop_config(config, settings)
        self.run = Run(config)
        self.probe = Probe(self.run.model)
        self.signals = self.probe.look()[:-1]

    @property
    def layer(self) -> int:
        """Index of the layer, from 0."""
        return min(self.settings.layer, len(self.signals)) - 1

    def changed(self, names: frozenset[str]) -> None:
        self.config = backprop_config(self.given, self.settings)
        self.run.change(self.config)

    def layout(self) -> Layout:
        config, x = self.config, f"z, layer {self.layer + 1}"
        record = ACTIVATIONS[config.activations[self.layer]]
        low = min(0.0, self._slopes()[1].min())
        name = config.activations[self.layer]
        # A function bounded on both sides has a fixed axis; for others the axis adapts.
        bottom, top = span(name) if all(flat_ends(name)) else (None, None)
        return Layout(
            rows=[
                [
                    Curves("value", span=6, title=f"{record.label}: {record.formula}", x=x, y="a", height=280,
                           low=bottom, high=top, styles=(Style("activation", "ink"), *self._dots())),
                    Curves("slope", span=6, title="Its slope: the local derivative", x=x, y="da/dz",
                           height=280, low=low, styles=(Style("slope", "ink"), *self._dots())),
                ],
                [Words("seen", note=cut(self.given))],
                [
                    Bars("mean", span=6, title="Mean slope, by layer", styles=(Style("", "compared0"),),
                         note="Over units and training points: what the slopes let by of a gradient."),
                    Bars("count", span=6, title="Dead and saturated units, by layer", unit="units",
                         styles=(Style("dead", "ink"), Style("saturated", "compared1")), high=float(max(config.hidden)),
                         note=f"Flat: under {FLAT:.0%} of the steepest. Dead: flat everywhere. Saturated: mostly."),
                ],
            ],
            controls=[
                Control("view"),
                Control("activation", value=config.activations[-1]),
                Control("initializer", value=config.initializer),
                Control("layer", value=self.layer + 1),
                Control("depth", value=len(config.hidden)),
                Control("width", value=max(config.hidden)),
            ],
        )  # fmt: skip

    def _dots(self) -> tuple[Style, ...]:
        if self.run.model.regression:
            return Style("targets below 0", "class0"), Style("above 0", "class1")
        return tuple(Style(f"class {k}", f"class{k}") for k in range(min(self.run.model.classes or 0, 5)))

    def _slopes(self):
        """z, f(z) and f′(z) on a grid; the value is the third column."""
        record = ACTIVATIONS[self.config.activations[self.layer]]
        z = np.linspace(-REACH, REACH, 321)
        with np.errstate(all="ignore"):
            a = record.value(z)
            return z, record.slope(z, a), a

    def static(self) -> Values:
        z, slope, a = self._slopes()
        gap = np.full((len(z), len(self._dots())), np.nan)
        layers = [str(k + 1) for k in range(len(self.signals))]
        return {
            "value.rows": np.column_stack([z, a, gap]),
            "slope.rows": np.column_stack([z, slope, gap]),
            "mean.labels": layers,
            "count.labels": layers,
        }

    def update(self) -> Values:
        signals = self.signals = self.probe.look()[:-1]
        signal = signals[self.layer]
        record = ACTIVATIONS[signal.activation]
        z, a = signal.z[:UNITS, :POINTS], signal.a[:UNITS, :POINTS]  # the rows are in random order
        labels = self.run.data.y_train[:POINTS]
        classes = np.broadcast_to((labels >= 0 if self.run.model.regression else np.minimum(labels, 4)) + 1, z.shape)
        seen = (np.abs(z) <= REACH).ravel()
        with np.errstate(all="ignore"):
            slope = record.slope(z, a)
            means = [float(np.mean(ACTIVATIONS[s.activation].slope(s.z, s.a))) for s in signals]
            mean_size = [float(np.mean(np.abs(ACTIVATIONS[s.activation].slope(s.z, s.a)))) for s in signals]
        dots = [np.column_stack([z.ravel(), y.ravel(), classes.ravel()])[seen] for y in (a, slope)]
        healths = [s.health() for s in signals]
        counts = np.array(
            [[h.dead.sum() for h in healths], [(h.saturated & ~h.dead).sum() for h in healths]], dtype=float
        )
        beyond = float((np.abs(signal.z) > REACH).mean())
        caption = f"{beyond:.0%} beyond ±{REACH:g}" if beyond >= 0.005 else ""
        return {
            "value.dots": dots[0],
            "slope.dots": dots[1],
            "value.caption": caption,
            "mean.values": np.array(means),
            "count.values": counts,
            "count.texts": [str(int(count)) for count in counts.ravel()],
            **self._words(signal, healths[self.layer], mean_size),
        }

    def _words(self, signal, health, means) -> Values:
        flat, top = float(health.flat.mean()), steepest(signal.activation)
        units = signal.z.shape[0]
        product = float(np.prod(means))
        number = self.layer + 1
        dead, saturated = int(health.dead.sum()), int((health.saturated & ~health.dead).sum())
        tone = "no"
        if self.run.error:
            text = self.run.error
        elif dead:
            text = f"{dead} of {units} units of layer {number} are dead: next to nothing gets back through them."
        elif saturated:
            text = f"{saturated} of {units} units of layer {number} are flat at most points: little gets back."
        elif len(means) > 1 and product < 0.01:
            text = f"The slopes alone leave {num(product)} of a gradient that comes through all {len(means)} layers."
        else:
            text, tone = (
                f"In layer {number} the slope is {num(means[self.layer])} on average, of at most {num(top)}.",
                "",
            )
        numbers = [
            ["Flat, of all units and points", f"{flat:.0%}"],
            ["Steepest slope", num(top)],
            ["Product of the mean slopes", num(product)],
            ["Training loss", num(self.run.loss())],
        ]
        return {"seen.text": text, "seen.tone": tone, "seen.numbers": numbers}

    def advance(self) -> bool:
        self.run.advance_batches(min(batches_in(PICTURE, self.run.model), self.run.batches_left))
        return not self.run.error
