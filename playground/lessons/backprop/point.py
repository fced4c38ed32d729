"""One point through the graph of the net, gate by gate, and its gradients back."""

import numpy as np

from playground.config import Config
from playground.engine.model import Model
from playground.lessons.backprop import words
from playground.lessons.backprop.figures import drawn, picture, unit_of
from playground.lessons.backprop.settings import Settings, backprop_config
from playground.lessons.budget import train_a_picture
from playground.lessons.grid import GridReader
from playground.scene.panels import Button, Control, Graph, Layout, Map, Matrix, Words
from playground.scene.show import Show, Values
from playground.study.graph import PointTrace
from playground.study.labels import parameter_name

CELLS = 50

MOST_ROWS = 10
"""Rows in the table of gradient checks: all parameters if they fit, otherwise those of the gate shown."""


class PointShow(Show):
    """`steps` is the number of gates passed, out of twice the number of gates: first forward, then backward."""

    def __init__(self, config: Config, settings: Settings):
        self.settings, self.picked = settings, settings.gate
        self._given, self.config, most = config, backprop_config(config, settings), config.samples
        self._fewer = f" Of {most:,} points {self.config.samples} are taken." if self.config.samples < most else ""
        config = self.config
        self.model = Model(config)
        self._grid = GridReader(self.model, CELLS if self.model.layout.rows < 200 else CELLS // 2)
        self.steps = 0
        self._look()
        self.picture = picture(self.graph)

    @property
    def walking(self) -> bool:
        return self.settings.walk == "gates"

    @property
    def position(self) -> float:
        return self.steps if self.walking else self.model.position

    def _look(self):
        """Compute the point's pass through the current net, and its graph."""
        data, point = self.model.data, (self.settings.at_x1, self.settings.at_x2)
        self.label = data.y_train[np.argmin(((data.x_train - point) ** 2).sum(axis=1))]
        self.trace = PointTrace(self.model, point, self.label)
        self.drawn = drawn(self.trace, self.settings)
        self.graph, self.order = self.drawn.graph, self.drawn.graph.order

    # -- steps ------------------------------------------------------------------------------------

    def advance(self) -> bool:
        self.picked = -1
        if not self.walking:
            if not train_a_picture(self.model):
                return False
            self._look()
            return True
        if self.steps >= 2 * len(self.order):
            return False
        self.steps += 1
        return True

    def changed(self, names: frozenset[str]) -> None:
        """Another gate or point keeps the current step; another graph starts again."""
        if names <= {"gate"}:
            self.picked = self.settings.gate
            return
        self.config = backprop_config(self._given, self.settings)
        self.model.configure(self.config)
        self._look()
        if names & {"grain", "part", "unit", "walk"}:
            self.picked, self.steps = -1, 0
            self.picture = picture(self.graph)

    def _phase(self) -> tuple[str, int | None]:
        """The phase ("forward", "backward" or "done") and the gate of the latest step."""
        count = len(self.order)
        if not self.walking or self.steps >= 2 * count:
            return "done", None
        if self.steps <= count:
            return "forward", self.order[self.steps - 1] if self.steps else None
        return "backward", self.order[2 * count - self.steps]

    def _known(self) -> tuple[set[int], set[int]]:
        """The gates that have a value, and those that have passed on their gradient."""
        count = len(self.order)
        steps = self.steps if self.walking else 2 * count
        given = {k for k, gate in enumerate(self.graph.gates) if not gate.edges_in}
        return given | set(self.order[:steps]), set(self.order[2 * count - steps :]) if steps > count else set()

    def _shown(self) -> int | None:
        """The gate that the text describes: the selected one, otherwise the latest."""
        return self.picked if 0 <= self.picked < len(self.graph.gates) else self._phase()[1]

    # -- picture ----------------------------------------------------------------------------------

    def layout(self) -> Layout:
        config, part, few = self.config, self.drawn.part, self._few
        bend = config.activations[-1] if config.hidden else None
        controls = [Control("view"), Control("grain"), Control("walk")]
        if part:
            loss = part[0] == len(self.trace.layout.layers)
            controls += [Control("part", value=part[0] + 1), Control("unit", disabled=loss)]
        controls += [
            Control("activation", value=bend, disabled=not config.hidden),
            Control("depth", value=len(config.hidden)),
        ]
        tall = max(node["y"] for node in self.picture["nodes"])
        colors = "signed" if self.model.regression else "classes"
        return Layout(
            rows=[
                [Graph("graph", span=12, title="The net and this point's loss", note=self.drawn.about, pick="gate",
                       height=60 + 76 * round(tall + 1))],
                [
                    Words("seen", span=5, title="This gate"),
                    Matrix("check", span=4, title="All parameters" if few else "Parameters here", unit="",
                           colors="signed", low=-1.0, note="Check: (L(θ + h) − L(θ − h)) / 2h with h = 6e−06."),
                    Map("map", span=3, title="The point", classes=max(self.model.classes or 2, 2), colors=colors,
                        pick=("at_x1", "at_x2"), note=f"Labeled as the nearest training point is.{self._fewer}"),
                ],
            ],
            controls=controls,
            buttons=self._buttons(),
            counts="gate" if self.walking else "epoch",
            rate=2 if self.walking else 30,
        )  # fmt: skip

    def _buttons(self) -> list[Button]:
        if self.settings.grain != "units" or any(edge.local is None for edge in self.graph.edges):
            return []
        gate = self.picked
        at = unit_of(self.graph, gate, self.trace) if 0 <= gate < len(self.graph.gates) else None
        sets = {"grain": "operations", "part": at[0] + 1, "unit": at[1] + 1, "gate": -1} if at else {}
        return [Button("Open this gate", sets, disabled=not at)]

    def static(self) -> Values:
        data = self.model.data
        labels = data.y_train >= 0 if self.model.regression else data.y_train
        return {
            "graph.graph": self.picture,
            "map.points": np.column_stack([data.x_train, labels]),
            "map.rings": np.array([[self.settings.at_x1, self.settings.at_x2]]),
            "map.field": self._grid.codes(),
            "check.columns": ["value", "gradient", "check"],
        }

    def update(self) -> Values:
        values = {} if self.walking else {"map.field": self._grid.codes()}
        return {**values, **self._edges(), **self._table(), **self._words()}

    def _edges(self) -> Values:
        have, passed = self._known()
        numbers = np.full((len(self.graph.edges), 2), np.nan)
        for k, edge in enumerate(self.graph.edges):
            if edge.source in have:
                numbers[k, 0] = _size(edge.value)
            if edge.target in passed:
                numbers[k, 1] = _size(edge.gradient)
        node = self._shown()
        phase = "backward" if node in passed else "forward"
        now = {"node": None if node is None else f"g{node}", "phase": phase, "text": ""}
        return {"graph.edges": numbers, "graph.now": now}

    # -- text and checks --------------------------------------------------------------------------

    @property
    def _few(self) -> bool:
        """Whether all parameters fit into the table, and all of them are drawn."""
        return self.trace.layout.size <= MOST_ROWS and self.drawn.part is None

    def _table(self) -> Values:
        """Value, gradient and numerical gradient of the parameters."""
        _, passed = self._known()
        own = list(range(self.trace.layout.size) if self._few else self._own(self._shown()))
        rows = own[:MOST_ROWS]
        gradients, checks = self.trace.grad[rows], self.trace.differences(rows)
        known = np.array([self._owner(i) in passed for i in rows], dtype=bool)
        scale = np.abs(self.trace.grad).max(initial=1e-300)
        cells = np.where(
            known[:, None], np.stack([np.full(len(rows), np.nan), gradients, checks], axis=1) / scale, np.nan
        )
        texts = [
            [words.num(self.trace.theta[i]), *((words.num(g), words.num(c)) if k else ("", ""))]
            for i, g, c, k in zip(rows, gradients, checks, known, strict=True)
        ]
        worst = np.abs(checks - gradients)[known].max(initial=0.0)
        said = [f"{len(rows)} of {len(own)}"] if len(rows) < len(own) else []
        said += [f"apart by at most {worst:.0e}".replace("-", "−")] if known.any() else []
        return {
            "check.lines": [parameter_name(self.trace.layout, i) for i in rows],
            "check.values": cells,
            "check.texts": texts,
            "check.caption": ", ".join(said),
        }

    def _owner(self, index: int) -> int | None:
        """The gate that computes a parameter's gradient: its own gate, or the gate that a parameter gate feeds."""
        for k, gate in enumerate(self.graph.gates):
            if index in gate.parameters:
                return k if gate.edges_in else next(edge.target for edge in self.graph.edges if edge.source == k)
        return None

    def _own(self, number: int | None):
        """Parameters of a gate, otherwise of its inputs, otherwise of the first gate that has any."""
        gates = self.graph.gates
        if number is not None:
            fed = [i for k in gates[number].edges_in for i in gates[self.graph.edges[k].source].parameters]
            if gates[number].parameters or fed:
                return gates[number].parameters or fed
        return [i for gate in gates for i in gate.parameters]

    def _words(self) -> Values:
        number, (have, passed) = self._shown(), self._known()
        told: Values = {"seen.tone": "", "seen.numbers": [], "seen.formula": "", "seen.caption": ""}
        if number is None:
            return {**told, **self._ends()}
        gate, count = self.graph.gates[number], len(self.order)
        name = words.title(gate)
        if number in passed:
            rule = words.GRADIENT_RULES.get(gate.kind, words.MEASURED if "≈" in gate.label else "")
            told["seen.text"] = f"{name} gets the upstream gradient {words.vector(gate.upstream)}. {rule}".rstrip()
            single = self.graph.edges[gate.edges_in[0]].local is not None
            told["seen.formula"] = "upstream × local = what flows back" if single else ""
            told["seen.numbers"] = words.backward(self.graph, number)
        elif not gate.edges_in:
            known = all(edge.target in passed for edge in self.graph.edges if edge.source == number)
            told["seen.text"] = f"{name} is {words.vector(gate.value)}."
            told["seen.formula"] = f"dL/d {gate.label} = {words.vector(gate.upstream)}" if known else ""
        elif number in have:
            told["seen.text"] = f"{name} gives {words.vector(gate.value)}."
            told["seen.formula"] = words.forward(self.graph, number, self.trace.theta)
        else:
            told["seen.text"] = f"{name} has nothing to work on yet."
        if self.walking and self.picked < 0:
            steps = self.steps
            told["seen.caption"] = (
                f"forward, {steps} of {count}" if steps <= count else f"backward, {steps - count} of {count}"
            )
        return told

    def _ends(self) -> Values:
        """The text before the first step and after the last."""
        label = words.num(self.label) if self.model.regression else f"class {self.label}"
        if self._phase()[0] == "forward":
            text = "Press Play: values go forward to the loss, gate by gate; then gradients come back the same way."
            return {"seen.text": text, "seen.numbers": [["Label", label]]}
        norm = words.num(float(np.linalg.norm(self.trace.grad)))
        return {
            "seen.text": "Each gate has its value, each edge in italics the derivative of the loss. Click a gate.",
            "seen.numbers": [
                ["Label", label],
                ["Loss", words.num(self.trace.loss)],
                ["Length of the gradient", norm],
            ],
        }


def _size(vector: np.ndarray) -> float:
    """A number unchanged; for a vector, its norm."""
    return float(vector[0]) if len(vector) == 1 else float(np.linalg.norm(vector))
