"""Scores of a net for more than two classes: by how much the right one leads, who is content, how they grow.

Scores z are (…, C, n), labels (n,) class numbers. Softmax and hinge both see differences of scores only.
"""

import numpy as np


def margins(z: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """z_y − max_{j≠y} z_j of each row, (…, n): above 0 is right, 1 and more is all that the hinge asks for."""
    z, labels = _checked(z, labels)
    rows = np.arange(len(labels))
    others = z.copy()
    others[..., labels, rows] = -np.inf
    return z[..., labels, rows] - others.max(axis=-2)


def margin_met(z: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Whether the row's hinge loss is 0, so that it has no say in the next step any more: bool (…, n)."""
    return margins(z, labels) >= 1.0


def margin(z: np.ndarray) -> np.ndarray:
    """How far the winner is ahead of the second, (…, n), whoever is right: the margin of the prediction, ≥ 0."""
    z = np.asarray(z, dtype=float)
    top = np.partition(z, -2, axis=-2)
    return top[..., -1, :] - top[..., -2, :]


def rms(z: np.ndarray) -> np.ndarray:
    """Root mean square of the scores less each row's mean over the classes, (…): what grows in training."""
    z = np.asarray(z, dtype=float)
    centered = z - z.mean(axis=-2, keepdims=True)
    return np.sqrt((centered * centered).mean(axis=(-2, -1)))


def _checked(z, labels):
    z, labels = np.asarray(z, dtype=float), np.asarray(labels)
    if z.ndim < 2 or z.shape[-2] < 2 or labels.shape != z.shape[-1:]:
        raise ValueError(
            f"scores have shape {z.shape}, labels {labels.shape}; they must be (…, C, n) and (n,) with C ≥ 2"
        )
    return z, labels
