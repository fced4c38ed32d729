"""The numbers of a run at one moment, for a table: what it gets wrong, its gradient, and the state of its units."""

from typing import Any

import numpy as np

from playground.diagnosis.rows import Outcome
from playground.engine.layout import Layer
from playground.engine.model import Model
from playground.engine.state import State


def numbers(model: Model, state: State, outcome: Outcome) -> dict[str, Any]:
    """The numbers of the net in `state`, of which `outcome` is the prediction.

    parameters   number of trained parameters: weights and biases; with batch normalization γ and β in place of the
                 biases of hidden layers
    layers       one per layer, the output last: `units`; `gradient`, the norm of the layer's part of the gradient of
                 the last step, after penalty and clipping (null before the first step); `dead` and `saturated` units,
                 saturated ones not dead, over the training rows (null for the output)
    sets         {"train", "test"}: for classes `confusion` (C rows, one per true class, of C counts, one per predicted
                 class) and `recall` (the share of each class that is right, null without rows); for a regression `r2`
                 and `rmse`, √(mean (o − t)²)
    """
    layout, trained = model.layout, state.progress.steps > 0
    grad = state.progress.arrays[1]
    layers: list[dict[str, Any]] = [
        {"units": layer.fan_out, "gradient": _norm(grad, layer) if trained else None, "dead": None, "saturated": None}
        for layer in layout.layers
    ]
    for signal, layer in zip(outcome.signals, layers, strict=False):
        health = signal.health()
        layer["dead"] = int(health.dead.sum())
        layer["saturated"] = int((health.saturated & ~health.dead).sum())
    cut = outcome.train_rows
    parts = {"train": slice(0, cut), "test": slice(cut, None)}
    return {
        "parameters": int(layout.trained().sum()),
        "layers": layers,
        "sets": {
            name: _fit(outcome.predicted[part], outcome.labels[part])
            if model.regression
            else _counts(outcome.predicted[part], outcome.labels[part], model.classes or 2)
            for name, part in parts.items()
        },
    }


def _norm(grad: np.ndarray, layer: Layer) -> float:
    parts = [layer.weights, *(place for place in (layer.gamma, layer.beta) if place is not None)]
    with np.errstate(over="ignore"):  # infinite in a run that is about to diverge
        return float(np.sqrt(sum(float(grad[part].dot(grad[part])) for part in parts)))


def _counts(predicted: np.ndarray, labels: np.ndarray, classes: int) -> dict[str, Any]:
    confusion = np.bincount(labels * classes + predicted, minlength=classes * classes).reshape(classes, classes)
    rows = confusion.sum(axis=1)
    recall = [int(confusion[k, k]) / int(rows[k]) if rows[k] else None for k in range(classes)]
    return {"confusion": confusion.tolist(), "recall": recall}


def _fit(predicted: np.ndarray, targets: np.ndarray) -> dict[str, Any]:
    with np.errstate(all="ignore"):  # beyond what a float holds in a run that is about to diverge
        error = float(np.mean((predicted - targets) ** 2))
        variance = float(targets.var())
    return {"r2": 1.0 - error / variance if variance else float(error == 0.0), "rmse": error**0.5}
