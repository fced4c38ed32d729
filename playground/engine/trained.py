"""Trained: the common base of Run and Seeds."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Generic, Self

import numpy as np
import numpy.typing as npt

from playground.config import LIVE, Config
from playground.data import Data
from playground.engine.evaluator import SETS, Measures, Value
from playground.engine.history import History
from playground.engine.model import Layers, Model
from playground.engine.state import State
from playground.tables.regularizers import REGULARIZERS


class Trained(Generic[Value]):
    """A `Run` or `Seeds`. Copies and pickles contain `snapshot()`, so they continue with the same bits."""

    def __init__(
        self,
        config: Config,
        data: Data | None,
        layers: Layers | None = None,
        seeds: Sequence[int] | None = None,
    ):
        self._model = Model(config, data, layers, seeds)
        self._trainer = self._model.trainer
        self.config = config
        self._diverged: str | None = None
        self._measures: Measures[Value] | None = None
        self.history = History([self.measures])

    @classmethod
    def _of(cls, state: State) -> Self:
        """The Run or Seeds in this state."""
        raise NotImplementedError

    @property
    def data(self) -> Data:
        """The training and test rows."""
        return self._model.data

    @property
    def epoch(self) -> int:
        """Number of completed epochs."""
        return self._trainer.epoch

    @property
    def measures(self) -> Measures[Value]:
        """Current losses and scores of both sets, in test mode and without the penalty."""
        if self._measures is None:
            self._measures = self._measure()
        return self._measures

    def _measure(self) -> Measures[Value]:
        return self._model.measures

    def loss(self, of: str = "train") -> Value:
        """Mean loss of the "train" or "test" rows, in test mode and without the penalty."""
        return self.measures[_which(of)]

    def accuracy(self, of: str = "train") -> Value:
        """Fraction of rows with the correct predicted class, 0 to 1. Raises ValueError for a regression; use `r2`."""
        if self.config.task == "regression":
            raise ValueError("accuracy is for classification; use loss or r2 for regression")
        return self.measures[2 + _which(of)]

    def r2(self, of: str = "train") -> Value:
        """R² = 1 − Σ(o − t)² / Σ(t − mean t)²: 1 is perfect, 0 is as good as the mean. For equal targets it is 1
        for exact predictions and 0 otherwise, as in scikit-learn. ValueError for a classification."""
        if self.config.task != "regression":
            raise ValueError("r2 is for regression; use loss or accuracy for classification")
        return self.measures[2 + _which(of)]

    def predict(self, points: npt.ArrayLike) -> np.ndarray:
        """Probabilities (…, n, C) at points (n, 2), or values (…, n) in regression, in test mode.

        Squared error and hinge define no probabilities. Theirs are (1 + o)/2 of the outputs o, and the
        softmax (two classes: σ) of the scores.
        """
        return self._model.predict(points)

    def layers(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """[(W (…, out, in), b (…, out)), ...], hidden layers first, as copies.

        With batch normalization they are not the complete net; use `snapshot()` or `save`.
        """
        return self._model.layers()

    @property
    def model(self) -> Model:
        """The underlying Model, for figures and studies."""
        return self._model

    # -- moments ------------------------------------------------------------------------------------------

    def snapshot(self) -> State:
        """The current state, for `restore`; it takes at most 32 bytes per parameter."""
        seeds = self._model.seeds
        return State(self.config, self.data, seeds, self._trainer.snapshot(), self.history.moment(), self._diverged)

    def restore(self, moment: State) -> None:
        """Go to the state `moment`, including its history.

        It may be a later state, or that of another run with the same rows and a config that differs in live fields
        only; the live fields of this run do not change. Raises ValueError for any other state.
        """
        fixed = sorted(self.config.differences(moment.config) - LIVE)
        if fixed:
            raise ValueError(f"this state belongs to another run: {', '.join(fixed)} must be the same")
        if moment.seeds != self._model.seeds:
            raise ValueError(f"this state has seeds = {moment.seeds}; they must be {self._model.seeds}")
        if not moment.data.same(self.data):
            raise ValueError("this state belongs to another run: the rows must be the same")
        self._trainer.restore(moment.progress)
        self._diverged = moment.error
        self._measures = None
        self.history.restore(moment.history)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the complete state to a file; `load` continues with the same bits. `State` documents the format.

        Any suffix works; ".npz" lets other programs recognize the format.
        """
        Path(path).write_bytes(self.snapshot().to_bytes())

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Load a file of `save`. Raises ValueError if it is damaged, of a newer version, or not a saved run."""
        try:
            state = State.from_bytes(Path(path).read_bytes())
            return cls._of(state)
        except ValueError as wrong:
            raise ValueError(f"{path}: {wrong}") from None

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self)._of, (self.snapshot(),)

    # -- what goes wrong ----------------------------------------------------------------------------------

    @property
    def _obstacle(self) -> str | None:
        if self._trainer.normalizes and self.config.batch_size == 1:
            return (
                "Batch normalization cannot train with a batch size of 1, because a single row has no variance. "
                "Set the batch size to 8 or more."
            )
        return None

    def _advice(self, epoch: int, where: Any = ...) -> str:
        """The message for a net that diverged, with advice. `where` is the index of the net in theta."""
        config, trainer = self.config, self._trainer
        advice = []
        slope = REGULARIZERS[config.regularizer].slope
        if slope and not config.clip_norm:
            with np.errstate(all="ignore"):
                pull = config.penalty * slope(trainer.theta[where]) * self._model.layout.on_weights()
                # A penalty that is most of the gradient overshoots zero, further with each step.
                if np.abs(pull).sum() > 0.5 * np.abs(trainer.grad[where]).sum() > 0.0:
                    advice.append(f"the penalty (now {config.penalty:g})")
        if config.rate > 1e-4:
            advice.append(f"the learning rate (now {config.rate:g})")
        advice = [f"lower {' or '.join(advice)}"] if advice else []
        if not config.clip_norm:
            advice.append("clip the gradient")
        if not set(config.activations) <= {"tanh", "sigmoid", "sin"}:
            advice.append("use tanh in the hidden layers")
        steps = ", or ".join(advice) or "use other initial weights"
        return f"Training diverged after epoch {epoch} and was stopped. {steps[0].upper()}{steps[1:]}."


def _which(of: str) -> int:
    if of not in SETS:
        raise ValueError(f"of = {of!r}; it must be 'train' or 'test'")
    return SETS.index(of)


def whole_number(name: str, value: object, least: int = 0) -> int:
    """`value` as an int. Raises ValueError if it is not a whole number of at least `least`."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name} = {value!r} must be a whole number of at least {least}")
    return int(value)
