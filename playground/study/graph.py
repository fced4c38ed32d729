"""The computational graph of a net for one point and its loss: the values of all gates and their gradients.

The graph has three levels of detail. By layers and by units, the gates are those of the engine: after
`Network.forward` and `Network.backward`, each gate's output and upstream gradient are read. By operations, the engine's
formulas run on arrays that record each operation (`playground.study.tracing`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from playground.engine.gates import Activate, Affine, BatchNorm
from playground.engine.model import Model
from playground.study.labels import sub, sup, unit_name
from playground.tables.features import FEATURES


@dataclass(frozen=True, eq=False)
class Gate:
    """A gate, or a given value (then `edges_in` is empty).

    kind       "input", "target", "parameter", "running"; "affine", "norm", "activation", "loss"; or an operation
    label      the text on it; `name` refers to it in a sentence
    value      (k,) its output; upstream (k,) is dL/d(value)
    edges_in   indices into `Graph.edges`
    parameters indices into theta of its own parameters
    """

    kind: str
    label: str
    name: str
    value: np.ndarray
    upstream: np.ndarray
    edges_in: tuple[int, ...] = ()
    parameters: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Edge:
    """From the gate `source` to the gate `target`: value (k,), gradient (k,) = upstream × local of the target.

    `local` is the local derivative: a number, (k,) for an elementwise gate of a whole layer, or None if it is a matrix.
    """

    source: int
    target: int
    value: np.ndarray
    gradient: np.ndarray
    local: float | np.ndarray | None = None


@dataclass
class Graph:
    """Gates in topological order; the last one is the root."""

    gates: list[Gate] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    @property
    def order(self) -> list[int]:
        """Indices of the gates that compute, in forward order; the backward pass uses the reverse."""
        return [k for k, gate in enumerate(self.gates) if gate.edges_in]

    def add(
        self,
        kind: str,
        label: str,
        name: str,
        value: ArrayLike,
        upstream: ArrayLike,
        inputs: Iterable[tuple[int, ArrayLike, ArrayLike, float | np.ndarray | None]] = (),
        parameters: Sequence[int] = (),
    ) -> int:
        """Append a gate; `inputs` are (source, value, gradient, local). Returns its index."""
        first, number = len(self.edges), len(self.gates)
        for source, carried, gradient, local in inputs:
            self.edges.append(Edge(source, number, _vector(carried), _vector(gradient), local))
        edges_in = tuple(range(first, len(self.edges)))
        self.gates.append(Gate(kind, label, name, _vector(value), _vector(upstream), edges_in, tuple(parameters)))
        return number


class PointTrace:
    """Forward and backward pass of a model for one point (x1, x2) and its label, in test mode.

    Test mode: batch normalization uses its running averages and dropout is off, so a single point is a valid batch and
    the loss is the one that the playground shows. `label` is a class index, or the target of a regression.
    The model is not changed. `loss` is a float, `grad` (layout.size,).
    """

    def __init__(self, model: Model, point: ArrayLike, label: ArrayLike):
        self.layout, self.head = model.layout, model.head
        self.features = [FEATURES[name].label for name in model.config.features]
        self._reader = partial(model.reader, np.asarray([point], dtype=float), np.asarray([label]), tape=False)
        own = self._reader(backward=True)
        losses = own.read().losses
        assert losses is not None
        assert own.grad is not None  # the reader has targets and a backward pass
        self.loss = float(losses[0])
        self.network, self.lay, self._upstream = own.network, own.lay, own.upstream
        self.theta, self.running, self.grad = own.theta, own.running, own.grad
        self.batch: np.ndarray = own.batch
        with np.errstate(all="ignore"):  # a diverged net: its values are shown as they are
            self.slope = np.array(self.head.slope(self.network.output, self.network.targets))[:, 0]

    def back(self, gate: Affine | BatchNorm | Activate) -> np.ndarray:
        """dL/d(output of the gate), (units,)."""
        return self._upstream(gate)[:, 0]

    def differences(self, indices: ArrayLike, h: float = 6e-6) -> np.ndarray:
        """(L(θ + h·e) − L(θ − h·e)) / 2h for each parameter in `indices`: a numerical check of the gradient.

        h is about the cube root of the machine epsilon, which balances rounding and truncation error. The error is
        about 1e-11 for a loss of order 1.
        """
        indices = np.asarray(indices, dtype=int)
        found = np.empty(len(indices))
        many = max(1, 200_000 // self.layout.size)  # parameter vectors at once: 2 MB, which fits the cache
        for at in range(0, len(indices), many):
            some = indices[at : at + many]
            shift = np.zeros((len(some), self.layout.size))
            shift[np.arange(len(some)), some] = h
            found[at : at + many] = (self._losses(shift) - self._losses(-shift)) / (2.0 * h)
        return found

    def _losses(self, shifts: np.ndarray) -> np.ndarray:
        losses = self._reader(replicas=len(shifts)).read(self.theta + shifts, self.running).losses
        assert losses is not None
        return losses[:, 0]

    def own_parameters(self, k: int, unit: int | None = None) -> tuple[list[int], list[int]]:
        """Indices into theta for one unit of layer k (or all units): its row of W with the bias last; its γ and β."""
        layer = self.layout.layers[k]
        rows = np.arange(layer.weights.start, layer.weights.stop).reshape(layer.fan_out, layer.fan_in + 1)
        norm = [range(s.start, s.stop) for s in (layer.gamma, layer.beta) if s]
        if unit is None:
            return rows.ravel().tolist(), [i for part in norm for i in part]
        return rows[unit].tolist(), [part[unit] for part in norm]


def by_layers(trace: PointTrace) -> Graph:
    """One gate per engine gate: affine, normalization and activation of each layer, and the loss."""
    graph, network = Graph(), trace.network
    # dL/dx of each layer, including the first.
    flows = [s.affine.downstream(trace.back(s.affine)[:, None])[:, 0] for s in network.stages]
    x = trace.network.x[:-1, 0]
    at = graph.add("input", "x", "the features", x, flows[0])
    for k, stage in enumerate(network.stages):
        last = k == len(network.stages) - 1
        for gate, kind in ((stage.affine, "affine"), (stage.norm, "norm"), (stage.activate, "activation")):
            if gate is None:
                continue
            before, local = graph.gates[at], None if isinstance(gate, Affine) else _local(gate)
            flow = flows[k] if kind == "affine" else trace.back(gate) * local
            inputs = [(at, before.value, flow, local)]
            weights, scales = trace.own_parameters(k)
            own = {"affine": weights, "norm": scales}.get(kind, [])
            if own:
                letter, name = ("W", "weights and biases") if kind == "affine" else ("γ β", "scale and shift")
                held = trace.theta[own], trace.grad[own]
                number = graph.add(
                    "parameter", letter + sup(k + 1), f"{name} of {layer_name(k, last)}", *held, parameters=own
                )
                inputs.append((number, *held, None))
            label = {"affine": "W·x + b", "norm": "norm"}.get(kind) or stage.layer.activation
            name = f"{kind} gate of {layer_name(k, last)}"
            at = graph.add(kind, label, name, gate.out[:, 0], trace.back(gate), inputs, own)
    out = network.output[:, 0]
    graph.add("loss", "loss", "the loss", trace.loss, 1.0, [(at, out, trace.slope, trace.slope)])
    return graph


def by_units(trace: PointTrace) -> Graph:
    """One gate per unit, a row of the engine's gate. The weights are the local derivatives of the affine gates."""
    graph, network = Graph(), trace.network
    first = network.stages[0].affine
    flow = first.downstream(trace.back(first)[:, None])[:, 0]
    before = [
        graph.add("input", label, f"the feature {label}", value, upstream)
        for label, value, upstream in zip(trace.features, network.x[:-1, 0], flow, strict=True)
    ]
    for k, stage in enumerate(network.stages):
        last = k == len(network.stages) - 1
        W, delta = stage.affine.W, trace.back(stage.affine)
        now = []
        for i in range(stage.layer.fan_out):
            inputs = [(s, graph.gates[s].value, delta[i] * W[i, j], float(W[i, j])) for j, s in enumerate(before)]
            weights, scales = trace.own_parameters(k, i)
            name = unit_name(k, i, last, stage.layer.fan_out)
            label = ("n" if stage.norm else "z") + sup(k + 1) + sub(i + 1)
            at = graph.add("affine", label, f"the sum of {name}", stage.affine.out[i, 0], delta[i], inputs, weights)
            for gate, kind, own in ((stage.norm, "norm", scales), (stage.activate, "activation", [])):
                if gate is None:
                    continue
                local, back = _local(gate)[i], trace.back(gate)[i]
                title = f"the normalized sum of {name}" if kind == "norm" else f"the activation of {name}"
                label = ("z" if kind == "norm" else "a") + sup(k + 1) + sub(i + 1)
                inputs = [(at, graph.gates[at].value, back * local, float(local))]
                at = graph.add(kind, label, title, gate.out[i, 0], back, inputs, own)
            now.append(at)
        before = now
    inputs = [(s, graph.gates[s].value, slope, float(slope)) for s, slope in zip(before, trace.slope, strict=True)]
    graph.add("loss", "loss", "the loss", trace.loss, 1.0, inputs)
    return graph


def layer_name(k: int, last: bool) -> str:
    return "the output layer" if last else f"hidden layer {k + 1}"


def _local(gate: BatchNorm | Activate) -> np.ndarray:
    """The local derivative of an elementwise gate, (units,): its response to an upstream gradient of 1."""
    if isinstance(gate, Activate):  # the engine skips the slope of a linear layer, which is 1
        return np.ones(len(gate.out)) if gate.slope is None else gate.backward(np.ones_like(gate.out))[:, 0]
    grads = gate.grads or ()
    kept = [grad.copy() for grad in grads]
    local: np.ndarray = gate.test_backward(np.ones_like(gate.out))[:, 0]
    for grad, old in zip(grads, kept, strict=True):
        grad[...] = old  # `test_backward` overwrites the gradients of γ and β
    return local


def _vector(value: ArrayLike) -> np.ndarray:
    return np.atleast_1d(np.array(value, dtype=float))
