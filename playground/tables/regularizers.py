"""Regularizers: a price on large weights (never on biases). Adding one is one entry in `REGULARIZERS`."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = Any


class Regularizer(NamedTuple):
    """The loss becomes loss + penalty · Σ value(w) over all weights; slope(w) = d value / dw, or None for no price."""

    label: str
    help: str
    formula: str
    value: Callable[[Array], Array] | None = None
    slope: Callable[[Array], Array] | None = None


REGULARIZERS: dict[str, Regularizer] = {
    "none": Regularizer("None", "No price on weights.", "loss"),
    "l1": Regularizer(
        "L1",
        "Pulls every weight towards zero with the same force, however small it is: many end close to zero.",
        "loss + λ·Σ|w|",
        value=np.abs,
        slope=np.sign,  # 0 at w = 0: a weight that is exactly zero is left alone
    ),
    "l2": Regularizer(
        "L2",
        "Pulls large weights hardest: spreads the work and smooths the boundary.",
        "loss + λ·½·Σw²",
        value=lambda w: 0.5 * (w * w),
        slope=lambda w: w,
    ),
}
