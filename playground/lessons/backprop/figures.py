"""Which graph of the net is drawn: all of it, or the part that fits on the screen."""

from dataclasses import dataclass

from playground.lessons.backprop.settings import Settings
from playground.lessons.backprop.words import NAMED
from playground.study import operations
from playground.study.graph import Gate, Graph, PointTrace, by_layers, by_units
from playground.study.graph_layout import place
from playground.study.labels import unit_name

MOST_EDGES = 150
"""Largest number of edges between units that is legible; a larger net is drawn by layers."""

CROWDED = 12
"""With at least this many edges between two layers, gradients are shown only at the selected gate."""

MOST_GATES = 64
"""Largest number of gates when all operations are drawn; a larger net shows one unit at a time."""

MOST_TERMS = 4
"""Largest number of products of a unit's sum that are drawn, so that the graph fits the screen's height."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """A graph; `about` names the part of the net, and (layer, unit) locates it, None for the whole net."""

    graph: Graph
    about: str = ""
    part: tuple[int, int] | None = None


def drawn(trace: PointTrace, settings: Settings) -> Drawn:
    """The graph at the requested level of detail, or the next coarser level that fits."""
    layers = trace.layout.layers
    links = sum(layer.fan_in * layer.fan_out for layer in layers)
    length = "Where an edge carries several numbers, it shows the length of their vector."
    if settings.grain == "layers":
        return Drawn(by_layers(trace), length)
    if settings.grain == "units":
        if links <= MOST_EDGES:
            crowded = any(layer.fan_in * layer.fan_out > CROWDED for layer in layers)
            return Drawn(
                by_units(trace), "Where edges crowd, click a gate to see the gradients on its own." if crowded else ""
            )
        few = f"{links:,} edges between units are too many to tell apart, so these are layers."
        return Drawn(by_layers(trace), f"{few} {length}")
    if not settings.part and links <= MOST_GATES:
        whole = operations.whole(trace)
        if len(whole.gates) <= MOST_GATES:
            return Drawn(whole)
    if settings.part > len(layers):
        return Drawn(operations.loss(trace), "The loss, from the outputs on.", (len(layers), 0))
    k = max(settings.part, 1) - 1
    unit = min(settings.unit, layers[k].fan_out) - 1
    graph, left_out = operations.strongest(operations.unit(trace, k, unit), MOST_TERMS)
    name = unit_name(k, unit, k == len(layers) - 1, layers[k].fan_out)
    about = f"{name[0].upper()}{name[1:]}, with the upstream gradient that it gets from the rest of the net."
    if left_out:
        about += f" {left_out} of its products, the smallest ones, are not drawn."
    return Drawn(graph, about, (k, unit))


def picture(graph: Graph) -> dict:
    """The graph in the format of its panel."""
    edges = [(edge.source, edge.target) for edge in graph.edges]
    places = place(len(graph.gates), edges)
    nodes = [
        {"id": f"g{k}", "x": column, "y": row, "label": gate.label, "kind": gate.kind, "hint": _hint(gate)}
        for k, (gate, (column, row)) in enumerate(zip(graph.gates, places, strict=True))
    ]
    return {"nodes": nodes, "edges": [{"from": f"g{source}", "to": f"g{target}"} for source, target in edges]}


def unit_of(graph: Graph, number: int, trace: PointTrace) -> tuple[int, int] | None:
    """(layer, unit) of a gate of the graph by units. The loss is one layer after the last; a feature has none."""
    gate, layers = graph.gates[number], trace.layout.layers
    if gate.kind == "loss":
        return len(layers), 0
    while gate.kind in ("norm", "activation"):
        gate = graph.gates[graph.edges[gate.edges_in[0]].source]
    if gate.kind != "affine":
        return None
    k = next(k for k, layer in enumerate(layers) if layer.weights.start <= gate.parameters[0] < layer.weights.stop)
    return k, (gate.parameters[0] - layers[k].weights.start) // (layers[k].fan_in + 1)


def _hint(gate: Gate) -> str:
    return gate.name if gate.kind in NAMED else f"{gate.kind}, in {gate.name}"
