"""Losses and scores of the training and test rows, from one recorded forward pass."""

from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np

from playground.engine.reader import Reader, Reading
from playground.tables.losses import Head

SETS = ("train", "test")

Value = TypeVar("Value", float, np.ndarray)
"""float for one net, an array (K,) for K replicas."""


class Measures(NamedTuple, Generic[Value]):
    """Mean loss without penalty, and score, of both sets: floats, or arrays with one value per replica.

    The score is the accuracy, 0 to 1; in regression it is R² = 1 − Σ(o − t)² / Σ(t − mean)². If all targets of a set
    are equal, R² is 1 for exact predictions and 0 otherwise (`force_finite` of scikit-learn).
    """

    train_loss: Value
    test_loss: Value
    train_score: Value
    test_score: Value


class Evaluator:
    """Measures the net of `reader`, whose rows are `train_rows` training rows, then the test rows, all with targets.

    `labels` (n,) are class numbers, or the targets of a regression. The measures of a set without rows are NaN.
    """

    def __init__(self, reader: Reader, labels: np.ndarray, train_rows: int, regression: bool):
        self._reader, tape = reader, reader.tape
        if tape is None or reader.reading.losses is None:
            raise TypeError("reader must have a tape and targets")
        self._results = np.full((4, *reader.theta.shape[:-1]), np.nan)
        self._variance: list[float] | None = None
        values = tape.watch(reader.reading.losses)
        parts = [slice(0, train_rows), slice(train_rows, None)][: 1 + (train_rows < len(labels))]
        for k, part in enumerate(parts):
            tape.watch(self._results[k, ...])[...] = values[..., part].mean(axis=-1)
        outputs, wanted = reader.network.output, tape.watch(labels)
        if regression:
            self._variance = [labels[part].var() if np.ptp(labels[part]) else 0.0 for part in parts]
            errors = outputs[..., 0, :] - wanted
            scores = errors * errors  # `measure` turns their mean into R²
        else:
            scores = self._hits(outputs, wanted, reader.head)
        for k, part in enumerate(parts):
            tape.watch(self._results[2 + k, ...])[...] = scores[..., part].mean(axis=-1)

    @staticmethod
    def _hits(outputs: Any, labels: Any, head: Head) -> Any:  # Slots
        """1 where the predicted class is correct, else 0. With one output, class 1 is predicted for outputs above 0."""
        if head.one_output:
            return 1.0 - np.abs(np.heaviside(outputs[..., 0, :], 0.0) - labels)
        return np.equal(outputs.argmax(axis=-2), labels)

    @property
    def reading(self) -> Reading:
        """Pre-activations, activations and outputs of all rows, as the last `measure` left them."""
        return self._reader.reading

    def measure(self) -> "Measures[Any]":
        """Losses and scores of the current theta."""
        self._reader.read()
        if self._variance is not None:
            with np.errstate(all="ignore"):
                for k, variance in enumerate(self._variance):
                    error = self._results[2 + k]  # mean squared error
                    self._results[2 + k] = 1.0 - error / variance if variance else (error == 0.0) + 0.0 * error
        return Measures(*(self._results.copy() if self._results.ndim > 1 else self._results.tolist()))
