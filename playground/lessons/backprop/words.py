"""The computation of a gate as text: its value forward, upstream × local backward."""

import numpy as np

from playground.study.graph import Gate, Graph

SHOWN = 4
"""Terms of a sum, or entries of a vector, that are written out; of more, only the first three."""

MOST_INPUTS = 8

NAMED = ("input", "target", "parameter", "running", "affine", "norm", "activation", "loss")
"""Kinds of gates that have a name; the others are operations, denoted by their sign."""

INFIX = ("+", "−", "×", "÷", "^", ">", "<")

GRADIENT_RULES = {
    "add": "Add passes the gradient unchanged to all inputs.",
    "subtract": "Subtract passes the gradient unchanged, to its second input with the opposite sign.",
    "multiply": "Multiply: each input gets upstream × the other input.",
    "copy": "Copy adds up what comes back.",
    "maximum": "Max routes: only the larger input gets it.",
    "minimum": "Min routes: only the smaller input gets it.",
    "activation": "The local factor is the activation's slope here.",
    "affine": "The local factors are the weights.",
    "norm": "The local factor is γ over the standard deviation.",
    "loss": "The way back begins here.",
}
"""By kind: what a gate does with its upstream gradient."""

MEASURED = "Its local factor is measured, by a central difference."


def num(value: float) -> str:
    """Three significant digits with a minus sign: −0.128, 1.2e−05; – for NaN or infinity."""
    if not np.isfinite(value):
        return "–"
    return f"{value + 0.0:.3g}".replace("-", "−")


def vector(values) -> str:
    """A single number unchanged, several in brackets."""
    values = np.atleast_1d(values)
    if len(values) == 1:
        return num(values[0])
    shown = [num(v) for v in values[: SHOWN if len(values) <= SHOWN else SHOWN - 1]]
    return f"({', '.join(shown)}{', …' if len(values) > SHOWN else ''})"


def title(gate: Gate) -> str:
    """The gate's name at the start of a sentence."""
    name = gate.name if gate.kind in NAMED else f"the {gate.label} gate"
    return name[0].upper() + name[1:]


def forward(graph: Graph, number: int, theta: np.ndarray) -> str:
    """The computation of a gate's value: 0.5 × 2 = 1."""
    gate = graph.gates[number]
    edges = [graph.edges[k] for k in gate.edges_in]
    value, x = vector(gate.value), [vector(edge.value) for edge in edges]
    if not edges:
        return ""
    if gate.kind == "affine" and edges[0].local is not None:
        products = [f"{num(edge.local)} · {num(edge.value[0])}" for edge in edges if isinstance(edge.local, float)]
        return f"{gate.label} = {_joined([*products, num(theta[gate.parameters[-1]])], ' + ')} = {value}"
    if gate.kind == "copy":
        count = sum(edge.source == number for edge in graph.edges)
        return f"{x[0]} goes to {count} gates"
    if gate.kind in ("affine", "norm", "activation"):
        return f"{gate.label}: {x[0]} → {value}"
    if gate.kind == "loss":
        return f"loss({_joined(x, ', ')}) = {value}"
    if len(edges) == 1:
        return f"{_with_constant(gate.label, x[0])} = {value}"
    if gate.label in INFIX:
        return f"{_joined(x, f' {gate.label} ')} = {value}"
    return f"{gate.label}({_joined(x, ', ')}) = {value}"


def _with_constant(label: str, x: str) -> str:
    """A label such as × 0.5, 1 −, max 0 or tanh, applied to the input."""
    if label == "log(1 + exp)":
        return f"log(1 + exp({x}))"
    if label == "exp − 1":
        return f"exp({x}) − 1"
    first, *rest = label.split()
    if rest and first in INFIX:
        return f"{x} {first} {rest[0]}"
    if rest and rest[0] in ("−", "÷", "^"):
        return f"{first} {rest[0]} {x}"
    if rest and first in ("max", "min"):
        return f"{first}({x}, {rest[0]})"
    return f"{label}({x})"


def backward(graph: Graph, number: int) -> list[list[str]]:
    """For each input its label, and upstream × local = its gradient."""
    gate, rows = graph.gates[number], []
    for k in gate.edges_in[:MOST_INPUTS]:
        edge = graph.edges[k]
        how = vector(edge.gradient)
        if edge.local is not None:
            how = f"{vector(gate.upstream)} × {vector(edge.local)} = {how}"
        rows.append([f"to {graph.gates[edge.source].label}", how])
    return rows


def _joined(parts, sign):
    if len(parts) <= SHOWN:
        return sign.join(parts)
    return sign.join([*parts[: SHOWN - 1], "…"])
