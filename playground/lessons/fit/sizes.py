"""Width × depth: a table of sizes that fills while it is computed, and the boundaries of one size's nets."""

from dataclasses import replace

import numpy as np

from playground.config import Config
from playground.engine.build import Machine
from playground.lessons.fit.looks import GHOSTS, Look, map_panel, points
from playground.lessons.fit.settings import DEPTHS, SHOWN, WIDTHS, Settings, experiment
from playground.scene.panels import TEST, TRAIN, Button, Control, Curves, Layout, Matrix, Words
from playground.scene.show import Show, Values
from playground.study.capacity import Capacity, Cell, Place, Training

PICTURE = 0.012
"""Seconds of training in one picture; drawing the boundaries takes as long again."""

PICTURES = 90
"""In so many pictures a size that was clicked trains again."""

SKIPPED = 3
"""While the table fills its map is drawn every third time, so that most of the time goes into training."""


class SizesShow(Show):
    """Plays the table; a click on a cell shows that cell's nets, trained anew while it plays."""

    def __init__(self, config: Config, settings: Settings):
        self.settings = settings
        self._base = experiment(config, settings)
        self._grid = Capacity(self._base, WIDTHS, DEPTHS, range(settings.nets), settings.length)
        self._parameters = self._grid.parameters()
        self._replay: Training | None = None
        self._looks: dict[Place, Look] = {}
        self._told = -1
        self._advances = 0
        self._choose()

    @property
    def config(self) -> Config:
        return self._grid.sized(self.place)

    @property
    def position(self) -> float:
        """Nets trained to the end."""
        return len(self._grid.cells) * self.settings.nets

    @property
    def place(self) -> Place:
        """The cell that is looked at: the one clicked, or the one under way."""
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

    def change(self, settings: Settings) -> bool:
        """Another look at the same table needs no new one."""
        look = {name: getattr(settings, name) for name in ("shown", "bar", "line", "column")}
        if replace(self.settings, **look) != settings:
            return False
        moved = (settings.line, settings.column) != (self.settings.line, self.settings.column)
        self.settings = settings
        if moved:
            self._choose()
        return True

    def advance(self) -> bool:
        if self._replay is not None:
            if not self._replay.advance(PICTURE, epochs=max(1, self.settings.length // PICTURES)):
                self._replay = None
            return True
        if self._grid.finished:
            return False
        self._grid.advance(PICTURE)
        self._advances += 1
        return True

    # -- what is shown --------------------------------------------------------------------------------

    def layout(self) -> Layout:
        record = SHOWN[self.settings.shown]
        low, high = {"gap": (0.0, 0.4), "solved": (0.0, 1.0)}.get(self.settings.shown, (self._chance, 1.0))
        machine = self._look.machine
        seeds = self.settings.nets
        title = (
            f"{record.label}: share of {seeds} seeds"
            if self.settings.shown == "solved"
            else f"{record.label} {self._score}"
        )
        return Layout(
            rows=[
                [
                    Matrix("grid", span=7, title=title, note="Click a cell to see its nets train.", x="units",
                           y="layers", low=low, high=high, pick=("line", "column")),
                    map_panel("map", machine, span=5, title="Their boundaries",
                              note="Colour: mean of the nets. Lines: single nets, each from its own seed."),
                ],
                [
                    Curves("fit", span=7, title="From too little to too much", x="parameters", y=self._score,
                           log_x=True, styles=(TRAIN, TEST), low=self._chance, high=1.0),
                    Words("seen", span=5),
                ],
            ],
            controls=[
                Control("view"), Control("sample"), Control("shown"), Control("bar"), Control("nets"),
                Control("length"),
            ],
            buttons=[Button("Follow the training", {"line": -1, "column": -1}, disabled=self.settings.line < 0)],
            counts="net",
        )  # fmt: skip

    @property
    def _score(self):
        return "R²" if self._base.problem == "regression" else "accuracy"

    @property
    def _chance(self):
        classes = self._grid.data.classes
        return 0.0 if classes is None else np.floor(10 / classes) / 10

    @property
    def _look(self) -> Look:
        place = self.place
        if place not in self._looks:
            seeds = self._grid.seeds[:GHOSTS]
            self._looks = {place: Look(Machine(self._grid.sized(place), self._grid.data, seeds=seeds))}
        return self._looks[place]

    def still(self) -> Values:
        return {
            "grid.columns": [str(width) for width in WIDTHS],
            "grid.lines": [str(depth) for depth in DEPTHS],
            "map.points": points(self._grid.data.as_problem(self._base.problem)),
        }

    def whole(self) -> Values:
        self._told = -1
        return self.frame()

    def frame(self) -> Values:
        values: Values = {"grid.picked": list(self.place)}
        new = len(self._grid.cells) != self._told
        if new or self._replay is not None or self._advances % SKIPPED == 0:
            values |= self._map()
        if new:
            self._told = len(self._grid.cells)
            values |= {**self._table(), **self._curve(), **self._words()}
        values["grid.caption"] = f"{self._grid.share:.0%} done"
        return values

    def _table(self) -> Values:
        grid, shown = self._grid, self.settings.shown
        if shown == "solved":
            numbers = grid.solved(self.settings.bar)
        elif shown == "gap":
            numbers = grid.mean("train") - grid.mean("test")
        else:
            numbers = grid.mean(shown)
        texts = [["" if np.isnan(number) else f"{number:.0%}" for number in row] for row in numbers]
        if self._score == "R²" and shown != "solved":
            texts = [["" if np.isnan(number) else f"{number:.2f}" for number in row] for row in numbers]
        return {"grid.values": numbers, "grid.texts": texts}

    def _map(self) -> Values:
        place, look = self.place, self._look
        cell = self._grid.cells.get(place)
        size = " × ".join(map(str, self._grid.sized(place).hidden))
        count = f"{look.count} of {self.settings.nets} nets {size}"
        if self._replay is not None and self._replay.share > 0.0:
            nets, epoch = self._replay.nets.machine.trainer, self._replay.nets.epoch
        elif cell is not None:
            return {**self._drawn(cell.theta, cell.running), "map.caption": f"{count}, epoch {self._grid.epochs}"}
        elif place == self._grid.place and self._grid.training is not None:
            nets, epoch = self._grid.training.nets.machine.trainer, self._grid.training.nets.epoch
        else:
            nets, epoch = look.machine.trainer, 0
        return {**self._drawn(nets.theta, nets.running), "map.caption": f"{count}, epoch {epoch}"}

    def _drawn(self, theta, running):
        return {f"map.{name}": value for name, value in self._look.values(theta, running).items()}

    def _curve(self) -> Values:
        """Means along the depth that is looked at, and every net of it."""
        line = self.place[0]
        rows, dots = [], []
        for column in range(len(WIDTHS)):
            cell = self._grid.cells.get((line, column))
            if cell is None:
                continue
            rows.append([cell.parameters, cell.mean("train"), cell.mean("test")])
            dots += [[cell.parameters, score, 1] for score in cell.measures.test_score[cell.alive]]
        layers = f"{DEPTHS[line]} hidden layer{'s' * (DEPTHS[line] > 1)}"
        return {
            "fit.rows": np.array(rows or np.empty((0, 3))),
            "fit.dots": np.array(dots or np.empty((0, 3))),
            "fit.caption": f"{layers}; dots: test {self._score} of each net",
            "fit.cut": self.settings.bar if self.settings.shown == "solved" else None,
        }

    def _words(self) -> Values:
        cells = self._grid.cells
        if not cells:
            return {"seen.text": "Press Play: small nets first, and results as they come.", "seen.numbers": []}
        fits, best = (max(cells.values(), key=lambda cell: _number(cell.mean(of))) for of in ("train", "test"))
        text = (
            f"Best on what it was trained on: {_size(fits)} ({_percent(fits.mean('train'))}). "
            f"Best on new points: {_size(best)} ({_percent(best.mean('test'))})."
        )
        over = [cell for cell in cells.values() if cell.share(self.settings.bar) >= 0.8]
        least = min(over, key=lambda cell: cell.parameters, default=None)
        gap = fits.mean("train") - fits.mean("test")
        return {
            "seen.text": text,
            "seen.numbers": [
                ["parameters of the two", f"{fits.parameters} and {best.parameters}"],
                [f"gap of {_size(fits)}", _percent(gap)],
                [
                    f"smallest with 4 of 5 seeds at {self.settings.bar:.0%}",
                    f"{_size(least)}, {least.parameters} parameters" if least else "none yet",
                ],
            ],
        }


def _size(cell: Cell) -> str:
    return " × ".join(map(str, cell.hidden))


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{share:.0%}"


def _number(value: float) -> float:
    return -np.inf if np.isnan(value) else value
