"""Width × depth: a table of sizes that fills while it is computed, and the boundaries of one size's nets."""

import numpy as np

from playground.config import Config
from playground.engine.model import Model
from playground.lessons.budget import cut
from playground.lessons.capacity.ensemble_map import GHOSTS, EnsembleMap, map_panel, points
from playground.lessons.capacity.settings import DEPTHS, SHOWN, WIDTHS, Settings, capacity_config
from playground.scene.panels import TEST, TRAIN, Button, Control, Curves, Layout, Matrix, Words
from playground.scene.show import Show, Values
from playground.study.capacity import Capacity, Place, Training

PICTURE, REPLAY = 0.021, 0.011
"""Seconds of training per frame: while the table fills, and when every frame draws the boundaries too."""

PICTURES = 90
"""Frames in which the clicked size trains again."""

SKIPPED = 3
"""While the table fills, its map is drawn in every third frame only, to leave time for training."""


class SizesShow(Show):
    """Fills the table. A click on a cell trains that cell's nets again and shows them."""

    def __init__(self, config: Config, settings: Settings):
        self.settings = settings
        self._base = capacity_config(config, settings)
        self._fewer = cut(config.replace(hidden=())) if settings.sample == "own" else ""
        self._grid = Capacity(self._base, WIDTHS, DEPTHS, range(settings.nets), settings.length)
        self._parameters = self._grid.parameters()
        self._replay: Training | None = None
        self._ensembles: dict[Place, EnsembleMap] = {}
        self._advances = 0
        self._new = True
        self._choose()

    @property
    def config(self) -> Config:  # type: ignore[override]  # an attribute in Show; here it follows the chosen cell
        return self._grid.sized(self.place)

    @property
    def position(self) -> float:
        """Number of fully trained nets."""
        return len(self._grid.cells) * self.settings.nets

    @property
    def place(self) -> Place:
        """The cell shown: the one clicked, or the one in training."""
        chosen = (self.settings.line, self.settings.column)
        return chosen if min(chosen) >= 0 else self._grid.place or (0, 0)

    def _choose(self):
        self._replay = None
        chosen = (self.settings.line, self.settings.column)
        if min(chosen) < 0:
            return
        if chosen in self._grid.cells:
            self._replay = self._training(chosen)
        else:
            self._grid.prefer(chosen)

    def _training(self, place):
        return Training(self._grid.sized(place), self._grid.seeds, self._grid.epochs, self._grid.data)

    def changed(self, names: frozenset[str]) -> None:
        self._new = True
        if names & {"line", "column"}:
            self._choose()

    def moving(self) -> list:
        trainings = [training for training in (self._grid.training, self._replay) if training]
        return [self._grid, *trainings, *(training.model for training in trainings)]

    def advance(self) -> bool:
        if self._replay is not None:
            self._new = False
            if not self._replay.advance(REPLAY, epochs=max(1, self.settings.length // PICTURES)):
                self._replay, self._new = None, True
            return True
        if self._grid.finished:
            return False
        known = len(self._grid.cells)
        self._grid.advance(PICTURE)
        self._new = len(self._grid.cells) > known
        self._advances += 1
        return True

    # -- picture --------------------------------------------------------------------------------------

    def layout(self) -> Layout:
        record = SHOWN[self.settings.shown]
        # Colors start at two fifths of the range from chance to 1; below, nets have learned too little to compare.
        own = (0.0 if self._score == "R²" else self._chance + 0.4 * (1.0 - self._chance), 1.0)
        low, high = {"gap": (0.0, 0.3), "solved": (0.0, 1.0)}.get(self.settings.shown, own)
        model = self._ensemble.model
        seeds = self.settings.nets
        title = f"{record.label} {self._score}, mean of {seeds} seeds"
        if self.settings.shown == "solved":
            title = f"Share of {seeds} seeds with a test {self._score} of {_percent(self.settings.bar)} or more"
        elif self.settings.shown == "gap":
            title = f"Training minus test {self._score}, mean of {seeds} seeds"
        # R² has no lower bound: an overfitted net may be worse than the mean.
        bounds = {} if self._score == "R²" else {"low": self._chance, "high": 1.0}
        unit = "" if self._score == "R²" and self.settings.shown != "solved" else "%"
        note = f"Click a cell to see its nets; Play trains them again. {self._fewer}".rstrip()
        return Layout(
            rows=[
                [
                    Matrix("grid", span=8, title=title, x="units", y="layers", low=low, high=high, unit=unit, height=84,
                           pick=("line", "column"), note=note),
                    map_panel("map", model, "single nets", "their mean", title="Boundaries from many seeds"),
                ],
                [
                    Curves("fit", span=8, title="From too little to too much", x="parameters", y=self._score,
                           log_x=True, styles=(TRAIN, TEST), **bounds),
                    Words("seen", span=4),
                ],
            ],
            controls=[
                Control("view"), Control("sample"), Control("nets"), Control("length"), Control("shown"),
                *[Control("bar")] * (self.settings.shown == "solved"),
            ],
            buttons=[Button("Follow the training", {"line": -1, "column": -1}, disabled=self.settings.line < 0)],
            counts="net",
        )  # fmt: skip

    @property
    def _score(self):
        return "R²" if self._base.task == "regression" else "accuracy"

    @property
    def _chance(self):
        classes = self._grid.data.classes
        return 0.0 if classes is None else np.floor(10 / classes) / 10

    @property
    def _ensemble(self) -> EnsembleMap:
        place = self.place
        if place not in self._ensembles:
            seeds = self._grid.seeds[:GHOSTS]
            model = Model(self._grid.sized(place), self._grid.data, seeds=seeds)
            self._ensembles = {place: EnsembleMap(model, len(seeds))}
        return self._ensembles[place]

    def static(self) -> Values:
        return {
            "grid.columns": [str(width) for width in WIDTHS],
            "grid.lines": [str(depth) for depth in DEPTHS],
            "map.points": points(self._grid.data.for_task(self._base.task)),
        }

    def update(self) -> Values:
        values = self._progress()
        if self._new or self._replay is not None or self._advances % SKIPPED == 1:
            values |= self._map()
        if self._new:
            values |= {**self._table(), **self._curve(), **self._words()}
        return values

    def _progress(self) -> Values:
        return {"grid.picked": list(self.place), "grid.caption": f"{_percent(self._grid.share)} done"}

    def _table(self) -> Values:
        grid, shown = self._grid, self.settings.shown
        if shown == "solved":
            numbers = grid.solved(self.settings.bar)
        elif shown == "gap":
            numbers = grid.mean("train") - grid.mean("test")
        else:
            numbers = grid.mean(shown)
        if shown == "solved":
            return {"grid.values": numbers, "grid.texts": None}
        return {"grid.values": numbers, "grid.texts": [[self._said(number, "") for number in row] for row in numbers]}

    def _said(self, score: float, unknown: str = "–") -> str:
        """An accuracy in percent, an R² with two digits."""
        if np.isnan(score):
            return unknown
        return f"{score:.2f}".replace("-", "−") if self._score == "R²" else _percent(score)

    def _map(self) -> Values:
        place, ensemble = self.place, self._ensemble
        cell = self._grid.cells.get(place)
        count = f"{ensemble.count} of {self.settings.nets} nets, {_size(self._grid.sized(place).hidden)}"
        if self._replay is not None and self._replay.share > 0.0:
            nets = self._replay.model
        elif cell is not None:
            return {**self._drawn(cell.theta, cell.running), "map.caption": f"{count}, epoch {self._grid.epochs}"}
        elif place == self._grid.place and self._grid.training is not None:
            nets = self._grid.training.model
        else:
            nets = ensemble.model
        return {**self._drawn(nets.theta, nets.running), "map.caption": f"{count}, epoch {nets.epoch}"}

    def _drawn(self, theta, running):
        return {f"map.{name}": value for name, value in self._ensemble.values(theta, running).items()}

    def _curve(self) -> Values:
        """Mean scores by number of parameters: for all sizes, or for one depth with every single net."""
        line = self.settings.line
        cells = [cell for place, cell in self._grid.cells.items() if line < 0 or place[0] == line]
        cells.sort(key=lambda cell: cell.parameters)
        rows = [[cell.parameters, cell.mean("train"), cell.mean("test")] for cell in cells]
        dots = [
            [cell.parameters, score, 1] for cell in cells for score in np.asarray(cell.measures.test_score)[cell.alive]
        ]
        # Two rows of NaN keep the axis fixed while the table fills.
        sizes = self._parameters if line < 0 else self._parameters[line]
        ends = [[0.8 * sizes.min(), np.nan, np.nan]], [[1.25 * sizes.max(), np.nan, np.nan]]
        which = "all sizes" if line < 0 else f"{DEPTHS[line]} hidden layer{'s' * (DEPTHS[line] > 1)}"
        return {
            "fit.rows": np.array([*ends[0], *rows, *ends[1]]),
            "fit.dots": np.array(dots) if dots and line >= 0 else np.empty((0, 3)),
            "fit.caption": which if line < 0 else f"{which}; dots: test {self._score} of each net",
            "fit.cut": self.settings.bar if self.settings.shown == "solved" else None,
        }

    def _words(self) -> Values:
        cells = self._grid.cells
        if not cells:
            return {
                "seen.text": "Press Play. Small nets train first; cells fill in as results arrive.",
                "seen.numbers": [],
            }
        fits, best = (max(cells.values(), key=lambda cell: _number(cell.mean(of))) for of in ("train", "test"))
        text = (
            f"Best on what it was trained on: {_size(fits.hidden)} ({self._said(fits.mean('train'))}). "
            f"Best on new points: {_size(best.hidden)} ({self._said(best.mean('test'))})."
        )
        over = [cell for cell in cells.values() if cell.share(self.settings.bar) >= 0.8]
        least = min(over, key=lambda cell: cell.parameters, default=None)
        gap = fits.mean("train") - fits.mean("test")
        return {
            "seen.text": text,
            "seen.numbers": [
                ["parameters of the two", f"{fits.parameters} and {best.parameters}"],
                [f"gap of {_size(fits.hidden)}", self._said(gap)],
                [
                    f"smallest net that reaches {_percent(self.settings.bar)} on 80 % of seeds",
                    f"{_size(least.hidden)}, {least.parameters} parameters"
                    if least
                    else "none"
                    if self._grid.finished
                    else "none yet",
                ],
            ],
        }


def _size(hidden: tuple[int, ...]) -> str:
    return f"{len(hidden)} × {hidden[0]}"


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{100 * share:.0f} %".replace("-", "−")


def _number(value: float) -> float:
    return -np.inf if np.isnan(value) else value
