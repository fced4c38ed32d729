"""The observer of one run."""

from functools import cache

from playground.diagnosis import lines, units
from playground.diagnosis.curves import Curves
from playground.diagnosis.facts import Facts
from playground.diagnosis.findings import Finding, find
from playground.diagnosis.standstill import Standstill, standstill
from playground.engine.run import Run


class Observer:
    """Watches `run`: call `look` after some epochs of training, also after the run has gone back."""

    def __init__(self, run: Run):
        self._run, self._curves = run, Curves()
        self._twins = units.twins(run)
        self._started_alike = self._twins is not None
        self._least = cache(lambda: lines.best(run.model) if lines.is_linear(run.model) else None)

    def look(self) -> tuple[Finding | None, Standstill | None]:
        """What is going on now, and whether nothing changes any more."""
        self._curves.look(self._run.history.rows)
        if self._started_alike:  # units that differ at the start do not become identical
            self._twins = units.twins(self._run)
        facts = Facts(self._run, self._curves, self._twins, self._least)
        return find(facts), standstill(facts)
