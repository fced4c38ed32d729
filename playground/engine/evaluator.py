"""Losses and scores of the training and test rows, from one recorded forward pass."""

from typing import NamedTuple

import numpy as np

from playground.engine.layout import Layout
from playground.engine.network import Memory, Network
from playground.engine.tape import Tape
from playground.tables.losses import Head

SETS = ("train", "test")


class Measures(NamedTuple):
    """Mean loss without penalty, and score, of both sets: numbers, or arrays with one number per replica.

    The score of a classification is its accuracy, 0 to 1; that of a regression is R² = 1 − Σ(o − t)² / Σ(t − mean)².
    """

    train_loss: float | np.ndarray
    test_loss: float | np.ndarray
    train_score: float | np.ndarray
    test_score: float | np.ndarray


class Evaluator:
    """Looks at a net with memory of its own, so that looking never disturbs training.

    `memory.inbox` (targets + features + 1, n) holds the training rows first, `train_rows` of them, then the test rows;
    `labels` (n,) are class numbers, or the targets of a regression. A set without rows has NaN.

    The net is in test mode; with `training` all n rows are one batch, normalised by its own mean and variance (which
    `memory.running` then follows).
    """

    def __init__(
        self, layout: Layout, head: Head, memory: Memory, labels, train_rows: int, regression: bool, training=False
    ):
        self._tape = tape = Tape()
        self._results = np.full((4, *memory.theta.shape[:-1]), np.nan)
        self._variance = None
        self.network = network = Network(layout, head, memory, training=training, tape=tape)
        network.forward()
        values = network.loss()[..., 0, :]
        parts = [slice(0, train_rows), slice(train_rows, None)][: 1 + (train_rows < len(labels))]
        for k, part in enumerate(parts):
            tape.watch(self._results[k, ...])[...] = values[..., part].mean(axis=-1)
        if regression:
            self._variance = [labels[part].var() for part in parts]
            return
        hits = self._hits(network.output, tape.watch(labels), head)
        for k, part in enumerate(parts):
            tape.watch(self._results[2 + k, ...])[...] = hits[..., part].mean(axis=-1)

    @staticmethod
    def _hits(outputs, labels, head):
        """1 where the predicted class is the row's, else 0. Of two classes the second needs an output above 0."""
        if head.one_output:
            return 1.0 - np.abs(np.heaviside(outputs[..., 0, :], 0.0) - labels)
        return np.equal(outputs.argmax(axis=-2), labels)

    def measure(self) -> Measures:
        """Losses and scores of theta as it stands."""
        with np.errstate(all="ignore"):
            self._tape.play()
            if self._variance is not None:
                for k, variance in enumerate(self._variance):
                    self._results[2 + k] = 1.0 - np.divide(2.0 * self._results[k], variance)
        return Measures(*(self._results.copy() if self._results.ndim > 1 else self._results.tolist()))
