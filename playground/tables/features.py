"""Features: the inputs of the net, functions of a point (x1, x2). To add one, add one entry to `FEATURES`.

On the square [−6, 6]², x1 reaches 6, squares and products reach 36 and a sine 1; no learning rate suits them all.
So each feature is scaled: its root mean square over the square (points uniform) becomes √12, that of x1. x1 and x2
themselves do not change. Nothing is subtracted, so sign and zero keep their meaning.
"""

from collections.abc import Callable, Sequence
from math import sin, sqrt
from typing import NamedTuple

import numpy as np

Array = np.ndarray


class Feature(NamedTuple):
    """`value(x1, x2)` elementwise; `rms` is √(mean of value² over [−6, 6]²), in closed form."""

    label: str
    help: str
    formula: str
    value: Callable[[Array, Array], Array]
    rms: float


# With a = 6: E x² = a²/3, E x⁴ = a⁴/5, E x1²·x2² = (a²/3)², E sin² x = ½ − sin(2a)/(4a), E cos² x = ½ + sin(2a)/(4a).
LINE, SQUARE, PRODUCT = sqrt(12), sqrt(259.2), 12.0
SIZE = LINE
SINE, COSINE = sqrt(0.5 - sin(12) / 24), sqrt(0.5 + sin(12) / 24)

FEATURES: dict[str, Feature] = {
    "x1": Feature("x₁", "Horizontal coordinate of the point.", "x₁", lambda x1, x2: x1, LINE),
    "x2": Feature("x₂", "Vertical coordinate of the point.", "x₂", lambda x1, x2: x2, LINE),
    "x1^2": Feature("x₁²", "Squared distance from the vertical axis.", "x₁²", lambda x1, x2: x1 * x1, SQUARE),
    "x2^2": Feature("x₂²", "Squared distance from the horizontal axis.", "x₂²", lambda x1, x2: x2 * x2, SQUARE),
    "x1*x2": Feature("x₁x₂", "Positive where x₁ and x₂ have the same sign.", "x₁·x₂", lambda x1, x2: x1 * x2, PRODUCT),
    "sin(x1)": Feature("sin x₁", "Waves along the horizontal axis.", "sin x₁", lambda x1, x2: np.sin(x1), SINE),
    "sin(x2)": Feature("sin x₂", "Waves along the vertical axis.", "sin x₂", lambda x1, x2: np.sin(x2), SINE),
    "cos(x1)": Feature(
        "cos x₁", "Waves along the horizontal axis, with a crest at 0.", "cos x₁", lambda x1, x2: np.cos(x1), COSINE
    ),
    "cos(x2)": Feature(
        "cos x₂", "Waves along the vertical axis, with a crest at 0.", "cos x₂", lambda x1, x2: np.cos(x2), COSINE
    ),
}


def expand(names: Sequence[str], points: Array, raw: bool = False) -> Array:
    """The inputs of the net: points (n, 2) -> (len(names), n), float64 and C-contiguous, one row per feature.

    Each row is value · √12 / rms, or with `raw` the value itself.
    """
    x1, x2 = np.asarray(points, dtype=float).T
    inputs = np.empty((len(names), len(x1)))
    for row, name in zip(inputs, names, strict=True):
        feature = FEATURES[name]
        np.divide(feature.value(x1, x2), 1.0 if raw else feature.rms / SIZE, out=row)
    return inputs
