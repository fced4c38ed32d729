"""Universal approximation in one dimension: the output is a weighted sum of hidden activations.

A net 1-width-1 computes b + Σ_j v_j·f(w_j·x + c_j). With enough units it approximates any continuous function on an
interval arbitrarily well (Cybenko 1989; Hornik 1991; Leshno et al. 1993 for every f that is not a polynomial).
The theorem says that such weights exist, and `built` constructs some. Whether training finds them is a separate
question, which a run answers.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from playground.config import Config
from playground.data import Data
from playground.engine.run import Run
from playground.tables.activations import ACTIVATIONS
from playground.tables.datasets import HALF

Array = np.ndarray


class Target(NamedTuple):
    """A function on [−6, 6] with values within [−1, 1], elementwise."""

    label: str
    help: str
    formula: str
    value: Callable[[Array], Array]


TARGETS: dict[str, Target] = {
    "sine": Target("Sine", "Two smooth waves.", "sin(π·x / 3)", lambda x: np.sin(np.pi * x / 3)),
    "bump": Target("Bump", "Flat, but for one hill in the middle.", "e^(−x²)", lambda x: np.exp(-x * x)),
    "bend": Target("Bend", "One corner: a single ReLU is this.", "max(0, x) / 6", lambda x: np.maximum(x, 0.0) / 6),
    "step": Target(
        "Step",
        "A jump. It is not continuous, so no promise holds at the jump itself.",
        "sign x",
        lambda x: np.where(x < 0, -1.0, 1.0),
    ),
    "saw": Target(
        "Saw",
        "Up and down in straight lines: three teeth, five corners.",
        "1 − |((x + 6) mod 4) − 2|",
        lambda x: 1 - np.abs((x + 6) % 4 - 2),
    ),
    "chirp": Target(
        "Chirp",
        "A wave that becomes faster: the right half wants more units than the left.",
        "sin((x + 6)² / 12)",
        lambda x: np.sin((x + 6) ** 2 / 12),
    ),
}
"""What to approximate. Adding one is one entry."""

TRAIN, TEST = 96, 240
"""Number of training rows, evenly spaced from −6 to 6, and of test rows, at the centers of equal cells."""

STEEP = {"sigmoid": 8.0, "tanh": 4.0}
"""Input weight times step width, for the staircase in `built`: 96 % of each rise falls within one step width."""

BUILT = ("relu", "tanh", "sigmoid")
"""Activations that `built` supports."""


def line_data(target: str, rows: int = TRAIN) -> Data:
    """Rows with x2 = 0 and x1 in [−6, 6]; the labels are the target's values at x1."""
    value = TARGETS[target].value
    train = np.linspace(-HALF, HALF, rows)
    test = HALF * ((2.0 * np.arange(TEST) + 1.0) / TEST - 1.0)
    return Data(on_line(train), value(train), on_line(test), value(test))


def on_line(x: Array) -> Array:
    """(n, 2) points with x2 = 0."""
    return np.stack([x, np.zeros_like(x)], axis=1)


def one_layer_config(config: Config, width: int, activation: str) -> Config:
    """The config of a net 1-width-1 for rows with x2 = 0. The training settings are those of `config`."""
    return config.replace(task="regression", features=("x1",), hidden=(width,), activation=activation)


class Parts(NamedTuple):
    """The output at x (n,) split into terms: total = offset + the sum of `units`."""

    total: Array  # (n,)
    units: Array  # (width, n): v_j·f(w_j·x + c_j)
    offset: float
    centers: Array  # (width,): where w_j·x + c_j = 0, the kink or the steepest point of unit j


def parts(run: Run, x: Array) -> Parts:
    """The terms of the output at x (n,), read from the engine, for a run with one hidden layer."""
    reading = run.model.reader(on_line(x), tape=False).read()
    (W, c), (V, b) = run.layers()
    units = V[0][:, None] * reading.a[run.layout.layers[0].rows]
    with np.errstate(divide="ignore", invalid="ignore"):  # a unit with w = 0 has no center
        centers = np.where(W[:, 0] == 0.0, np.nan, -c / W[:, 0])
    return Parts(reading.output[0], units, float(b[0]), centers)


def built(target: str, width: int, activation: str) -> list[tuple[Array, Array]]:
    """Layers [(W, b), (V, b)] of a net that approximates the target without training.

    ReLU: linear interpolation between width + 1 evenly spaced knots on [−6, 6]; each unit adds one change of slope. The
    error is at most h²/8 where |f″| ≤ 1, with h = 12/width. Sigmoid and tanh: a staircase; each unit adds one rise at
    the center of its step. ValueError for other activations.
    """
    value = TARGETS[target].value
    knots = np.linspace(-HALF, HALF, width + 1)
    y = value(knots)
    if activation == "relu":
        slopes = np.diff(y) / np.diff(knots)
        W, b, V, offset = np.ones(width), -knots[:-1], np.diff(slopes, prepend=0.0), y[0]
    elif activation in STEEP:
        centers = (knots[:-1] + knots[1:]) / 2
        W = np.full(width, STEEP[activation] / (knots[1] - knots[0]))
        rise = np.diff(y)
        if ACTIVATIONS[activation].value(np.array(-50.0)) < -0.5:  # range (−1, 1): half the rise on each side
            V, offset = rise / 2, y[0] + rise.sum() / 2
        else:
            V, offset = rise, y[0]
        b = -W * centers
    else:
        raise ValueError(f"activation = {activation!r} must be one of {', '.join(BUILT)} to be built by hand")
    return [(W[:, None], b), (V[None, :], np.array([offset]))]
