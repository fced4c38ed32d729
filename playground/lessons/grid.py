"""Predictions of nets over the square, as the bytes of a map."""

import numpy as np

from playground.engine.model import Model
from playground.web.encode import grid_points, shares, signed, winners


class GridReader:
    """Evaluates the net or nets of `model` at the centers of cells² cells. float32 is enough for
    the 255 shades of a map."""

    def __init__(self, model: Model, cells: int):
        self._model, self._cells = model, cells
        self._reader = model.reader(grid_points(cells), dtype=np.float32)

    def codes(self) -> np.ndarray:
        """(…, cells, cells) bytes of the current predictions; UNKNOWN where they are not finite."""
        z, _, output, _ = self._reader.read()
        sums = z[..., self._model.layout.layers[-1].rows, :]
        with np.errstate(all="ignore"):
            said = self._model.head.probabilities(output)
            # An infinite score would otherwise become a probability of 0 or 1.
            said = np.where(np.isfinite(sums).all(axis=-2, keepdims=True), said, np.nan)
            codes = answers(np.moveaxis(said, -2, 0), self._model.regression)
        return codes.reshape(*output.shape[:-2], self._cells, self._cells)


def answers(said: np.ndarray, regression: bool) -> np.ndarray:
    """(…) bytes of the probabilities of C classes (C, …), or of the values of a regression (1, …)."""
    if regression:
        return signed(said[0])
    return shares(said[1]) if len(said) == 2 else winners(said)
