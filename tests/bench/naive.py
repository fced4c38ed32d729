"""A multi-layer perceptron as a good student writes it in NumPy: clear, vectorized over the batch, nothing tuned.

Rows are points: X (n, features), y (n, 1) of −1 and +1. `layers` is [(W (out, in), b (out,)), ...]; every layer is
tanh, the loss is the mean of ½·(o − y)². The engine is timed against it, and must give the same numbers.
"""

import numpy as np

Layers = list[tuple[np.ndarray, np.ndarray]]


def forward(layers: Layers, X: np.ndarray) -> list[np.ndarray]:
    """Activations of every layer, the input first and the output last."""
    activations = [X]
    for W, b in layers:
        activations.append(np.tanh(activations[-1] @ W.T + b))
    return activations


def loss(layers: Layers, X: np.ndarray, y: np.ndarray) -> float:
    """Mean of ½·(o − y)² over the rows."""
    return np.mean(0.5 * (forward(layers, X)[-1] - y) ** 2)


def gradients(layers: Layers, X: np.ndarray, y: np.ndarray) -> Layers:
    """d loss / d (W, b) of every layer, by backpropagation."""
    activations = forward(layers, X)
    upstream = activations[-1] - y
    found = []
    for (W, _), below, above in reversed(list(zip(layers, activations, activations[1:], strict=False))):
        delta = upstream * (1 - above**2)
        found.append((delta.T @ below / len(X), np.mean(delta, axis=0)))
        upstream = delta @ W
    return found[::-1]


def step(layers: Layers, X: np.ndarray, y: np.ndarray, rate: float) -> Layers:
    """The layers after one step of gradient descent on the batch X, y."""
    slopes = gradients(layers, X, y)
    return [(W - rate * dW, b - rate * db) for (W, b), (dW, db) in zip(layers, slopes, strict=True)]


def epoch(layers: Layers, X: np.ndarray, y: np.ndarray, rate: float, batch_size: int, order: np.ndarray) -> Layers:
    """The layers after one step on every batch of rows, taken in `order`."""
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        layers = step(layers, X[rows], y[rows], rate)
    return layers
