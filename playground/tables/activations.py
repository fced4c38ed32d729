"""Activation functions: what bends a layer.

Each entry gives its value and its slope in plain NumPy operators, so that the same formula serves an
array, a figure and the recorded training step. Adding an activation is one entry in `ACTIVATIONS`.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = Any


class Activation(NamedTuple):
    """An activation a = value(z) and its derivative, slope(z, a) = da/dz, both elementwise.

    `slope` gets the value as well, since some derivatives are cheaper from it (tanh: 1 − a²).
    `kinks` lists the z where the derivative does not exist; there `slope` gives the limit from the left.
    `start` names the initializer that `auto` takes for a layer in front of it.
    """

    label: str
    help: str
    formula: str
    value: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]
    start: str = "xavier"
    kinks: tuple[float, ...] = ()


MANY = 512
"""Elements from which on the five calls of tanh's other form are faster than NumPy's one."""


def gate(z: Array) -> Array:
    """tanh z for sums with 1. Of many elements as 1 − 2 / (e^2z + 1): half the time of NumPy's tanh where there is no
    AVX-512, and within 4e-16 of it. Of tiny z that is no digit right, so an output by itself is NumPy's.

    Far to the right e^2z is infinite, which gives the right 1; whoever has z beyond 354 ignores that overflow.
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
    return z - z / (np.exp(z * (2.0 * _ROOT + 2.0 * _ROOT * _CUBIC * (z * z))) + 1.0)  # the same in 8 calls, not 13


def _gelu_slope(z: Array, a: Array) -> Array:
    share = _gelu_gate(z)
    return 0.5 * (1.0 + share) + z * (1.0 - share * share) * (0.5 * _ROOT + 1.5 * _ROOT * _CUBIC * (z * z))


def _swish_slope(z: Array, a: Array) -> Array:
    share = sigmoid(z)
    return share + a * (1.0 - share)


ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation(
        "Linear",
        "Passes its input on unchanged; however many such layers, the whole net stays one matrix.",
        "a = z",
        value=lambda z: 1.0 * z,
        slope=lambda z, a: 0.0 * z + 1.0,
    ),
    "sigmoid": Activation(
        "Sigmoid",
        "Squeezes everything into 0 to 1; its slope is at most ¼, so gradients shrink with depth.",
        "a = 1 / (1 + e⁻ᶻ)",
        value=sigmoid,
        slope=lambda z, a: a * (1.0 - a),
    ),
    "tanh": Activation(
        "Tanh",
        "Squeezes everything into −1 to 1, centered on zero; flat, and so slow to learn, far from it.",
        "a = tanh z",
        value=np.tanh,
        slope=lambda z, a: 1.0 - a * a,
    ),
    "relu": Activation(
        "ReLU",
        "Zero on the left, the identity on the right: fast to learn, but a unit that is always left is dead.",
        "a = max(0, z)",
        value=lambda z: np.maximum(z, 0.0),
        slope=lambda z, a: np.sign(a),
        start="he",
        kinks=(0.0,),
    ),
    "leaky-relu": Activation(
        "Leaky ReLU",
        "As ReLU with a slope of 0.01 on the left, so that no unit can die.",
        "a = max(0.01·z, z)",
        value=lambda z: np.maximum(z, LEAK * z),
        slope=lambda z, a: LEAK + (1.0 - LEAK) * np.heaviside(z, 0.0),
        start="he",
        kinks=(0.0,),
    ),
    "elu": Activation(
        "ELU",
        "The identity on the right, bending smoothly to −1 on the left (Clevert et al. 2016).",
        "a = z if z > 0, else eᶻ − 1",
        value=lambda z: np.maximum(z, 0.0) + np.expm1(np.minimum(z, 0.0)),
        slope=lambda z, a: np.exp(np.minimum(z, 0.0)),
        start="he",
    ),
    "softplus": Activation(
        "Softplus",
        "A ReLU with a rounded corner; never quite zero.",
        "a = log(1 + eᶻ)",
        value=lambda z: np.logaddexp(0.0, z),
        slope=lambda z, a: sigmoid(z),
        start="he",
    ),
    "swish": Activation(
        "Swish",
        "z times its own sigmoid: smooth, with a small dip left of zero (Ramachandran et al. 2017; SiLU).",
        "a = z·σ(z)",
        value=lambda z: z * sigmoid(z),
        slope=_swish_slope,
        start="he",
    ),
    "gelu": Activation(
        "GELU",
        "z times the share of a normal distribution below it: smooth, and quick on these data sets.",
        # Hendrycks and Gimpel 2016, their tanh form; torch calls it approximate="tanh".
        "a = ½·z·(1 + tanh(√(2/π)·(z + 0.044715·z³)))",
        value=_gelu,
        slope=_gelu_slope,
        start="he",
    ),
    "sin": Activation(
        "Sine",
        "A wave: repeats for ever, so one unit can draw many stripes.",
        "a = sin z",
        value=np.sin,
        slope=lambda z, a: np.cos(z),
    ),
}
