"""Two sets of points: what lies between their convex hulls, or where the hulls meet."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog

MEET = 1e-9
"""Hulls closer than this share of the points' range count as meeting: nearer, rounding decides."""

NOTHING = 1e-14
"""A distance of zero, in units of the points' size, with the rounding of a few dozen sums."""

TIGHT = {"presolve": False, "primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
"""The tightest that HiGHS takes. There is nothing to presolve."""


class Between(NamedTuple):
    """Which of two things is true of the rows with `upper` True and those without.

    Apart: `w` (d,) and `b` with w·x + b > 0 for every upper row and < 0 for every other; no weights.
    Or `weights` (n,) ≥ 0 that sum to one over the upper rows and over the others, and make one point of either.
    """

    w: np.ndarray | None
    b: float
    weights: np.ndarray | None


def between(points: np.ndarray, upper: np.ndarray, normals=(), rows: np.ndarray | None = None) -> Between:
    """Separates the rows of (n, d) by a linear program, or shows why nobody can. Wants a row on either side.

    What may well be the answer is tried first, and saves the program: `normals` (d,) of a line, `rows` (n,) whose
    hulls may meet.

    The program: largest t with ±(w·x + b) ≥ t for all rows and |w_k| ≤ 1. Its dual is the smallest distance (1-norm)
    between a point of one hull and one of the other, so the very same solution holds the line if t > 0, and if t = 0
    the convex weights of a point that lies in both hulls (Farkas). At most d + 2 of the weights differ from zero.

    Moving, stretching or shearing the points changes nothing about the question; they are brought to variance one in
    every direction before it is asked. Hulls nearer than `MEET` of the range count as meeting.
    """
    middle, half = extent(points)
    even = (points - middle) / half
    w = next((w for w in (half * np.asarray(w) for w in normals) if _apart(even, upper, w)), None)
    weights = _meeting(even, upper, rows) if w is None and rows is not None else None
    if w is None and weights is None:
        w, rows = _program(even, upper)
        if not _apart(even, upper, w):
            weights = _meeting(even, upper, rows)
            if weights is None:
                # The solver met its tolerance on the wrong side of ours, or gave up: the nearest points decide.
                w, weights = nearest(even, upper)
                weights = None if _apart(even, upper, w) else weights
    if weights is not None:
        return Between(None, 0.0, weights)
    w, _, b = centered(even, upper, w)
    return Between(w / half, b - middle @ (w / half), None)


def _program(even, upper):
    """The solver's w and a mask of the rows that have a weight in the dual; zeros where it finds nothing."""
    sign = np.where(upper, 1.0, -1.0)
    cloud, back = whitened(even)
    n, d = cloud.shape
    table = np.hstack([-sign[:, None] * cloud, -sign[:, None], np.ones((n, 1))])
    box = [(-1.0, 1.0)] * d + [(-d - 1.0, d + 1.0), (None, d + 1.0)]  # |w·x| ≤ d, so b and t find no end here
    goal = np.zeros(d + 2)
    goal[-1] = -1.0
    found = linprog(goal, A_ub=table, b_ub=np.zeros(n), bounds=box, options=TIGHT)
    if found.status:
        return np.zeros(even.shape[1]), np.zeros(n, bool)
    return back @ found.x[:d], found.ineqlin.marginals < 0.0


def _apart(even, upper, w):
    line = centered(even, upper, w)
    return line is not None and line[1] > MEET


def _meeting(even, upper, rows):
    """Weights (n,), of these rows only, of a point in both hulls; None if their hulls keep apart."""
    rows = np.flatnonzero(rows)
    if upper[rows].all() or not upper[rows].any():
        return None
    w, some = nearest(even[rows], upper[rows])
    if np.linalg.norm(w) > MEET:
        return None
    weights = np.zeros(len(even))
    weights[rows] = some
    return weights


def centered(points: np.ndarray, upper: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, float, float] | None:
    """(w of length one, distance to the nearest row, b) of the line across `w` half-way between the sides.

    None if some row would lie on the wrong side, wherever the line is put.
    """
    length = np.linalg.norm(w)
    if not length > 0.0:
        return None
    w = w / length
    heights = points @ w
    low, high = heights[upper].min(), heights[~upper].max()
    b = -0.5 * (low + high)
    if not (low + b > 0.0 > high + b):
        return None
    return w, 0.5 * (low - high), float(b)


def nearest(points: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(w, weights): w leads from the point of one hull that is nearest to the other hull to its neighbor there.

    `weights` (n,) make these two points, w = Σ_upper weights·x − Σ_others weights·x: the normal of the line with the
    largest margin ½|w|, supported by the rows whose weights are not zero. w is about 0 where the hulls meet.

    Wolfe's method (1976) for the point of least length, in the hull of all differences of an upper row and another:
    exact but for rounding after finitely many steps, without a constant that would have to suit the margin.
    """
    tops, bottoms = np.flatnonzero(upper), np.flatnonzero(~upper)
    # About the middle of the rows, so that a set far from the origin keeps its digits.
    points = points - points.mean(axis=0)
    a, b = points[tops], points[bottoms]
    size = max(np.abs(points).max(initial=0.0), np.finfo(float).tiny)
    a, b = a / size, b / size
    pairs, shares = [(0, 0)], np.ones(1)
    best = np.inf
    while True:
        corners = np.array([a[i] - b[j] for i, j in pairs])
        w = shares @ corners
        length = np.sqrt(w @ w)
        # Each step makes w shorter, unless rounding is all that is left of it.
        if length >= best or length < NOTHING:
            break
        best, found = length, (w, pairs, shares)
        i, j = int((a @ w).argmin()), int((b @ w).argmax())
        if (i, j) in pairs or length * length - w @ (a[i] - b[j]) <= 1e-12 * length * length:
            break  # no point of the hull lies lower along w: this is the nearest
        pairs, shares = _shortest([*pairs, (i, j)], np.append(shares, 0.0), np.vstack([corners, a[i] - b[j]]))
    w, pairs, shares = (w, pairs, shares) if length < best else found
    weights = np.zeros(len(points))
    for (i, j), share in zip(pairs, shares, strict=True):
        weights[tops[i]] += share
        weights[bottoms[j]] += share
    return w * size, weights


def outline(points: np.ndarray) -> np.ndarray:
    """(m, 2) corners of the hull of (n, 2) points in the plane, round it once (Andrew's monotone chain, 1979).

    One place has one corner, places on one line have two.
    """
    places = np.unique(points, axis=0)
    if len(places) < 3:
        return places
    return np.array(_chain(places) + _chain(places[::-1]))


def _chain(places):
    """Half of the outline, without its last corner."""
    corners: list[np.ndarray] = []
    for here in places:
        while len(corners) > 1:
            (ax, ay), (bx, by) = corners[-1] - corners[-2], here - corners[-2]
            if ax * by - ay * bx > 0.0:
                break
            corners.pop()
        corners.append(here)
    return corners[:-1]


def _shortest(pairs, shares, corners):
    """The corners, and their shares, of the shortest point in the hull of corners of which one is new."""
    while True:
        free = _least_affine(corners)
        if (free > 0.0).all():
            return pairs, free
        # Go towards it as far as all shares stay positive, and drop the corner whose share is the first to vanish.
        falling = np.flatnonzero(free <= 0.0)
        ratio = shares[falling] / np.maximum(shares[falling] - free[falling], np.finfo(float).tiny)
        shares = shares + min(ratio.min(), 1.0) * (free - shares)
        keep = shares > 1e-15
        keep[falling[ratio.argmin()]] = False
        pairs = [pair for pair, kept in zip(pairs, keep, strict=True) if kept]
        corners, shares = corners[keep], shares[keep] / shares[keep].sum()


def _least_affine(corners):
    """Σ = 1 weights of the shortest point in the plane through the corners, (k, d)."""
    first, *others = corners
    if not others:
        return np.ones(1)
    edges = np.array(others) - first
    rest = np.linalg.lstsq(edges.T, -first, rcond=1e-13)[0]
    return np.concatenate([[1.0 - rest.sum()], rest])


def extent(points):
    """Middle and half width of each column, (d,) both; a column that is the same everywhere counts as 1 wide."""
    low, high = points.min(axis=0), points.max(axis=0)
    half = 0.5 * (high - low)
    return 0.5 * (low + high), np.where(half > 0.0, half, 1.0)


def whitened(points):
    """(n, r) the same cloud, as wide in every direction, at most 1 from 0; and (d, r) that takes a normal back."""
    cloud = points - points.mean(axis=0)
    _, wide, axes = np.linalg.svd(cloud, full_matrices=False)
    kept = wide > 1e-10 * max(wide.max(initial=0.0), 1e-10)
    back = axes[kept].T / wide[kept]
    round_ = cloud @ back
    size = np.abs(round_).max(axis=0, initial=0.0)
    return round_ / size, back / size
