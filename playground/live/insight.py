"""What the live view says about a run, as the headers of its messages have it."""

from math import isfinite
from typing import Any

import numpy as np

from playground.diagnosis.advice import MOST
from playground.diagnosis.findings import Finding
from playground.diagnosis.numbers import numbers
from playground.diagnosis.observer import Observer
from playground.diagnosis.rows import Outcome, Rows
from playground.engine.run import Run
from playground.live.ask import PlayerAsk
from playground.live.trail import Moment

_NOTHING = Finding("", None, "", "", (), "")


class Insight:
    """Looks at `run` once for each message, whatever number of frames is in it."""

    def __init__(self, run: Run):
        self._run, self._observer = run, Observer(run)
        self._rows: Rows | None = None  # needs memory for the net at all rows, so only if it is asked for
        self._counted = (0, 0)
        self._share: float | None = None

    def finding(self) -> dict[str, Any]:
        """What is going on, and `at`, the position of the run from which on it holds: the view shows it there.

        kind, sentence, why, lesson   texts; kind and sentence are empty if there is nothing to say
        since      epoch, or None
        actions    at most MOST changes of the experiment, each with label, values and restart
        ended      whether it says why training cannot go on
        stop       a sentence, if nothing changes any more and playing may end; else None
        """
        found, end = self._observer.look()
        said = found or _NOTHING
        return {
            "at": self._run.position,
            "kind": said.kind,
            "since": said.since,
            "sentence": said.sentence,
            "why": said.why,
            "actions": [action._asdict() for action in said.actions[:MOST]],
            "lesson": said.lesson,
            "ended": self._run.error is not None,
            "stop": end.sentence if end else None,
        }

    def asked(self, ask: PlayerAsk, moments: list[Moment]) -> tuple[dict[str, Any] | None, np.ndarray | None]:
        """The numbers of the last of these moments, and which rows are wrong at each, if they are asked for.

        The rows are bits, training rows first, (moments, bytes): 1 is wrong, the first row is the highest bit.
        """
        known = self._numbers(moments[-1]) if ask.numbers and moments else None
        flags = None
        if ask.errors and moments and self._run.config.task == "classification":
            flags = np.stack([np.packbits(self._read(moment).wrong) for moment in moments])
        return known, flags

    def _read(self, moment: Moment) -> Outcome:
        self._rows = self._rows or Rows(self._run.model)
        return self._rows.read(moment.snapshot)

    def _numbers(self, moment: Moment) -> dict[str, Any]:
        """The numbers of a moment, `at` its position. `clipped` is the share of clipped steps among those that were
        computed since the last numbers that had new steps; null without clipping."""
        before, self._counted = self._counted, self._run.clipping
        steps, clipped = (now - then for now, then in zip(self._counted, before, strict=True))
        if steps:
            self._share = clipped / steps
        found = numbers(self._run.model, moment.snapshot, self._read(moment))
        share = self._share if self._run.config.clip_norm else None
        return _legal({**found, "at": moment.position, "clipped": share})


def _legal(value: Any) -> Any:
    """`value` for JSON, which has no numbers that are not finite: they become null."""
    if isinstance(value, dict):
        return {key: _legal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_legal(item) for item in value]
    return None if isinstance(value, float) and not isfinite(value) else value
