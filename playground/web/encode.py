"""Values at the points of a grid as bytes, one shade per point.

Rows run from x2 = 6 at the top down, columns from x1 = −6 to the right; values are taken at cell centers.
"""

import numpy as np

from playground.tables.datasets import HALF

UNKNOWN = 255
"""The byte for NaN and infinity, which have no shade."""


def grid_points(cells: int) -> np.ndarray:
    """(cells², 2) centers of the cells, in the order of the picture."""
    at = HALF * ((2.0 * np.arange(cells) + 1.0) / cells - 1.0)
    x1, x2 = np.meshgrid(at, -at)
    return np.stack([x1.ravel(), x2.ravel()], axis=1)


def signed(values: np.ndarray) -> np.ndarray:
    """Bytes 0 … 254 for −1 … 1, 127 for 0; values beyond are clipped."""
    return _bytes(values, np.clip(values, -1.0, 1.0) * 127.0 + 127.5)


def shares(p: np.ndarray) -> np.ndarray:
    """Bytes 0 … 254 for probabilities 0 … 1."""
    return _bytes(p, p * 254.0 + 0.5)


def odds(z: np.ndarray) -> np.ndarray:
    """Bytes 0 … 254 for log-odds of any size, 127 for 0: 127 ± 127·√(|z| / (|z| + 2)).

    Saturated probabilities are 0 or 1 and do not tell where between two grid points the boundary lies. Log-odds are
    nearly linear there. The steps are smallest near 0, where the boundary is.
    """
    size = np.abs(z)
    return _bytes(z, np.copysign(np.sqrt(size / (size + 2.0)), z) * 127.0 + 127.5)


def levels(classes: int) -> int:
    """Number of shades for each class: the bytes below UNKNOWN are divided among `classes`."""
    return UNKNOWN // classes


def winners(p: np.ndarray) -> np.ndarray:
    """The most probable of C classes and its margin, from p (C, …), in one byte: winner · levels + shade.

    The shade runs from 0 at p = 1/C to levels − 1 at p = 1.
    """
    classes = len(p)
    shades = levels(classes)
    winner, most = np.zeros(p.shape[1:], np.intp), p[0]
    for k, own in enumerate(p[1:], start=1):  # p.argmax(axis=0) takes four times as long
        winner[own > most] = k
        most = np.maximum(most, own)
    clear = (most - 1.0 / classes) / (1.0 - 1.0 / classes)
    codes = winner * shades + np.rint(np.clip(clear, 0.0, 1.0) * (shades - 1))
    return _bytes(p.sum(axis=0), codes)


def _bytes(values, codes):
    """The codes as bytes, UNKNOWN where a value is not finite."""
    known = np.isfinite(values)
    return (codes if known.all() else np.where(known, codes, UNKNOWN)).astype(np.uint8)
