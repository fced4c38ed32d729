"""The best that one line can do: how many rows a line, or in more dimensions a plane, can have on their own side."""

from typing import NamedTuple

import numpy as np

PAIRS = 400_000
"""Pairs of rows that are compared in one go: 115 bytes each, 46 MB."""

MOST_ROWS = 10_000
"""In the plane, where every row is compared with every other: of so many it takes half a minute."""

SAME = 1e-12
"""Angles that differ by less, in radians, are one: the points lie on one line, but for rounding."""


class Line(NamedTuple):
    """w·x + b > 0 on the upper side. `accuracy` is its own share of rows on their side, counted.

    `exact`: no line does better. Else it is the best that was found, and the best there is may lie above it.
    """

    w: np.ndarray
    b: float
    accuracy: float
    exact: bool


def best_line(points: np.ndarray, upper: np.ndarray, hints=(), rounds: int = 4) -> Line:
    """The line (plane) with most rows of (n, d) on their side; `upper` (n,) says which side is theirs.

    Up to two dimensions all lines are compared, in O(n² log n). In more, several linear fits are: least squares
    (Fisher's discriminant), logistic regression, the same again without the rows that it had wrong (`rounds` in all),
    and `hints`, normals (d,) from elsewhere; each is given the threshold that suits it best. To find the best plane of
    all is NP-hard (Johnson and Preparata 1978), so this one is a bound from below.

    Takes 50 MB at most, beside a few copies of the points. ValueError for more than `MOST_ROWS` in two dimensions.
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


def _best_cut(points, upper, w, exact=False):
    """The best threshold across `w`, in the middle of its gap; w may point either way, or be of no use at all."""
    heights = points @ (w / np.linalg.norm(w))
    order = np.argsort(heights, kind="stable")
    heights, side = heights[order], upper[order]
    # Cut k has k rows below it. Rows at one height cannot be parted.
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


def _best_normal(points, upper):
    """The normal of a line in the plane with most rows right.

    A line that parts the rows can be moved until it meets a row, and turned a little about it, without parting
    them differently. So: for each row the others sorted by the direction in which they are seen from there; as a line
    through the row is turned, they change sides one after the other. Directions between two changes are all alike; of
    those equally good, the widest is taken.
    """
    step = max(1, PAIRS // len(points))
    *_, along = max(
        (_best_through(points, upper, points[k : k + step]) for k in range(0, len(points), step)),
        key=lambda found: found[:2],
    )
    return np.array([-np.sin(along), np.cos(along)])


def _best_through(points, upper, rows):
    """(rows on their side, width, angle) of the best line among those that are turned about `rows`, some of points."""
    gain = np.where(upper, 1.0, -1.0)
    away = points[None, :, :] - rows[:, None, :]
    here = (away == 0.0).all(axis=2)
    angle = np.arctan2(away[..., 1], away[..., 0])
    angle = np.where(angle < -SAME, angle + 2.0 * np.pi, angle)
    angle = np.where(angle >= 2.0 * np.pi - SAME, angle - 2.0 * np.pi, angle)
    behind = angle >= np.pi - SAME
    turn = np.where(behind, angle - np.pi, angle)
    turn[here] = 10.0  # rows at the very place of the line's own change no sides: last, behind all others
    change = np.where(here, 0.0, np.where(behind, gain, -gain))
    order = np.argsort(turn, axis=1)
    turn = np.take_along_axis(turn, order, axis=1)
    steps = np.take_along_axis(change, order, axis=1)
    left = np.where(behind | here, 0.0, gain).sum(axis=1, keepdims=True)  # as the line lies along 0 − a little
    # State k is between change k − 1 and change k: upper on the left less others on the left.
    state = np.concatenate([left, left + np.cumsum(steps, axis=1)], axis=1)
    others = np.where(here, 0.0, np.where(upper, 0.0, 1.0)).sum(axis=1, keepdims=True)
    right = state + others
    count = (~here).sum(axis=1, keepdims=True)
    both = here @ gain  # the row's own place goes to the side of its majority
    own = 0.5 * (here.sum(axis=1) + np.abs(both))
    score = np.maximum(right, count - right) + own[:, None]
    # The widths of the states: from the change before to the change after; the last one goes on behind π.
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


def _fits(points, upper, rounds):
    """Normals of several linear fits, as columns of different size would have them: each is brought to one size."""
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


def _logistic(x, t, price=1e-3, steps=12):
    """Newton's method for the logistic loss, mean over the rows, with a price on w² that keeps it finite."""
    w = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 0.5 * (1.0 + np.tanh(0.5 * (x @ w)))
        slope = x.T @ (p - t) / len(t) + price * w
        curve = (x * (p * (1.0 - p))[:, None]).T @ x / len(t) + price * np.eye(len(w))
        step = np.linalg.solve(curve, slope)
        w = w - step / max(1.0, 0.2 * np.linalg.norm(step))
        if np.abs(step).max() < 1e-6:
            break
    return w
