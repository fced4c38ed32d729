"""Initializers: where the weights start. Adding one is one entry in `INITIALIZERS`."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Initializer(NamedTuple):
    """draw(rng, fan_out, fan_in) -> W of shape (fan_out, fan_in); biases start at `bias`.

    `draw` is None for `auto`, which takes what suits the activation behind the layer.
    """

    label: str
    help: str
    formula: str
    draw: Callable[[np.random.Generator, int, int], np.ndarray] | None
    bias: float = 0.0


def _normal(std: Callable[[int, int], float]):
    return lambda rng, fan_out, fan_in: std(fan_in, fan_out) * rng.standard_normal((fan_out, fan_in))


INITIALIZERS: dict[str, Initializer] = {
    "zeros": Initializer(
        "Zeros",
        "All weights 0: every unit of a layer stays the twin of its neighbors.",
        "w = 0",
        lambda rng, fan_out, fan_in: np.zeros((fan_out, fan_in)),
    ),
    "small": Initializer(
        "Small",
        "Normal with standard deviation 0.01: in a deep net the signal dies on the way.",
        "w ~ N(0, 0.01²)",
        _normal(lambda fan_in, fan_out: 0.01),
    ),
    "large": Initializer(
        "Large",
        "Normal with standard deviation 3: units start saturated, and the boundary jagged.",
        "w ~ N(0, 3²)",
        _normal(lambda fan_in, fan_out: 3.0),
    ),
    "uniform": Initializer(
        "Uniform",
        "Between −0.5 and 0.5 whatever the layer's size, biases 0.1, as TensorFlow Playground has it.",
        "w ~ U(−½, ½), b = 0.1",
        lambda rng, fan_out, fan_in: rng.uniform(-0.5, 0.5, (fan_out, fan_in)),
        bias=0.1,
    ),
    "xavier": Initializer(
        "Xavier",
        "Keeps the signal's size through layers of tanh or sigmoid (Glorot and Bengio 2010).",
        "w ~ N(0, 2 / (fan_in + fan_out))",
        _normal(lambda fan_in, fan_out: (2.0 / max(fan_in + fan_out, 1)) ** 0.5),
    ),
    "he": Initializer(
        "He",
        "Keeps the signal's size through layers of ReLU and its kin (He et al. 2015).",
        "w ~ N(0, 2 / fan_in)",
        _normal(lambda fan_in, fan_out: (2.0 / max(fan_in, 1)) ** 0.5),
    ),
    "auto": Initializer(
        "Auto",
        "He in front of ReLU and its kin, Xavier elsewhere.",
        "he or xavier, by the layer's activation",
        None,
    ),
}
