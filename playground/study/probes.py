"""What goes through every layer of a net: pre-activations and outputs over the training rows, and what ails them.

All definitions are by slope, so that they hold for every entry in the table of activations:
- An output is flat where |f′(z)| is under 1 % of the activation's steepest slope: tanh beyond about ±3, sigmoid
  beyond about ±6, ReLU at z ≤ 0; the leaky ReLU and the identity nowhere.
- A unit is dead if it is flat on every row: next to nothing of the loss flows back through it (a ReLU: nothing).
- A unit is saturated if it is flat on more than half of the rows. Asked of activations that are flat at both ends
  only: a ReLU that is silent on half of the rows is as it should be.
- Units of a layer are identical if their pre-activations agree on every row to 1e-9 of the layer's largest: the same
  number goes into the same activation, whatever their weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from playground.engine.evaluator import Evaluator
from playground.engine.model import Model
from playground.tables.activations import ACTIVATIONS

FLAT = 0.01
"""Share of the steepest slope below which a slope counts as flat; that of the leaky ReLU, 0.01, is not below."""

MODES = ("train", "test")

SAME = 1e-9
"""Relative difference up to which units are identical: rounding gives 1e-15, units of their own 1e-3 and more."""

_FAR = np.linspace(20.0, 40.0, 401)
_NEAR = np.linspace(-10.0, 10.0, 2001)


@dataclass(frozen=True)
class Signal:
    """One layer as it answers to n rows: z and a, both (…, units, n), are views that the next look overwrites."""

    activation: str
    z: np.ndarray
    a: np.ndarray

    @property
    def spread(self) -> np.ndarray:
        """How far the outputs differ from row to row, (…): each unit's standard deviation over the rows, and of the
        units the root mean square. Units that differ from one another, and on every row alike, have none."""
        with np.errstate(all="ignore"):
            return np.sqrt(self.a.var(axis=-1).mean(axis=-1))

    @property
    def relative_spread(self) -> np.ndarray:
        """The spread as a share of the outputs' root mean square, 0 to 1, (…); 0 where all outputs are 0."""
        with np.errstate(all="ignore"):
            size = np.sqrt((self.a * self.a).mean(axis=(-2, -1)))
            return np.where(size == 0.0, 0.0, self.spread / size)

    @property
    def finite(self) -> np.ndarray:
        """Whether every output is a number, (…)."""
        return np.isfinite(self.a).all(axis=(-2, -1))

    def flat(self) -> np.ndarray:
        """Where the activation has next to no slope: bool (…, units, n)."""
        with np.errstate(all="ignore"):
            slope = ACTIVATIONS[self.activation].slope(self.z, self.a)
        return np.abs(slope) < FLAT * steepest(self.activation)

    def health(self) -> "Health":
        """Shares of flat outputs, and which units are dead or saturated."""
        share = self.flat().mean(axis=-1)
        saturated = (share > 0.5) & all(flat_ends(self.activation))
        return Health(share, share == 1.0, saturated)

    def identical(self, replica: tuple[int, ...] = ()) -> list[list[int]]:
        """Groups of two and more units, counted from 0, that are identical (of one replica, if there are several)."""
        return identical(self.z[replica])


@dataclass(frozen=True)
class Health:
    """Per unit, all (…, units): the share of rows on which it is flat, whether it is dead, whether it is saturated."""

    flat: np.ndarray
    dead: np.ndarray
    saturated: np.ndarray


class Probe:
    """Looks at the nets of a model as they stand, in memory of its own: looking never disturbs the training.

    `mode` "test" normalizes batches by the running averages, "train" by mean and variance of the training rows taken as
    one batch (and leaves the running averages alone). Dropout silences nobody in either.
    """

    def __init__(self, model: Model, mode: str = "test"):
        if mode not in MODES:
            raise ValueError(f"mode = {mode!r} must be one of {', '.join(MODES)}")
        data = model.data
        reader = model.reader(data.x_train, data.y_train, training=mode == "train")
        self._evaluator = Evaluator(reader, data.y_train, len(data.y_train), model.regression)
        z, a, output, _ = reader.reading
        outs = [a[..., layer.rows, :] for layer in model.layout.hidden] + [output]
        self.signals = tuple(
            Signal(layer.activation, z[..., layer.rows, :], out)
            for layer, out in zip(model.layout.layers, outs, strict=True)
        )
        self.look()

    def look(self) -> tuple[Signal, ...]:
        """One Signal for each layer, the output layer last, of theta as it stands now.

        `measures` has what comes of it: loss and score of the training rows in this mode; the test rows have NaN.
        """
        self.measures = self._evaluator.measure()
        return self.signals


@cache
def steepest(activation: str) -> float:
    """The largest |slope| of an activation over [−10, 10], on a grid of 0.01."""
    return float(np.abs(_slope(activation, _NEAR)).max())


@cache
def flat_ends(activation: str) -> tuple[bool, bool]:
    """Whether the activation is flat far to the left, and far to the right (from 20 to 40)."""
    top = FLAT * steepest(activation)
    return tuple(bool((np.abs(_slope(activation, z)) < top).all()) for z in (-_FAR, _FAR))


@cache
def span(activation: str, most: float = 4.0) -> tuple[float, float]:
    """From where to where its values are worth drawing: its own bounds, and ∓`most` where it has none."""
    with np.errstate(all="ignore"):
        far = ACTIVATIONS[activation].value(np.linspace(-40.0, 40.0, 8001))
    low, high = float(far.min()), float(far.max())
    return (low if low > -most else -most), (high if high < most else most)


def identical(z: np.ndarray) -> list[list[int]]:
    """Groups of two and more rows of z (units, n) that agree to SAME of the largest |z|; in ascending order."""
    z = np.asarray(z, dtype=float)
    largest = np.abs(z).max(initial=0.0)
    if len(z) < 2 or not np.isfinite(largest):
        return []
    # Sorted by one number made of all columns, twins are neighbors: n·log n comparisons in place of n².
    weights = np.cos(np.arange(z.shape[1]) + 1.0)
    mark = z @ weights
    order = np.argsort(mark, kind="stable")
    twins = np.diff(mark[order]) <= SAME * largest * np.abs(weights).sum()
    at = np.flatnonzero(twins)  # candidates: the same mark by chance is possible, so the columns decide
    twins[at] = np.abs(z[order[at + 1]] - z[order[at]]).max(axis=1, initial=0.0) <= SAME * largest
    groups = np.split(order, np.flatnonzero(~twins) + 1)
    return sorted(sorted(group.tolist()) for group in groups if len(group) > 1)


def in_words(groups: Sequence[Sequence[int]], layer: int, units: int) -> str:
    """Groups as the screen says them, units counted from 1: "units 1, 2 and 5 of layer 1 are identical"; or ""."""
    if not groups:
        return ""
    if len(groups[0]) == units:
        return f"all {units} units of layer {layer} are identical"
    named = [_listed([str(unit + 1) for unit in group]) for group in groups]
    return f"units {'; '.join(named)} of layer {layer} are identical"


def _listed(items):
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _slope(activation, z):
    record = ACTIVATIONS[activation]
    with np.errstate(all="ignore"):
        return record.slope(z, record.value(z))
