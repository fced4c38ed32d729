"""Pre-activations and outputs of each layer over the training rows, with dead, saturated and identical units.

The definitions use the slope, so they apply to every entry in the table of activations:
- An output is flat where |f′(z)| is below 1 % of the activation's steepest slope: tanh beyond about ±3, sigmoid
  beyond about ±6, ReLU at z ≤ 0; the leaky ReLU and the identity nowhere.
- A unit is dead if it is flat on every row: almost no gradient passes through it (for ReLU, none).
- A unit is saturated if it is flat on more than half of the rows. This applies only to activations that are flat at
  both ends: a ReLU that is 0 on half of the rows is normal.
- Units of a layer are identical if their pre-activations agree on every row to 1e-9 of the layer's largest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from playground.engine.evaluator import Evaluator
from playground.engine.model import Model
from playground.tables.activations import ACTIVATIONS

FLAT = 0.01
"""Share of the steepest slope below which a slope counts as flat. The leaky ReLU's 0.01 is not below it."""

MODES = ("train", "test")

SAME = 1e-9
"""Relative difference up to which units are identical: rounding gives 1e-15, different units at least 1e-3."""

_FAR = np.linspace(20.0, 40.0, 401)
_NEAR = np.linspace(-10.0, 10.0, 2001)


@dataclass(frozen=True)
class Signal:
    """One layer on n rows: z and a, both (…, units, n), are views that the next `look` overwrites."""

    activation: str
    z: np.ndarray
    a: np.ndarray

    @property
    def spread(self) -> np.ndarray:
        """Variation of the outputs over the rows, (…): root mean square over the units of their standard deviations.
        Differences between units that are the same on every row do not count."""
        with np.errstate(all="ignore"):
            spread: np.ndarray = np.sqrt(self.a.var(axis=-1).mean(axis=-1))
            return spread

    @property
    def relative_spread(self) -> np.ndarray:
        """The spread divided by the outputs' root mean square, 0 to 1, (…); 0 where all outputs are 0."""
        with np.errstate(all="ignore"):
            size = np.sqrt((self.a * self.a).mean(axis=(-2, -1)))
            return np.where(size == 0.0, 0.0, self.spread / size)

    @property
    def finite(self) -> np.ndarray:
        """Whether every output is finite, (…)."""
        finite: np.ndarray = np.isfinite(self.a).all(axis=(-2, -1))
        return finite

    def flat(self) -> np.ndarray:
        """Where the activation is flat: bool (…, units, n)."""
        with np.errstate(all="ignore"):
            slope = ACTIVATIONS[self.activation].slope(self.z, self.a)
        flat: np.ndarray = np.abs(slope) < FLAT * steepest(self.activation)
        return flat

    def health(self) -> "Health":
        """Share of flat outputs per unit, and which units are dead or saturated."""
        share = self.flat().mean(axis=-1)
        saturated = (share > 0.5) & all(flat_ends(self.activation))
        return Health(share, share == 1.0, saturated)

    def identical(self, replica: tuple[int, ...] = ()) -> list[list[int]]:
        """Groups of two or more identical units, counted from 0 (of one replica, if there are several)."""
        return identical(self.z[replica])


@dataclass(frozen=True)
class Health:
    """Per unit, each (…, units): the share of rows on which it is flat, whether it is dead, whether it is saturated."""

    flat: np.ndarray
    dead: np.ndarray
    saturated: np.ndarray


class Probe:
    """Reads the layers of a model for its current theta. It has its own memory, so it never changes the training.

    With `mode` "test" batch normalization uses the running averages; with "train" the mean and variance of all training
    rows as one batch, without updating the running averages. Dropout is off in both. ValueError for another mode.
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
        """One Signal per layer, the output layer last, for the current theta.

        Also sets `measures`: loss and score of the training rows in this mode; those of the test rows are NaN.
        """
        self.measures = self._evaluator.measure()
        return self.signals


@cache
def steepest(activation: str) -> float:
    """The largest |slope| of an activation over [−10, 10], on a grid of 0.01."""
    return float(np.abs(_slope(activation, _NEAR)).max())


@cache
def flat_ends(activation: str) -> tuple[bool, bool]:
    """Whether the activation is flat for large negative and for large positive z (20 to 40 in size)."""
    top = FLAT * steepest(activation)
    left, right = (bool((np.abs(_slope(activation, z)) < top).all()) for z in (-_FAR, _FAR))
    return left, right


@cache
def span(activation: str, most: float = 4.0) -> tuple[float, float]:
    """Range of values to draw: the activation's bounds, or ∓`most` where it has none within that."""
    with np.errstate(all="ignore"):
        far = ACTIVATIONS[activation].value(np.linspace(-40.0, 40.0, 8001))
    low, high = float(far.min()), float(far.max())
    return (low if low > -most else -most), (high if high < most else most)


def identical(z: np.ndarray) -> list[list[int]]:
    """Groups of two or more rows of z (units, n) that agree to `SAME` times the largest |z|, in ascending order."""
    z = np.asarray(z, dtype=float)
    largest = np.abs(z).max(initial=0.0)
    if len(z) < 2 or not np.isfinite(largest):
        return []
    # Sorting by one random-like projection makes equal rows adjacent: n·log n comparisons instead of n².
    weights = np.cos(np.arange(z.shape[1]) + 1.0)
    mark = z @ weights
    order = np.argsort(mark, kind="stable")
    twins = np.diff(mark[order]) <= SAME * largest * np.abs(weights).sum()
    at = np.flatnonzero(twins)  # candidates: different rows may have the same projection, so compare the columns
    twins[at] = np.abs(z[order[at + 1]] - z[order[at]]).max(axis=1, initial=0.0) <= SAME * largest
    groups = np.split(order, np.flatnonzero(~twins) + 1)
    return sorted(sorted(group.tolist()) for group in groups if len(group) > 1)


def in_words(groups: Sequence[Sequence[int]], layer: int, units: int) -> str:
    """Groups in a sentence, units counted from 1: "units 1, 2 and 5 of layer 1 are identical"; "" without groups."""
    if not groups:
        return ""
    if len(groups[0]) == units:
        return f"all {units} units of layer {layer} are identical"
    named = [_listed([str(unit + 1) for unit in group]) for group in groups]
    return f"units {'; '.join(named)} of layer {layer} are identical"


def _listed(items: list[str]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _slope(activation: str, z: np.ndarray) -> np.ndarray:
    record = ACTIVATIONS[activation]
    with np.errstate(all="ignore"):
        slope: np.ndarray = record.slope(z, record.value(z))
        return slope
