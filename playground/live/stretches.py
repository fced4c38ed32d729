"""Training from one frame to the next, in the time that an answer may take."""

import sys
from time import perf_counter

from playground.engine.run import Run
from playground.live.ask import PlayerAsk

BUDGET = 0.08
"""Seconds that one answer may take; a chunk is cut short rather than let the browser wait."""

PART = 0.02
"""Seconds of training in one go, where a whole epoch would take longer than an answer may."""

LAST_EPOCH = 500_000
"""A run ends here, so that a page left playing does not fill the memory with its history: 16 MB by now."""


class Stretches:
    """Trains `run` a stretch at a time, and knows how long its batches take."""

    def __init__(self, run: Run):
        self._run = run
        self.forget()

    def forget(self) -> None:
        """The rules have changed: nobody knows how long a batch takes now."""
        self._batch_takes: float | None = None  # seconds, lately

    @property
    def error(self) -> str | None:
        """Why the run goes no further, in one sentence with advice; None while it can."""
        if self._run.epoch >= LAST_EPOCH:
            return f"This is epoch {LAST_EPOCH:,}, and a run ends here. Reset it, or change the data or the net."
        return self._run.error

    def train(self, ask: PlayerAsk, parts: int, end: float) -> None:
        """Train as far as the next frame, or until the answer is due: at least one batch.

        With `parts` an epoch has so many frames, as evenly spaced as its batches allow. An epoch that takes longer than
        an answer may is shown in other parts, except when it is asked for alone, as a step.
        """
        if ask.unit == "time":
            self._train_for(sys.maxsize, None, False, min(end, perf_counter() + ask.count / 1000.0))
        elif ask.unit == "batch":
            self._train_for(ask.count, 1, True, end)
        elif parts > 1 and ask.count == 1:
            self._train_for(1, self._batches_to_part(parts), False, end)
        else:
            self._train_for(ask.count, None, ask.n == 1, end)

    def _train_for(self, times, batches, whole, end):
        """So many times as far as `batches`, or to the end of an epoch where that is None; or until `end`."""
        run = self._run
        for _ in range(times):
            epoch, left = run.epoch, batches
            while run.epoch == epoch and left != 0:
                if self.error:
                    return
                done = self._go_on(left, whole)
                left = left and left - done
                if perf_counter() >= end:
                    return

    def _batches_to_part(self, parts):
        """Batches to the next of the moments that divide an epoch into so many parts."""
        batches, left = self._run.batches, self._run.batches_left
        done = max(0, batches - left)  # the batches were smaller when the epoch began, if more are left than it has
        part = -(-(done + 1) * parts // batches)
        return part * batches // parts - done

    def _go_on(self, batches, whole):
        """So many batches, or to the end of the epoch; fewer if that is too long, unless `whole`. Gives how many."""
        run, began, left = self._run, perf_counter(), self._run.batches_left
        wanted = min(left, batches or left)
        if not whole:
            if self._batch_takes is None:
                wanted = 1  # of another net or other rules nobody knows yet how long they take
            elif wanted * self._batch_takes > BUDGET:
                wanted = max(1, int(PART / self._batch_takes))
        if wanted == left:
            run.advance()
        else:
            run.advance_batches(wanted)
        self._batch_takes = (perf_counter() - began) / wanted
        return wanted
