"""The graph by operations: the engine's formulas recorded as multiply, add, copy, max, exp and the like."""

from collections import Counter

import numpy as np

from playground.engine.gates import Activate, Affine, Normalise
from playground.study.fine import RULES, Recorder
from playground.study.graph import Graph, Passage
from playground.study.names import parameter_name, sub, sup, unit_name

GIVEN = ("input", "target", "parameter", "running")


def whole(passage: Passage) -> Graph:
    """Every operation from the features to the loss: `Network.forward` and `loss` on a recorder in a tape's place."""
    recorder = _recorder(passage)
    network = passage.lay(recorder)
    for row in passage.layout.ones:
        recorder.own(network.a[row], "one", lambda _: "1")
    network.forward()
    return _graph(recorder, recorder.root(network.loss()), 1.0, passage, "the loss")


def unit(passage: Passage, k: int, i: int) -> Graph:
    """The operations of unit i of layer k, from what feeds it to what it gives, with the upstream gradient it gets."""
    stage, recorder = passage.network.stages[k], _recorder(passage)
    before = np.array(stage.x[:-1])
    names = passage.features if k == 0 else [f"a{sup(k)}{sub(j + 1)}" for j in range(len(before))]
    recorder.own(before, "input", lambda j: names[j])
    x = np.concatenate([before, np.ones((1, 1))])
    recorder.own(x[:-1], "input", lambda j: names[j])
    recorder.own(x[-1:], "one", lambda _: "1")
    see, own, layout = recorder.watch, slice(i, i + 1), passage.layout
    W = layout.W(passage.theta, stage.layer)[own]
    value = Affine(see(W), None, see(np.zeros((1, 1)))).forward(see(x))
    gate = stage.affine
    if stage.norm:
        norm, gate = stage.norm, stage.norm
        parts = see(norm.gamma[own]), see(norm.beta[own]), None, see(norm.running[own])
        value = Normalise(*parts, see(np.zeros((1, 1)))).test(value)
    if stage.activate:
        gate = stage.activate
        value = Activate(stage.activate.activation, see(np.zeros((1, 1)))).forward(value)
    last = k == len(layout.layers) - 1
    name = unit_name(k, i, last, stage.layer.fan_out)
    return _graph(recorder, recorder.root(value), float(passage.back(gate)[i]), passage, name)


def loss(passage: Passage) -> Graph:
    """The operations of the loss, from the outputs on."""
    recorder, output = _recorder(passage), np.array(passage.network.output)
    names = ["o" if len(output) == 1 else f"o{sub(j + 1)}" for j in range(len(output))]
    recorder.own(output, "input", lambda j: names[j])
    value = passage.head.value(recorder.watch(output), recorder.watch(passage.network.targets))
    return _graph(recorder, recorder.root(value), 1.0, passage, "the loss")


def _recorder(passage: Passage) -> Recorder:
    """One that knows what the passage's numbers are called."""
    recorder, targets = Recorder(), len(passage.network.targets)
    recorder.own(passage.theta, "parameter", lambda k: f"{k}")
    recorder.own(passage.inbox[:targets], "target", lambda k: "t" if targets == 1 else f"t{sub(k + 1)}")
    recorder.own(passage.inbox[targets:-1], "input", lambda k: passage.features[k])
    recorder.own(passage.inbox[-1:], "one", lambda _: "1")
    recorder.own(passage.running, "running", lambda k: "mean" if k < passage.running.shape[-1] else "variance")
    return recorder


def _graph(recorder: Recorder, root: int, upstream: float, passage: Passage, name: str) -> Graph:
    """The steps that lead to the root as gates; constants stand on the gates, and a number used twice gets a copy."""
    way, steps, graph = recorder.way_back(root, upstream), recorder.steps, Graph()
    needed, stack = set(), [root]
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
                for source, gradient, local in zip(step.inputs, way.edges[at], step.locals, strict=True)
                if source in gate
            ]
            label = _label(step, [steps[source] for source in step.inputs])
            gate[at] = graph.add(step.kind, label, name, step.value, way.upstream[at], inputs)
        else:
            own = [int(step.name)] if step.kind == "parameter" else []
            label = parameter_name(passage.layout, own[0]) if own else step.name
            gate[at] = graph.add(step.kind, label, label, step.value, way.upstream[at], parameters=own)
        if uses[at] > 1:
            flow = [(gate[at], step.value, way.upstream[at], 1.0)]
            gate[at] = graph.add("copy", "copy", name, step.value, way.upstream[at], flow)
    return graph


def _label(step, inputs) -> str:
    """The sign of the operation, with the constant that it takes: × 0.5, 1 −, max 0."""
    sign = RULES[step.kind].sign
    constants = [f"{source.value:.4g}".replace("-", "−") for source in inputs if source.kind == "constant"]
    if not constants or len(inputs) != 2:
        return sign
    if step.kind == "logaddexp" and constants[0] == "0":
        return "log(1 + exp)"
    first = inputs[0].kind == "constant" and step.kind in ("subtract", "divide", "power")
    return f"{constants[0]} {sign}" if first else f"{sign} {constants[0]}"


def strongest(graph: Graph, most: int) -> tuple[Graph, int]:
    """The graph with no more than `most` of the products of its first sum drawn, the largest ones; and how many are
    left out. The numbers stay those of the whole."""
    sums = [k for k, gate in enumerate(graph.gates) if gate.kind == "add"]
    first = graph.gates[sums[0]].edges_in if sums else ()
    terms = [graph.edges[k].source for k in first if graph.gates[graph.edges[k].source].kind == "multiply"]
    if len(terms) <= most:
        return graph, 0
    weak = set(sorted(terms, key=lambda k: -abs(graph.gates[k].value[0]))[most:])
    weak |= {graph.edges[e].source for k in weak for e in graph.gates[k].edges_in}  # what only they are made of
    thin, number = Graph(), {}
    for k, gate in enumerate(graph.gates):
        if k in weak:
            continue
        edges = [graph.edges[e] for e in gate.edges_in if graph.edges[e].source not in weak]
        inputs = [(number[edge.source], edge.value, edge.gradient, edge.local) for edge in edges]
        given = gate.kind, gate.label, gate.name, gate.value, gate.upstream
        number[k] = thin.add(*given, inputs, gate.parameters)
    return thin, len(terms) - most
