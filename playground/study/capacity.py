"""Width × depth: for each network size, the share of initial seeds whose score reaches a threshold.

A cell is one size: K nets that differ only in their initial seed, trained together by the engine. A table takes seconds
to minutes, so it is computed in time slices. The result does not depend on how it is sliced, bit for bit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from playground.config import Config
from playground.data import Data, make_data
from playground.engine.evaluator import Measures
from playground.engine.model import Model, laid_out

SLICE = 0.02
"""Seconds per slice: leaves time for drawing within a frame of 30 ms."""

_ELEMENTS = 500_000
"""Largest units × rows × nets evaluated at once: about 10 ms of work."""

_STEPS = 4
"""Batches between two checks of the clock."""

Place = tuple[int, int]
"""(row, column) of a cell: the indices of its depth and of its width."""


@dataclass(frozen=True)
class Cell:
    """The trained nets of one size. Each of `measures` has shape (K,); losses are NaN where a net diverged."""

    hidden: tuple[int, ...]
    parameters: int
    measures: Measures[np.ndarray]
    theta: np.ndarray  # (K, P)
    running: np.ndarray  # (K, 2, units)

    @property
    def alive(self) -> np.ndarray:
        """(K,) whether a net's losses are finite."""
        return np.asarray(np.isfinite(self.measures.train_loss) & np.isfinite(self.measures.test_loss))

    def share(self, bar: float, of: str = "test") -> float:
        """Share of the seeds whose score (accuracy or R²) is at least `bar`. Diverged nets count as below it."""
        return float((self.alive & (self._score(of) >= bar)).mean())

    def mean(self, of: str = "test") -> float:
        """Mean score of the nets that did not diverge; NaN if all diverged."""
        return float(self._score(of)[self.alive].mean()) if self.alive.any() else np.nan

    def _score(self, of: str) -> np.ndarray:
        return self.measures.train_score if of == "train" else self.measures.test_score


class Training:
    """Trains the nets of one config from several seeds for `epochs` epochs, in time slices.

    Seeds are trained in groups small enough to be evaluated within one slice.
    """

    def __init__(self, config: Config, seeds: Sequence[int], epochs: int, data: Data | None = None):
        self.config, self.epochs = config, epochs
        self._data = data or make_data(config)
        rows = len(self._data.x_train) + len(self._data.x_test)
        most = max(1, _ELEMENTS // (rows * (sum(config.hidden) + 2)))
        self._groups = [tuple(seeds[k : k + most]) for k in range(0, len(seeds), most)]
        self._done: list[Model] = []
        self.model = Model(config, self._data, seeds=self._groups[0])

    @property
    def share(self) -> float:
        """Fraction done, 0 to 1."""
        done = len(self._done) * self.epochs + self.model.position * (not self.finished)
        return done / (len(self._groups) * self.epochs)

    @property
    def finished(self) -> bool:
        return len(self._done) == len(self._groups)

    def advance(self, seconds: float = SLICE, epochs: int | None = None) -> bool:
        """Train for `seconds`, or for `epochs` epochs if that is shorter. Returns whether work remains."""
        clock = perf_counter()
        until = self.epochs if epochs is None else min(self.epochs, self.model.epoch + epochs)
        while not self.finished:
            if self.model.epoch >= self.epochs:
                self._next()
                break  # the next group is built in its own slice
            self.model.train(_STEPS)
            if perf_counter() - clock >= seconds or self.model.epoch >= until < self.epochs:
                break
        return not self.finished

    def _next(self) -> None:
        self._done = [*self._done, self.model]
        if not self.finished:
            self.model = Model(self.config, self._data, seeds=self._groups[len(self._done)])

    def result(self) -> Cell:
        """The trained nets. ValueError before training has finished."""
        if not self.finished:
            raise ValueError(f"{self.share:.0%} of the training is done; the result is there at the end")
        models = self._done
        measured = [model.measures for model in models]
        return Cell(
            self.config.hidden,
            models[0].layout.size,
            Measures(*(np.concatenate(columns) for columns in zip(*measured, strict=True))),
            np.concatenate([model.theta for model in models]),
            np.concatenate([model.running for model in models]),
        )


class Capacity:
    """A table of sizes, one row per depth and one column per width, filled cell by cell.

    Small nets come first because they are fast; `prefer` moves one cell to the front. `cells` are the results so far.
    """

    def __init__(
        self,
        config: Config,
        widths: Sequence[int],
        depths: Sequence[int],
        seeds: Sequence[int],
        epochs: int,
        data: Data | None = None,
    ):
        self.config, self.widths, self.depths = config, tuple(widths), tuple(depths)
        self.seeds, self.epochs = tuple(seeds), epochs
        self.data = data or make_data(config)
        self.cells: dict[Place, Cell] = {}
        self.training: Training | None = None
        self.place: Place | None = None
        places = [(line, column) for line in range(len(self.depths)) for column in range(len(self.widths))]
        self._queue = sorted(places, key=lambda at: (self.widths[at[1]] * self.depths[at[0]], at[0]))

    def sized(self, place: Place) -> Config:
        """The common config with the hidden layers of this cell."""
        line, column = place
        return self.config.replace(hidden=(self.widths[column],) * self.depths[line])

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.depths), len(self.widths)

    @property
    def share(self) -> float:
        """Fraction of the table done, 0 to 1, including progress within the current cell."""
        under_way = self.training.share if self.training else 0.0
        return (len(self.cells) + under_way) / (len(self.depths) * len(self.widths))

    @property
    def finished(self) -> bool:
        return not self._queue and self.training is None

    def prefer(self, place: Place) -> None:
        """Train this cell next, after the current one."""
        if place in self._queue:
            self._queue = [place, *(other for other in self._queue if other != place)]

    def advance(self, seconds: float = SLICE) -> bool:
        """Train for `seconds`, at most to the end of the current cell. Returns whether work remains."""
        if self.training is None and self._queue:
            self.place, *self._queue = self._queue
            self.training = Training(self.sized(self.place), self.seeds, self.epochs, self.data)
        if self.place is not None and self.training is not None and not self.training.advance(seconds):
            self.cells = {**self.cells, self.place: self.training.result()}
            self.training = None
        return not self.finished

    def table(self, number: Callable[[Cell], float]) -> np.ndarray:
        """(depths, widths) values of `number(cell)` for finished cells, NaN elsewhere."""
        values = np.full(self.shape, np.nan)
        for place, cell in self.cells.items():
            values[place] = number(cell)
        return values

    def solved(self, bar: float, of: str = "test") -> np.ndarray:
        """(depths, widths) share of seeds that reach the bar."""
        return self.table(lambda cell: cell.share(bar, of))

    def mean(self, of: str = "test") -> np.ndarray:
        """(depths, widths) mean score."""
        return self.table(lambda cell: cell.mean(of))

    def parameters(self) -> np.ndarray:
        """(depths, widths) number of parameters; available before training."""
        lines, columns = self.shape
        sizes = [[parameters(self.sized((i, j)), self.data) for j in range(columns)] for i in range(lines)]
        return np.array(sizes)


def parameters(config: Config, data: Data) -> int:
    """Number of parameters of the net that `config` describes, for these rows."""
    return laid_out(config, data.for_task(config.task).classes)[1].size
