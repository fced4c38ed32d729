"""Activation functions: the nonlinearity of a layer.

Each entry gives its value and its slope in plain NumPy operators, so the same formula works on arrays,
in figures and in the recorded training step. To add an activation, add one entry to `ACTIVATIONS`.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = Any  # an ndarray, or a Slot of the tape that stands for one


class Activation(NamedTuple):
    """An activation a = value(z) and its derivative, slope(z, a) = da/dz, both elementwise.

    `slope` also gets the value a, because some derivatives are cheaper to compute from it (tanh: 1 − a²).
    `kinks` lists the z where the derivative does not exist; there `slope` is the limit from the left.
    `start` names the initializer that `auto` chooses for layers with this activation.
    """

    label: str
    help: str
    formula: str
    value: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]
    start: str = "xavier"
    kinks: tuple[float, ...] = ()


MANY = 512
"""Number of elements from which the exponential form of tanh (five calls) is faster than `np.tanh`."""


def gate(z: Array) -> Array:
    """tanh z, for use in sums with 1. Large arrays use 1 − 2 / (e^2z + 1): half the time of `np.tanh` on CPUs without
    AVX-512, absolute error below 4e-16. Its relative error is large for tiny z, so the activation tanh is `np.tanh`.

    For z > 354, e^2z overflows to infinity and the result is 1, as it should be. The caller ignores that overflow.
    """
    return np.tanh(z) if z.size < MANY else 1.0 - 2.0 / (np.exp(2.0 * z) + 1.0)


def sigmoid(z: Array) -> Array:
    """σ(z) = 1 / (1 + e^−z), written as ½ + ½·tanh(z/2)."""
    return 0.5 + 0.5 * gate(0.5 * z)


LEAK = 0.01
"""Slope of the leaky ReLU left of zero (Maas et al. 2013)."""

_ROOT = float(np.sqrt(2.0 / np.pi))
_CUBIC = 0.044715


def _gelu_gate(z: Array) -> Array:
    return gate(_ROOT * (z + _CUBIC * (z * z * z)))


def _gelu(z: Array) -> Array:
    if z.size < MANY:
        return 0.5 * z * (1.0 + _gelu_gate(z))
    return z - z / (
        np.exp(z * (2.0 * _ROOT + 2.0 * _ROOT * _CUBIC * (z * z))) + 1.0
    )  # the same function in 8 calls instead of 13


def _gelu_slope(z: Array, a: Array) -> Array:
    share = _gelu_gate(z)
    return 0.5 * (1.0 + share) + z * (1.0 - share * share) * (0.5 * _ROOT + 1.5 * _ROOT * _CUBIC * (z * z))


def _swish_slope(z: Array, a: Array) -> Array:
    share = sigmoid(z)
    return share + a * (1.0 - share)


ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation(
        "Linear",
        "Returns its input unchanged. A net of linear layers is one linear map, however deep it is.",
        "a = z",
        value=lambda z: 1.0 * z,
        slope=lambda z, a: 0.0 * z + 1.0,
    ),
    "sigmoid": Activation(
        "Sigmoid",
        "Maps its input to (0, 1). Its slope is at most ¼, so gradients shrink with depth.",
        "a = 1 / (1 + e⁻ᶻ)",
        value=sigmoid,
        slope=lambda z, a: a * (1.0 - a),
    ),
    "tanh": Activation(
        "Tanh",
        "Maps its input to (−1, 1), centered on zero. It saturates: far from zero its slope is close to 0.",
        "a = tanh z",
        value=np.tanh,
        slope=lambda z, a: 1.0 - a * a,
    ),
    "relu": Activation(
        "ReLU",
        "Zero for z < 0, the identity for z > 0. Fast to train, but a unit whose z is always negative is dead.",
        "a = max(0, z)",
        value=lambda z: np.maximum(z, 0.0),
        slope=lambda z, a: np.sign(a),
        start="he",
        kinks=(0.0,),
    ),
    "leaky-relu": Activation(
        "Leaky ReLU",
        "ReLU with a slope of 0.01 for z < 0, so no unit can die.",
        "a = max(0.01·z, z)",
        value=lambda z: np.maximum(z, LEAK * z),
        slope=lambda z, a: LEAK + (1.0 - LEAK) * np.heaviside(z, 0.0),
        start="he",
        kinks=(0.0,),
    ),
    "elu": Activation(
        "ELU",
        "The identity for z > 0, approaching −1 smoothly for z < 0 (Clevert et al. 2016).",
        "a = z if z > 0, else eᶻ − 1",
        value=lambda z: np.maximum(z, 0.0) + np.expm1(np.minimum(z, 0.0)),
        slope=lambda z, a: np.exp(np.minimum(z, 0.0)),
        start="he",
    ),
    "softplus": Activation(
        "Softplus",
        "A smooth version of ReLU; always positive.",
        "a = log(1 + eᶻ)",
        value=lambda z: np.logaddexp(0.0, z),
        slope=lambda z, a: sigmoid(z),
        start="he",
    ),
    "swish": Activation(
        "Swish",
        "z times its sigmoid: smooth, with a small dip below zero (Ramachandran et al. 2017). Also called SiLU.",
        "a = z·σ(z)",
        value=lambda z: z * sigmoid(z),
        slope=_swish_slope,
        start="he",
    ),
    "gelu": Activation(
        "GELU",
        "z times the standard normal distribution function: smooth, and trains fast on these data sets.",
        # Hendrycks and Gimpel 2016, their tanh form; torch calls it approximate="tanh".
        "a = ½·z·(1 + tanh(√(2/π)·(z + 0.044715·z³)))",
        value=_gelu,
        slope=_gelu_slope,
        start="he",
    ),
    "sin": Activation(
        "Sine",
        "A periodic function: one unit can produce many stripes.",
        "a = sin z",
        value=np.sin,
        slope=lambda z, a: np.cos(z),
    ),
}
