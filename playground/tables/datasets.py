"""Data sets: points in the plane with their labels. To add one, add one entry to `DATASETS`.

Generators return points without noise; `playground.data` adds noise, in the same way for every set. Points lie in
the square [−6, 6]², most of them in [−5, 5]². In sets of normal clouds one point in a million may lie outside.
The geometry of circles, xor, gauss, spiral, plane and multi-gauss is that of TensorFlow Playground without
its noise. Its label +1 (blue) is class 1, its label −1 (orange) class 0.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray
Rng = np.random.Generator
Points = tuple[Array, Array]

HALF = 6.0
"""Half the side of the square that is shown, [−6, 6]²."""


class Dataset(NamedTuple):
    """`make(n, rng, **parameters)` -> (points (n, 2), labels (n,)), in the order of generation.

    If `task` is "classification", labels are integer class numbers 0 … C−1; if it is "regression", floats in
    about [−1, 1]. `parameters` are the keyword arguments of `make`, each a field of Config.
    """

    label: str
    help: str
    formula: str
    task: str
    make: Callable[..., Points]
    parameters: tuple[str, ...] = ()

    def sample(self, n: int, rng: Rng, config: Any) -> Points:
        """Call `make` with its parameters taken from `config`."""
        return self.make(n, rng, **{name: getattr(config, name) for name in self.parameters})


def _shares(n: int, classes: int) -> Array:
    """Class numbers of n rows in ascending order; class counts differ by at most one."""
    return np.arange(n) * classes // n


def _polar(r: Array, t: Array) -> Array:
    """Points at distance r and angle t, clockwise from the top (x1 = r·sin t, x2 = r·cos t)."""
    return np.stack([r * np.sin(t), r * np.cos(t)], axis=1)


def linear(n: int, rng: Rng, *, margin: float = 0.5, angle: float = np.pi / 6) -> Points:
    labels = _shares(n, 2)
    across = np.array([np.cos(angle), np.sin(angle)])
    points = rng.uniform(-5, 5, (n, 2))
    side = np.where(labels == 1, 1.0, -1.0)
    # The square is symmetric about the origin, so reflecting a point to its side keeps the distribution uniform.
    points *= (side * np.where(points @ across >= 0, 1.0, -1.0))[:, None]
    return points + margin * side[:, None] * across, labels


def gauss(n: int, rng: Rng) -> Points:
    labels = _shares(n, 2)
    centers = np.array([[-2.0, -2.0], [2.0, 2.0]])
    return centers[labels] + np.sqrt(0.5) * rng.standard_normal((n, 2)), labels


def xor(n: int, rng: Rng) -> Points:
    labels = _shares(n, 2)
    points = rng.uniform(-5, 5, (n, 2))
    points += np.where(points > 0, 0.3, -0.3)
    # Reflected where the sign is wrong: still uniform, and the classes have equal counts.
    points[:, 1] *= np.where((points[:, 0] * points[:, 1] >= 0) == (labels == 1), 1.0, -1.0)
    return points, labels


def checkerboard(n: int, rng: Rng, *, cells: int) -> Points:
    cell = rng.integers(0, cells, (n, 2))
    within = 0.5 + 0.9 * rng.uniform(-0.5, 0.5, (n, 2))  # neighbors have a gap of a tenth of a cell
    return 10.0 * (cell + within) / cells - 5.0, (cell.sum(axis=1) + 1) % 2


def circles(n: int, rng: Rng) -> Points:
    labels = _shares(n, 2)
    r = np.where(labels == 1, rng.uniform(0, 2.5, n), rng.uniform(3.5, 5, n))
    return _polar(r, rng.uniform(0, 2 * np.pi, n)), labels


def rings(n: int, rng: Rng) -> Points:
    labels = _shares(n, 2)
    inner, outer = np.array([[0.0, 0.8], [1.4, 2.2], [2.8, 3.6], [4.2, 5.0]]).T
    share = np.array([[0, 1, 0, 1], [1, 0, 1, 0]]) * (outer**2 - inner**2)  # per class, proportional to area
    bounds = np.cumsum(share / share.sum(axis=1, keepdims=True), axis=1)
    ring = (rng.uniform(size=(n, 1)) >= bounds[labels, :-1]).sum(axis=1)
    r2 = rng.uniform(inner[ring] ** 2, outer[ring] ** 2)
    return _polar(np.sqrt(r2), rng.uniform(0, 2 * np.pi, n)), labels


def spiral(n: int, rng: Rng, *, classes: int) -> Points:
    # More arms have fewer turns, so that the gap between neighboring arms is that of two arms of 1.75 turns.
    labels = _shares(n, classes)
    counts = np.bincount(labels)
    along = (np.arange(n) - (np.cumsum(counts) - counts)[labels]) / counts[labels]  # i / n' within the arm
    start = 2 * np.pi * (1 - labels) / classes
    return _polar(5 * along, 2 * np.pi * (3.5 / classes) * along + start), labels


def moons(n: int, rng: Rng) -> Points:
    labels = _shares(n, 2)
    t = rng.uniform(0, np.pi, n)
    upper = np.stack([np.cos(t), np.sin(t)], axis=1)
    points = np.where(labels[:, None] == 0, upper, np.array([1.0, 0.5]) - upper)
    return (points - np.array([0.5, 0.25])) * (10 / 3), labels


def blobs(n: int, rng: Rng, *, classes: int) -> Points:
    labels = _shares(n, classes)
    centers = _polar(np.full(classes, 3.0), 2 * np.pi * np.arange(classes) / classes - np.pi / 2)
    return centers[labels] + 0.6 * rng.standard_normal((n, 2)), labels


def pinwheel(n: int, rng: Rng, *, classes: int) -> Points:
    labels = _shares(n, classes)
    u, v = (rng.standard_normal((n, 2)) * np.array([0.3, 0.05]) + np.array([1.0, 0.0])).T
    angle = 2 * np.pi * labels / classes + 0.25 * np.exp(u)
    # The original clouds have radius 1. With 2.4, five standard deviations of the long side (1 + 5·0.3) end at 6.
    points = np.stack([u * np.cos(angle) + v * np.sin(angle), v * np.cos(angle) - u * np.sin(angle)], axis=1)
    return 2.4 * points, labels


def plane(n: int, rng: Rng) -> Points:
    points = rng.uniform(-HALF, HALF, (n, 2))
    return points, points.sum(axis=1) / 10


HILLS = np.array([(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)])
"""Centers (x1, x2) and signs of multi-gauss."""


def multi_gauss(n: int, rng: Rng) -> Points:
    points = rng.uniform(-HALF, HALF, (n, 2))
    distance = np.linalg.norm(points[:, None] - HILLS[:, :2], axis=2)
    heights = HILLS[:, 2] * np.clip(1 - distance / 2, 0, 1)
    return points, heights[np.arange(n), np.abs(heights).argmax(axis=1)]


def waves(n: int, rng: Rng) -> Points:
    points = rng.uniform(-HALF, HALF, (n, 2))
    x1, x2 = points.T
    return points, np.cos(np.pi / 4 * x1 + np.sin(np.pi / 6 * x2))


DATASETS: dict[str, Dataset] = {
    "linear": Dataset(
        "Linear",
        "Two half-planes with a gap between them. A straight line separates them.",
        "class 1 where x₁·cos 30° + x₂·sin 30° > 0, gap 1",
        "classification",
        linear,
    ),
    "gauss": Dataset(
        "Gaussian",
        "Two clouds, one around (2, 2) and one around (−2, −2).",
        "x ~ N(±(2, 2), ½·I), class 1 for +",
        "classification",
        gauss,
    ),
    "xor": Dataset(
        "Exclusive or",
        "Opposite quadrants have the same class. No line separates them, but the feature x₁x₂ does.",
        "class 1 where x₁·x₂ ≥ 0",
        "classification",
        xor,
    ),
    "checkerboard": Dataset(
        "Checkerboard",
        "Squares of alternating class: exclusive or, repeated.",
        "class 1 where column + row is even, k × k cells",
        "classification",
        checkerboard,
        ("cells",),
    ),
    "circles": Dataset(
        "Circle",
        "A disk inside a ring. The features x₁² and x₂² separate them, and so do three hidden units.",
        "class 1: r ~ U(0, 2.5); class 0: r ~ U(3.5, 5)",
        "classification",
        circles,
    ),
    "rings": Dataset(
        "Rings",
        "Four concentric rings of alternating class.",
        "r in [0, 0.8], [1.4, 2.2], [2.8, 3.6], [4.2, 5]: classes 1, 0, 1, 0",
        "classification",
        rings,
    ),
    "spiral": Dataset(
        "Spiral",
        "Interleaved spiral arms: the hardest of the classic sets.",
        "r = 5·s, t = 2π·(3.5 / C)·s + 2π·(1 − c) / C, s = i / n′: x = (r·sin t, r·cos t)",
        "classification",
        spiral,
        ("classes",),
    ),
    "moons": Dataset(
        "Moons",
        "Two interleaving half-circles.",
        "class 0: (cos t, sin t), class 1: (1 − cos t, ½ − sin t), t ~ U(0, π)",
        "classification",
        moons,
    ),
    "blobs": Dataset(
        "Blobs",
        "Round clouds whose centers lie on a circle, one for each class.",
        "x ~ N(center of class c, 0.6²·I), centers evenly on a circle of radius 3",
        "classification",
        blobs,
        ("classes",),
    ),
    "pinwheel": Dataset(
        "Pinwheel",
        "Elongated clouds bent like the vanes of a pinwheel, one for each class (Johnson et al. 2016).",
        "u ~ N(1, 0.3²), v ~ N(0, 0.05²), turned by 2π·c / C + ¼·eᵘ",
        "classification",
        pinwheel,
        ("classes",),
    ),
    "plane": Dataset(
        "Plane",
        "A linear function: linear regression is enough.",
        "y = (x₁ + x₂) / 10",
        "regression",
        plane,
    ),
    "multi-gauss": Dataset(
        "Hills",
        "Three hills and three hollows on a plane at height 0.",
        "y = ±max(0, 1 − distance / 2) of the nearest of six centers",
        "regression",
        multi_gauss,
    ),
    "waves": Dataset(
        "Waves",
        "Bent waves. A linear function explains none of the variance, a small net nearly all of it.",
        "y = cos(π·x₁ / 4 + sin(π·x₂ / 6))",
        "regression",
        waves,
    ),
}
