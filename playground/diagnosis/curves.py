"""What the losses and scores of a run did over its epochs.

The loss after an epoch is noisy, because batches are drawn at random. σ, the standard deviation of one epoch about the
trend, says how much. So a level is the median of several epochs, and levels differ only if they differ by twice the
standard error of that difference.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

TRAIN, TEST, SCORES = 0, 1, [2, 3]
"""Columns of a history, in the order of Measures."""

LEVEL = 5
"""Epochs whose median is a level: a single bad epoch, and a second one, change nothing."""

RECENT = 20
"""Epochs from which the noise is measured."""

MEDIAN = 1.25
"""Standard error of the median of n values, in σ / √n."""

SURE = 2.0
"""Standard errors by which levels differ."""

SOLVED = 0.98
"""Accuracy, or R², of both sets from which a task counts as solved. Of 250 test points five may be wrong: on data
without noise those are points at the very border of two classes."""

LOST = 0.96
"""Score below which a solved task is solved no more. Lower than SOLVED, so that the sentence does not flicker."""

FALLS = 0.01
"""Share of the loss by which it falls, over the span that is looked at, to count as falling."""

LEAVES = 0.02
"""The same share for leaving a plateau. Larger than FALLS, so that the sentence does not flicker."""

KNOWN = 0.03
"""How well the fall must be known for a plateau to be stated, as a share of the loss: else the noise may hide one. Then
σ is at most 3.3 % of the loss, and what counts as near the plateau's level is within 7 %."""

JUMPS = 0.05
"""Share of the loss from which σ is worth a word, if neither a fall nor a plateau can be made out."""

AT_ONCE, DROPS = 10, 0.03
"""A fall by DROPS within AT_ONCE epochs ends a plateau at once, however long it was."""

SPAN, SHARE = 30, 3
"""The span that is looked at: at least SPAN epochs, and a third of the run, because a standstill of 30 epochs is
nothing after 3,000. Its later half is compared with its earlier half. A plateau, and the rise of the test loss in
over-fitting, have lasted so long, too, before they are stated: shorter ones often pass."""

MOST = 64
"""Most epochs of a half that are read."""

RISES = 1.25
"""Factor between the lowest test loss and the present one from which a net over-fits."""

OUTDOES = 1.5
"""Factor by which that rise is larger than any fall from one epoch to the next: else the next one may undo it."""

GROWS = 2.0
"""Factor between the first training loss and the present one from which a run is diverging."""

PEAK = 1.4
"""How far, in σ, the level of a plateau goes up and down: two and a half standard errors of a median of LEVEL."""

BLOCK = 256
"""Epochs that are read at once on the way back."""


def _median(values: np.ndarray) -> float:
    """The upper median. For few values a fifth of the time of `np.median`."""
    ordered = sorted(values.tolist())
    return float(ordered[len(ordered) // 2])


class Plateau(NamedTuple):
    """The loss has stayed near `level` since the epoch `since`."""

    since: int
    level: float


class Curves:
    """Reads the history of one run, `rows` (epochs + 1, 4), as it grows; `look` reads what is new.

    If the run has gone back and trained on, the last known row is another one, and all is read anew.
    """

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._read = 0  # rows read
        self._last = np.empty(0)
        self.solved: int | None = None
        self.best = self.lowest = 0
        self._reached: int | None = None
        self.plateau: Plateau | None = None

    def look(self, rows: np.ndarray) -> None:
        """Take the rows of the run's history, of which the last one is the present."""
        self.rows, self.epoch = rows, len(rows) - 1
        if len(rows) < self._read or (self._read and not np.array_equal(rows[self._read - 1], self._last)):
            self._forget()
        fresh = rows[self._read :]
        if len(fresh):
            self._follow_scores(fresh[:, SCORES].min(axis=1))
            self.best = self._lower(self.best, TEST)
            self.lowest = self._lower(self.lowest, TRAIN)
        self._read, self._last = len(rows), rows[-1].copy()
        self.noise = self._noise()
        self.now = self.level(TRAIN)
        self._follow_trend()

    def _lower(self, best: int, column: int) -> int:
        found = self._read + int(self.rows[self._read :, column].argmin())
        return found if self.rows[found, column] < self.rows[best, column] else best

    def level(self, column: int, epoch: int | None = None) -> float:
        """Median of the `LEVEL` epochs up to `epoch`, by default the present one; of fewer at the start."""
        end = (self.epoch if epoch is None else epoch) + 1
        return _median(self.rows[max(end - LEVEL, 0) : end, column])

    def _noise(self) -> float:
        """σ of the training loss of one epoch about the trend, from second differences: those of white noise have √6·σ,
        and the median of their absolute values is 0.6745 of that. A steady fall has none."""
        values = self.rows[-RECENT:, TRAIN]
        if len(values) < LEVEL:
            return 0.0
        bend = _median(np.abs(values[2:] - 2.0 * values[1:-1] + values[:-2]))
        return bend / (0.6745 * math.sqrt(6.0))

    def _follow_scores(self, scores: np.ndarray) -> None:
        """Find out, from the lower scores (epochs,) that are new, whether the task is solved, and since when."""
        reached, lost = np.flatnonzero(scores >= SOLVED), np.flatnonzero(scores < LOST)
        if self._reached is None and len(reached):
            self._reached = self._read + int(reached[0])
        if len(lost) and (not len(reached) or lost[-1] > reached[-1]):
            self.solved = None
        elif len(reached) and (self.solved is not None or self._holds()):
            self.solved = self._reached

    def _holds(self) -> bool:
        """Whether most of the last `LEVEL` epochs reach the bar: a single one may be luck."""
        return _median(-self.rows[-LEVEL:, SCORES].min(axis=1)) <= -SOLVED

    # -- the training loss --------------------------------------------------------------------------------

    def fell(self, span: int) -> float:
        """How far the level of the training loss fell over the last `span` epochs."""
        return self.level(TRAIN, max(self.epoch - span, 0)) - self.now

    def _follow_trend(self) -> None:
        size = abs(self.now)
        earlier, later, error = self._halves()
        fall = earlier - later
        # After a single peak the loss falls, too, but only to where it was.
        dips = self.fell(AT_ONCE) > max(DROPS * size, 2.0 * self.noise) and self.now < earlier
        started = self.epoch >= 2 * LEVEL  # before that, σ is a guess from a few epochs
        if self.plateau and (dips or fall > max(LEAVES * size, error) or not self.settled):
            self.plateau = None
        elif not self.plateau and self.epoch >= SPAN + LEVEL and not dips and self.settled:
            flat = fall <= FALLS * size and abs(fall) + error <= KNOWN * size
            self.plateau = self._since(later) if flat else None
        self.falling = started and not self.plateau and (dips or fall > max(FALLS * size, error))
        self.jumping = self.epoch >= SPAN and not self.plateau and not self.falling and self.noise > JUMPS * size

    @property
    def _span(self) -> int:
        return max(SPAN, self.epoch // SHARE)

    def _halves(self) -> tuple[float, float, float]:
        """The medians of the earlier and of the later half of the span, and `SURE` standard errors of their
        difference."""
        half = min(self._span, self.epoch + 1) // 2
        if not half:
            return self.now, self.now, 0.0
        step = -(-half // MOST)
        later = self.rows[-half:, TRAIN][::-step]
        earlier = self.rows[-2 * half : -half, TRAIN][::-step]
        return _median(earlier), _median(later), SURE * MEDIAN * self.noise * (2.0 / len(later)) ** 0.5

    def _since(self, level: float) -> Plateau | None:
        """The plateau at this level, as far back as it goes; None if it is shorter than the span."""
        near = LEAVES * abs(level) + PEAK * self.noise
        read, since = BLOCK, 0
        while True:
            start = max(self.epoch + 1 - read, 0)
            levels = np.median(sliding_window_view(self.rows[start:, TRAIN], LEVEL), axis=1)
            away = np.flatnonzero(np.abs(levels - level) > near)  # below it, too: the loss has been lower, and rose
            if len(away):
                since = start + int(away[-1]) + LEVEL // 2 + 1  # the middle of the last window that is away
            if len(away) or start == 0:
                return Plateau(since, level) if self.epoch - since >= self._span else None
            read *= 4

    @property
    def settled(self) -> bool:
        """Whether the training loss does not rise either."""
        return self.fell(AT_ONCE) > -max(0.1 * abs(self.now), 4.0 * self.noise)

    def first(self, holds: Callable[[np.ndarray], np.ndarray]) -> int:
        """The first epoch since which a condition on rows holds without a gap; the next one if it does not hold."""
        end = self.epoch + 1
        while end > 0:
            start = max(end - BLOCK, 0)
            broken = np.flatnonzero(~holds(self.rows[start:end]))
            if len(broken):
                return start + int(broken[-1]) + 1
            end = start
        return 0

    # -- training and test --------------------------------------------------------------------------------

    @property
    def overfits(self) -> bool:
        """Whether the test loss has risen since the best epoch, for at least the span, while the training loss fell."""
        best, epoch = self.best, self.epoch
        if epoch - best < self._span:
            return False
        lowest, now = self.level(TEST, best + 2), self.level(TEST)
        if now < RISES * lowest or now - lowest < OUTDOES * self._largest_fall(TEST, best):
            return False
        return self.now < 0.97 * self.level(TRAIN, best + 2)

    def _largest_fall(self, column: int, since: int) -> float:
        """The largest fall from one epoch to the next since then, among the last BLOCK epochs."""
        values = self.rows[max(since, self.epoch - BLOCK) :, column]
        return float((values[:-1] - values[1:]).max())

    @property
    def diverges(self) -> bool:
        """Whether the training loss is far above its first value."""
        return self.epoch >= LEVEL and self.now > GROWS * float(self.rows[0, TRAIN])

    @property
    def unchanged(self) -> int:
        """Since which epoch the losses have had exactly these values."""
        row = self.rows[-1, [TRAIN, TEST]]
        if self.epoch and (self.rows[-2, [TRAIN, TEST]] != row).any():
            return self.epoch
        return self.first(lambda rows: (rows[:, [TRAIN, TEST]] == row).all(axis=1))
