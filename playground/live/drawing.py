"""Draws the frames of a run for the live view."""

from collections.abc import Sequence

import numpy as np

from playground.engine.run import Run
from playground.live.frames import frame_type
from playground.live.maps import GRID, TILE, Maps
from playground.live.trail import Moment

Focus = tuple[int, int] | None
"""The unit whose large map is wanted, as in PlayerAsk."""


def single(values: Sequence[float] | np.ndarray) -> np.ndarray:
    """As float32; larger values (a run about to diverge) become infinite."""
    with np.errstate(over="ignore"):
        return np.asarray(values).astype("<f4")


class Drawing:
    """Frames of `run` at its moments."""

    def __init__(self, run: Run):
        self._run, self.maps = run, Maps(run.model)

    def moment(self) -> Moment:
        """The present state of the run."""
        run = self._run
        statistics = (*run.measures, run.rate, run.penalty, run.gradient_norm)
        return Moment(run.position, statistics, run.snapshot())

    def frame_type(self, focus: Focus) -> np.dtype:
        """The layout of the frames with this focus."""
        weights, maps = self._run.layout.layers[-1].weights.stop, self.maps
        return frame_type(weights, sum(maps.shown), TILE, GRID, leads=maps.leads, focused=focus is not None)

    def draw(self, moment: Moment, focus: Focus = None, first: tuple[int, ...] = ()) -> np.ndarray:
        """The frame of a moment; `first` as in `Maps.draw`."""
        frame = np.zeros((), self.frame_type(focus))
        frame["position"] = moment.position
        frame["statistics"] = moment.statistics
        theta, running = moment.snapshot.theta, moment.snapshot.running
        frame["weights"] = single(self._run.layout.weights(theta))
        self.maps.draw(theta, running, focus, frame, first)
        return frame
