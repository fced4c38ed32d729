"""A network over given memory: gates in order, forward and backward."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from playground.engine.gates import Activate, Affine, BatchNorm, Dropout
from playground.engine.layout import Layer, Layout
from playground.engine.tape import Tape, units_first
from playground.tables.activations import ACTIVATIONS
from playground.tables.losses import Head

Array = Any


@dataclass
class Memory:
    """The arrays that a network works in. Shapes have `lead` in front: () for one net, (K,) for K replicas.

    theta (size,), grad (size,), running (2, hidden units: means and variances of batch normalization),
    batch (targets + features + 1, n) without `lead`: the rows of data that all replicas see, as columns.
    """

    theta: np.ndarray
    grad: np.ndarray | None
    running: np.ndarray
    batch: np.ndarray
    mask: np.ndarray | None = None  # (rows, n) of dropout; None: no dropout


class Network:
    """The graph of gates laid over `memory`; recorded on `tape` if there is one.

    `z` and `a`, (…, layout.rows, n), hold what goes into and what comes out of every activation of every
    layer: all pre-activations and all unit maps are there after each pass.
    With `training`, batch normalization uses the batch and dropout its mask; without, the running averages, and
    nothing is dropped. There is a way back where `memory` has a grad.
    `stages` are the gates of each layer, in order.
    """

    def __init__(self, layout: Layout, head: Head, memory: Memory, *, training: bool, tape: Tape | None = None):
        self.layout, self.head, self.training = layout, head, training
        lead, n = memory.theta.shape[:-1], memory.batch.shape[-1]
        dtype = memory.theta.dtype
        see = tape.watch if tape else lambda array: array
        self.z = units_first((*lead, layout.rows, n), dtype)
        self.z[...] = 0.0
        self.activations = np.zeros_like(self.z)
        drops = training and memory.mask is not None
        self.a = np.zeros_like(self.z) if drops else self.activations
        self.a[..., layout.ones, :] = 1.0
        targets = memory.batch.shape[0] - layout.layers[0].fan_in - 1
        self.targets, self.x = see(memory.batch[:targets]), see(memory.batch[targets:])
        self._see = see
        self.stages = [self._stage(layer, memory, k) for k, layer in enumerate(layout.layers)]
        last = layout.layers[-1]
        self.output = see((self.z if last.activation == "linear" else self.activations)[..., last.rows, :])

    def _stage(self, layer, memory, k):
        see, layout = self._see, self.layout
        grad = memory.grad
        z, activations = see(self.z[..., layer.rows, :]), see(self.activations[..., layer.rows, :])
        hidden = layer is not layout.layers[-1]
        x = self.x if layer.inputs is None else see(self.a[..., layer.inputs, :])
        raw = see(np.zeros_like(self.z[..., layer.rows, :])) if layer.gamma else z
        W = see(layout.W(memory.theta, layer))
        affine = Affine(W, see(layout.W(grad, layer)) if grad is not None else None, raw)
        norm = None
        if layer.gamma:
            before = sum(other.fan_out for other in layout.layers[:k])
            units = slice(before, before + layer.fan_out)
            running = see(memory.running[..., :, units].mT)
            grads = (see(grad[..., layer.gamma]), see(grad[..., layer.beta])) if grad is not None else None
            gamma, beta = see(memory.theta[..., layer.gamma]), see(memory.theta[..., layer.beta])
            norm = BatchNorm(gamma, beta, grads, running, z)
        plain = not hidden and layer.activation == "linear"  # the output is then the pre-activation itself
        activate = None if plain else Activate(ACTIVATIONS[layer.activation], activations)
        dropout = None
        if hidden and self.a is not self.activations:
            dropout = Dropout(see(memory.mask[..., layer.rows, :]), see(self.a[..., layer.rows, :]))
        return Stage(layer, x, affine, norm, activate, dropout)

    def forward(self) -> Array:
        """Outputs (…, outputs, n) for the features in the batch."""
        for _, x, affine, norm, activate, dropout in self.stages:
            z = affine.forward(x)
            if norm:
                z = norm.forward(z) if self.training else norm.test(z)
            a = activate.forward(z) if activate else z
            if dropout:
                dropout.forward(a)
        return self.output

    def loss(self) -> Array:
        """Loss of each row of data, (…, 1, n), of the outputs as they stand against the targets in the batch."""
        return self.head.value(self.output, self.targets)

    def backward(self, on_upstream: Callable[[Any, Array], None] | None = None) -> None:
        """Gradient of the mean loss over the n rows in the batch, into `memory.grad`. Wants `forward` before it.

        `on_upstream(gate, upstream)` is called for each gate in the order of the backward pass, with dL/d(its output).
        """
        on_upstream = on_upstream or _ignore
        self._take_slopes()
        delta = self.head.slope(self.output, self.targets) * (1.0 / self.targets.shape[-1])
        for _, x, affine, norm, activate, dropout in reversed(self.stages):
            if dropout:
                on_upstream(dropout, delta)
                delta = dropout.backward(delta)
            if activate:
                on_upstream(activate, delta)
                if activate.slope is not None:
                    delta = activate.backward(delta)
            if norm:
                on_upstream(norm, delta)
                delta = norm.backward(delta) if self.training else norm.test_backward(delta)
            on_upstream(affine, delta)
            affine.backward(delta)
            if x is not self.x:
                delta = affine.downstream(delta)

    def _take_slopes(self):
        """The slopes of neighboring layers of one activation in one call; a linear layer's slope is 1, and left out.

        The rows of ones between the layers are computed along and never read.
        """
        for name, group in groupby(self.stages, key=lambda stage: stage.layer.activation):
            stages = list(group)
            if name == "linear":
                continue
            first = stages[0].layer.rows.start
            rows = slice(first, stages[-1].layer.rows.stop)
            slopes = ACTIVATIONS[name].slope(self._see(self.z[..., rows, :]), self._see(self.activations[..., rows, :]))
            for stage in stages:
                own = stage.layer.rows
                stage.activate.slope = slopes[..., own.start - first : own.stop - first, :]


def _ignore(gate, upstream):
    pass


class Stage(NamedTuple):
    """The gates of one layer, in order, and what feeds them."""

    layer: Layer
    x: Array
    affine: Affine
    norm: BatchNorm | None
    activate: Activate | None
    dropout: Dropout | None
