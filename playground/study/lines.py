"""The most accurate linear classifier: a line, or a hyperplane, with most rows on the correct side."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

PAIRS = 400_000
"""Pairs of rows compared at once: 115 bytes each, 46 MB."""

MOST_ROWS = 10_000
"""Largest number of rows in the plane, where every pair is compared: this many take half a minute."""

SAME = 1e-12
"""Angles that differ by less, in radians, are equal up to rounding: the points are collinear."""


class Line(NamedTuple):
    """w·x + b > 0 on the upper side. `accuracy` is the share of rows on the correct side.

    `exact`: no line is better. Otherwise it is the best line found, and `accuracy` is a lower bound.
    """

    w: np.ndarray
    b: float
    accuracy: float
    exact: bool


def best_line(points: np.ndarray, upper: np.ndarray, hints: Iterable[np.ndarray] = (), rounds: int = 4) -> Line:
    """The hyperplane with most rows of `points` (n, d) on the correct side; `upper` (n,) is the mask of a side.

    Up to two dimensions all lines are compared, in O(n² log n). In more dimensions several linear fits are compared,
    each with its best threshold: least squares (Fisher's discriminant), logistic regression, refits without the
    misclassified rows (`rounds` fits in all), and `hints`, other normals (d,). Finding the best hyperplane is NP-hard
    (Johnson and Preparata 1978), so this result is a lower bound.

    Uses at most 50 MB besides a few copies of the points. ValueError for more than `MOST_ROWS` in two dimensions.
    """
    n, d = points.shape
    if n == 0 or d == 0 or upper.all() or not upper.any():
        most = 2 * np.count_nonzero(upper) >= n
        accuracy = max(np.mean(upper), np.mean(~upper)) if n else 1.0
        return Line(np.zeros(d), 1.0 if most else -1.0, float(accuracy), True)
    if d == 1:
        return _best_cut(points, upper, np.ones(1), exact=True)
    if d == 2:
        if n > MOST_ROWS:
            raise ValueError(f"points has {n:,} rows; the best line is looked for among {MOST_ROWS:,} at most")
        return _best_cut(points, upper, _best_normal(points, upper), exact=True)
    found = [_best_cut(points, upper, w) for w in (*hints, *_fits(points, upper, rounds)) if np.any(w)]
    if not found:
        return best_line(points[:, :0], upper)._replace(w=np.zeros(d), exact=False)
    return max(found, key=lambda line: line.accuracy)


def _best_cut(points: np.ndarray, upper: np.ndarray, w: np.ndarray, exact: bool = False) -> Line:
    """The best threshold along `w`, in the middle of its gap; the sign of w does not matter."""
    heights = points @ (w / np.linalg.norm(w))
    order = np.argsort(heights, kind="stable")
    heights, side = heights[order], upper[order]
    # Cut k has k rows below it. Rows at equal height cannot be separated.
    below = np.concatenate([[0], np.cumsum(np.where(side, -1, 1))])
    right = np.count_nonzero(side) + below
    open_ = np.concatenate([[True], heights[1:] > heights[:-1], [True]])
    n = len(heights)
    score = np.where(open_, np.maximum(right, n - right), -1)
    gaps = np.concatenate([[0.0], np.diff(heights), [0.0]])
    k = max(np.flatnonzero(score == score.max()), key=gaps.__getitem__)
    sign = 1.0 if 2 * right[k] >= n else -1.0
    edge = np.concatenate([heights[:1] - 1.0, heights, heights[-1:] + 1.0])
    b = -0.5 * (edge[k] + edge[k + 1])
    w = sign * w / np.linalg.norm(w)
    return Line(w, float(sign * b), int(score[k]) / n, exact)


def _best_normal(points: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """The normal of a line in the plane with most rows on the correct side.

    Any line can be shifted until it touches a row, then turned slightly about it, without changing which rows are on
    which side. So for each row the others are sorted by their direction from it: as a line through the row turns, they
    change sides one by one. All directions between two changes are equivalent; among equally good intervals the widest
    is chosen.
    """
    step = max(1, PAIRS // len(points))
    *_, along = max(
        (_best_through(points, upper, points[k : k + step]) for k in range(0, len(points), step)),
        key=lambda found: found[:2],
    )
    return np.array([-np.sin(along), np.cos(along)])


def _best_through(points: np.ndarray, upper: np.ndarray, rows: np.ndarray) -> tuple[float, float, float]:
    """(correct rows, width of the interval, angle) of the best line through one of `rows`, a subset of the points."""
    gain = np.where(upper, 1.0, -1.0)
    away = points[None, :, :] - rows[:, None, :]
    here = (away == 0.0).all(axis=2)
    angle = np.arctan2(away[..., 1], away[..., 0])
    angle = np.where(angle < -SAME, angle + 2.0 * np.pi, angle)
    angle = np.where(angle >= 2.0 * np.pi - SAME, angle - 2.0 * np.pi, angle)
    behind = angle >= np.pi - SAME
    turn = np.where(behind, angle - np.pi, angle)
    turn[here] = 10.0  # coincident rows never change sides: sorted last
    change = np.where(here, 0.0, np.where(behind, gain, -gain))
    order = np.argsort(turn, axis=1)
    turn = np.take_along_axis(turn, order, axis=1)
    steps = np.take_along_axis(change, order, axis=1)
    left = np.where(behind | here, 0.0, gain).sum(axis=1, keepdims=True)  # for an angle just below 0
    # State k is between changes k − 1 and k: upper rows on the left minus other rows on the left.
    state = np.concatenate([left, left + np.cumsum(steps, axis=1)], axis=1)
    others = np.where(here, 0.0, np.where(upper, 0.0, 1.0)).sum(axis=1, keepdims=True)
    right = state + others
    count = (~here).sum(axis=1, keepdims=True)
    both = here @ gain  # coincident rows go to the side of their majority
    own = 0.5 * (here.sum(axis=1) + np.abs(both))
    score = np.maximum(right, count - right) + own[:, None]
    # The width of a state is the angle between its two changes; the last one wraps around at π.
    last = np.take_along_axis(turn, np.maximum(count - 1, 0), axis=1)
    begin = np.concatenate([last - np.pi, turn], axis=1)
    places = np.arange(turn.shape[1] + 1)[None, :]
    end = np.concatenate([turn, turn[:, :1]], axis=1)
    end = np.where(places == count, turn[:, :1] + np.pi, end)
    wide = end - begin
    score = np.where((places <= count) & (wide > SAME), score, -1.0)
    best = score == score.max()
    row, place = np.unravel_index(np.where(best, wide, -1.0).argmax(), best.shape)
    return score.max(), wide[row, place], 0.5 * (begin[row, place] + end[row, place])


def _fits(points: np.ndarray, upper: np.ndarray, rounds: int) -> Iterator[np.ndarray]:
    """Normals (d,) of several linear fits, fitted on standardized columns."""
    middle, spread = points.mean(axis=0), points.std(axis=0)
    scale = np.where(spread > 0.0, spread, 1.0)
    x = np.concatenate([(points - middle) / scale, np.ones((len(points), 1))], axis=1)
    t = upper.astype(float)
    yield np.linalg.lstsq(x, 2.0 * t - 1.0, rcond=1e-10)[0][:-1] / scale
    kept = np.ones(len(points), bool)
    for _ in range(rounds):
        w = _logistic(x[kept], t[kept])
        yield w[:-1] / scale
        right = (x @ w > 0.0) == upper
        if right.all() or (right == kept).all() or upper[right].all() or not upper[right].any():
            break
        kept = right


def _logistic(x: np.ndarray, t: np.ndarray, penalty: float = 1e-3, steps: int = 12) -> np.ndarray:
    """Newton's method for the mean logistic loss plus ½·penalty·|w|², which keeps w finite."""
    w = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 0.5 * (1.0 + np.tanh(0.5 * (x @ w)))
        slope = x.T @ (p - t) / len(t) + penalty * w
        curve = (x * (p * (1.0 - p))[:, None]).T @ x / len(t) + penalty * np.eye(len(w))
        step = np.linalg.solve(curve, slope)
        w = w - step / max(1.0, 0.2 * np.linalg.norm(step))
        if np.abs(step).max() < 1e-6:
            break
    return w
