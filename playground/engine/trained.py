"""What one net and many have in common: they are trained, asked, and go back to moments that they had."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np

from playground.config import LIVE, Config
from playground.data import Data
from playground.engine.evaluator import SETS, Measures
from playground.engine.history import History
from playground.engine.model import Model
from playground.engine.state import State
from playground.tables.regularizers import REGULARIZERS


class Trained:
    """A `Run`, or `Seeds`. Copies and pickles are made of `snapshot()`, and so go on with the same bits."""

    def __init__(self, config: Config, data: Data | None, layers=None, seeds: Sequence[int] | None = None):
        self._model = Model(config, data, layers, seeds)
        self._trainer = self._model.trainer
        self.config = config
        self._diverged: str | None = None
        self._measures: Measures | None = None
        self.history = History([self.measures])

    @classmethod
    def _of(cls, state: State) -> Self:
        """What the state is of, as it was."""
        raise NotImplementedError

    @property
    def data(self) -> Data:
        """The rows to train on and to test with."""
        return self._model.data

    @property
    def epoch(self) -> int:
        """Whole epochs done."""
        return self._trainer.epoch

    @property
    def measures(self) -> Measures:
        """Losses and scores of both sets as the net stands, in test mode and without the penalty."""
        if self._measures is None:
            self._measures = self._measure()
        return self._measures

    def _measure(self):
        return self._model.measures

    def loss(self, of: str = "train"):
        """Mean loss of the "train" or "test" rows in test mode, without the penalty."""
        return self.measures[_which(of)]

    def accuracy(self, of: str = "train"):
        """Share of rows whose class is predicted, 0 to 1. Raises ValueError for a regression, which has `r2`."""
        if self.config.task == "regression":
            raise ValueError("accuracy is for classification; a regression has loss and r2")
        return self.measures[2 + _which(of)]

    def r2(self, of: str = "train"):
        """R² = 1 − Σ(o − t)² / Σ(t − mean t)²: 1 is perfect, 0 is the mean's. Of targets that are all the same it is 1
        if they are met and 0 if not, as in scikit-learn. Regression only (ValueError)."""
        if self.config.task != "regression":
            raise ValueError("r2 is for regression; a classification has loss and accuracy")
        return self.measures[2 + _which(of)]

    def predict(self, points) -> np.ndarray:
        """Probabilities (…, n, C) at points (n, 2), or values (…, n) of a regression, in test mode.

        Squared error and hinge know no probabilities: theirs are (1 + o)/2 of the outputs, and the
        softmax (two classes: σ) of the scores.
        """
        return self._model.predict(points)

    def layers(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """[(W (…, out, in), b (…, out)), ...], hidden layers first, as copies.

        With batch normalization they are not the whole net: that is `snapshot()`, or the file of `save`.
        """
        return self._model.layers()

    @property
    def model(self) -> Model:
        """What it is made of, for those who draw it."""
        return self._model

    # -- moments ------------------------------------------------------------------------------------------

    def snapshot(self) -> State:
        """This moment, to be given to `restore`: 32 bytes a parameter, with room for any optimizer's memory."""
        seeds = self._model.seeds
        return State(self.config, self.data, seeds, self._trainer.snapshot(), self.history.moment(), self._diverged)

    def restore(self, moment: State) -> None:
        """Go to a moment, as if nothing had come after it: the history, too, is then the one that it had.

        It may lie ahead, and may be of another run of the same rows and of a config that differs in live fields only;
        those stay as they are here. ValueError if it is of anything else.
        """
        fixed = sorted(self.config.differences(moment.config) - LIVE)
        if fixed:
            raise ValueError(f"this moment is of another run: {', '.join(fixed)} differ")
        if moment.seeds != self._model.seeds:
            raise ValueError(f"this moment is of the seeds {moment.seeds}, and not of {self._model.seeds}")
        if not moment.data.same(self.data):
            raise ValueError("this moment is of another run: its rows differ")
        self._trainer.restore(moment.progress)
        self._diverged = moment.error
        self._measures = None
        self.history.restore(moment.history)

    def save(self, path) -> None:
        """Write the whole state into a file, from which `load` goes on with the same bits; for its format see `State`.

        Any suffix will do; ".npz" lets other programs see what it is.
        """
        Path(path).write_bytes(self.snapshot().to_bytes())

    @classmethod
    def load(cls, path) -> Self:
        """What `save` has written. ValueError says so if the file is damaged, newer, or something else."""
        try:
            state = State.from_bytes(Path(path).read_bytes())
            return cls._of(state)
        except ValueError as wrong:
            raise ValueError(f"{path}: {wrong}") from None

    def __reduce__(self):
        return type(self)._of, (self.snapshot(),)

    # -- what goes wrong ----------------------------------------------------------------------------------

    @property
    def _obstacle(self) -> str | None:
        if self._trainer.normalizes and self.config.batch_size == 1:
            return (
                "Batch normalization cannot learn from batches of a single row: without their mean nothing is left. "
                "Set the batch size to 8 or more."
            )
        return None

    def _advice(self, epoch: int, where=...) -> str:
        """A sentence about numbers that grew too large, with what to try; `where` is the net's place among theta's."""
        config, trainer, ways = self.config, self._trainer, []
        slope = REGULARIZERS[config.regularizer].slope
        if slope and not config.clip_norm:
            with np.errstate(all="ignore"):
                price = config.penalty * slope(trainer.theta[where]) * self._model.layout.on_weights()
                # A price that makes up most of the gradient pushes weights beyond zero, each time further.
                if np.abs(price).sum() > 0.5 * np.abs(trainer.grad[where]).sum() > 0.0:
                    ways.append(f"a penalty below {config.penalty:g}")
        if config.rate > 1e-4:
            ways.append(f"a learning rate below {config.rate:g}")
        if not config.clip_norm:
            ways.append("clipping the gradient")
        if not set(config.activations) <= {"tanh", "sigmoid", "sin"}:
            ways.append("tanh in the hidden layers")
        return (
            f"After epoch {epoch} the numbers grew beyond what a computer can hold, so training stopped there. "
            f"Try {', or '.join(ways) or 'other starting weights'}."
        )


def _which(of: str) -> int:
    if of not in SETS:
        raise ValueError(f"the set of rows is {of!r}; it must be 'train' or 'test'")
    return SETS.index(of)


def whole_number(name: str, value, least: int = 0) -> int:
    """`value` if it is a whole number from `least` on; else a ValueError that says so."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name} = {value!r} must be a whole number from {least} on")
    return int(value)
