"""What the live view says about a run, as the headers of its messages have it."""

from typing import Any

from playground.diagnosis.advice import MOST
from playground.diagnosis.findings import Finding
from playground.diagnosis.observer import Observer
from playground.engine.run import Run

_NOTHING = Finding("", None, "", "", (), "")


class Insight:
    """Looks at `run` once for each message, whatever number of frames is in it."""

    def __init__(self, run: Run):
        self._run, self._observer = run, Observer(run)

    def finding(self) -> dict[str, Any]:
        """What is going on, and `at`, the position of the run from which on it holds: the view shows it there.

        kind, sentence, why, lesson   texts; kind and sentence are empty if there is nothing to say
        since      epoch, or None
        actions    at most MOST changes of the experiment, each with label, values and restart
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
            "stop": end.sentence if end else None,
        }
