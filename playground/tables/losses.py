"""Losses: how wrong the output is. Adding a loss is one entry in `LOSSES`.

A loss comes with one head for each kind of task that it serves. A head says how many outputs the net
has, what stands behind them, how labels become targets, and gives value and slope in plain NumPy:
outputs and targets are (…, outputs, n), values (…, 1, n), one a row of data; the loss of a set is
their mean. All are written in forms that neither overflow nor need a small constant.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from playground.tables.activations import sigmoid

Array = Any


class Head(NamedTuple):
    """One loss for one kind of task.

    `encode(labels, classes)` -> targets (t, n), float64. `activation` names what the output layer
    applies; `value(o, t)` and `slope(o, t)` = d value / do act behind it. `probabilities(o)` -> (…, C, n).
    `scores(z)`, of the sums before the activation: the logarithms of the probabilities up to a term that all classes
    share, or the log-odds of class 1 where there is one output. They do not round to certainty as probabilities do.
    """

    activation: str
    encode: Callable[[np.ndarray, int], np.ndarray]
    value: Callable[[Array, Array], Array]
    slope: Callable[[Array, Array], Array]
    probabilities: Callable[[np.ndarray], np.ndarray]
    one_output: bool
    scores: Callable[[np.ndarray], np.ndarray] = lambda z: z


class Loss(NamedTuple):
    """A name in the table: heads for two classes, for more, and for regression; None where it does not apply."""

    label: str
    help: str
    formula: str
    binary: Head | None
    multiclass: Head | None
    regression: Head | None

    def head(self, task: str, classes: int) -> Head | None:
        """The head for a task ("classification" or "regression") with so many classes."""
        if task == "regression":
            return self.regression
        return self.binary if classes == 2 else self.multiclass


def _signs(labels, classes):
    return 2.0 * labels[None, :] - 1.0


def _one_hot(labels, classes):
    return (np.arange(classes)[:, None] == labels[None, :]).astype(float)


def _both(p1):
    return np.concatenate([1.0 - p1, p1], axis=-2)


def softmax(z: np.ndarray) -> np.ndarray:
    """p_i = e^{z_i} / Σ_j e^{z_j} over axis −2, shifted by the largest z so that nothing overflows."""
    e = np.exp(z - z.max(axis=-2, keepdims=True))
    return e / e.sum(axis=-2, keepdims=True)


_LEFT_OUT = 1e30


def _surprise(z, t):
    """−log p_y = log(1 + Σ_{j≠y} e^{z_j − z_y}): right to the last digits for sure rows, too, where log Σ e^{z_j} − z_y
    would be the difference of two equal numbers."""
    others = z - (t * z).sum(axis=-2, keepdims=True) - _LEFT_OUT * t
    top = others.max(axis=-2, keepdims=True)
    return np.logaddexp(0.0, top + np.log(np.exp(others - top).sum(axis=-2, keepdims=True)))


def _softmax_slope(z, t):
    e = np.exp(z - z.max(axis=-2, keepdims=True))
    return e / e.sum(axis=-2, keepdims=True) - t


def _excess(z, t):
    """max(0, z_j − z_y + 1) for j ≠ y, and 0 for j = y."""
    return np.maximum(z - (t * z).sum(axis=-2, keepdims=True) + (1.0 - t), 0.0)


def _margin_slope(z, t):
    over = np.sign(_excess(z, t))
    return over - t * over.sum(axis=-2, keepdims=True)


def _shares(o):
    p = 0.5 * (1.0 + o)
    total = p.sum(axis=-2, keepdims=True)
    # All outputs at −1 leave nothing to share out; then every class is as likely as any other.
    return np.where(total > 0.0, p / np.where(total > 0.0, total, 1.0), 1.0 / p.shape[-2])


LOSSES: dict[str, Loss] = {
    "cross-entropy": Loss(
        "Cross-entropy",
        "Minus the log of the probability given to the right class: never quite satisfied.",
        "−log p_y, p = softmax(z); two classes: p = σ(z)",
        binary=Head(
            "linear",
            lambda labels, classes: labels[None, :].astype(float),
            value=lambda z, t: np.logaddexp(0.0, (1.0 - 2.0 * t) * z),
            slope=lambda z, t: sigmoid(z) - t,
            probabilities=lambda z: _both(sigmoid(z)),
            one_output=True,
        ),
        multiclass=Head(
            "linear",
            _one_hot,
            value=_surprise,
            slope=_softmax_slope,
            probabilities=softmax,
            one_output=False,
        ),
        regression=None,
    ),
    "hinge": Loss(
        "Hinge",
        "Asks only that the right class wins by a margin of 1, then is satisfied.",
        "Σ_{j≠y} max(0, z_j − z_y + 1); two classes: max(0, 1 − t·z), t = ±1",
        # A hinge has no probabilities of its own. The picture squashes its scores as cross-entropy would.
        binary=Head(
            "linear",
            _signs,
            value=lambda z, t: np.maximum(1.0 - t * z, 0.0),
            slope=lambda z, t: -t * np.heaviside(1.0 - t * z, 0.0),
            probabilities=lambda z: _both(sigmoid(z)),
            one_output=True,
        ),
        multiclass=Head(  # Weston and Watkins 1999
            "linear",
            _one_hot,
            value=lambda z, t: _excess(z, t).sum(axis=-2, keepdims=True),
            slope=_margin_slope,
            probabilities=softmax,
            one_output=False,
        ),
        regression=None,
    ),
    "squared": Loss(
        "Squared error",
        "Half the squared distance to the target: numbers for regression, −1 and +1 for classes.",
        "½·(o − t)²; classes: o = tanh z, t = ±1",
        binary=Head(
            "tanh",
            _signs,
            value=lambda o, t: 0.5 * ((o - t) * (o - t)),
            slope=lambda o, t: o - t,
            probabilities=lambda o: _both(0.5 * (1.0 + o)),
            one_output=True,
            scores=lambda z: 2.0 * z,  # ½·(1 + tanh z) = σ(2z)
        ),
        multiclass=Head(  # one against the rest, summed over the classes
            "tanh",
            lambda labels, classes: 2.0 * _one_hot(labels, classes) - 1.0,
            value=lambda o, t: (0.5 * ((o - t) * (o - t))).sum(axis=-2, keepdims=True),
            slope=lambda o, t: o - t,
            probabilities=_shares,
            one_output=False,
            scores=lambda z: -np.logaddexp(0.0, -2.0 * z),  # log σ(2z)
        ),
        regression=Head(
            "linear",
            lambda targets, classes: np.asarray(targets, dtype=float)[None, :],
            value=lambda o, t: 0.5 * ((o - t) * (o - t)),
            slope=lambda o, t: o - t,
            probabilities=lambda o: o,
            one_output=True,
        ),
    ),
}
