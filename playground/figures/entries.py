"""The figure for each entry of a table. Parameters of an entry have the defaults of Config."""

import numpy as np
import plotly.graph_objects as go

from playground.config import Config
from playground.figures import small
from playground.randomness import DATA, WEIGHTS, stream
from playground.tables.activations import ACTIVATIONS, Activation
from playground.tables.datasets import HALF, Dataset
from playground.tables.features import Feature
from playground.tables.initializers import INITIALIZERS, Initializer
from playground.tables.losses import Loss
from playground.tables.optimizers import Optimizer
from playground.tables.regularizers import Regularizer
from playground.tables.schedules import Schedule

CONFIG = Config()


def dataset(entry: Dataset) -> go.Figure:
    """300 points without noise."""
    return small.points(*entry.sample(300, stream(0, DATA), CONFIG), HALF)


def feature(entry: Feature) -> go.Figure:
    """The raw value over the plane."""
    axis = np.linspace(-HALF, HALF, 61)
    x1, x2 = np.meshgrid(axis, axis)
    return small.signed_map(entry.value(x1, x2), HALF)


def activation(entry: Activation) -> go.Figure:
    """Value and slope."""
    z = np.linspace(-5, 5, 201)
    a = entry.value(z)
    return small.curves(z, {"value": a, "slope": entry.slope(z, a)}, "z", [-1.3, 3.1])


def loss(entry: Loss) -> go.Figure:
    """The loss of one point against the score, for either class; for a regression loss, against the error."""
    head = entry.binary or entry.regression
    assert head is not None, f"{entry.label} is drawn for two classes or for regression"
    z = np.linspace(-4, 4, 161)
    o = ACTIVATIONS[head.activation].value(z)[None, :]
    if entry.binary is None:
        return small.curves(z, {"loss": head.value(o, np.zeros_like(o))[0]}, "error")
    lines = [head.value(o, head.encode(np.full(len(z), c), 2))[0] for c in (0, 1)]
    return small.class_curves(z, lines, ("class 0", "class 1"), "score z of class 1")


WIDTH, DEPTH = 64, 10


def initializer(entry: Initializer) -> go.Figure:
    """Root mean square of the outputs of each of ten layers of 64 units, by activation; layer 0 is the input."""
    sizes = {ACTIVATIONS[name].label: _signal(entry, ACTIVATIONS[name]) for name in ("tanh", "relu")}
    return small.decades(np.arange(DEPTH + 1), sizes, "layer", (-6, -3, 0, 3, 6))


def _signal(entry: Initializer, activation: Activation) -> list[float]:
    draw = entry.draw or INITIALIZERS[activation.start].draw
    assert draw is not None, f"{activation.start} draws weights itself"
    rng = stream(0, WEIGHTS)
    a = rng.standard_normal((WIDTH, 100))
    sizes = [1.0]
    for _ in range(DEPTH):
        a = activation.value(draw(rng, WIDTH, WIDTH) @ a)
        sizes.append(float(np.sqrt(np.mean(a * a))))
    return sizes


def schedule(entry: Schedule) -> go.Figure:
    """The factor on the learning rate at each epoch."""
    epochs = np.arange(300)
    return small.curves(epochs, {"factor": [entry.factor(int(e), CONFIG) for e in epochs]}, "epoch", [-0.05, 1.1])


def regularizer(entry: Regularizer) -> go.Figure:
    """The penalty of one weight and its slope."""
    w = np.linspace(-2, 2, 161)
    lines = {"penalty": entry.value(w) if entry.value else 0 * w}
    if entry.slope:
        lines["slope"] = entry.slope(w)
    return small.curves(w, lines, "w", [-2.2, 2.2])


STEEP = np.array([0.04, 1.0])
START = np.array([-9.0, 2.0])
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 1.7, 3.0, 10.0)


def optimizer(rule: type[Optimizer]) -> go.Figure:
    """Forty steps on the quadratic ½·Σ steep·θ², at the rate of RATES with the lowest mean value."""
    paths = [_descend(rule(), rate) for rate in RATES]
    best = min(range(len(RATES)), key=lambda i: np.mean(paths[i] ** 2 @ STEEP))
    xs, ys = np.linspace(-10, 4, 57), np.linspace(-3, 3, 49)
    heights = STEEP[0] * xs[None, :] ** 2 + STEEP[1] * ys[:, None] ** 2
    x, y = paths[best].T
    figure = small.path(x, y, heights, xs, ys)
    return figure.update_xaxes(title_text=f"40 steps at rate {RATES[best]:g}")


def _descend(rule: Optimizer, rate: float) -> np.ndarray:
    theta, path = START.copy(), [START]
    memory = [np.zeros(2) for _ in range(rule.memory)]
    clocks = rule.clock(np.arange(1, 41))
    for clock in clocks:
        theta = theta - rate * rule.step(STEEP * theta, *memory, clock=clock)
        path.append(theta)
    return np.array(path)
