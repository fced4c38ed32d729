"""Regularizers: penalties on large weights, never on biases. To add one, add one entry to `REGULARIZERS`."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = Any  # an ndarray, or a Slot of the tape that stands for one


class Regularizer(NamedTuple):
    """The loss becomes loss + penalty · Σ value(w) over all weights; slope(w) = d value / dw.

    Both are None for no penalty."""

    label: str
    help: str
    formula: str
    value: Callable[[Array], Array] | None = None
    slope: Callable[[Array], Array] | None = None


REGULARIZERS: dict[str, Regularizer] = {
    "none": Regularizer("None", "No penalty on the weights.", "loss"),
    "l1": Regularizer(
        "L1",
        "Pulls every weight toward zero at the same rate, whatever its size. Many weights end close to zero.",
        "loss + λ·Σ|w|",
        value=np.abs,
        slope=np.sign,  # 0 at w = 0: a weight of exactly zero stays zero
    ),
    "l2": Regularizer(
        "L2",
        "Pulls large weights hardest (weight decay). The decision boundary becomes smoother.",
        "loss + λ·½·Σw²",
        value=lambda w: 0.5 * (w * w),
        slope=lambda w: w,
    ),
}
