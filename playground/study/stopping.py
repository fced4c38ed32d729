"""Early stopping: which epoch was the best on rows that the net was not trained on, and its weights.

The rows that choose are the test rows, the only ones held back here. What is chosen by its loss on them has a loss on
them that is a little too good; a last judgment would need a third set.
"""

from typing import NamedTuple

import numpy as np

from playground.engine.evaluator import Measures
from playground.engine.run import Run
from playground.engine.state import State


class Gap(NamedTuple):
    """How much worse a net is on new rows than on those it learned from: `gap` = test − train, of the mean losses."""

    train: float
    test: float

    @property
    def gap(self) -> float:
        return self.test - self.train


def gap(measures: Measures | np.ndarray) -> Gap:
    """The gap of one row of a run's history, or of its measures."""
    return Gap(float(measures[0]), float(measures[1]))


class Best:
    """Keeps the weights of a run's best epoch on the test rows while it trains: ask `see` after every epoch."""

    def __init__(self, run: Run):
        self._run = run
        self.epoch, self.loss = run.epoch, run.loss("test")
        self.moment: State = run.snapshot()

    def see(self) -> bool:
        """Look at the run as it stands; whether it is the best so far."""
        loss = self._run.loss("test")
        if not loss < self.loss:
            return False
        self.epoch, self.loss, self.moment = self._run.epoch, loss, self._run.snapshot()
        return True

    @property
    def theta(self) -> np.ndarray:
        """(P,) the kept parameters, not to be written to."""
        return self.moment.theta

    @property
    def running(self) -> np.ndarray:
        """(2, units) the running averages that belong to them."""
        return self.moment.running
