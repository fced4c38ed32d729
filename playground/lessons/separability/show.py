"""Verdicts on x, on φ(x) and on every hidden layer during training."""

from dataclasses import replace

import numpy as np

from playground.config import Config
from playground.engine.model import Model
from playground.lessons.budget import train_a_picture
from playground.lessons.grid import GridReader
from playground.lessons.separability.figures import CELLS, as_paths
from playground.lessons.separability.matrices import Matrices
from playground.lessons.separability.overlay import best, overlay
from playground.lessons.separability.projection import APART, LAYER, OWN, Layer, Plane, PointView
from playground.lessons.separability.settings import WALK, Settings, chosen, goes_to, separability_config
from playground.lessons.separability.words import index, percent, told
from playground.scene.panels import TEST, TRAIN, Button, Control, Curves, Layout, Map, Matrix, Style, Words
from playground.scene.show import Show, Values
from playground.study.joint import one_layer
from playground.study.layers import LayerWatch
from playground.study.lines import best_line
from playground.study.separability import hardest
from playground.tables.features import FEATURES

PLAIN = ("x1", "x2")
AT_ONCE = 20
"""Units times classes checked after one epoch; the remaining layers are checked in later epochs."""

SHEET = np.linspace(-5.0, 5.0, 41)
"""The extent of the grid lines on the lifted plane: the square of the points."""


class SeparabilityShow(Show):
    """`rows` of the table are the spaces of points: ("x", −1), ("φ(x)", 0), then the hidden layers from 1 on."""

    def __init__(self, config: Config, settings: Settings):
        self.settings = settings
        self.config = config = separability_config(config, settings)
        self.model = Model(config)
        data = self.model.data
        self.points, self.labels, self.classes = data.x_train, data.y_train, self.model.classes or 0
        self.watch = LayerWatch(self.model)
        self.positive, self.raw = hardest(self.points, self.labels, self.classes)
        self.raw_joint = one_layer(self.points, self.labels) if self.classes > 2 else None
        self.rows = [("x", -1)] if config.features != PLAIN else []
        self.rows += [("φ(x)" if self.rows else "x", 0)]
        self.rows += [(f"layer {k}", k) for k in range(1, len(config.hidden) + 1)]
        self.phi = self.raw
        if config.features != PLAIN:
            _, self.phi = hardest(self.watch.outputs(0), self.labels, self.classes)
        self.turns = _turns(config.hidden, 1 if self.classes == 2 else self.classes)
        self.grid, self.matrices = GridReader(self.model, CELLS), Matrices(self.model)
        self._best: dict[int, tuple[float, bool]] = {}
        self._measure()
        self._look(self.turns[0])
        self._enter()

    # -- training -------------------------------------------------------------------------------------

    def advance(self) -> bool:
        if not train_a_picture(self.model) or not self.model.finite:
            return False
        self._measure()
        if self.position.is_integer():
            self._look(self.turns[int(self.position) % len(self.turns)])
        last = len(self.config.hidden)
        if last and self.measures.train_score == 1.0 and not self.seen[last].separable:
            self._look([last])  # out of order: if the net classifies all rows correctly, its last layer is separable
        self._draw()
        return True

    def changed(self, names: frozenset[str]) -> None:
        """Select another row of the table."""
        self._enter()

    def _measure(self):
        self.measures = measures = self.model.measures
        self._row = np.array([self.position, measures.train_score, measures.test_score])

    def _look(self, layers):
        """Verdicts on these layers, and on φ(x) the first time."""
        theta = self.model.theta
        self.seen = self.watch.look(round(self.position, 2), [0, *layers])
        best = dict(self._best)
        if self.seen[0].failed is not None:
            best[0] = (self.phi.line.accuracy, self.phi.line.exact)
        for layer in layers:
            seen = self.seen[layer]
            best[layer] = (1.0, True)
            if seen.failed is not None:
                hints = self.watch.layout.W(theta, self.watch.layout.layers[layer])[:, :-1]
                line = best_line(self.watch.outputs(layer), self.labels == seen.failed, hints, rounds=1)
                best[layer] = (line.accuracy, line.exact)
        self._best = best

    # -- picture --------------------------------------------------------------------------------------

    @property
    def shown(self) -> int:
        """Index of the row that is drawn beside the map."""
        asked = self.settings.shown
        return asked if 0 <= asked < len(self.rows) else len(self.rows) - 1

    def _enter(self):
        """A new view of the selected row."""
        name, layer = self.rows[self.shown]
        axes = list(PLAIN) if layer < 0 else list(self.config.features)
        axes = [FEATURES[axis].label for axis in axes]
        if layer > 0:
            axes = [f"a{index(k + 1)}" for k in range(self.config.hidden[layer - 1])]
        static = self._lifted() if layer == 0 and len(axes) == 3 else []
        title = "The points by φ(x)" if name == "φ(x)" else f"The points behind {name}" if layer > 0 else "The points"
        self.view = PointView(title, axes, self.labels, self.classes, static, self._line(layer))
        self._draw()

    def _lifted(self):
        """The plane of x as a surface in φ, and the curve in which the plane of the verdict cuts it."""
        lines = [np.column_stack([np.full_like(SHEET, at), SHEET]) for at in SHEET[::4]]
        lines += [line[:, ::-1] for line in lines]
        curves = [line for _, line in overlay(self).lines] if self.phi_apart else []
        gap = np.full((1, 3), np.nan)
        return [
            np.concatenate([part for line in group for part in (self.model.features(line)[:-1].T, gap)])
            for group in (lines, curves)
            if group
        ]

    @property
    def raw_separable(self) -> bool:
        """Whether one linear layer separates x itself."""
        return self.raw_joint.separable if self.raw_joint else self.raw.separable

    @property
    def phi_apart(self) -> bool:
        """Whether there is a φ(x) other than x, with several classes, that one linear layer separates."""
        return ("φ(x)", 0) in self.rows and bool(self.seen[0].separable and self.phi.w.any())

    def _plane(self, layer: int) -> Plane | Layer | None:
        """What is drawn among a layer's points: at the last layer the net's own plane, otherwise one that separates;
        for more than two classes, the boundaries of a layer."""
        layout = self.model.layout
        if layer == len(self.config.hidden):
            W = layout.W(self.model.theta, layout.layers[-1])
            return Plane(W[0, :-1], W[0, -1]) if self.model.head.one_output else Layer(W[:, :-1], W[:, -1])
        if self.classes > 2:
            joint = self.raw_joint if layer < 0 else self.seen[layer].joint
            return Layer(joint.W, joint.b) if joint and joint.W is not None and joint.b is not None else None
        if layer < 0:
            return Plane(self.raw.w, self.raw.b)
        if layer == 0 and (self.phi.separable or self.view.flat):
            return Plane(self.phi.w, self.phi.b)
        seen = self.seen[layer]
        line = seen.proofs[0] if seen.separable and seen.proofs else None
        return Plane(line.w, line.b) if line and line.w is not None else None

    def _draw(self):
        _, layer = self.rows[self.shown]
        points = self.points if layer < 0 else self.watch.now(layer)
        values = self.view.values(points, self._plane(layer), *self._hull(layer)) if len(self.rows) > 1 else {}
        self._values: Values = {
            **values,
            **self.matrices.values(),
            **told(self),
            "map.field": self.grid.codes(),
            "curve.row": self._row,
            "curve.marks": [[seen.since, f"layer {k}"] for k, seen in enumerate(self.seen) if k and seen.separable],
            **self._table(),
        }

    def _line(self, layer: int) -> Style:
        """The style of that line or plane."""
        if layer == len(self.config.hidden):
            return OWN
        verdict = self.raw if layer < 0 else self.phi
        if layer <= 0 and not verdict.separable and self.classes == 2:
            return best("best line", verdict)
        return APART if self.classes == 2 else LAYER

    def _hull(self, layer: int) -> tuple[np.ndarray | None, int]:
        """Weights of a point in the hulls of one class and of the rest, and this class; −1 for no hulls."""
        separable = self.raw_separable if layer < 0 else self.seen[layer].separable
        if separable or separable is None:
            return None, 1 if self.classes == 2 else -1
        if layer < 0:
            return self.raw.weights, self.positive
        seen = self.seen[layer]
        return (seen.proofs[-1].weights, seen.failed) if seen.proofs else (None, -1)

    def _table(self):
        texts, values = [], np.full((len(self.rows), 3), np.nan)
        for row, (_, layer) in enumerate(self.rows):
            separable = self.raw_separable if layer < 0 else self.seen[layer].separable
            if separable is None:
                texts.append(["…", "", ""])
                continue
            since = 0 if layer < 0 else self.seen[layer].since
            values[row, 0] = float(separable)
            texts.append(
                ["yes", f"{since:g}", self._best_of(layer)] if separable else ["no", "–", self._best_of(layer)]
            )
        return {"table.values": values, "table.texts": texts, "table.picked": [self.shown, self.settings.column]}

    def _best_of(self, layer: int) -> str:
        """The accuracy of the best line; for more than two classes, of the class that is not separable."""
        failed = (None if self.raw.separable else self.positive) if layer < 0 else self.seen[layer].failed
        if failed is None:
            return percent(1.0) if self.classes == 2 else "all"
        share, exact = (self.raw.line.accuracy, True) if layer < 0 else self._best[layer]
        best = ("" if exact else "≥\N{NO-BREAK SPACE}") + percent(share)
        return best if self.classes == 2 else f"not class\N{NO-BREAK SPACE}{failed}: {best}"

    def layout(self) -> Layout:
        stop = WALK[self.settings.walk]
        one = self.classes == 2
        styles = tuple(overlay(self).styles.values())
        plot = Map("map", span=4, title="The plane of x", classes=self.classes, styles=styles)
        level = "the best line on x" if one else f"the best line on x for class {self.positive} against the rest"
        curve = Curves("curve", span=7, title="Accuracy", x="epoch", styles=(TRAIN, TEST), low=0.0, high=1.12,
                       note=f"Across: {level}. Upright: a layer separable.")  # fmt: skip
        note = "" if one else "Against the rest: whether a line parts each class from all others. "
        note += "Click a row to see its points." if len(self.rows) > 1 else ""
        title = f"Separable by {'a line or plane' if one else 'one linear layer'}?"
        table = Matrix("table", title=title, unit="", note=note, pick=("shown", "column"))
        if len(self.rows) > 1:
            pictures = [
                [plot, replace(self.view.panel(), span=4), table],
                [Words("seen", span=5, title="What you see"), curve],
            ]
        else:
            pictures = [[plot, table, replace(curve, span=4, height=320)], [Words("seen", title="What you see")]]
        rows = [[Words("instruction", title=stop.title)], *pictures]
        if self.matrices.shown:
            rows.insert(2, self.matrices.panels())
        axes = [f"axis_{k}" for k in (1, 2, 3) if self.settings.features == "three"]
        names = ["dataset", "features", *axes, "hidden", "activation"]
        said = chosen(self.config)
        controls = [
            Control(name, value=said.get(name), disabled=name == "activation" and not self.config.hidden)
            for name in names
        ]
        return Layout(rows=rows, controls=controls, buttons=self._buttons(), rate=20)

    def _buttons(self):
        walk = self.settings.walk
        following = (walk + 1) % len(WALK)
        return [
            Button("Back", goes_to(max(walk - 1, 0)), disabled=walk == 0),
            Button("Next" if following else "Your own net", goes_to(following), primary=True),
        ]

    def static(self) -> Values:
        laid = overlay(self)
        values = {
            "map.points": np.column_stack([self.points, self.labels]),
            "map.paths": as_paths(laid.lines, list(laid.styles)),
            "map.rings": laid.rings,
            "map.crosses": laid.crosses,
            "curve.cut": self.raw.line.accuracy,
            "table.columns": ["separable", "since epoch", "best" if self.classes == 2 else "against the rest"],
            "table.lines": [self._row_name(*row) for row in self.rows],
            "instruction.text": WALK[self.settings.walk].instruction,
        }
        return {**values, **(self.view.static() if len(self.rows) > 1 else {}), **self.matrices.static()}

    def _row_name(self, name, layer):
        return f"{name}: {2 if layer < 0 else self.watch.outputs(layer).shape[1]}-D"

    def update(self) -> Values:
        return self._values


def _turns(hidden: tuple[int, ...], classes: int) -> list[list[int]]:
    """The indices of the hidden layers, in groups that are checked together."""
    groups: list[list[int]] = [[]]
    for layer, units in enumerate(hidden, 1):
        if groups[-1] and classes * (units + sum(hidden[other - 1] for other in groups[-1])) > AT_ONCE:
            groups.append([])
        groups[-1].append(layer)
    return groups
