"""What the findings ask about a run at one moment; each fact is computed when it is first asked for."""

from collections.abc import Callable
from functools import cached_property

from playground.config import Config
from playground.diagnosis import lines, units
from playground.diagnosis.curves import TRAIN, Curves
from playground.engine.run import Run
from playground.tables.schedules import SCHEDULES

ENDED = 1e-3
"""Share of the rate below which a schedule has run it down: a step is then a thousandth of what it was."""

NONE = 1e-12
"""Norm of the gradient that counts as 0: a step of it is lost in the rounding of weights of ordinary size."""

UNCHANGED = 3
"""Epochs without any change of the losses after which the gradient of the last batch speaks for all batches."""

CLOSE, AWAY = 0.02, 0.2
"""Shares by which the training loss is above the least one: once for "cannot do better" to be said, and from then on,
so that the sentence does not flicker with the noise."""

Twins = tuple[int, int] | None
"""(layer, units) of a hidden layer whose units are all identical."""


class Facts:
    """`run` at its present epoch, with the `curves` that have read its history, and the layer whose units are `twins`.
    `least` returns the optimum of a net that is linear in its features."""

    def __init__(self, run: Run, curves: Curves, twins: Twins, least: Callable[[], lines.Best | None]):
        self.run, self.curves, self.twins, self._least = run, curves, twins, least
        self.config: Config = run.config
        self.epoch = run.epoch

    @cached_property
    def dead(self) -> list[tuple[int, int, int]]:
        """(layer, units, dead units) of each hidden layer, layers from 1 on."""
        return [
            (layer, *pair) for layer, pair in enumerate(zip(self.config.hidden, units.dead(self.run), strict=True), 1)
        ]

    @property
    def blocked(self) -> bool:
        """Whether batch normalization keeps the run from training."""
        return bool(self.run.error and self.config.batch_norm and self.config.hidden and self.config.batch_size == 1)

    @property
    def still(self) -> int | None:
        """The epoch since which the gradient has been 0; None if it is not."""
        if self.epoch < UNCHANGED or self.run.gradient_norm > NONE:
            return None
        since = self.curves.unchanged
        return since if self.epoch - since >= UNCHANGED else None

    @property
    def ended(self) -> int | None:
        """The epoch since which the schedule has kept the rate below `ENDED` of the full one; None before that."""
        if self._factor(self.epoch) > ENDED or self._factor(self.epoch + 1) > self._factor(self.epoch):
            return None
        low, high = 0, self.epoch  # the factor falls from the peak on: search the last rise above ENDED by halves
        if self.config.schedule == "warmup-cosine":
            low = min(self.config.warmup, high)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._factor(middle) <= ENDED else (middle + 1, high)
        return low or None

    def _factor(self, epoch: int) -> float:
        return SCHEDULES[self.config.schedule].factor(epoch, self.config)

    @cached_property
    def bound(self) -> lines.Best | None:
        """The optimum of this net if it is linear in its features and as good as that; else None."""
        if self.epoch < 1 or not self.config.features:
            return None
        least = self._least()
        if least is None or self.curves.now > (1.0 + AWAY) * least.loss:
            return None
        reached = self.curves.rows[self.curves.lowest, TRAIN] <= (1.0 + CLOSE) * least.loss
        return least if reached else None

    @property
    def straight(self) -> bool:
        """Whether every feature is straight, so that a linear net draws a line."""
        return set(self.config.features) <= lines.STRAIGHT

    @property
    def loss(self) -> float:
        """Training loss of the present epoch."""
        return float(self.curves.rows[-1, TRAIN])
