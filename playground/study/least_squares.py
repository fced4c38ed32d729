"""Linear regression in closed form: the best that one layer without activation can do."""

from typing import NamedTuple

import numpy as np

from playground.engine.model import Model


class Linear(NamedTuple):
    """o = w·φ(x) + b: w (features,) and b, and the mean of ½·(o − t)² over the training and the test rows."""

    w: np.ndarray
    b: float
    train_loss: float
    test_loss: float


def best_linear(model: Model) -> Linear:
    """The w and b of the least mean squared error over the training rows, by a singular value decomposition.

    Where several are as good, the one with the smallest norm (numpy.linalg.lstsq). Features are those of the model,
    scaled as the net gets them. ValueError unless it is a regression.
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
