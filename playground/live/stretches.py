"""Training from one frame to the next, within the time limit of an answer."""

import sys
from time import perf_counter

from playground.engine.run import Run
from playground.live.ask import PlayerAsk

BUDGET = 0.08
"""Seconds that one answer may take; a chunk is cut short rather than delayed."""

PART = 0.02
"""Seconds of training at a time if a whole epoch takes longer than BUDGET."""

LAST_EPOCH = 500_000
"""The last epoch of a run, so that a page that plays forever does not fill the memory. The history then has 16 MB."""


class Stretches:
    """Trains `run` in stretches, and measures how long its batches take."""

    def __init__(self, run: Run):
        self._run = run
        self.forget()

    def forget(self) -> None:
        """Discard the measured time, because a setting changed."""
        self._batch_takes: float | None = None  # seconds per batch, measured last

    @property
    def error(self) -> str | None:
        """Why the run cannot continue, in one sentence with advice; None while it can."""
        if self._run.epoch >= LAST_EPOCH:
            return f"Training ends at epoch {LAST_EPOCH:,}. Reset it, or change the data or the network."
        return self._run.error

    def train(self, ask: PlayerAsk, parts: int, end: float) -> None:
        """Train until the next frame or until the time `end`, but at least one batch.

        An epoch gets `parts` frames, spaced as evenly as its batches allow. An epoch that takes longer than BUDGET is
        divided in other parts.
        """
        if ask.unit == "time":
            self._train_for(sys.maxsize, None, min(end, perf_counter() + ask.count / 1000.0))
        elif ask.unit == "batch":
            self._train_for(ask.count, 1, end)
        elif ask.unit == "step":
            self._train_for(1, None, end)
        elif parts > 1 and ask.count == 1:
            self._train_for(1, self._batches_to_part(parts), end)
        else:
            self._train_for(ask.count, None, end)

    def _train_for(self, times, batches, end):
        """Train `times` × `batches` batches, or `times` epochs if that is None; stop at the time `end`."""
        run = self._run
        for _ in range(times):
            epoch, left = run.epoch, batches
            while run.epoch == epoch and left != 0:
                if self.error:
                    return
                done = self._go_on(left)
                left = left and left - done
                if perf_counter() >= end:
                    return

    def _batches_to_part(self, parts):
        """Number of batches until the next of the points that divide an epoch into `parts`."""
        batches, left = self._run.batches, self._run.batches_left
        done = max(0, batches - left)  # more are left than an epoch has if batch_size was increased during the epoch
        part = -(-(done + 1) * parts // batches)
        return part * batches // parts - done

    def _go_on(self, batches):
        """Train `batches` batches, or to the end of the epoch; fewer if that takes too long.

        Returns the number of batches.
        """
        run, began, left = self._run, perf_counter(), self._run.batches_left
        wanted = min(left, batches or left)
        if self._batch_takes is None:
            wanted = 1  # the time per batch is not known yet
        elif wanted * self._batch_takes > BUDGET:
            wanted = max(1, int(PART / self._batch_takes))
        if wanted == left:
            run.advance()
        else:
            run.advance_batches(wanted)
        self._batch_takes = (perf_counter() - began) / wanted
        return wanted
