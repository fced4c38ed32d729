"""Initializers: the distribution of the initial weights. To add one, add one entry to `INITIALIZERS`."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

Draw = Callable[[np.random.Generator, int, int], np.ndarray]


class Initializer(NamedTuple):
    """draw(rng, fan_out, fan_in) -> W of shape (fan_out, fan_in); biases start at `bias`.

    `draw` is None for `auto`, which chooses by the activation of the layer.
    """

    label: str
    help: str
    formula: str
    draw: Draw | None
    bias: float = 0.0


def _normal(std: Callable[[int, int], float]) -> Draw:
    return lambda rng, fan_out, fan_in: std(fan_in, fan_out) * rng.standard_normal((fan_out, fan_in))


INITIALIZERS: dict[str, Initializer] = {
    "zeros": Initializer(
        "Zeros",
        "All weights 0: the units of a layer stay identical, because they get identical gradients.",
        "w = 0",
        lambda rng, fan_out, fan_in: np.zeros((fan_out, fan_in)),
    ),
    "small": Initializer(
        "Small",
        "Normal with standard deviation 0.01. In deep nets activations and gradients vanish.",
        "w ~ N(0, 0.01²)",
        _normal(lambda fan_in, fan_out: 0.01),
    ),
    "large": Initializer(
        "Large",
        "Normal with standard deviation 3. Units start saturated, and the decision boundary starts jagged.",
        "w ~ N(0, 3²)",
        _normal(lambda fan_in, fan_out: 3.0),
    ),
    "uniform": Initializer(
        "Uniform",
        "Uniform between −0.5 and 0.5 for layers of any size, biases 0.1, as in TensorFlow Playground.",
        "w ~ U(−½, ½), b = 0.1",
        lambda rng, fan_out, fan_in: rng.uniform(-0.5, 0.5, (fan_out, fan_in)),
        bias=0.1,
    ),
    "xavier": Initializer(
        "Xavier",
        "Preserves the variance of activations and gradients through layers of tanh (Glorot and Bengio 2010).",
        "w ~ N(0, 2 / (fan_in + fan_out))",
        _normal(lambda fan_in, fan_out: (2.0 / max(fan_in + fan_out, 1)) ** 0.5),
    ),
    "he": Initializer(
        "He",
        "Preserves the variance of activations through layers of ReLU and its variants (He et al. 2015).",
        "w ~ N(0, 2 / fan_in)",
        _normal(lambda fan_in, fan_out: (2.0 / max(fan_in, 1)) ** 0.5),
    ),
    "auto": Initializer(
        "Auto",
        "He for ReLU and its variants, Xavier for the other activations.",
        "he or xavier, by the layer's activation",
        None,
    ),
}
