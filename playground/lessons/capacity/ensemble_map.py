"""The predictions of several nets over the square, as the values of a Map."""

import numpy as np

from playground.data import Data
from playground.engine.model import Model
from playground.lessons.grid import answers
from playground.scene.panels import Map, Style
from playground.study.boundaries import EnsembleGrid
from playground.study.contours import with_gaps

GHOSTS = 12
"""Largest number of boundaries drawn over one another that is legible."""

ELEMENTS = 2_000_000
"""Units × places × nets per frame, about 10 ms of work."""

GHOST, WHOLE = 0, 1


class EnsembleMap:
    """Maps of up to `most` nets with one layout: the mean prediction as colors, and each net's boundary as a line."""

    def __init__(self, model: Model, most: int = GHOSTS, cells: int = 40):
        rows = max(1, model.layout.rows)
        self.count = max(1, min(most, ELEMENTS // (rows * (cells + 1) ** 2)))
        self.model = model
        self._grid = EnsembleGrid(model, self.count, cells)

    def values(self, theta: np.ndarray, running: np.ndarray) -> dict:
        """Field and paths of the first nets of theta (K, P): the boundary of each, and that of the mean."""
        outputs = self._outputs(theta, running)
        mean = self._mean(outputs)
        if len(outputs) == 1:  # scores, since all probabilities may round to 0 or 1
            return {"field": self._field(mean), "paths": with_gaps(self.ghosts(outputs), WHOLE)}
        ghosts = self.ghosts(outputs)
        whole = self._grid.boundaries(self._towards_second(mean)[None])[0]
        styles = [GHOST] * len(ghosts) + [WHOLE] * len(whole)
        return {"field": self._field(mean), "paths": with_gaps([*ghosts, *whole], styles)}

    def boundaries(self, theta: np.ndarray, running: np.ndarray) -> list[np.ndarray]:
        """The boundaries of these nets only."""
        return self.ghosts(self._outputs(theta, running))

    def ghosts(self, outputs):
        return [line for net in self._grid.boundaries(outputs) for line in net]

    def _outputs(self, theta, running):
        many = min(len(theta), self.count)
        shown = np.minimum(np.arange(self.count), many - 1)  # the grid has a fixed size: the last net pads it
        return self._grid.outputs(theta[shown], running[shown] if running.ndim == 3 else running)[:many]

    def _mean(self, outputs):
        """(classes, nodes, nodes) mean probabilities, or (1, …) values, over the nets with finite outputs."""
        with np.errstate(all="ignore"):
            said = self.model.head.probabilities(outputs.reshape(*outputs.shape[:2], -1))
        finite = np.isfinite(said).all(axis=(1, 2))
        mean = said[finite].mean(axis=0) if finite.any() else np.zeros(said.shape[1:])
        return mean.reshape(-1, *outputs.shape[2:])

    def _towards_second(self, mean):
        """The functions whose zero lines are the mean's boundaries; for two classes one function."""
        return mean[1:] - mean[:1] if len(mean) == 2 else mean

    def _field(self, mean):
        """The mean at the center of each cell, row 0 at the top."""
        at = mean[:, ::-1]
        cells = (at[:, 1:, 1:] + at[:, 1:, :-1] + at[:, :-1, 1:] + at[:, :-1, :-1]) / 4
        return answers(cells, self.model.regression)


def map_panel(name: str, model: Model, single: str, whole: str, **more) -> Map:
    """The panel for these values; `single` and `whole` are the labels of the thin lines and the bold one."""
    styles = (Style(single, "quiet", width=1.0), Style(whole, "ink", width=2.5))
    if model.regression:
        return Map(name, colors="signed", classes=1, styles=styles, **more)
    return Map(name, classes=model.classes or 0, styles=styles, **more)


def points(data: Data) -> np.ndarray:
    """(n, 3) the training points with their class or target."""
    return np.column_stack([data.x_train, data.y_train])
