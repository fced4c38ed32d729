"""Lines on the map: the proof for raw x, and the curve in which a plane in φ(x) cuts the plane of x."""

from itertools import combinations

import numpy as np

from playground.engine.model import Model
from playground.scene.panels import Style
from playground.study.boundaries import sides
from playground.study.contours import contours, with_gaps
from playground.study.hulls import outline
from playground.study.separability import Verdict
from playground.tables.datasets import HALF

CELLS = 60
FAR = 3 * HALF
"""Half the length of a line that extends beyond the map at both ends."""

BORDERS = "borders of one linear layer"

STYLES = {
    "widest": Style("widest gap", "ink", width=2.5),
    "margin": Style("its edges", "ink", dash=True, width=1),
    "best": Style("best line", "ink", dash=True),
    "hull0": Style("hull of class 0", "class0"),
    "hull1": Style("hull of class 1", "class1"),
    "proof": Style("proof that the hulls overlap", "ink", width=2.5),
    "cut": Style("where the plane cuts", "compared2", width=2.5),
    "borders": Style(BORDERS, "ink", width=2.5),
}


def line_through(w: np.ndarray, b: float, far: float = FAR) -> np.ndarray:
    """(2, 2) two points on w·x + b = 0, |w| = 1, at this distance from the one nearest to 0."""
    foot, along = -b * w, np.array([-w[1], w[0]])
    return np.array([foot - far * along, foot + far * along])


def borders(W: np.ndarray, b: np.ndarray, far: float = FAR) -> list[np.ndarray]:
    """(2, 2) ends of each straight boundary between two classes, where W_i·x + b_i = W_j·x + b_j is the largest score.

    Each extends at most this far from the point on its line nearest to 0.
    """
    pieces = []
    for i, j in combinations(range(len(b)), 2):
        w, c = W[i] - W[j], b[i] - b[j]
        length = np.linalg.norm(w)
        if not length > 0.0:
            continue
        start, end = line_through(w / length, c / length, far)
        # The lead over a third class is a at the start and a + s at the end.
        a = (W[i] - W) @ start + b[i] - b
        s = (W[i] - W) @ (end - start)
        others = np.delete(np.arange(len(b)), [i, j])
        a, s = a[others], s[others]
        if (a[s == 0.0] < 0.0).any():
            continue
        first = max(0.0, np.max(-a[s > 0.0] / s[s > 0.0], initial=0.0))
        last = min(1.0, np.min(-a[s < 0.0] / s[s < 0.0], initial=1.0))
        if first < last:
            pieces.append(start + np.array([[first], [last]]) * (end - start))
    return pieces


def closed(corners: np.ndarray) -> np.ndarray:
    """The outline with its first corner repeated at the end."""
    return np.concatenate([corners, corners[:1]])


def proof(points: np.ndarray, upper: np.ndarray, verdict: Verdict) -> list[tuple[str, np.ndarray]]:
    """(style, line) for each line that belongs to the verdict on (n, 2) points."""
    lines: list[tuple[str, np.ndarray]] = []
    if verdict.weights is None or verdict.separable:
        if np.isfinite(verdict.margin):
            w, b, margin = verdict.w, verdict.b, verdict.margin
            lines += [("margin", line_through(w, b - margin)), ("margin", line_through(w, b + margin))]
            lines.append(("widest", line_through(w, b)))
        return lines
    for style, side in (("hull0", ~upper), ("hull1", upper)):
        lines.append((style, closed(outline(points[side]))))
    for side in (upper, ~upper):
        lines.append(("proof", closed(outline(points[(verdict.weights > 0) & side]))))
    if verdict.line.w.any():
        lines.append(("best", line_through(verdict.line.w, verdict.line.b)))
    return lines


def cut(model: Model, W: np.ndarray, b: np.ndarray, nodes: int = 97) -> list[np.ndarray]:
    """Where in the plane of x the largest score of W·φ(x) + b, (k, d) and (k,), changes; for one score, its sign."""
    at = np.linspace(-HALF, HALF, nodes)
    x1, x2 = np.meshgrid(at, at)
    phi = model.features(np.stack([x1.ravel(), x2.ravel()], axis=1))[:-1]
    scores = (W @ phi + b[:, None]).reshape(1, len(b), nodes, nodes)
    return [line for field in sides(scores)[0] for line in contours(field, at, at)]


def as_paths(lines: list[tuple[str, np.ndarray]], names: list[str]) -> np.ndarray:
    """(n, 3) rows for the map; `names` are the styles in the order of the panel's."""
    return with_gaps([line for _, line in lines], [names.index(style) for style, _ in lines])
