"""Test functions of two variables on which optimizers are compared.

Adding one is one entry in `TERRAINS`. Value and gradient are formulas in x and y, arrays of the same shape.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from playground.engine.tape import Tape
from playground.study.race import ENTRANTS, EffectiveSteps, Entry, PerReplica

STEEP = 25.0
"""Condition number of the ravine: curvature across it divided by curvature along it."""


class Terrain(NamedTuple):
    """A surface z = value(x, y), with gradient(x, y) -> (dz/dx, dz/dy).

    box     the region shown: (low x, high x, low y, high y)
    start   an instructive starting point; goals: the lowest points, all equally low
    view    the angles of the 3D view in radians: rotation and tilt
    log     whether heights are shown on a log scale
    rates   by optimizer, learning rates that make progress within 300 steps; for others, see `usual_rate`
    """

    label: str
    help: str
    formula: str
    value: Callable[[np.ndarray, np.ndarray], np.ndarray]
    gradient: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
    box: tuple[float, float, float, float]
    start: tuple[float, float]
    goals: tuple[tuple[float, float], ...]
    view: tuple[float, float] = (-0.8, 0.8)
    log: bool = False
    rates: Mapping[str, float] = {}


TERRAINS: dict[str, Terrain] = {
    "ravine": Terrain(
        "Ravine",
        "Steep across, flat along: plain descent swings from wall to wall, or creeps.",
        "½·(x² + 25·y²)",
        value=lambda x, y: 0.5 * (x * x + STEEP * y * y),
        gradient=lambda x, y: (x, STEEP * y),
        box=(-5.0, 5.0, -5.0, 5.0),
        start=(-4.5, 3.0),
        goals=((0.0, 0.0),),
        view=(-0.98, 0.75),
        rates={"sgd": 0.05, "momentum": 0.01, "nesterov": 0.01, "adagrad": 0.5, "rmsprop": 0.05, "adam": 0.1},
    ),
    "saddle": Terrain(
        "Saddle",
        "Down to the middle one way, down from it the other: in the middle the gradient vanishes.",
        "½·x² − ½·y² + ¼·y⁴",
        value=lambda x, y: 0.5 * x * x - 0.5 * y * y + 0.25 * y * y * y * y,
        gradient=lambda x, y: (x, y * y * y - y),
        box=(-2.2, 2.2, -2.2, 2.2),
        start=(-2.0, 0.001),
        goals=((0.0, -1.0), (0.0, 1.0)),
        view=(-1.15, 0.75),
        rates={"sgd": 0.1, "momentum": 0.02, "nesterov": 0.02, "adagrad": 0.2, "rmsprop": 0.05, "adam": 0.05},
    ),
    "rosenbrock": Terrain(
        "Rosenbrock",
        "A curved valley: easy to reach, slow to follow to its minimum (Rosenbrock 1960).",
        "(1 − x)² + 100·(y − x²)²",
        value=lambda x, y: (1.0 - x) ** 2 + 100.0 * (y - x * x) ** 2,
        gradient=lambda x, y: (-2.0 * (1.0 - x) - 400.0 * x * (y - x * x), 200.0 * (y - x * x)),
        box=(-2.0, 2.0, -1.0, 3.0),
        start=(-1.2, 1.0),
        goals=((1.0, 1.0),),
        view=(-0.3, 1.1),
        log=True,
        rates={"sgd": 0.002, "momentum": 0.001, "nesterov": 0.001, "adagrad": 0.8, "rmsprop": 0.01, "adam": 0.1},
    ),
    "himmelblau": Terrain(
        "Himmelblau",
        "Four minima, all of them 0: the start decides which one is reached (Himmelblau 1972).",
        "(x² + y − 11)² + (x + y² − 7)²",
        value=lambda x, y: (x * x + y - 11.0) ** 2 + (x + y * y - 7.0) ** 2,
        gradient=lambda x, y: (
            4.0 * x * (x * x + y - 11.0) + 2.0 * (x + y * y - 7.0),
            2.0 * (x * x + y - 11.0) + 4.0 * y * (x + y * y - 7.0),
        ),
        box=(-6.0, 6.0, -6.0, 6.0),
        start=(-0.3, -0.9),
        goals=((3.0, 2.0), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)),
        view=(0.7, 0.8),
        log=True,
        rates={"sgd": 0.01, "momentum": 0.002, "nesterov": 0.002, "adagrad": 0.5, "rmsprop": 0.05, "adam": 0.1},
    ),
}

LOST = 1e8
"""An optimizer with a larger coordinate than this has diverged."""


class Descent(NamedTuple):
    """The paths of K optimizers on a terrain, from step 0 (the start).

    places (steps + 1, K, 2), heights (steps + 1, K), slopes (steps, K, 2): the gradients given to the rules, and
    moved (steps, K, 2): |η·direction| of each step. A path is NaN once it is beyond `LOST`.
    """

    places: np.ndarray
    heights: np.ndarray
    slopes: np.ndarray
    moved: np.ndarray

    def effective(self) -> np.ndarray:
        """(steps, K, 2) effective steps: see study.race.EffectiveSteps."""
        effective = EffectiveSteps()
        return np.stack([effective.note(step, slope) for step, slope in zip(self.moved, self.slopes, strict=True)])


def descend(
    terrain: Terrain, entries: Sequence[Entry], start: tuple[float, float], steps: int, noise: np.ndarray | None = None
) -> Descent:
    """`steps` steps from `start` for each entry, with the rules of the optimizer table.

    `noise` (steps, 2) is added to the gradient of each step, the same for all entries, to imitate mini-batches.
    """
    K, per_replica = len(entries), PerReplica(tuple(entry.rule for entry in entries))
    rates = np.array([entry.rate for entry in entries])[:, None]
    theta = np.tile(np.asarray(start, dtype=float), (K, 1))
    push, clock = np.zeros(2), np.empty(per_replica.clock(np.ones(1)).shape[-1])
    grad, step = np.zeros((K, 2)), np.zeros((K, 2))
    tape = Tape()
    here, slope = tape.watch(theta), tape.watch(grad)
    for k, part in enumerate(terrain.gradient(here[:, 0], here[:, 1])):
        slope[:, k][...] = part
    slope += push
    ticks = tuple(tape.watch(clock[k : k + 1].reshape(())) for k in range(len(clock)))
    memory = (tape.watch(m) for m in np.zeros((per_replica.memory, K, 2)))
    tape.watch(step)[...] = rates * per_replica.step(slope, *memory, clock=ticks)
    here -= step

    path, grads, moved = np.empty((steps + 1, K, 2)), np.empty((steps, K, 2)), np.empty((steps, K, 2))
    path[0] = theta
    with np.errstate(all="ignore"):  # diverged entries
        for t, times in enumerate(per_replica.clock(np.arange(1, steps + 1))):
            clock[...] = times
            if noise is not None:
                push[...] = noise[t]
            tape.play()
            path[t + 1], grads[t], moved[t] = theta, grad, step
        lost = np.logical_or.accumulate(~(np.abs(path) < LOST).all(axis=2), axis=0)
        path[lost] = np.nan
        moved[lost[1:]] = np.nan
        return Descent(path, terrain.value(path[..., 0], path[..., 1]), grads, np.abs(moved))


RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)


@cache
def usual_rate(terrain: str, rule: str) -> float:
    """The terrain's rate for a rule of `ENTRANTS`; without one, the rate of `RATES` with the lowest result."""
    own = TERRAINS[terrain]
    rule = "adam" if rule == "adam-raw" else rule  # with and without correction are compared at one rate
    if rule in own.rates:
        return own.rates[rule]
    heights = descend(own, [Entry(ENTRANTS[rule](), rate) for rate in RATES], own.start, 300).heights[-1]
    return RATES[int(np.where(np.isnan(heights), np.inf, heights).argmin())]
