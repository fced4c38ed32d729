"""The same net for three classes, trained with cross-entropy and with hinge, side by side (ideas 8, 10)."""

import numpy as np

from playground.config import Config
from playground.data import make_data
from playground.engine.model import Model
from playground.lessons.budget import cut, train_a_picture
from playground.lessons.format import short
from playground.lessons.losses.settings import BLOBS, PLANE, Settings, for_losses
from playground.scene.panels import Bars, Button, Control, Curves, Layout, Map, Panel, Style, Words
from playground.scene.show import Show, Values
from playground.study import margins
from playground.study.boundaries import EnsembleGrid
from playground.study.contours import contours, with_gaps
from playground.study.information import softmax
from playground.study.probes import Probe
from playground.web.encode import winners

LOSSES = {"ce": "cross-entropy", "hinge": "hinge"}
STYLES = (Style("cross-entropy", "compared0"), Style("hinge", "compared1"))
CELLS = 48
RINGED = "Ringed: no hinge loss. Click: what is said there."
FAR = 8.0
"""Margin with the darkest shade; larger margins have the same."""


class LossesShow(Show):
    """Two nets with the same initial weights and the same batches; only the loss differs."""

    def __init__(self, config: Config, settings: Settings):
        self.settings = settings
        own = for_losses(config, Settings()) not in (BLOBS, PLANE)
        self._cut = cut(config) if own else ""
        self.config = config = for_losses(config, settings)
        data = make_data(config)
        self.models = {key: Model(config.replace(loss=name), data) for key, name in LOSSES.items()}
        self.data = data
        self._probes = {key: Probe(model) for key, model in self.models.items()}
        self._grid = EnsembleGrid(self.models["ce"], len(LOSSES), CELLS)
        self._look()

    def layout(self) -> Layout:
        classes, config = self.data.classes or 0, self.config
        line = (Style("margin 1", "ink", width=1.5),)
        rows: list[Panel] = []
        for key, name in LOSSES.items():
            label = name.capitalize()
            rows += [
                Map(key, span=3, title=label, classes=classes, pick=("at_x1", "at_x2"), note=RINGED),
                Map(
                    f"{key}_margin", span=3, title=f"{label}: margin", colors="sequential", styles=line,
                    pick=("at_x1", "at_x2"), note=f"How far the winner leads: {FAR:g} or more has full color.",
                ),
            ]  # fmt: skip
        return Layout(
            rows=[
                rows,
                [Words("seen")],
                [
                    Curves("size", span=4, title="Size of the scores", x="epoch", styles=STYLES, low=0.0),
                    Curves("rest", span=4, title="Points with a margin of 1", x="epoch", styles=STYLES, low=0, high=1),
                    Bars("asked", span=4, title="Softmax at the cross", styles=STYLES, high=1.0),
                ],
            ],
            controls=[
                Control("view"),
                Control("units", value=max(config.hidden, default=0)),
                Control("noise", value=config.noise),
            ],
            buttons=[Button("No noise", {"noise": 0.0})],
        )

    def static(self) -> Values:
        points = np.column_stack([self.data.x_train, self.data.y_train])
        labels = [f"class {k}" for k in range(self.data.classes or 0)]
        return {**{f"{key}.points": points for key in LOSSES}, "asked.labels": labels}

    def _look(self):
        self._scores = {key: probe.look()[-1].a.copy() for key, probe in self._probes.items()}
        y = self.data.y_train
        with np.errstate(all="ignore"):  # a diverged net
            self._met = {key: margins.margin_met(z, y) for key, z in self._scores.items()}
            sizes = [margins.rms(z) for z in self._scores.values()]
        shares = [met.mean() for met in self._met.values()]
        self._row = np.array([self.position, *sizes, *shares])

    def update(self) -> Values:
        here = np.array([[self.settings.at_x1, self.settings.at_x2]])
        row = self._row
        values: Values = {"size.row": row[:3], "rest.row": row[[0, 3, 4]]}
        asked = []
        models = self.moving()
        theta, running = (np.stack([getattr(model, name) for model in models]) for name in ("theta", "running"))
        # Scores at the nodes of a grid over the map; a cell's value is the mean of its corners.
        scores = np.nan_to_num(self._grid.outputs(theta, running).astype(float))
        cells = 0.25 * (scores[..., 1:, 1:] + scores[..., :-1, 1:] + scores[..., 1:, :-1] + scores[..., :-1, :-1])
        for (key, model), nodes, inside in zip(self.models.items(), scores, cells, strict=True):
            lead, shade = (margins.margin(z.reshape(len(z), -1)).reshape(z.shape[1:]) for z in (nodes, inside))
            values[f"{key}.field"] = winners(np.moveaxis(softmax(np.moveaxis(inside, 0, -1)), -1, 0))[::-1]
            values[f"{key}.rings"] = self.data.x_train[self._met[key]]
            values[f"{key}_margin.field"] = np.rint(254.0 * np.minimum(shade / FAR, 1.0)).astype(np.uint8)[::-1]
            values[f"{key}_margin.paths"] = with_gaps(contours(lead, self._grid.at, self._grid.at, 1.0))
            values[f"{key}.crosses"] = values[f"{key}_margin.crosses"] = here
            asked.append(softmax(np.nan_to_num(model.outputs(here)[:, 0])))
        return {**values, "asked.values": np.stack(asked), **self._seen()}

    def _seen(self):
        n = len(self.data.y_train)
        size = dict(zip(LOSSES, self._row[1:3], strict=True))
        met = {key: int(rows.sum()) for key, rows in self._met.items()}
        accuracy = {key: model.measures.train_score for key, model in self.models.items()}
        y = self.data.y_train
        p = softmax(np.nan_to_num(self._scores["ce"]).T)[np.arange(n), y]
        if met["hinge"] == n:
            text = f"Hinge loss is 0: all {n} margins are at least 1, so the gradient vanishes."
        elif self.position:
            left = n - met["hinge"]
            text = f"Hinge learns from {left} of {n} points only; the others have a margin of 1 and a loss of 0."
        else:
            text = "Both nets start from the same weights and see the same batches; only the loss differs."
        if self.position:
            text += f" Cross‑entropy pushes on: it gives the right class {p.mean():.3f} on average, and asks for 1."
        return {
            "seen.text": text,
            "seen.tone": "",
            "seen.formula": self._cut,
            "seen.numbers": [
                [f"{label}, {what}", value]
                for key, label in LOSSES.items()
                for what, value in (
                    ("accuracy", f"{accuracy[key]:.1%}"),
                    ("margin of 1", f"{met[key]} of {n}"),
                    ("size of scores", short(size[key])),
                )
            ],
        }

    def advance(self) -> bool:
        if not train_a_picture(*self.moving()):
            return False
        self._look()
        return True

    def moving(self) -> list[Model]:
        return list(self.models.values())
