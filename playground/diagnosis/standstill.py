"""Whether nothing changes any more, so that playing on shows nothing new.

Never on a plateau, which a run may leave: only if the parameters cannot change, or the task is solved and every number
on the screen has stood still for half of the run.
"""

from typing import NamedTuple

import numpy as np

from playground.diagnosis.curves import SCORES, TEST, TRAIN
from playground.diagnosis.facts import Facts

EXACTLY = 100
"""Epochs with exactly the same losses, while the gradient or the rate is 0."""

SHOWN, SHARE = 500, 2
"""Epochs with the same shown digits of a solved task: at least SHOWN, and half of the run. The loss of a run that still
learns falls at least like 1 / epoch, so over half of a run it halves."""

DIGIT = 0.0005
"""Half of the last digit that the screen shows of a loss or a score."""

SMALL, PART = 0.001, 0.05
"""Below SMALL the screen shows two significant digits of a loss: half of the last one is at most PART of it."""


class Standstill(NamedTuple):
    """Nothing has changed since the epoch `since`."""

    since: int
    sentence: str


def standstill(facts: Facts) -> Standstill | None:
    """Since when nothing has changed; None while something may."""
    since = _since(facts)
    if since is None:
        return None
    return Standstill(since, f"Stopped: nothing has changed since epoch {since:,}.")


def _since(facts: Facts) -> int | None:
    curves, epoch = facts.curves, facts.epoch
    if facts.still is not None or (facts.run.rate == 0.0 and epoch):
        since = curves.unchanged
        return since if epoch - since >= EXACTLY else None
    span = max(SHOWN, epoch // SHARE)
    if curves.solved is None or epoch < span or curves.solved > epoch - span:
        return None
    rows = curves.rows[-span - 1 :]
    if (np.ptp(rows[:, SCORES], axis=0) >= DIGIT).any():
        return None
    now = rows[-1, [TRAIN, TEST]]
    bands = np.where(now < SMALL, PART * now, DIGIT)
    return epoch - span if (np.ptp(rows[:, [TRAIN, TEST]], axis=0) <= bands).all() else None
