"""What nets say over the square, as the bytes of a map."""

import numpy as np

from playground.engine.model import Model
from playground.web.encode import grid_points, shares, signed, winners


class GridReader:
    """Reads the net of `model`, or each of its nets, in the middle of cells² cells, in float32: a map has at most 255
    shades."""

    def __init__(self, model: Model, cells: int):
        self._model, self._cells = model, cells
        self._reader = model.reader(grid_points(cells), dtype=np.float32)

    def codes(self) -> np.ndarray:
        """(…, cells, cells) bytes of the nets as they stand; UNKNOWN where what they say is not finite."""
        z, _, output, _ = self._reader.read()
        sums = z[..., self._model.layout.layers[-1].rows, :]
        with np.errstate(all="ignore"):
            said = self._model.head.probabilities(output)
            # Squashed, what is infinite would be as sure as can be.
            said = np.where(np.isfinite(sums).all(axis=-2, keepdims=True), said, np.nan)
            codes = answers(np.moveaxis(said, -2, 0), self._model.regression)
        return codes.reshape(*output.shape[:-2], self._cells, self._cells)


def answers(said: np.ndarray, regression: bool) -> np.ndarray:
    """(…) bytes of the probabilities of C classes (C, …), or of the values of a regression (1, …)."""
    if regression:
        return signed(said[0])
    return shares(said[1]) if len(said) == 2 else winners(said)
