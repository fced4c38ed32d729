"""The moments of a run that can be returned to: those of recent frames, and the last one of a run that was replaced."""

from collections import OrderedDict
from typing import NamedTuple

from playground.config import Config
from playground.engine.state import State

LONGEST = 64
BYTES = 2**25
LEAST = 16
"""Limits on the moments of a trail: more than a browser ever holds frames, but for large nets no more than fit into
BYTES, and at least LEAST."""

LEFT_BYTES = 2**23
"""Limit on the moments of a run that was replaced, of which one is always kept. It also keeps its history, which has
32 bytes per epoch."""


class Moment(NamedTuple):
    """Everything needed to show a frame again, or to continue training from it."""

    position: float
    statistics: tuple[float, ...]
    snapshot: State

    @property
    def nbytes(self) -> int:
        """Memory in bytes, without what all moments of a run share."""
        return self.snapshot.progress.arrays.nbytes


class Trail(OrderedDict[float, Moment]):
    """The moments of the last frames by position, the last one at the end."""

    def add(self, moment: Moment) -> None:
        """Add a moment at the end, and remove the first one if there are too many."""
        self[moment.position] = moment
        if len(self) > min(LONGEST, max(LEAST, BYTES // moment.nbytes)):
            self.popitem(last=False)

    def cut(self, position: float) -> None:
        """Remove all moments after this position, which is in the trail."""
        while next(reversed(self)) > position:
            self.popitem()


class Left(NamedTuple):
    """A run that another one has replaced: its Config, its last generation, and its moments from one frame on."""

    config: Config
    gen: int
    moments: tuple[Moment, ...]

    @classmethod
    def of(cls, config: Config, gen: int, trail: Trail, position: float) -> "Left":
        """The run of this trail, which has shown the frame at `position` and perhaps some after it."""
        moments = [moment for moment in trail.values() if moment.position >= position] or [*trail.values()][-1:]
        return cls(config, gen, tuple(moments[: max(1, LEFT_BYTES // moments[0].nbytes)]))

    def at(self, position: float) -> Moment:
        """The last moment that is not after `position`, or the first one."""
        return next((moment for moment in reversed(self.moments) if moment.position <= position), self.moments[0])

    @property
    def label(self) -> dict[str, int]:
        """What the browser is told of it."""
        return {"gen": self.gen, "epoch": int(self.moments[0].position)}
