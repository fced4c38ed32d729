"""Schedules: how the learning rate changes with the epoch. Adding one is one entry in `SCHEDULES`.

The rate in force is rate · factor, constant within an epoch.
"""

from collections.abc import Callable
from math import cos, pi
from typing import Any, NamedTuple


class Schedule(NamedTuple):
    """`curve(epoch, **parameters)` -> factor in [0, 1] for the whole numbers epoch = 0, 1, 2, …

    `parameters` are the keyword arguments, each a field of Config; `period` and `warmup` in epochs.
    """

    label: str
    help: str
    formula: str
    curve: Callable[..., float]
    parameters: tuple[str, ...] = ()

    def factor(self, epoch: int, config: Any) -> float:
        """`curve` with its parameters taken from the attributes of `config`."""
        return self.curve(epoch, **{name: getattr(config, name) for name in self.parameters})


def constant(epoch: int) -> float:
    return 1.0


def step(epoch: int, *, period: int, decay: float) -> float:
    return decay ** (epoch // period)


def cosine(epoch: int, *, period: int) -> float:
    return 0.5 * (1.0 + cos(pi * min(epoch / period, 1.0)))


def warmup_cosine(epoch: int, *, warmup: int, period: int) -> float:
    # (epoch + 1): at epoch 0 the net already learns, and the last epoch of the warm-up is the first of the cosine.
    return min((epoch + 1) / warmup, 1.0) * cosine(max(epoch + 1 - warmup, 0), period=period)


SCHEDULES: dict[str, Schedule] = {
    "constant": Schedule("Constant", "The rate stays as it is.", "1", constant),
    "step": Schedule(
        "Step",
        "Multiplies the rate by the decay each time the period is over.",
        "decay^⌊epoch / period⌋",
        step,
        ("period", "decay"),
    ),
    "cosine": Schedule(
        "Cosine",
        "Lets the rate glide to 0 over the period; after it nothing moves (Loshchilov and Hutter 2017).",
        "½·(1 + cos(π·min(epoch / period, 1)))",
        cosine,
        ("period",),
    ),
    "warmup-cosine": Schedule(
        "Warm-up, then cosine",
        "Raises the rate from near 0 over the warm-up, then lets it glide to 0 over the period.",
        "min((epoch + 1) / warm-up, 1)·½·(1 + cos(π·min(max(epoch + 1 − warm-up, 0) / period, 1)))",
        warmup_cosine,
        ("warmup", "period"),
    ),
}
