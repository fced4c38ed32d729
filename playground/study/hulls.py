"""Two sets of points: a hyperplane between their convex hulls, or a point in both hulls."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog

MEET = 1e-9
"""Hulls closer than this share of the points' range count as meeting, since rounding error would decide."""

NOTHING = 1e-14
"""Distances below this, relative to the points' size, are zero up to the rounding error of a few dozen sums."""

TIGHT = {"presolve": False, "primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
"""The tightest tolerances that HiGHS accepts. Presolve has nothing to remove."""


class Between(NamedTuple):
    """Either a separating hyperplane or a proof that there is none.

    Separable: `w` (d,) and `b` with w·x + b > 0 for every upper row and < 0 for every other; `weights` is None.
    Otherwise: `weights` (n,) ≥ 0 that sum to one over the upper rows and over the others, with the same weighted mean
    for both; `w` is None.
    """

    w: np.ndarray | None
    b: float
    weights: np.ndarray | None


def between(
    points: np.ndarray, upper: np.ndarray, normals: Iterable[np.ndarray] = (), rows: np.ndarray | None = None
) -> Between:
    """Separates the rows of `points` (n, d) by a linear program, or proves that they cannot be separated.

    Both sides need at least one row. Likely answers are tried before the program: `normals`, each (d,), and `rows`, a
    mask (n,) of rows whose hulls may meet.

    The program maximizes t with ±(w·x + b) ≥ t for all rows and |w_k| ≤ 1. Its dual is the smallest distance (1-norm)
    between the hulls. One solution therefore contains the hyperplane if t > 0, and if t = 0 the convex weights of a
    point in both hulls (Farkas). At most d + 2 of the weights are nonzero.

    Separability is invariant under affine maps, so the points are first scaled to variance one in every direction.
    Hulls closer than `MEET` times the range count as meeting.
    """
    middle, half = extent(points)
    even = (points - middle) / half
    line = next((line for w in normals if (line := _apart(even, upper, half * np.asarray(w)))), None)
    weights = _meeting(even, upper, rows) if line is None and rows is not None else None
    if line is None and weights is None:
        w, rows = _program(even, upper)
        line = _apart(even, upper, w)
        if line is None:
            weights = _meeting(even, upper, rows)
            if weights is None:
                # The solver gave up, or its tolerance differs from `MEET`: the nearest points decide.
                w, weights = nearest(even, upper)
                line = _apart(even, upper, w)
    if line is None:
        return Between(None, 0.0, weights)
    w, _, b = line
    return Between(w / half, b - middle @ (w / half), None)


def _program(even: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """w and a mask of the rows with nonzero dual weight; both zero if the solver fails."""
    sign = np.where(upper, 1.0, -1.0)
    cloud, back = whitened(even)
    n, d = cloud.shape
    table = np.hstack([-sign[:, None] * cloud, -sign[:, None], np.ones((n, 1))])
    box = [(-1.0, 1.0)] * d + [(-d - 1.0, d + 1.0), (None, d + 1.0)]  # |w·x| ≤ d, so these bounds are never active
    goal = np.zeros(d + 2)
    goal[-1] = -1.0
    found = linprog(goal, A_ub=table, b_ub=np.zeros(n), bounds=box, options=TIGHT)
    if found.status:
        return np.zeros(even.shape[1]), np.zeros(n, bool)
    return back @ found.x[:d], found.ineqlin.marginals < 0.0


def _apart(even: np.ndarray, upper: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, float, float] | None:
    """`centered`, or None if the margin is within `MEET`."""
    line = centered(even, upper, w)
    return line if line is not None and line[1] > MEET else None


def _meeting(even: np.ndarray, upper: np.ndarray, rows: np.ndarray) -> np.ndarray | None:
    """Weights (n,), nonzero only for `rows`, of a point in both hulls; None if the hulls of these rows are disjoint."""
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
    """(w of length one, distance to the nearest row, b) of the line normal to `w` midway between the two sides.

    None if no threshold along `w` separates the rows.
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
    """(w, weights): the vector w between the nearest points of the two hulls, and the convex weights of those points.

    w = Σ_upper weights·x − Σ_others weights·x is the normal of the line with the largest margin, ½|w|. The rows with
    nonzero `weights` (n,) are its support vectors. w is about 0 where the hulls meet.

    Wolfe's method (1976) for the point of least norm, in the hull of all differences of an upper row and another:
    exact up to rounding after finitely many steps, with no tolerance that depends on the margin.
    """
    tops, bottoms = np.flatnonzero(upper), np.flatnonzero(~upper)
    # Centered, so that points far from the origin do not lose precision.
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
        # Each step makes w shorter until only rounding error is left.
        if length >= best or length < NOTHING:
            break
        best, found = length, (w, pairs, shares)
        i, j = int((a @ w).argmin()), int((b @ w).argmax())
        if (i, j) in pairs or length * length - w @ (a[i] - b[j]) <= 1e-12 * length * length:
            break  # no point of the hull is lower along w, so this is the nearest
        pairs, shares = _shortest([*pairs, (i, j)], np.append(shares, 0.0), np.vstack([corners, a[i] - b[j]]))
    w, pairs, shares = (w, pairs, shares) if length < best else found
    weights = np.zeros(len(points))
    for (i, j), share in zip(pairs, shares, strict=True):
        weights[tops[i]] += share
        weights[bottoms[j]] += share
    return w * size, weights


def outline(points: np.ndarray) -> np.ndarray:
    """(m, 2) corners of the convex hull of (n, 2) points, in order around it (Andrew's monotone chain, 1979).

    A single distinct point has one corner, collinear points have two.
    """
    places = np.unique(points, axis=0)
    if len(places) < 3:
        return places
    return np.array(_chain(places) + _chain(places[::-1]))


def _chain(places: np.ndarray) -> list[np.ndarray]:
    """One half of the outline, without its last corner."""
    corners: list[np.ndarray] = []
    for here in places:
        while len(corners) > 1:
            (ax, ay), (bx, by) = corners[-1] - corners[-2], here - corners[-2]
            if ax * by - ay * bx > 0.0:
                break
            corners.pop()
        corners.append(here)
    return corners[:-1]


def _shortest(
    pairs: list[tuple[int, int]], shares: np.ndarray, corners: np.ndarray
) -> tuple[list[tuple[int, int]], np.ndarray]:
    """The pairs, and their weights, of the point of least norm in the hull of `corners`, the last of which is new."""
    while True:
        free = _least_affine(corners)
        if (free > 0.0).all():
            return pairs, free
        # Move toward it while all weights stay positive, and drop the corner whose weight vanishes first.
        falling = np.flatnonzero(free <= 0.0)
        ratio = shares[falling] / np.maximum(shares[falling] - free[falling], np.finfo(float).tiny)
        shares = shares + min(ratio.min(), 1.0) * (free - shares)
        keep = shares > 1e-15
        keep[falling[ratio.argmin()]] = False
        pairs = [pair for pair, kept in zip(pairs, keep, strict=True) if kept]
        corners, shares = corners[keep], shares[keep] / shares[keep].sum()


def _least_affine(corners: np.ndarray) -> np.ndarray:
    """Weights with sum 1 of the point of least norm in the affine hull of the corners (k, d)."""
    first, *others = corners
    if not others:
        return np.ones(1)
    edges = np.array(others) - first
    rest = np.linalg.lstsq(edges.T, -first, rcond=1e-13)[0]
    return np.concatenate([[1.0 - rest.sum()], rest])


def extent(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Midpoint and half width of each column, (d,) both; the half width of a constant column is 1."""
    low, high = points.min(axis=0), points.max(axis=0)
    half = 0.5 * (high - low)
    return 0.5 * (low + high), np.where(half > 0.0, half, 1.0)


def whitened(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whitened points (n, r) with coordinates within ±1, and the matrix (d, r) that maps normals back."""
    cloud = points - points.mean(axis=0)
    _, wide, axes = np.linalg.svd(cloud, full_matrices=False)
    kept = wide > 1e-10 * max(wide.max(initial=0.0), 1e-10)
    back = axes[kept].T / wide[kept]
    round_ = cloud @ back
    size = np.abs(round_).max(axis=0, initial=0.0)
    return round_ / size, back / size
