"""The computational graph by operations: the engine's formulas recorded as multiply, add, copy, max, exp and so on."""

from collections import Counter

import numpy as np

from playground.engine.gates import Activate, Affine, BatchNorm
from playground.study.graph import Graph, PointTrace
from playground.study.labels import parameter_name, sub, sup, unit_name
from playground.study.tracing import OPERATIONS, Recorder, Step

GIVEN = ("input", "target", "parameter", "running")


def whole(trace: PointTrace) -> Graph:
    """Every operation from the features to the loss: `Network.forward` and `loss`, run on a recorder."""
    recorder = _recorder(trace)
    network = trace.lay(recorder)
    for row in trace.layout.ones:
        recorder.own(network.a[row], "one", lambda _: "1")
    network.forward()
    return _graph(recorder, recorder.root(network.loss()), 1.0, trace, "the loss")


def unit(trace: PointTrace, k: int, i: int) -> Graph:
    """The operations of unit i of layer k, from its inputs to its output, with its upstream gradient."""
    stage, recorder = trace.network.stages[k], _recorder(trace)
    before = np.array(stage.x[:-1])
    names = trace.features if k == 0 else [f"a{sup(k)}{sub(j + 1)}" for j in range(len(before))]
    recorder.own(before, "input", lambda j: names[j])
    x = np.concatenate([before, np.ones((1, 1))])
    recorder.own(x[:-1], "input", lambda j: names[j])
    recorder.own(x[-1:], "one", lambda _: "1")
    see, own, layout = recorder.watch, slice(i, i + 1), trace.layout
    W = layout.W(trace.theta, stage.layer)[own]
    value = Affine(see(W), None, see(np.zeros((1, 1)))).forward(see(x))
    gate: Affine | BatchNorm | Activate = stage.affine
    if stage.norm:
        norm, gate = stage.norm, stage.norm
        gamma, beta, running = see(norm.gamma[own]), see(norm.beta[own]), see(norm.running[own])
        value = BatchNorm(gamma, beta, (), running, see(np.zeros((1, 1)))).test(value)
    if stage.activate:
        gate = stage.activate
        value = Activate(stage.activate.activation, see(np.zeros((1, 1)))).forward(value)
    last = k == len(layout.layers) - 1
    name = unit_name(k, i, last, stage.layer.fan_out)
    return _graph(recorder, recorder.root(value), float(trace.back(gate)[i]), trace, name)


def loss(trace: PointTrace) -> Graph:
    """The operations from the outputs to the loss."""
    recorder, output = _recorder(trace), np.array(trace.network.output)
    names = ["o" if len(output) == 1 else f"o{sub(j + 1)}" for j in range(len(output))]
    recorder.own(output, "input", lambda j: names[j])
    value = trace.head.value(recorder.watch(output), recorder.watch(np.asarray(trace.network.targets)))
    return _graph(recorder, recorder.root(value), 1.0, trace, "the loss")


def _recorder(trace: PointTrace) -> Recorder:
    """A recorder that knows the names of the trace's numbers."""
    recorder, targets = Recorder(), len(trace.network.targets)
    recorder.own(trace.theta, "parameter", lambda k: f"{k}")
    recorder.own(trace.batch[:targets], "target", lambda k: "t" if targets == 1 else f"t{sub(k + 1)}")
    recorder.own(trace.batch[targets:-1], "input", lambda k: trace.features[k])
    recorder.own(trace.batch[-1:], "one", lambda _: "1")
    recorder.own(trace.running, "running", lambda k: "mean" if k < trace.running.shape[-1] else "variance")
    return recorder


def _graph(recorder: Recorder, root: int, upstream: float, trace: PointTrace, name: str) -> Graph:
    """Gates for the steps that lead to the root. Constants are part of a label; a number used twice gets a copy."""
    gradients, steps, graph = recorder.backward(root, upstream), recorder.steps, Graph()
    needed: set[int] = set()
    stack = [root]
    while stack:
        at = stack.pop()
        if at not in needed:
            needed.add(at)
            stack += steps[at].inputs
    drawn = sorted(at for at in needed if steps[at].kind not in ("constant", "one"))
    uses = Counter(source for at in drawn for source in steps[at].inputs)
    gate: dict[int, int] = {}
    for at in drawn:
        step = steps[at]
        if step.inputs:
            inputs = [
                (gate[source], steps[source].value, gradient, local)
                for source, gradient, local in zip(step.inputs, gradients.edges[at], step.locals, strict=True)
                if source in gate
            ]
            label = _label(step, [steps[source] for source in step.inputs])
            gate[at] = graph.add(step.kind, label, name, step.value, gradients.upstream[at], inputs)
        else:
            own = [int(step.name)] if step.kind == "parameter" else []
            label = parameter_name(trace.layout, own[0]) if own else step.name
            gate[at] = graph.add(step.kind, label, label, step.value, gradients.upstream[at], parameters=own)
        if uses[at] > 1:
            flow = [(gate[at], step.value, gradients.upstream[at], 1.0)]
            gate[at] = graph.add("copy", "copy", name, step.value, gradients.upstream[at], flow)
    return graph


def _label(step: Step, inputs: list[Step]) -> str:
    """The sign of the operation, with its constant if it has one: × 0.5, 1 −, max 0."""
    sign = OPERATIONS[step.kind].sign
    constants = [f"{source.value:.4g}".replace("-", "−") for source in inputs if source.kind == "constant"]
    if not constants or len(inputs) != 2:
        return sign
    if step.kind == "logaddexp" and constants[0] == "0":
        return "log(1 + exp)"
    first = inputs[0].kind == "constant" and step.kind in ("subtract", "divide", "power")
    return f"{constants[0]} {sign}" if first else f"{sign} {constants[0]}"


def strongest(graph: Graph, most: int) -> tuple[Graph, int]:
    """The graph with only the `most` largest products of its first sum, and the number of products left out. All values
    and gradients are those of the complete graph."""
    sums = [k for k, gate in enumerate(graph.gates) if gate.kind == "add"]
    first = graph.gates[sums[0]].edges_in if sums else ()
    terms = [graph.edges[k].source for k in first if graph.gates[graph.edges[k].source].kind == "multiply"]
    if len(terms) <= most:
        return graph, 0
    weak = set(sorted(terms, key=lambda k: -abs(graph.gates[k].value[0]))[most:])
    weak |= {graph.edges[e].source for k in weak for e in graph.gates[k].edges_in}  # and their inputs
    thin = Graph()
    number: dict[int, int] = {}
    for k, gate in enumerate(graph.gates):
        if k in weak:
            continue
        edges = [graph.edges[e] for e in gate.edges_in if graph.edges[e].source not in weak]
        inputs = [(number[edge.source], edge.value, edge.gradient, edge.local) for edge in edges]
        number[k] = thin.add(gate.kind, gate.label, gate.name, gate.value, gate.upstream, inputs, gate.parameters)
    return thin, len(terms) - most
