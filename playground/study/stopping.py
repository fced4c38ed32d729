"""Early stopping: the epoch with the lowest test loss, and its weights.

The test rows are the only held-out rows here, so they select the epoch. The selected epoch's test loss is therefore
slightly optimistic; an unbiased estimate would need a third set.
"""

from typing import NamedTuple

import numpy as np

from playground.engine.evaluator import Measures
from playground.engine.run import Run
from playground.engine.state import State


class Gap(NamedTuple):
    """Generalization gap: `gap` = test − train, of the mean losses."""

    train: float
    test: float

    @property
    def gap(self) -> float:
        return self.test - self.train


def gap(measures: Measures[float] | np.ndarray) -> Gap:
    """The gap of a row of a run's history, or of its measures."""
    return Gap(float(measures[0]), float(measures[1]))


class Best:
    """Keeps the weights of a run's epoch with the lowest test loss. Call `see` after every epoch."""

    def __init__(self, run: Run):
        self._run = run
        self.epoch, self.loss = run.epoch, run.loss("test")
        self.moment: State = run.snapshot()

    def see(self) -> bool:
        """Compare the run's current test loss; returns whether it is the lowest so far."""
        loss = self._run.loss("test")
        if not loss < self.loss:
            return False
        self.epoch, self.loss, self.moment = self._run.epoch, loss, self._run.snapshot()
        return True

    @property
    def theta(self) -> np.ndarray:
        """(P,) the parameters of the best epoch; read-only."""
        return self.moment.theta

    @property
    def running(self) -> np.ndarray:
        """(2, units) the running averages of that epoch."""
        return self.moment.running
