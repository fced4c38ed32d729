"""Small random nets, and the engine's gates run on plain arrays: what a step of training has to compute."""

from typing import NamedTuple

import numpy as np

from playground import Config, Data, Run
from playground.engine.network import Memory, Network
from playground.tables.activations import ACTIVATIONS
from playground.tables.losses import LOSSES
from playground.tables.regularizers import REGULARIZERS

KINDS = {"binary": 2, "three classes": 3, "regression": None}
"""By name: number of classes; None for a regression."""


def legal(loss: str, kind: str) -> bool:
    """Whether the table has this loss for this kind."""
    classes = KINDS[kind]
    return LOSSES[loss].head("classification" if classes else "regression", classes) is not None


def rows(rng: np.random.Generator, kind: str, n: int, test: int = 3) -> Data:
    """Random points with random labels: every class occurs, as far as there is room."""
    classes = KINDS[kind]
    points = rng.uniform(-5, 5, (n + test, 2))
    labels = rng.normal(size=n + test) if classes is None else rng.permutation(np.arange(n + test) % classes)
    return Data(points[:n], labels[:n], points[n:], labels[n:])


def random_run(config: Config, kind: str, rng: np.random.Generator, n: int = 7) -> Run:
    """A run on random rows with every parameter random: weights, biases, γ and β."""
    run = Run(config, data=rows(rng, kind, n))
    theta = run.model.trainer.theta
    theta[...] = 0.7 * rng.standard_normal(theta.shape)
    for layer in run.layout.hidden:
        if layer.gamma:
            theta[layer.gamma] = rng.uniform(0.5, 1.5, layer.fan_out)
    return run


class Pass(NamedTuple):
    """One pass through the gates; `signs` holds the side of every kink on which each number lies."""

    loss: float
    grad: np.ndarray
    running: np.ndarray
    signs: np.ndarray


def through_the_gates(run: Run, theta: np.ndarray, batch: np.ndarray, mask: np.ndarray | None = None) -> Pass:
    """Loss with penalty and its gradient at theta, by the gates on plain arrays, without a tape.

    Everything is done in memory of its own: the run, its running averages included, is left as it is.
    """
    config, layout, head = run.config, run.layout, run.model.head
    memory = Memory(theta.copy(), np.zeros_like(theta), run.model.trainer.running.copy(), batch.copy(), mask)
    network = Network(layout, head, memory, training=True)
    with np.errstate(over="ignore"):  # as everywhere in the engine: an exponential may overflow to the right limit
        network.forward()
        loss = network.loss().mean()
        network.backward()
    grad = memory.grad
    penalty = REGULARIZERS[config.regularizer]
    if penalty.value:
        price = config.penalty * layout.on_weights()
        loss += (price * penalty.value(memory.theta)).sum()
        grad += price * penalty.slope(memory.theta)
    return Pass(loss, grad, memory.running, _sides(network, head, memory))


def _sides(network, head, memory):
    """Signs of all that has a kink at zero: z of ReLU's kin (and of ELU, whose second derivative jumps), weights
    under L1, and the loss's own slope where it is made of steps (hinge)."""
    layers = network.layout.layers
    z = [
        np.sign(network.z[layer.rows] - kink).ravel()
        for layer in layers
        for kink in ACTIVATIONS[layer.activation].kinks or (0.0,)
    ]
    steps = np.rint(head.slope(network.output, network.targets)).ravel()
    return np.concatenate([*z, np.sign(memory.theta), steps])
