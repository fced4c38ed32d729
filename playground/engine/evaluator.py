"""Losses and scores of the training and test rows, from one recorded forward pass."""

from typing import NamedTuple

import numpy as np

from playground.engine.reader import Reader

SETS = ("train", "test")


class Measures(NamedTuple):
    """Mean loss without penalty, and score, of both sets: numbers, or arrays with one number per replica.

    The score of a classification is its accuracy, 0 to 1; that of a regression is R² = 1 − Σ(o − t)² / Σ(t − mean)².
    Where all targets of a set are the same, R² is 1 if they are met and 0 if not (scikit-learn's `force_finite`).
    """

    train_loss: float | np.ndarray
    test_loss: float | np.ndarray
    train_score: float | np.ndarray
    test_score: float | np.ndarray


class Evaluator:
    """Measures what `reader` reads: the training rows, `train_rows` of them, and after them the test rows, all of
    which have targets. A set without rows has NaN.

    `labels` (n,) are class numbers, or the targets of a regression.
    """

    def __init__(self, reader: Reader, labels: np.ndarray, train_rows: int, regression: bool):
        self._reader, tape = reader, reader.tape
        self._results = np.full((4, *reader.theta.shape[:-1]), np.nan)
        self._variance = None
        values = tape.watch(reader.reading.losses)
        parts = [slice(0, train_rows), slice(train_rows, None)][: 1 + (train_rows < len(labels))]
        for k, part in enumerate(parts):
            tape.watch(self._results[k, ...])[...] = values[..., part].mean(axis=-1)
        outputs, wanted = reader.network.output, tape.watch(labels)
        if regression:
            self._variance = [labels[part].var() if np.ptp(labels[part]) else 0.0 for part in parts]
            errors = outputs[..., 0, :] - wanted
            scores = errors * errors  # of which `measure` makes R²
        else:
            scores = self._hits(outputs, wanted, reader.head)
        for k, part in enumerate(parts):
            tape.watch(self._results[2 + k, ...])[...] = scores[..., part].mean(axis=-1)

    @staticmethod
    def _hits(outputs, labels, head):
        """1 where the predicted class is the row's, else 0. Of two classes the second needs an output above 0."""
        if head.one_output:
            return 1.0 - np.abs(np.heaviside(outputs[..., 0, :], 0.0) - labels)
        return np.equal(outputs.argmax(axis=-2), labels)

    def measure(self) -> Measures:
        """Losses and scores of theta as it stands."""
        self._reader.read()
        if self._variance is not None:
            with np.errstate(all="ignore"):
                for k, variance in enumerate(self._variance):
                    error = self._results[2 + k]  # the mean square
                    self._results[2 + k] = 1.0 - error / variance if variance else (error == 0.0) + 0.0 * error
        return Measures(*(self._results.copy() if self._results.ndim > 1 else self._results.tolist()))
