"""Margins and size of the scores of a net for more than two classes.

Scores z are (…, C, n), labels (n,) class indices. Softmax and hinge depend only on differences of scores.
"""

import numpy as np
from numpy.typing import ArrayLike


def margins(z: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """z_y − max_{j≠y} z_j of each row, (…, n): positive if correct; hinge loss is 0 from 1 on."""
    z, labels = _checked(z, labels)
    rows = np.arange(len(labels))
    others = z.copy()
    others[..., labels, rows] = -np.inf
    return np.asarray(z[..., labels, rows] - others.max(axis=-2))


def margin_met(z: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Whether the row's hinge loss is 0, so that it contributes no gradient: bool (…, n)."""
    return margins(z, labels) >= 1.0


def margin(z: np.ndarray) -> np.ndarray:
    """Margin of the prediction: the largest score minus the second largest, (…, n), ≥ 0."""
    z = np.asarray(z, dtype=float)
    top = np.partition(z, -2, axis=-2)
    return top[..., -1, :] - top[..., -2, :]


def rms(z: np.ndarray) -> np.ndarray:
    """Root mean square of the scores minus each row's mean over the classes, (…)."""
    z = np.asarray(z, dtype=float)
    centered = z - z.mean(axis=-2, keepdims=True)
    size: np.ndarray = np.sqrt((centered * centered).mean(axis=(-2, -1)))
    return size


def _checked(z: ArrayLike, labels: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    z, labels = np.asarray(z, dtype=float), np.asarray(labels)
    if z.ndim < 2 or z.shape[-2] < 2 or labels.shape != z.shape[-1:]:
        raise ValueError(
            f"scores have shape {z.shape}, labels {labels.shape}; they must be (…, C, n) and (n,) with C ≥ 2"
        )
    return z, labels
