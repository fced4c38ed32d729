"""Can one linear layer tell several classes apart? Yes, with its weights; or no, with rows that prove it.

Scores W_c·x + b_c, one for each class, get a row of class y right if W_y·x + b_y > W_j·x + b_j for every other class j:
what a softmax behind the layer asks for. As W and b may be made longer, that is one linear program in all of them,
W_y·x + b_y ≥ W_j·x + b_j + 1 for all rows and all j ≠ y.

Less is asked than of each class against the rest: of three classes in a row the middle one cannot be cut off by one
line, yet one layer tells the three apart.

Each pair of a row and another class is one vector (e_y − e_j) ⊗ (x, 1) that W and b are to have a positive product with
(Kesler's construction; Nilsson 1965). That can be so exactly if 0 is not in the hull of these vectors (Gordan 1873).
The point of the hull that is nearest to 0 is then such a W and b, the one with the largest margin.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog, nnls

from playground.study.hulls import MEET, TIGHT, extent, nearest, whitened

SURE = 1e-13
"""A point of the hull that is nearer to 0 is 0 but for rounding: of sums of some hundred numbers of about 1."""


class Joint(NamedTuple):
    """Which of two things is true of the classes that occur in the rows, k of them, in ascending order.

    Apart: `W` (k, d) and `b` (k,) whose largest score is that of the row's own class, for every row; no weights.
    Or `weights` (n, k) ≥ 0 that sum to one, 0 at each row's own class, with Σ weights·(e_y − e_j) ⊗ (x, 1) = 0 over
    rows and classes j: any W and b would have to be positive there in the mean, and are 0.
    """

    W: np.ndarray | None
    b: np.ndarray | None
    weights: np.ndarray | None

    @property
    def separable(self) -> bool:
        return self.weights is None


def one_layer(points: np.ndarray, labels: np.ndarray, layers=(), pairs: np.ndarray | None = None) -> Joint:
    """Tells the rows of (n, d) apart by one linear layer, or shows why none can.

    What may well be the answer is tried first, and saves the search: `layers` (W, b), and `pairs` (n, k) of rows and
    classes whose vectors may have 0 in their hull. Borders nearer to a row than `MEET` of the points' range count as
    going through it.
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

    def apart(W, b):
        W = W @ back.T
        b = b - W @ even.mean(axis=0)
        return Joint(W / half, b - (W / half) @ middle, None) if _gap(even, number, W, b) > MEET else None

    between = _products(cloud, number, weights)
    found = apart(*between)
    if not found and _size(*between) > SURE:
        # Squares lose half of the digits: where next to nothing is left of the distance, a linear program decides.
        found = apart(*_program(vectors))
    return found or Joint(None, None, weights)


def _gap(even, number, W, b):
    """Smallest distance of a row to a border of its class: negative if a row is on the wrong side of one."""
    scores = even @ W.T + b
    own = number[:, None] == np.arange(len(b))
    ahead = scores[own][:, None] - scores
    between = np.linalg.norm(W[:, None] - W[None], axis=2)[number]
    # Two classes with the same W have no border; the one with the larger b is ahead everywhere.
    far = np.divide(ahead, between, out=np.copysign(np.inf, ahead), where=between > 0.0)
    far = np.where((ahead == 0.0) & (between == 0.0), -np.inf, far)
    return np.where(own, np.inf, far).min()


def _size(W, b):
    return max(np.abs(W).max(initial=0.0), np.abs(b).max())


def _vectors(cloud, number, pairs):
    """(k, d + 1, m) the vectors (e_y − e_j) ⊗ (x, 1) of these pairs."""
    n, d = cloud.shape
    row, other = np.nonzero(pairs)
    x = np.column_stack([cloud, np.ones(n)])[row]
    vectors = np.zeros((pairs.shape[1], d + 1, len(row)))
    place = np.arange(len(row))
    vectors[number[row], :, place] = x
    vectors[other, :, place] = -x
    return vectors


def _by_squares(vectors, pairs):
    """(n, k) weights, of these pairs only, of the point in the hull of the vectors that is nearest to 0.

    By non-negative least squares (Lawson and Hanson 1974): |Σ λ k|² + (Σ λ − 1)² is least where Σ λ k is, but for its
    length. None where that goes in circles, as it may with vectors that are nearly the same.
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


def _by_steps(vectors, pairs):
    """The same by Wolfe's method, which takes longer, and always ends."""
    m = vectors.shape[-1]
    corners = np.vstack([vectors.reshape(-1, m).T, np.zeros(vectors.size // m)])
    _, shares = nearest(corners, np.arange(m + 1) < m)
    weights = np.zeros(pairs.shape)
    weights[pairs] = shares[:m]
    return weights


def _program(vectors):
    """(W, b), all within ±1, for which the least product with a vector is largest."""
    count, wide, m = vectors.shape
    table = np.column_stack([-vectors.reshape(-1, m).T, np.ones(m)])
    goal = np.zeros(count * wide + 1)
    goal[-1] = -1.0
    box = [(-1.0, 1.0)] * (count * wide) + [(None, 1.0)]
    found = linprog(goal, A_ub=table, b_ub=np.zeros(m), bounds=box, options=TIGHT)
    W = np.zeros((count, wide)) if found.status else found.x[:-1].reshape(count, wide)
    return W[:, :-1], W[:, -1]


def _products(points, number, weights):
    """Σ weights·(e_y − e_j) ⊗ (x, 1) as W (k, d) and b (k,)."""
    signs = -weights
    signs[np.arange(len(number)), number] += weights.sum(axis=1)
    return signs.T @ points, signs.sum(axis=0)
