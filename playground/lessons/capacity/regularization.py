"""The same net with and without penalty and dropout, side by side, with the gap and the best epoch of each."""

from dataclasses import replace

import numpy as np

from playground.config import Config
from playground.data import make_data
from playground.engine.run import Run
from playground.lessons.budget import batches_in, cut
from playground.lessons.capacity.ensemble_map import GHOST, EnsembleMap, map_panel, points
from playground.lessons.capacity.settings import Settings, capacity_config, regularized, unregularized
from playground.randomness import DROPOUT, stream
from playground.scene.panels import TEST, TRAIN, Bars, Button, Control, Curves, Histogram, Layout, Style, Words
from playground.scene.show import Show, Values
from playground.study.contours import with_gaps
from playground.study.histogram import density, edges
from playground.study.stopping import Best, gap
from playground.study.subnets import Masks
from playground.tables.regularizers import REGULARIZERS

PICTURE = 0.011
"""Seconds of training per frame, estimated."""

MOST = 3000
"""Epochs: enough to show the effect."""

REACH = 3.0
"""The histogram covers weights from −3 to 3; the end bins include the rest."""

SMALL = 0.05
"""Weights smaller than this count as nearly zero."""

CELLS = 60
SUB_NETS = 10
NAMES = ("without", "with")
BARS = (Style("without", "quiet"), Style("with", "accent"))


class RegularizationShow(Show):
    """Two runs with the same initial weights and rows: `config` is the one with penalty and dropout."""

    def __init__(self, config: Config, settings: Settings):
        self.settings = settings
        self._base = capacity_config(config, settings)
        self._smaller = cut(config) if settings.sample == "own" else ""
        self.config = regularized(self._base, settings)
        data = make_data(self._base)
        self._runs = [Run(each, data) for each in (unregularized(self._base), self.config)]
        self._bests = [Best(run) for run in self._runs]
        self._ensembles = [EnsembleMap(run.model, 1, CELLS) for run in self._runs]
        self._ghosts = EnsembleMap(self._runs[1].model, SUB_NETS, 36)
        self._edges = edges(-REACH, REACH, 60)
        self._weights = self._runs[0].layout.on_weights() > 0.0
        self._draw_masks()

    @property
    def position(self) -> float:
        return max(run.position for run in self._runs)

    def _draw_masks(self):
        """The same random draws for every share, so that the sub-networks change gradually with the slider."""
        rng = stream(self.config.init_seed, DROPOUT)
        layout = self._runs[1].layout
        self._masks = Masks.drawn(layout, self.config.dropout, self._ghosts.count, rng) if self.config.dropout else None

    def changed(self, names: frozenset[str]) -> None:
        self.config = regularized(self._base, self.settings)
        self._runs[1].change(self.config)
        self._draw_masks()

    def moving(self) -> list:
        return [*self._runs, *self._bests]

    def advance(self) -> bool:
        """Slow at first, since the best epoch comes early; then several epochs per frame."""
        epoch = max(run.epoch for run in self._runs)  # one may have diverged and stopped
        if epoch >= MOST or all(run.error for run in self._runs):
            return False
        batches = batches_in(PICTURE, *(run.model for run in self._runs))
        until = epoch + 1 + min(epoch // 50, 5)
        for run, best in zip(self._runs, self._bests, strict=True):
            left = batches
            while left > 0 and run.epoch < until and not run.error:
                before, count = run.epoch, min(left, run.batches_left)
                run.advance_batches(count)
                left -= count
                if run.epoch > before:
                    best.see()
        return True

    # -- picture --------------------------------------------------------------------------------------

    def layout(self) -> Layout:
        model = self._runs[0].model
        classes = self._base.task != "regression"
        high = 2.0 if classes and self._base.loss == "cross-entropy" else None
        curve = Curves("curve0", title="Loss without", x="epoch", y="loss", styles=(TRAIN, TEST), low=0.0, high=high)
        best = self.settings.moment == "best"
        when = ", at its best epoch" if best else ""
        priced = REGULARIZERS[self.config.regularizer].slope is not None
        return Layout(
            rows=[
                [
                    map_panel("map0", model, "sub-nets", "whole net", title=f"Without{when}",
                              note=f"No penalty, no dropout; the same starting weights. {self._smaller}".rstrip()),
                    map_panel("map1", model, "sub-nets", "whole net", title=f"With{when}",
                              note="Sub-nets: what dropout leaves, each with other units silent."),
                    Histogram("weights", title="Weights", x="weight", height=116),
                ],
                [
                    curve,
                    replace(curve, id="curve1", title="Loss with"),
                    Bars("gap", title="The gap: test minus training", styles=BARS),
                ],
                [Words("seen")],
            ],
            controls=[
                Control("view"), Control("sample"), Control("regularizer", value=self.config.regularizer),
                Control("penalty", value=self.config.penalty, disabled=not priced),
                Control("dropout", value=self.config.dropout),
            ],
            buttons=[
                Button("Back to the newest epoch", {"moment": "now"}) if best else
                Button("Back to the best epoch", {"moment": "best"}),
            ],
        )  # fmt: skip

    def static(self) -> Values:
        rows = points(self._runs[0].data)
        return {
            "map0.points": rows,
            "map1.points": rows,
            "weights.labels": list(NAMES),
            "weights.edges": self._edges,
            "gap.labels": ["training", "test", "gap"],
        }

    def update(self) -> Values:
        values: Values = {}
        shown = [self._state(k) for k in (0, 1)]
        for k, (run, best, ensemble) in enumerate(zip(self._runs, self._bests, self._ensembles, strict=True)):
            theta, running, epoch, losses = shown[k]
            picture = ensemble.values(theta[None], running)
            if k == 1 and self._masks is not None:
                ghosts = self._ghosts.boundaries(self._masks.fold(theta), running)
                picture["paths"] = np.concatenate([with_gaps(ghosts, GHOST), picture["paths"]])
            values |= {f"map{k}.{name}": value for name, value in picture.items()}
            values[f"map{k}.caption"] = self._score(run, epoch)
            values[f"curve{k}.row"] = np.array([run.epoch, *run.history.rows[-1][:2]])
            values[f"curve{k}.marks"] = [[best.epoch, f"best {best.epoch}"]]
            values[f"curve{k}.caption"] = (
                f"Gap at epoch {epoch}: {losses.gap:+.2f} ({losses.test:.2f} − {losses.train:.2f})"
            ).replace("-", "−")
        thetas = np.stack([theta[self._weights] for theta, *_ in shown])
        values["weights.density"] = density(thetas, self._edges).density
        values["weights.notes"] = [_described(theta) for theta in thetas]
        values["gap.values"] = np.array([[each.train, each.test, each.gap] for *_, each in shown])
        return {**values, **self._words([each for *_, each in shown])}

    def _state(self, k):
        """Parameters, running averages, epoch and losses of the moment of run k that is shown."""
        run, best = self._runs[k], self._bests[k]
        if self.settings.moment == "best":
            return best.theta, best.running, best.epoch, gap(run.history.rows[best.epoch])
        return run.model.theta, run.model.running, run.epoch, gap(run.history.rows[-1])

    def _score(self, run, epoch):
        train, test = run.history.rows[epoch][2:]
        if self._base.task == "regression":
            return f"R² {train:.2f}, test {test:.2f}".replace("-", "−")
        return f"{train:.0%} right, test {test:.0%}".replace("%", " %")

    def _words(self, gaps) -> Values:
        error = next((run.error for run in self._runs if run.error), None)
        epochs = [run.epoch - best.epoch for run, best in zip(self._runs, self._bests, strict=True)]
        if error:
            text = error
        elif self._runs[0].epoch == 0:
            text = "Both nets start from the same weights. Press Play and watch the two test losses part."
        elif self.settings.moment == "best":
            text = (
                f"The weights that early stopping keeps: epoch {self._bests[0].epoch} without, "
                f"{self._bests[1].epoch} with. The test points chose them."
            )
        else:
            text = (
                f"Epochs since the best test loss: {epochs[0]} without regularization, {epochs[1]} with it. "
                f"The gap is {gaps[0].gap:.2f} without and {gaps[1].gap:.2f} with."
            )
        return {
            "seen.text": text,
            "seen.numbers": [
                [f"best test loss {name}", f"{best.loss:.3f} at epoch {best.epoch}"]
                for name, best in zip(NAMES, self._bests, strict=True)
            ],
            "seen.formula": f"{REGULARIZERS[self.config.regularizer].formula}, λ = {self.config.penalty:g}"
            if REGULARIZERS[self.config.regularizer].slope
            else "loss",
        }


def _described(weights: np.ndarray) -> str:
    if not weights.size:
        return "no weights"
    return f"{100 * (np.abs(weights) < SMALL).mean():.0f} % within ±{SMALL:g}, largest {np.abs(weights).max():.1f}"
