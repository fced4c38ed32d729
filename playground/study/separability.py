"""Linear separability: the line with the largest margin, or a point in both hulls that proves there is none.

A data set is separable if some (w, b) has w·x + b > 0 for every row of one class and < 0 for every other row. This
holds exactly if the convex hulls of the two have no point in common (separating hyperplane theorem).
Points x may have any number of dimensions: raw x, φ(x), or the outputs of a hidden layer.

More than two classes are handled here as one class against the rest. If every class is separable from the rest, one
layer with softmax separates all of them; the converse does not hold, see `joint`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from playground.study.hulls import between, centered, nearest
from playground.study.lines import Line, best_line

SUPPORT = 1e-7
"""Rows whose distance exceeds the margin by less than this share of the points' size are support vectors."""

SMALLEST = 1e-100
"""Smallest allowed size of the largest coordinate, and inverse of the largest: beyond, squares under- or overflow."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """The result for one class against the rest.

    separable   whether a hyperplane has all rows of the class on one side and all others on the other
    w, b        the line: w·x + b > 0 on the class's side. |w| = 1, so that w·x + b is the distance in units of x.
                Separable: the line with the largest margin. Otherwise the best line known; see `line`.
                With at most one class w = 0, and b = ±1 indicates which class it is
    margin      distance of the line to the nearest row; infinite with at most one class, 0 if not separable
    support     (k,) indices of the rows at that distance
    weights     (n,) ≥ 0 with sum 1 for each class. Separable: they give the nearest points of the two hulls. Otherwise
                both classes have the same weighted mean, `point` (d,), and at most d + 2 weights are nonzero
    line        the line with most rows on the correct side: its accuracy, and whether it is optimal
    """

    separable: bool
    w: np.ndarray
    b: float
    margin: float
    support: np.ndarray
    weights: np.ndarray | None
    point: np.ndarray | None
    line: Line


def verdict(points: ArrayLike, labels: ArrayLike, positive: int = 1, hints: Iterable[np.ndarray] = ()) -> Verdict:
    """Whether the rows of `points` (n, d) with the label `positive` are linearly separable from the rest.

    Exact, except that hulls closer than 1e-9 of the points' range count as meeting. `hints` are extra normals to try
    for the best line. Uses at most 50 MB. ValueError if shapes do not match, if numbers are not finite or so large or
    small that their squares are not, or for more rows in the plane than `best_line` accepts.
    """
    points, upper = checked(points, labels, positive)
    if upper.all() or not upper.any():
        line = best_line(points, upper)
        return Verdict(True, line.w, line.b, np.inf, np.empty(0, int), None, None, line)
    found = between(points, upper)
    if found.weights is not None:
        line = best_line(points, upper, hints)
        middle: np.ndarray = found.weights * upper @ points
        return Verdict(False, line.w, line.b, 0.0, np.empty(0, int), found.weights, middle, line)
    assert found.w is not None
    w, b, margin, weights = widest(points, upper, found.w)
    far = np.where(upper, 1.0, -1.0) * (points @ w + b)
    size = np.abs(points - points.mean(axis=0)).max()
    support = np.flatnonzero(far <= margin + SUPPORT * size)
    return Verdict(True, w, b, margin, support, weights, None, Line(w, b, 1.0, True))


def hardest(points: ArrayLike, labels: ArrayLike, classes: int = 2) -> tuple[int, Verdict]:
    """The first class that is not separable from the rest, with its verdict. If all are separable, the class with the
    smallest margin. For two classes it is always class 1."""
    found = []
    for positive in (1,) if classes == 2 else range(classes):
        found.append((positive, verdict(points, labels, positive)))
        if not found[-1][1].separable:
            return found[-1]
    return min(found, key=lambda pair: pair[1].margin)


def widest(points: np.ndarray, upper: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, float, float, np.ndarray]:
    """(w, b, margin, weights) of the line with the largest margin, given one normal `w` that separates.

    The hard-margin support vector machine: the line midway between the nearest points of the two hulls.
    """
    normal, weights = nearest(points, upper)
    lines = [line for line in (centered(points, upper, normal), centered(points, upper, w)) if line]
    if not lines:  # so far from the origin, relative to their spread, that no precision is left
        return w / np.linalg.norm(w), 0.0, 0.0, weights
    best = max(lines, key=lambda line: line[1])
    return best[0], best[2], best[1], weights


def checked(points: ArrayLike, labels: ArrayLike, positive: int) -> tuple[np.ndarray, np.ndarray]:
    """Points as (n, d) floats and the mask of the rows with the label. ValueError as in `verdict`."""
    points, labels = np.asarray(points, dtype=float), np.asarray(labels)
    if points.ndim != 2 or labels.shape != points.shape[:1]:
        raise ValueError(f"points {points.shape} and labels {labels.shape} must be (n, d) and (n,)")
    if not np.isfinite(points).all():
        raise ValueError("points must be finite numbers")
    size = np.abs(points).max(initial=0.0)
    if size and not SMALLEST <= size <= 1 / SMALLEST:
        raise ValueError(f"points go up to {size:.3g}; it must be from {SMALLEST:g} to {1 / SMALLEST:g}")
    return points, labels == positive
