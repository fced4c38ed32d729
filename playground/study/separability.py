"""Can a line do it? Yes, with the line that leaves most room; or no, with a point that lies in both hulls.

A data set is separable if some (w, b) has w·x + b > 0 for every row of one class and < 0 for every other row. That is
so exactly if the convex hulls of the two have no point in common (the theorem of the separating hyperplane).
Points x may have any number of dimensions: raw x, φ(x), or what a hidden layer makes of it.

Of more than two classes each is asked for alone here, one class against the rest. If every class can be parted from
the rest, one layer with a softmax can tell them apart, too; whether it can at all is another question: see `joint`.
"""

from dataclasses import dataclass

import numpy as np

from playground.study.hulls import between, centered, nearest
from playground.study.lines import Line, best_line

SUPPORT = 1e-7
"""Rows whose distance exceeds the margin by less than this share of the points' size support it."""

SMALLEST = 1e-100
"""Of the largest coordinate: the squares of much smaller ones are 0, and those of its inverse infinite."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """The answer for one class against the rest.

    separable   whether a line (a plane, a hyperplane) leaves all rows of the class on one side and no other row
    w, b        the line: w·x + b > 0 on the class's side. |w| = 1, so that w·x + b is the distance in units of x.
                Separable: the one with the largest margin. Else the best line known; see `line`.
                w = 0 where there is nothing to separate, one class or none: then b = ±1 says which class it is
    margin      distance of the line to the nearest row; infinite with nothing to separate, 0 if not separable
    support     rows (k,) at that distance
    weights     (n,) ≥ 0. Each class's sum to 1. Separable: they make the nearest points of the two hulls. Else they
                make the same `point` (d,) out of either class's rows, and at most d + 2 of them differ from 0
    line        the line with most rows on their side: its accuracy, and whether none can be better
    """

    separable: bool
    w: np.ndarray
    b: float
    margin: float
    support: np.ndarray
    weights: np.ndarray | None
    point: np.ndarray | None
    line: Line


def verdict(points, labels, positive: int = 1, hints=()) -> Verdict:
    """Whether the rows of (n, d) `points` with the label `positive` can be parted from the rest by a line.

    Exact up to hulls nearer than 1e-9 of the points' range, which count as meeting. `hints` are normals to be tried for
    the best line. ValueError if shapes do not fit, numbers are not finite or not of a size whose square is a number, or
    there are more rows in the plane than `best_line` takes, in 50 MB.
    """
    points, upper = checked(points, labels, positive)
    nobody = upper.all() or not upper.any()
    if nobody:
        line = best_line(points, upper)
        return Verdict(True, line.w, line.b, np.inf, np.empty(0, int), None, None, line)
    found = between(points, upper)
    if found.weights is not None:
        line = best_line(points, upper, hints)
        middle = found.weights * upper @ points
        return Verdict(False, line.w, line.b, 0.0, np.empty(0, int), found.weights, middle, line)
    w, b, margin, weights = widest(points, upper, found.w)
    far = np.where(upper, 1.0, -1.0) * (points @ w + b)
    size = np.abs(points - points.mean(axis=0)).max()
    support = np.flatnonzero(far <= margin + SUPPORT * size)
    return Verdict(True, w, b, margin, support, weights, None, Line(w, b, 1.0, True))


def hardest(points, labels, classes: int = 2) -> tuple[int, Verdict]:
    """The class that cannot be parted from the rest, with its verdict; of several the first, and if there is none, the
    class with the smallest margin. Of two classes it is class 1."""
    found = []
    for positive in (1,) if classes == 2 else range(classes):
        found.append((positive, verdict(points, labels, positive)))
        if not found[-1][1].separable:
            return found[-1]
    return min(found, key=lambda pair: pair[1].margin)


def widest(points, upper, w) -> tuple[np.ndarray, float, float, np.ndarray]:
    """(w, b, margin, weights) of the line with the largest margin, given one normal `w` that separates.

    The hard-margin support vector machine: the line half-way between the nearest points of the two hulls.
    """
    normal, weights = nearest(points, upper)
    lines = [line for line in (centered(points, upper, normal), centered(points, upper, w)) if line]
    if not lines:  # so far from the origin, for their size, that the digits are used up
        return w / np.linalg.norm(w), 0.0, 0.0, weights
    best = max(lines, key=lambda line: line[1])
    return best[0], best[2], best[1], weights


def checked(points, labels, positive) -> tuple[np.ndarray, np.ndarray]:
    """Points as (n, d) floats and the mask of the rows that have the label."""
    points, labels = np.asarray(points, dtype=float), np.asarray(labels)
    if points.ndim != 2 or labels.shape != points.shape[:1]:
        raise ValueError(f"points {points.shape} and labels {labels.shape} must be (n, d) and (n,)")
    if not np.isfinite(points).all():
        raise ValueError("points must be finite numbers")
    size = np.abs(points).max(initial=0.0)
    if size and not SMALLEST <= size <= 1 / SMALLEST:
        raise ValueError(f"points go up to {size:.3g}; it must be from {SMALLEST:g} to {1 / SMALLEST:g}")
    return points, labels == positive
