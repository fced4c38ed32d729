"""Decision boundaries of K nets with the same layout, computed on one grid in one pass."""

import numpy as np

from playground.engine.model import Model
from playground.study.contours import contours
from playground.tables.datasets import HALF


class EnsembleGrid:
    """Evaluates `count` nets that share the layout of `model`, each with its own parameters.

    The grid has (cells + 1)² nodes over the square, border included; x2 ascends from row to row. Computed in float32,
    which is enough for lines on a screen. It has its own memory, so it never changes a model in training.
    """

    def __init__(self, model: Model, count: int, cells: int = 48):
        self.at = np.linspace(-HALF, HALF, cells + 1)
        self._regression = model.regression
        x1, x2 = np.meshgrid(self.at, self.at)
        self._reader = model.reader(np.stack([x1.ravel(), x2.ravel()], axis=1), dtype=np.float32, replicas=count)

    def outputs(self, theta: np.ndarray, running: np.ndarray) -> np.ndarray:
        """(K, outputs, nodes, nodes) of parameters (K, P) and running averages (K, 2, units) or (2, units).

        The outputs of a diverged net are infinite or NaN; it has no boundary.
        """
        output = self._reader.read(theta, running).output
        return output.reshape(*output.shape[:2], len(self.at), len(self.at))

    def boundaries(self, outputs: np.ndarray) -> list[list[np.ndarray]]:
        """The boundary lines of each net, (n, 2) points: where the predicted class changes, or a regression is 0.

        `outputs` is the result of `outputs`, for all nets or some of them.
        """
        return [
            [line for field in fields for line in contours(field, self.at, self.at)]
            for fields in sides(outputs, self._regression)
        ]


def sides(outputs: np.ndarray, regression: bool = False) -> np.ndarray:
    """(K, C, …) outputs as functions (K, m, …) that change sign where the prediction changes.

    A single output is returned unchanged. For C > 2 classes, m = C − 1: the score of class c less the best other score,
    for every class but the last. Every boundary separates two classes, at least one of which is not the last.
    """
    classes = outputs.shape[1]
    if regression or classes == 1:
        return outputs
    fields = [outputs[:, c] - np.delete(outputs, c, axis=1).max(axis=1) for c in range(classes - 1)]
    return np.stack(fields, axis=1)
