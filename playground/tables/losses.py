"""Losses: the error of an output. To add one, add one entry to `LOSSES`.

A loss has one head for each kind of task that it supports. A head states the number of outputs, their
activation and the encoding of labels as targets, and gives value and slope in plain NumPy. Outputs and
targets are (…, outputs, n), values (…, 1, n), one per row of data; the loss of a set is their mean.
All formulas are written so that they neither overflow nor need a small constant.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from playground.tables.activations import sigmoid

Array = Any  # an ndarray, or a Slot of the tape that stands for one


class Head(NamedTuple):
    """One loss for one kind of task.

    `encode(labels, classes)` -> targets (t, n), float64. `activation` names the activation of the output
    layer; `value(o, t)` and `slope(o, t)` = d value / do take its result o. `probabilities(o)` -> (…, C, n).
    `scores(z)` takes the pre-activations: log probabilities up to a term common to all classes, or the log-odds of
    class 1 if there is one output. Unlike probabilities, they do not round to 0 and 1.
    """

    activation: str
    encode: Callable[[np.ndarray, int], np.ndarray]
    value: Callable[[Array, Array], Array]
    slope: Callable[[Array, Array], Array]
    probabilities: Callable[[np.ndarray], np.ndarray]
    one_output: bool
    scores: Callable[[np.ndarray], np.ndarray] = lambda z: z


class Loss(NamedTuple):
    """The heads of a loss for two classes, for more classes, and for regression; None where it does not apply."""

    label: str
    help: str
    formula: str
    binary: Head | None
    multiclass: Head | None
    regression: Head | None

    def head(self, task: str, classes: int | None) -> Head | None:
        """The head for a task ("classification" or "regression") with this number of classes."""
        if task == "regression":
            return self.regression
        return self.binary if classes == 2 else self.multiclass


def _signs(labels: np.ndarray, classes: int) -> np.ndarray:
    return 2.0 * labels[None, :] - 1.0


def _one_hot(labels: np.ndarray, classes: int) -> np.ndarray:
    return np.asarray(np.arange(classes)[:, None] == labels[None, :], dtype=float)


def _both(p1: np.ndarray) -> np.ndarray:
    return np.concatenate([1.0 - p1, p1], axis=-2)


def softmax(z: np.ndarray) -> np.ndarray:
    """p_i = e^{z_i} / Σ_j e^{z_j} over axis −2, shifted by the largest z to prevent overflow."""
    e = np.exp(z - z.max(axis=-2, keepdims=True))
    p: np.ndarray = e / e.sum(axis=-2, keepdims=True)
    return p


_LEFT_OUT = 1e30


def _surprise(z: Array, t: Array) -> Array:
    """−log p_y = log(1 + Σ_{j≠y} e^{z_j − z_y}): accurate for confident rows, too, where log Σ e^{z_j} − z_y is
    the difference of two nearly equal numbers."""
    others = z - (t * z).sum(axis=-2, keepdims=True) - _LEFT_OUT * t
    top = others.max(axis=-2, keepdims=True)
    return np.logaddexp(0.0, top + np.log(np.exp(others - top).sum(axis=-2, keepdims=True)))


def _softmax_slope(z: Array, t: Array) -> Array:
    e = np.exp(z - z.max(axis=-2, keepdims=True))
    return e / e.sum(axis=-2, keepdims=True) - t


def _excess(z: Array, t: Array) -> Array:
    """max(0, z_j − z_y + 1) for j ≠ y, and 0 for j = y."""
    return np.maximum(z - (t * z).sum(axis=-2, keepdims=True) + (1.0 - t), 0.0)


def _margin_slope(z: Array, t: Array) -> Array:
    over = np.sign(_excess(z, t))
    return over - t * over.sum(axis=-2, keepdims=True)


def _shares(o: np.ndarray) -> np.ndarray:
    p = 0.5 * (1.0 + o)
    total = p.sum(axis=-2, keepdims=True)
    # If all outputs are −1, the sum is 0 and the classes are equally likely.
    return np.where(total > 0.0, p / np.where(total > 0.0, total, 1.0), 1.0 / p.shape[-2])


LOSSES: dict[str, Loss] = {
    "cross-entropy": Loss(
        "Cross-entropy",
        "Negative log probability of the correct class. It is never 0, so training never stops improving it.",
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
        "Zero as soon as the correct class wins by a margin of 1.",
        "Σ_{j≠y} max(0, z_j − z_y + 1); two classes: max(0, 1 − t·z), t = ±1",
        # The hinge loss defines no probabilities. The map applies the sigmoid or softmax to its scores.
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
        "Half the squared distance to the target: the value in regression, −1 or +1 in classification.",
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
        multiclass=Head(  # one-versus-rest, summed over the classes
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
