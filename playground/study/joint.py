"""Can one linear layer separate several classes? Either weights that do, or a proof that none exist.

Scores W_c·x + b_c, one per class, classify a row of class y correctly if W_y·x + b_y > W_j·x + b_j for every other
class j, as with softmax. Since W and b can be scaled, this is one linear program in all of them:
W_y·x + b_y ≥ W_j·x + b_j + 1 for all rows and all j ≠ y.

This is weaker than separating each class from the rest: with three classes in a row, no line separates the middle one,
yet one layer classifies all three correctly.

Each pair of a row and another class gives a vector (e_y − e_j) ⊗ (x, 1) whose product with (W, b) must be positive
(Kesler's construction; Nilsson 1965). A solution exists exactly if 0 is not in the convex hull of these vectors (Gordan
1873). The point of the hull nearest to 0 is then the solution with the largest margin.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog, nnls

from playground.study.hulls import MEET, TIGHT, extent, nearest, whitened

SURE = 1e-13
"""A point of the hull closer to 0 than this is 0 up to rounding, for sums of some hundred numbers of about 1."""


class Joint(NamedTuple):
    """Either a linear layer that separates the k classes in the rows (in ascending order), or a proof against one.

    Separable: `W` (k, d) and `b` (k,) that give every row its largest score at its own class; `weights` is None.
    Otherwise: `weights` (n, k) ≥ 0 that sum to one, 0 at each row's own class, with Σ weights·(e_y − e_j) ⊗ (x, 1) = 0
    over rows and classes j. A separating (W, b) would have a positive product with it. `W` and `b` are None.
    """

    W: np.ndarray | None
    b: np.ndarray | None
    weights: np.ndarray | None

    @property
    def separable(self) -> bool:
        return self.weights is None


def one_layer(
    points: np.ndarray,
    labels: np.ndarray,
    layers: Iterable[tuple[np.ndarray, np.ndarray]] = (),
    pairs: np.ndarray | None = None,
) -> Joint:
    """Separates the rows of `points` (n, d) by one linear layer, or proves that none can.

    Likely answers are tried before the search: `layers` (W, b), and a mask `pairs` (n, k) of rows and classes whose
    vectors may have 0 in their hull. A boundary closer to a row than `MEET` times the range counts as touching it.
    """
    number = np.unique(labels, return_inverse=True)[1]
    count = number.max(initial=-1) + 1
    if count < 2:
        return Joint(np.zeros((count, points.shape[1])), np.zeros(count), None)
    middle, half = extent(points)
    even = (points - middle) / half
    for W, b in layers:
        if _gap(even, number, half * W, b + W @ middle) > MEET:
            return Joint(W, b, None)
    cloud, back = whitened(even)
    every = number[:, None] != np.arange(count)
    if pairs is not None and pairs.any():
        weights = _by_squares(_vectors(cloud, number, pairs), pairs)
        if weights is not None and _size(*_products(even, number, weights)) <= MEET:
            return Joint(None, None, weights)
    vectors = _vectors(cloud, number, every)
    weights = _by_squares(vectors, every)
    if weights is None:
        weights = _by_steps(vectors, every)

    def apart(W: np.ndarray, b: np.ndarray) -> Joint | None:
        W = W @ back.T
        b = b - W @ even.mean(axis=0)
        return Joint(W / half, b - (W / half) @ middle, None) if _gap(even, number, W, b) > MEET else None

    between = _products(cloud, number, weights)
    found = apart(*between)
    if not found and _size(*between) > SURE:
        # Squaring loses half of the digits, so for a tiny distance a linear program decides.
        found = apart(*_program(vectors))
    return found or Joint(None, None, weights)


def _gap(even: np.ndarray, number: np.ndarray, W: np.ndarray, b: np.ndarray) -> float:
    """Smallest distance of a row to a boundary of its class; negative if a row is on the wrong side."""
    scores = even @ W.T + b
    own = number[:, None] == np.arange(len(b))
    ahead = scores[own][:, None] - scores
    between = np.linalg.norm(W[:, None] - W[None], axis=2)[number]
    # Two classes with the same W have no boundary; the one with the larger b wins everywhere.
    far = np.divide(ahead, between, out=np.copysign(np.inf, ahead), where=between > 0.0)
    far = np.where((ahead == 0.0) & (between == 0.0), -np.inf, far)
    return float(np.where(own, np.inf, far).min())


def _size(W: np.ndarray, b: np.ndarray) -> float:
    return max(float(np.abs(W).max(initial=0.0)), float(np.abs(b).max()))


def _vectors(cloud: np.ndarray, number: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """(k, d + 1, m) the vectors (e_y − e_j) ⊗ (x, 1) of these pairs."""
    n, d = cloud.shape
    row, other = np.nonzero(pairs)
    x = np.column_stack([cloud, np.ones(n)])[row]
    vectors = np.zeros((pairs.shape[1], d + 1, len(row)))
    place = np.arange(len(row))
    vectors[number[row], :, place] = x
    vectors[other, :, place] = -x
    return vectors


def _by_squares(vectors: np.ndarray, pairs: np.ndarray) -> np.ndarray | None:
    """(n, k) weights, nonzero only for these pairs, of the point of the hull nearest to 0.

    By non-negative least squares (Lawson and Hanson 1974): up to scale, |Σ λ k|² + (Σ λ − 1)² has the same minimizer as
    |Σ λ k|² with Σ λ = 1. None if the solver does not converge, which can happen with nearly equal vectors.
    """
    m = vectors.shape[-1]
    table = np.vstack([vectors.reshape(-1, m), np.ones(m)])
    goal = np.zeros(len(table))
    goal[-1] = 1.0
    try:
        shares, _ = nnls(table, goal)
    except RuntimeError:  # too many steps
        return None
    weights = np.zeros(pairs.shape)
    weights[pairs] = shares / shares.sum()
    return weights


def _by_steps(vectors: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """The same by Wolfe's method, which is slower but always terminates."""
    m = vectors.shape[-1]
    corners = np.vstack([vectors.reshape(-1, m).T, np.zeros(vectors.size // m)])
    _, shares = nearest(corners, np.arange(m + 1) < m)
    weights = np.zeros(pairs.shape)
    weights[pairs] = shares[:m]
    return weights


def _program(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(W, b) with entries within ±1 that maximize the smallest product with a vector."""
    count, wide, m = vectors.shape
    table = np.column_stack([-vectors.reshape(-1, m).T, np.ones(m)])
    goal = np.zeros(count * wide + 1)
    goal[-1] = -1.0
    box = [(-1.0, 1.0)] * (count * wide) + [(None, 1.0)]
    found = linprog(goal, A_ub=table, b_ub=np.zeros(m), bounds=box, options=TIGHT)
    W = np.zeros((count, wide)) if found.status else found.x[:-1].reshape(count, wide)
    return W[:, :-1], W[:, -1]


def _products(points: np.ndarray, number: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Σ weights·(e_y − e_j) ⊗ (x, 1) as W (k, d) and b (k,)."""
    signs = -weights
    signs[np.arange(len(number)), number] += weights.sum(axis=1)
    return signs.T @ points, signs.sum(axis=0)
