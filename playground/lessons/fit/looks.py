"""What several nets say over the square, as the values of a Map."""

import numpy as np

from playground.data import Data
from playground.engine.build import Machine
from playground.live.maps import shares, signed, winners
from playground.scene.panels import Map, Style
from playground.study.boundaries import Crowd
from playground.study.contours import with_gaps

GHOSTS = 12
"""Boundaries drawn over one another; more of them are a blot."""

ELEMENTS = 2_000_000
"""Units × places × nets of one picture, about 10 ms of work."""

GHOST, WHOLE = 0, 1
STYLES = (Style("single nets", "quiet", width=1.0), Style("all together", "ink", width=2.5))


class Look:
    """Maps of up to `most` nets of one layout: their mean prediction as colours, and each one's boundary as a line."""

    def __init__(self, machine: Machine, most: int = GHOSTS, cells: int = 40):
        rows = max(1, machine.layout.rows)
        self.count = max(1, min(most, ELEMENTS // (rows * (cells + 1) ** 2)))
        self.machine = machine
        self._crowd = Crowd(machine, self.count, cells)

    def values(self, theta: np.ndarray, running: np.ndarray, lines: bool = True) -> dict:
        """Field and paths of the first nets of theta (K, P), as many as are drawn."""
        many = min(len(theta), self.count)
        shown = np.minimum(np.arange(self.count), many - 1)  # the crowd has a fixed size: the last one stands in
        outputs = self._crowd.outputs(theta[shown], running[shown] if running.ndim == 3 else running)[:many]
        values = {"field": self._field(outputs)}
        if lines:
            ghosts = [line for net in self._crowd.boundaries(outputs) for line in net]
            values["paths"] = with_gaps(ghosts, GHOST)
        return values

    def _field(self, outputs):
        """Mean prediction in the middle of each cell, row 0 on top."""
        with np.errstate(all="ignore"):
            said = self.machine.head.probabilities(outputs.reshape(*outputs.shape[:2], -1))
        nodes = outputs.shape[-1]
        finite = np.isfinite(said).all(axis=(1, 2))
        mean = said[finite].mean(axis=0) if finite.any() else np.full(said.shape[1:], 0.0)
        at = mean.reshape(-1, nodes, nodes)[:, ::-1]
        cells = (at[:, 1:, 1:] + at[:, 1:, :-1] + at[:, :-1, 1:] + at[:, :-1, :-1]) / 4
        if self.machine.regression:
            return signed(cells[0])
        return shares(cells[1]) if len(cells) == 2 else winners(cells)


def map_panel(name: str, machine: Machine, **more) -> Map:
    """The panel for these values."""
    if machine.regression:
        return Map(name, colours="signed", classes=1, styles=STYLES, **more)
    return Map(name, classes=machine.classes, styles=STYLES, **more)


def points(data: Data) -> np.ndarray:
    """(n, 3) the training points with their class or target."""
    return np.column_stack([data.x_train, data.y_train])
