"""A network: its gates in order, forward and backward, on given memory."""

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

Array = Any  # an ndarray, or a Slot of the tape that stands for one


@dataclass
class Memory:
    """The arrays of a network. Shapes start with `lead`: () for one net, (K,) for K replicas.

    theta (size,), grad (size,), running (2, hidden units: means and variances of batch normalization),
    batch (targets + features + 1, n) without `lead`: the rows of data as columns, the same for all replicas.
    """

    theta: np.ndarray
    grad: np.ndarray | None
    running: np.ndarray
    batch: np.ndarray
    mask: np.ndarray | None = None  # (rows, n) for dropout; None: no dropout


class Network:
    """The graph of gates on `memory`; recorded on `tape` if one is given.

    After each forward pass, `z` and `a`, (…, layout.rows, n), hold the pre-activations and activations of all layers.
    In `training`, batch normalization uses the batch and dropout its mask; otherwise batch normalization uses the
    running averages, and nothing is dropped. `backward` needs a `memory` with `grad`.
    `stages` are the gates of each layer, in order.
    """

    def __init__(self, layout: Layout, head: Head, memory: Memory, *, training: bool, tape: Tape | None = None):
        self.layout, self.head, self.training = layout, head, training
        lead, n = memory.theta.shape[:-1], memory.batch.shape[-1]
        dtype = memory.theta.dtype
        see: Callable[[np.ndarray], Array] = tape.watch if tape else lambda array: array
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

    def _stage(self, layer: Layer, memory: Memory, k: int) -> "Stage":
        see, layout = self._see, self.layout
        grad = memory.grad
        z, activations = see(self.z[..., layer.rows, :]), see(self.activations[..., layer.rows, :])
        hidden = layer is not layout.layers[-1]
        x = self.x if layer.inputs is None else see(self.a[..., layer.inputs, :])
        raw = see(np.zeros_like(self.z[..., layer.rows, :])) if layer.gamma is not None else z
        W = see(layout.W(memory.theta, layer))
        affine = Affine(W, see(layout.W(grad, layer)) if grad is not None else None, raw)
        norm = None
        if layer.gamma is not None and layer.beta is not None:
            before = sum(other.fan_out for other in layout.layers[:k])
            units = slice(before, before + layer.fan_out)
            running = see(memory.running[..., :, units].mT)
            grads = [None if grad is None else see(grad[..., part]) for part in (layer.gamma, layer.beta)]
            gamma, beta = see(memory.theta[..., layer.gamma]), see(memory.theta[..., layer.beta])
            norm = BatchNorm(gamma, beta, grads, running, z)
        plain = not hidden and layer.activation == "linear"  # the output is the pre-activation itself
        activate = None if plain else Activate(ACTIVATIONS[layer.activation], activations)
        dropout = None
        if hidden and memory.mask is not None and self.a is not self.activations:
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
        """Loss of each row of data, (…, 1, n), of the current outputs against the targets in the batch."""
        return self.head.value(self.output, self.targets)

    def backward(self, on_upstream: Callable[[Any, Array], None] | None = None) -> None:
        """Gradient of the mean loss over the n rows in the batch, into `memory.grad`. Call `forward` before it.

        Calls `on_upstream(gate, dL/d(output of the gate))` for each gate, in the order of the backward pass.
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

    def _take_slopes(self) -> None:
        """Compute the slopes of adjacent layers with the same activation in one call. Linear layers need none.

        The slopes at the rows of ones between the layers are computed, too, and never used.
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
                assert stage.activate  # only linear layers have none
                stage.activate.slope = slopes[..., own.start - first : own.stop - first, :]


def _ignore(gate: object, upstream: Array) -> None:
    pass


class Stage(NamedTuple):
    """The gates of one layer, in order, and their input."""

    layer: Layer
    x: Array
    affine: Affine
    norm: BatchNorm | None
    activate: Activate | None
    dropout: Dropout | None
