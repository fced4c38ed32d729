"""Linear regression in closed form: the optimum of a single layer without activation."""

from typing import NamedTuple

import numpy as np

from playground.engine.model import Model


class Linear(NamedTuple):
    """o = w·φ(x) + b with w (features,), and the mean of ½·(o − t)² over the training and the test rows."""

    w: np.ndarray
    b: float
    train_loss: float
    test_loss: float


def best_linear(model: Model) -> Linear:
    """w and b with the least mean squared error over the training rows, by singular value decomposition.

    If the minimizer is not unique, the one with the smallest norm (numpy.linalg.lstsq). The features are scaled as for
    the net. ValueError unless the task is regression.
    """
    if not model.regression:
        raise ValueError("the model is for classification; least squares is for a regression")
    data, phi = model.data, model.features
    solution, *_ = np.linalg.lstsq(phi(data.x_train).T, data.y_train, rcond=None)
    losses = (
        float(0.5 * np.mean((solution @ phi(x) - y) ** 2))
        for x, y in ((data.x_train, data.y_train), (data.x_test, data.y_test))
    )
    return Linear(solution[:-1], float(solution[-1]), *losses)
