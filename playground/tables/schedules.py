"""Schedules: how the learning rate changes with the epoch. To add one, add one entry to `SCHEDULES`.

The current learning rate is rate · factor, constant within an epoch.
"""

from collections.abc import Callable
from math import cos, pi
from typing import Any, NamedTuple


class Schedule(NamedTuple):
    """`curve(epoch, **parameters)` -> factor in [0, 1] for epoch = 0, 1, 2, …

    `parameters` are the keyword arguments, each a field of Config; `period` and `warmup` in epochs.
    """

    label: str
    help: str
    formula: str
    curve: Callable[..., float]
    parameters: tuple[str, ...] = ()

    def factor(self, epoch: int, config: Any) -> float:
        """Call `curve` with its parameters taken from `config`."""
        return self.curve(epoch, **{name: getattr(config, name) for name in self.parameters})


def constant(epoch: int) -> float:
    return 1.0


def step(epoch: int, *, period: int, decay: float) -> float:
    return decay ** (epoch // period)


def cosine(epoch: int, *, period: int) -> float:
    return 0.5 * (1.0 + cos(pi * min(epoch / period, 1.0)))


def warmup_cosine(epoch: int, *, warmup: int, period: int) -> float:
    # (epoch + 1): the rate is not 0 at epoch 0, and the last epoch of the warm-up is the first of the cosine.
    return min((epoch + 1) / warmup, 1.0) * cosine(max(epoch + 1 - warmup, 0), period=period)


SCHEDULES: dict[str, Schedule] = {
    "constant": Schedule("Constant", "The learning rate does not change.", "1", constant),
    "step": Schedule(
        "Step",
        "Multiplies the learning rate by the decay factor after each period.",
        "decay^⌊epoch / period⌋",
        step,
        ("period", "decay"),
    ),
    "cosine": Schedule(
        "Cosine",
        "Lowers the rate to 0 along a cosine over the period, then stops (Loshchilov and Hutter 2017).",
        "½·(1 + cos(π·min(epoch / period, 1)))",
        cosine,
        ("period",),
    ),
    "warmup-cosine": Schedule(
        "Warm-up, then cosine",
        "Raises the rate linearly during the warm-up, then lowers it to 0 along a cosine over the period.",
        "min((epoch + 1) / warm-up, 1)·½·(1 + cos(π·min(max(epoch + 1 − warm-up, 0) / period, 1)))",
        warmup_cosine,
        ("warmup", "period"),
    ),
}
