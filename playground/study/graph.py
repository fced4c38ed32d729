"""The computational graph of a net, one point and its loss: which gate gives what to which, and what flows back.

Three grains of one computation. By layers and by units the gates are the engine's own: `Network.forward` and
`Network.backward` are run, and every gate's output and upstream gradient are read off. By operations the engine's
formulas are run once more on numbers that record what is done to them (`playground.study.tracing`).
"""

from dataclasses import dataclass, field
from functools import partial

import numpy as np

from playground.engine.model import Model
from playground.study.labels import sub, sup, unit_name
from playground.tables.features import FEATURES


@dataclass(frozen=True, eq=False)
class Gate:
    """A gate, or a number that is given (`edges_in` then is empty).

    kind       "input", "target", "parameter", "running"; "affine", "norm", "activation", "loss"; or an operation
    label      what stands on it; `name`, what a sentence calls it
    value      (k,) what it gives; upstream (k,) the loss's derivative by that
    parameters indices into theta of those that are its own
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

    `local` is what an upstream gradient is multiplied by: a number, of a whole layer's elementwise gate (k,), and None
    where it is a matrix.
    """

    source: int
    target: int
    value: np.ndarray
    gradient: np.ndarray
    local: float | np.ndarray | None = None


@dataclass
class Graph:
    """Gates in an order in which each comes after all that feeds it; the last one is the root."""

    gates: list[Gate] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    @property
    def order(self) -> list[int]:
        """The gates that compute, in order of the forward steps; the backward steps go the other way."""
        return [k for k, gate in enumerate(self.gates) if gate.edges_in]

    def add(self, kind, label, name, value, upstream, inputs=(), parameters=()) -> int:
        """Put a gate behind the others; `inputs` are (source, value, gradient, local). Gives its number."""
        first, number = len(self.edges), len(self.gates)
        for source, carried, gradient, local in inputs:
            self.edges.append(Edge(source, number, _vector(carried), _vector(gradient), local))
        edges_in = tuple(range(first, len(self.edges)))
        self.gates.append(Gate(kind, label, name, _vector(value), _vector(upstream), edges_in, tuple(parameters)))
        return number


class PointTrace:
    """One point (x1, x2) with its label, sent through a model's net and back in test mode.

    Test mode: batch normalization takes its running averages, and nothing is dropped; so one point can go alone, and
    the loss is the one that the playground shows. `label` is a class number, or the target of a regression.
    The model is left as it is. loss, a float; grad, (layout.size,).
    """

    def __init__(self, model: Model, point, label):
        self.layout, self.head = model.layout, model.head
        self.features = [FEATURES[name].label for name in model.config.features]
        self._reader = partial(model.reader, np.asarray([point], dtype=float), np.asarray([label]), tape=False)
        own = self._reader(backward=True)
        self.loss = float(own.read().losses[0])
        self.network, self.lay, self._upstream = own.network, own.lay, own.upstream
        self.theta, self.running, self.grad, self.batch = own.theta, own.running, own.grad, own.batch
        with np.errstate(all="ignore"):  # of a net that diverged; its numbers are then shown as they are
            self.slope = np.array(self.head.slope(self.network.output, self.network.targets))[:, 0]

    def back(self, gate) -> np.ndarray:
        """dL/d(what the gate gave), (units,)."""
        return self._upstream(gate)[:, 0]

    def differences(self, indices, h: float = 6e-6) -> np.ndarray:
        """(L(θ + h·e) − L(θ − h·e)) / 2h for each parameter in `indices`: the check of its gradient.

        h is about the cube root of the rounding unit, where the two errors of a central difference are equally small;
        what is left is about 1e-11 of a loss of order 1.
        """
        indices = np.asarray(indices, dtype=int)
        found = np.empty(len(indices))
        many = max(1, 200_000 // self.layout.size)  # thetas at a time, so that they stay in the cache: 2 MB
        for at in range(0, len(indices), many):
            some = indices[at : at + many]
            shift = np.zeros((len(some), self.layout.size))
            shift[np.arange(len(some)), some] = h
            found[at : at + many] = (self._losses(shift) - self._losses(-shift)) / (2.0 * h)
        return found

    def _losses(self, shifts):
        return self._reader(replicas=len(shifts)).read(self.theta + shifts, self.running).losses[:, 0]

    def own_parameters(self, k: int, unit: int | None = None) -> tuple[list[int], list[int]]:
        """Indices of W's row (or all of W) of layer k, the bias last, and of γ and β."""
        layer = self.layout.layers[k]
        rows = np.arange(layer.weights.start, layer.weights.stop).reshape(layer.fan_out, layer.fan_in + 1)
        norm = [range(s.start, s.stop) for s in (layer.gamma, layer.beta) if s]
        if unit is None:
            return rows.ravel().tolist(), [i for part in norm for i in part]
        return rows[unit].tolist(), [part[unit] for part in norm]


def by_layers(trace: PointTrace) -> Graph:
    """One gate for each of the engine's: affine, normalization, activation of every layer, and the loss."""
    graph, network = Graph(), trace.network
    # dL/dx of each layer, the first one's too, by the engine's affine gates.
    flows = [s.affine.downstream(trace.back(s.affine)[:, None])[:, 0] for s in network.stages]
    x = trace.network.x[:-1, 0]
    at = graph.add("input", "x", "the features", x, flows[0])
    for k, stage in enumerate(network.stages):
        last = k == len(network.stages) - 1
        for gate, kind in ((stage.affine, "affine"), (stage.norm, "norm"), (stage.activate, "activation")):
            if gate is None:
                continue
            before, local = graph.gates[at], None if kind == "affine" else _local(gate, kind)
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
    """The same gates unit by unit: one row of an engine's gate each; weights are the locals of the affine gates."""
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
                local, back = _local(gate, kind)[i], trace.back(gate)[i]
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


def _local(gate, kind):
    """The derivative of an elementwise gate, (units,): what it passes back of an upstream gradient of 1."""
    if kind == "activation" and gate.slope is None:  # the engine spares a linear layer the product with 1
        return np.ones(len(gate.out))
    ones = np.ones_like(gate.out)
    if kind == "activation":
        return gate.backward(ones)[:, 0]
    kept = [grad.copy() for grad in gate.grads]
    local = gate.test_backward(ones)[:, 0]
    for grad, old in zip(gate.grads, kept, strict=True):
        grad[...] = old  # a gate stores its parameters' gradients each time it is asked
    return local


def _vector(value) -> np.ndarray:
    return np.atleast_1d(np.array(value, dtype=float))
