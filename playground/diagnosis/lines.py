"""The optimum of a net that is linear in its features: no such net has a lower training loss.

Without hidden layers, or with linear ones, the output is w·φ(x) + b. Cross-entropy and squared error in regression are
then convex in (w, b), so their optimum can be computed: by Newton's method, and in closed form. The hinge loss and the
squared error of classes are left out: the first may have many optima of different accuracy, the second is not convex.
"""

from typing import NamedTuple

import numpy as np

from playground.engine.model import Model
from playground.study.least_squares import best_linear
from playground.tables.losses import softmax

RIDGE = 1e-9
"""Added to the curvature, which is singular: equal scores for all classes change nothing."""

STEPS = 60
LEAST = 1e-10
"""Newton's method ends after so many steps, or when the loss falls by less than this share."""

ENOUGH = 0.01
"""Loss at which Newton's method ends, too. A wrong row has at least ln 2, so fewer than 2 % of the rows are wrong: the
task can be solved, and how much lower the loss could be does not matter."""

STRAIGHT = frozenset({"x1", "x2"})


class Best(NamedTuple):
    """Least training loss of a net that is linear in its features, and the accuracy of that net, or its R², on the
    training rows. Of a cross-entropy below `ENOUGH` only that it is below."""

    loss: float
    score: float


def is_linear(model: Model) -> bool:
    """Whether the output depends linearly on the features, before the activation of the output."""
    return set(model.config.activations) <= {"linear"}


def best(model: Model) -> Best | None:
    """The optimum over the training rows; None for a loss that is left out."""
    data = model.data
    if model.regression:
        loss = best_linear(model).train_loss
        variance = float(data.y_train.var())
        return Best(loss, 1.0 - 2.0 * loss / variance if variance else 1.0)
    if model.config.loss != "cross-entropy":
        return None
    assert model.classes
    return _logistic(model.features(data.x_train), data.y_train, model.classes)


def _logistic(phi: np.ndarray, labels: np.ndarray, classes: int) -> Best:
    """Softmax regression on phi (features + 1, n) by Newton's method with a step that is halved until the loss falls.

    On separable rows the loss has no least value; the method ends at `ENOUGH`.
    """
    d, n = phi.shape
    targets = (np.arange(classes)[:, None] == labels).astype(float)
    w = np.zeros((classes, d))

    def loss_of(w: np.ndarray) -> float:
        z = w @ phi
        top = z.max(axis=0)
        return float(np.mean(top + np.log(np.exp(z - top).sum(axis=0)) - (targets * z).sum(axis=0)))

    loss = loss_of(w)
    for _ in range(STEPS):
        p = softmax(w @ phi)
        slope = (p - targets) @ phi.T / n
        step = np.linalg.solve(_curvature(p, phi) + RIDGE * np.eye(classes * d), slope.ravel()).reshape(classes, d)
        size = 1.0
        while (lower := loss_of(w - size * step)) > loss and size > 1e-6:
            size *= 0.5
        if loss - lower <= LEAST * loss:
            break
        w, loss = w - size * step, lower
        if loss < ENOUGH:
            break
    return Best(loss, float(np.mean((w @ phi).argmax(axis=0) == labels)))


def _curvature(p: np.ndarray, phi: np.ndarray) -> np.ndarray:
    """The curvature in (class, feature) × (class, feature): p_i·(δ_ij − p_j)·φφᵀ, averaged over the rows.

    As products of matrices: in one sum over all indices it takes fifteen times as long.
    """
    classes, (d, n) = len(p), phi.shape
    curve = np.empty((classes, d, classes, d))
    for i in range(classes):
        for j in range(i, classes):
            block = phi * (p[i] * (float(i == j) - p[j]) / n) @ phi.T
            curve[i, :, j] = curve[j, :, i] = block
    return curve.reshape(classes * d, classes * d)
