"""Sketches of table entries for the lists of choices: the path of each curve, from the entry's own functions.

A sketch is a list of (look, path): "axis" and "faint" lie behind "line". A path is the `d` of an SVG path in a box of
WIDTH × HEIGHT. All sketches together are one file that the browser caches, computed once per process.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from playground.config import FIELDS, Config
from playground.randomness import WEIGHTS, stream
from playground.study.race import ENTRANTS, Entry
from playground.study.terrain import TERRAINS, descend, usual_rate
from playground.tables.activations import ACTIVATIONS, Activation
from playground.tables.initializers import Initializer
from playground.tables.losses import Loss
from playground.tables.optimizers import OPTIMIZERS, Optimizer
from playground.tables.regularizers import Regularizer
from playground.tables.schedules import Schedule
from playground.web.static import publish

WIDTH, HEIGHT = 48, 32

Sketch = list[tuple[str, str]]
Box = tuple[float, float, float, float]


def _path(x: np.ndarray, y: np.ndarray, box: Box) -> str:
    """A line through the points; `box` (low x, high x, low y, high y) is all of the picture."""
    left, right, low, high = box
    across = (x - left) / (right - left) * WIDTH
    down = (high - np.clip(y, low - 1, high + 1)) / (high - low) * HEIGHT
    return "M" + "L".join(f"{a:.1f},{d:.1f}" for a, d in zip(across, down, strict=True))


def _axes(box: Box) -> Sketch:
    left, right, low, high = box
    across, up = np.array([left, right]), np.array([low, high])
    return [("axis", _path(across, 0 * across, box)), ("axis", _path(0 * up, up, box))]


def _activation(entry: Activation) -> Sketch:
    z, box = np.linspace(-4, 4, 41), (-4.0, 4.0, -1.6, 3.0)
    return [*_axes(box), ("line", _path(z, entry.value(z), box))]


def _loss(entry: Loss) -> Sketch:
    """The loss of a point of class 1 by its score, or of a regression by its error."""
    head = entry.binary or entry.regression
    assert head is not None, f"{entry.label} has a head for two classes or for regression"
    z, box = np.linspace(-3, 3, 41), (-3.0, 3.0, -0.4, 3.2)
    o = ACTIVATIONS[head.activation].value(z)[None, :]
    targets = head.encode(np.ones(len(z), int), 2) if entry.binary else np.zeros_like(o)
    return [*_axes(box), ("line", _path(z, head.value(o, targets)[0], box))]


STEPS = 100


def _optimizer(rule: type[Optimizer]) -> Sketch:
    """The path in the ravine of the lesson on optimizers, at the rate that suits the rule there."""
    terrain = TERRAINS["ravine"]
    name = next(name for name, other in OPTIMIZERS.items() if other is rule)
    entry = Entry(ENTRANTS[name](), usual_rate("ravine", name))
    x, y = descend(terrain, [entry], terrain.start, STEPS).places[:, 0].T
    across, up = (abs(place) for place in terrain.start)
    box = (-1.15 * across, 0.4 * across, -1.4 * up, 1.4 * up)
    angle = np.linspace(0, 2 * np.pi, 41)
    around = [
        ("faint", _path(size * across * np.cos(angle), size * up * np.sin(angle), box)) for size in (0.35, 0.7, 1)
    ]
    return [*around, ("line", _path(x, y, box))]


def _initializer(entry: Initializer) -> Sketch:
    """How often each weight of a layer of 64 units is drawn; nothing for `auto`, which draws none itself."""
    if entry.draw is None:
        return []
    weights = entry.draw(stream(0, WEIGHTS), 64, 64).ravel()
    counts, edges = np.histogram(weights, 101, (-1, 1))
    box = (-1.0, 1.0, -0.05, 1.05)
    heights = np.repeat(counts / counts.max(), 2)
    return [("axis", _path(edges[[0, -1]], np.zeros(2), box)), ("line", _path(np.repeat(edges, 2)[1:-1], heights, box))]


def _regularizer(entry: Regularizer) -> Sketch:
    w, box = np.linspace(-2, 2, 41), (-2.0, 2.0, -0.3, 2.1)
    return [*_axes(box), ("line", _path(w, entry.value(w) if entry.value else 0 * w, box))]


def _schedule(entry: Schedule) -> Sketch:
    epochs, config, box = np.arange(0, 301, 5), Config(), (-5.0, 305.0, -0.1, 1.15)
    factors = np.array([entry.factor(int(epoch), config) for epoch in epochs])
    return [("axis", _path(np.array([0.0, 300.0]), np.zeros(2), box)), ("line", _path(epochs, factors, box))]


DRAWN: dict[str, Callable[[Any], Sketch]] = {
    "activation": _activation,
    "loss": _loss,
    "optimizer": _optimizer,
    "initializer": _initializer,
    "regularizer": _regularizer,
    "schedule": _schedule,
}
"""By field of Config. A choice of another field has words only."""


@cache
def choices_file() -> str:
    """The path of all choices: by field, for each entry its name, label, help, formula and sketch."""
    fields = {
        name: [
            {
                "name": key,
                "label": entry.label,
                "help": entry.help,
                "formula": entry.formula,
                "sketch": sketch(name, entry),
            }
            for key, entry in field.table.items()
        ]
        for name, field in FIELDS.items()
        if field.kind == "choice" and name != "dataset"
    }
    return publish(fields)


def sketch(field: str, entry: Any) -> Sketch:
    """The sketch of an entry in the table of this field; empty if it has none."""
    with np.errstate(all="ignore"):  # a curve may leave the picture
        return DRAWN[field](entry) if field in DRAWN else []
