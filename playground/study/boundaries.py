"""Where many nets of one layout draw their boundaries: K of them over one grid in one pass."""

import numpy as np

from playground.engine.model import Model
from playground.study.contours import contours
from playground.tables.datasets import HALF


class EnsembleGrid:
    """Looks at `count` nets that share the layout of `model`, each with parameters of its own.

    The grid has (cells + 1)² nodes over the square, its border included, x2 ascending from row to row. One pass in
    float32: lines on a screen need no more. Its memory is its own, so looking never disturbs a training.
    """

    def __init__(self, model: Model, count: int, cells: int = 48):
        self.at = np.linspace(-HALF, HALF, cells + 1)
        self._regression = model.regression
        x1, x2 = np.meshgrid(self.at, self.at)
        self._reader = model.reader(np.stack([x1.ravel(), x2.ravel()], axis=1), dtype=np.float32, replicas=count)

    def outputs(self, theta: np.ndarray, running: np.ndarray) -> np.ndarray:
        """(K, outputs, nodes, nodes) of parameters (K, P) and running averages (K, 2, units) or (2, units).

        Of a net that diverged they are infinite or NaN, and there is no boundary.
        """
        output = self._reader.read(theta, running).output
        return output.reshape(*output.shape[:2], len(self.at), len(self.at))

    def boundaries(self, outputs: np.ndarray) -> list[list[np.ndarray]]:
        """The lines of each net, (n, 2) places: where the predicted class changes, or a regression is 0.

        `outputs` are those of `outputs`, or of some of the nets.
        """
        return [
            [line for field in fields for line in contours(field, self.at, self.at)]
            for fields in sides(outputs, self._regression)
        ]


def sides(outputs: np.ndarray, regression: bool = False) -> np.ndarray:
    """(K, C, …) outputs as functions (K, m, …) that change sign where the prediction changes.

    One output is its own. Of C > 2 scores each class but the last is set against the best of the others: every
    boundary lies between two classes, and one of these is not the last.
    """
    classes = outputs.shape[1]
    if regression or classes == 1:
        return outputs
    fields = [outputs[:, c] - np.delete(outputs, c, axis=1).max(axis=1) for c in range(classes - 1)]
    return np.stack(fields, axis=1)
