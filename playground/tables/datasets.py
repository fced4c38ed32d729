"""Data sets: points in the square and what is true of them. Adding one is one entry in `DATASETS`.

Generators give clean points; noise is the same for every set and is added in `playground.data`. Points lie in
the square [−6, 6]², most within [−5, 5]²; of the sets made of normal clouds one point in a million may lie outside.
The geometry of circles, xor, gauss, spiral, plane and multi-gauss is TensorFlow Playground's without its noise; its
label +1 (blue) is class 1, its −1 (orange) class 0.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray

HALF = 6.0
"""The square shown and measured is [−6, 6]²."""


class Dataset(NamedTuple):
    """`make(n, rng, **parameters)` -> (points (n, 2), labels (n,)), both in the order they were made.

    Labels are the class numbers 0 … C−1 as integers where `task` is "classification", and floats about
    [−1, 1] where it is "regression". `parameters` are the keyword arguments, each a field of Config.
    """

    label: str
    help: str
    formula: str
    task: str
    make: Callable[..., tuple[Array, Array]]
    parameters: tuple[str, ...] = ()

    def sample(self, n: int, rng: np.random.Generator, config: Any) -> tuple[Array, Array]:
        """`make` with its parameters taken from the attributes of `config`."""
        return self.make(n, rng, **{name: getattr(config, name) for name in self.parameters})


def _shares(n: int, classes: int) -> Array:
    """Class numbers of n rows in ascending order; the counts differ by one at most."""
    return np.arange(n) * classes // n


def _polar(r: Array, t: Array) -> Array:
    """Points at distance r and angle t, clockwise from the top (x1 = r·sin t, x2 = r·cos t)."""
    return np.stack([r * np.sin(t), r * np.cos(t)], axis=1)


def linear(n, rng, *, margin=0.5, angle=np.pi / 6):
    labels = _shares(n, 2)
    across = np.array([np.cos(angle), np.sin(angle)])
    points = rng.uniform(-5, 5, (n, 2))
    side = np.where(labels == 1, 1.0, -1.0)
    # The square is its own mirror image in the origin, so turning a point to its side leaves it uniform there.
    points *= (side * np.where(points @ across >= 0, 1.0, -1.0))[:, None]
    return points + margin * side[:, None] * across, labels


def gauss(n, rng):
    labels = _shares(n, 2)
    centers = np.array([[-2.0, -2.0], [2.0, 2.0]])
    return centers[labels] + np.sqrt(0.5) * rng.standard_normal((n, 2)), labels


def xor(n, rng):
    labels = _shares(n, 2)
    points = rng.uniform(-5, 5, (n, 2))
    points += np.where(points > 0, 0.3, -0.3)
    # Turned to its own side if need be: uniform all the same, and as many of one class as of the other.
    points[:, 1] *= np.where((points[:, 0] * points[:, 1] >= 0) == (labels == 1), 1.0, -1.0)
    return points, labels


def checkerboard(n, rng, *, cells):
    cell = rng.integers(0, cells, (n, 2))
    within = 0.5 + 0.9 * rng.uniform(-0.5, 0.5, (n, 2))  # leaves a gap of a tenth of a cell between neighbors
    return 10.0 * (cell + within) / cells - 5.0, (cell.sum(axis=1) + 1) % 2


def circles(n, rng):
    labels = _shares(n, 2)
    r = np.where(labels == 1, rng.uniform(0, 2.5, n), rng.uniform(3.5, 5, n))
    return _polar(r, rng.uniform(0, 2 * np.pi, n)), labels


def rings(n, rng):
    labels = _shares(n, 2)
    inner, outer = np.array([[0.0, 0.8], [1.4, 2.2], [2.8, 3.6], [4.2, 5.0]]).T
    share = np.array([[0, 1, 0, 1], [1, 0, 1, 0]]) * (outer**2 - inner**2)  # of classes 0 and 1: by area
    bounds = np.cumsum(share / share.sum(axis=1, keepdims=True), axis=1)
    ring = (rng.uniform(size=(n, 1)) >= bounds[labels, :-1]).sum(axis=1)
    r2 = rng.uniform(inner[ring] ** 2, outer[ring] ** 2)
    return _polar(np.sqrt(r2), rng.uniform(0, 2 * np.pi, n)), labels


def spiral(n, rng, *, classes):
    # Fewer turns for more arms: the gap between neighboring arms stays that of two arms of 1.75 turns.
    labels = _shares(n, classes)
    counts = np.bincount(labels)
    along = (np.arange(n) - (np.cumsum(counts) - counts)[labels]) / counts[labels]  # i / n' within the arm
    start = 2 * np.pi * (1 - labels) / classes
    return _polar(5 * along, 2 * np.pi * (3.5 / classes) * along + start), labels


def moons(n, rng):
    labels = _shares(n, 2)
    t = rng.uniform(0, np.pi, n)
    upper = np.stack([np.cos(t), np.sin(t)], axis=1)
    points = np.where(labels[:, None] == 0, upper, np.array([1.0, 0.5]) - upper)
    return (points - np.array([0.5, 0.25])) * (10 / 3), labels


def blobs(n, rng, *, classes):
    labels = _shares(n, classes)
    centers = _polar(np.full(classes, 3.0), 2 * np.pi * np.arange(classes) / classes - np.pi / 2)
    return centers[labels] + 0.6 * rng.standard_normal((n, 2)), labels


def pinwheel(n, rng, *, classes):
    labels = _shares(n, classes)
    u, v = (rng.standard_normal((n, 2)) * np.array([0.3, 0.05]) + np.array([1.0, 0.0])).T
    angle = 2 * np.pi * labels / classes + 0.25 * np.exp(u)
    # Their clouds have radius 1; 2.4 lets five standard deviations of the long side (1 + 5·0.3) end at 6.
    points = np.stack([u * np.cos(angle) + v * np.sin(angle), v * np.cos(angle) - u * np.sin(angle)], axis=1)
    return 2.4 * points, labels


def plane(n, rng):
    points = rng.uniform(-HALF, HALF, (n, 2))
    return points, points.sum(axis=1) / 10


HILLS = np.array([(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)])
"""Centers (x1, x2) and signs of multi-gauss."""


def multi_gauss(n, rng):
    points = rng.uniform(-HALF, HALF, (n, 2))
    distance = np.linalg.norm(points[:, None] - HILLS[:, :2], axis=2)
    heights = HILLS[:, 2] * np.clip(1 - distance / 2, 0, 1)
    return points, heights[np.arange(n), np.abs(heights).argmax(axis=1)]


def waves(n, rng):
    points = rng.uniform(-HALF, HALF, (n, 2))
    x1, x2 = points.T
    return points, np.cos(np.pi / 4 * x1 + np.sin(np.pi / 6 * x2))


DATASETS: dict[str, Dataset] = {
    "linear": Dataset(
        "Linear",
        "Two half-planes with a gap between them: a straight line is enough.",
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
        "Opposite quarters belong together, so no line separates them, but x₁x₂ does.",
        "class 1 where x₁·x₂ ≥ 0",
        "classification",
        xor,
    ),
    "checkerboard": Dataset(
        "Checkerboard",
        "The squares of a board in two colors: exclusive or, many times over.",
        "class 1 where column + row is even, k × k cells",
        "classification",
        checkerboard,
        ("cells",),
    ),
    "circles": Dataset(
        "Circle",
        "A disk inside a ring: x₁² and x₂² separate it, and so do three units or more.",
        "class 1: r ~ U(0, 2.5); class 0: r ~ U(3.5, 5)",
        "classification",
        circles,
    ),
    "rings": Dataset(
        "Rings",
        "Four rings, one inside the other, of alternating class.",
        "r in [0, 0.8], [1.4, 2.2], [2.8, 3.6], [4.2, 5]: classes 1, 0, 1, 0",
        "classification",
        rings,
    ),
    "spiral": Dataset(
        "Spiral",
        "Arms wound into one another: the hardest of the classic sets.",
        "r = 5·s, t = 2π·(3.5 / C)·s + 2π·(1 − c) / C, s = i / n′: x = (r·sin t, r·cos t)",
        "classification",
        spiral,
        ("classes",),
    ),
    "moons": Dataset(
        "Moons",
        "Two half-circles that reach into each other.",
        "class 0: (cos t, sin t), class 1: (1 − cos t, ½ − sin t), t ~ U(0, π)",
        "classification",
        moons,
    ),
    "blobs": Dataset(
        "Blobs",
        "Round clouds on a circle, one for each class.",
        "x ~ N(center of class c, 0.6²·I), centers evenly on a circle of radius 3",
        "classification",
        blobs,
        ("classes",),
    ),
    "pinwheel": Dataset(
        "Pinwheel",
        "Long clouds bent like the vanes of a pinwheel, one for each class (Johnson et al. 2016).",
        "u ~ N(1, 0.3²), v ~ N(0, 0.05²), turned by 2π·c / C + ¼·eᵘ",
        "classification",
        pinwheel,
        ("classes",),
    ),
    "plane": Dataset(
        "Plane",
        "A slope: linear regression is enough.",
        "y = (x₁ + x₂) / 10",
        "regression",
        plane,
    ),
    "multi-gauss": Dataset(
        "Hills",
        "Three hills and three hollows on flat land.",
        "y = ±max(0, 1 − distance / 2) of the nearest of six centers",
        "regression",
        multi_gauss,
    ),
    "waves": Dataset(
        "Waves",
        "Bent waves: a line explains nothing of them, a small net nearly all.",
        "y = cos(π·x₁ / 4 + sin(π·x₂ / 6))",
        "regression",
        waves,
    ),
}
