"""Other people's engines on the same net, rows and rule. Those that are not installed are left out, and named."""

import warnings
from collections.abc import Callable
from importlib import metadata
from importlib.util import find_spec

import numpy as np

from playground import Config
from tests.bench import naive
from tests.bench.clock import Lap, clock, repeated
from tests.bench.work import rows_of, start_of

PEERS = {"sklearn": "scikit-learn", "torch": "torch"}
"""Modules and the names under which they are installed."""

FIT_EPOCHS = 20


def installed() -> dict[str, str | None]:
    """Version of each peer by its name; None for one that is missing."""
    return {name: metadata.version(name) if find_spec(module) else None for module, name in PEERS.items()}


def naive_epoch(config: Config) -> Lap:
    """An epoch of the naive version, in a new order each time."""
    layers, (X, y), rng = start_of(config), rows_of(config), np.random.default_rng(0)

    def epoch():
        nonlocal layers
        layers = naive.epoch(layers, X, y, config.rate, config.batch_size, rng.permutation(len(X)))

    return repeated(epoch)


def sklearn_epoch(config: Config) -> Lap:
    """An epoch inside `MLPClassifier.fit`: what twice the epochs cost more than once, so that set-up does not count.

    Its output is σ with cross-entropy, its only loss for classes; everything else is the same.
    """
    X, y = rows_of(config)
    labels = (y[:, 0] > 0).astype(int)

    def fit(epochs: int) -> float:
        net = sklearn_net(config, epochs)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns that it has not converged, as it was asked not to
            began = clock()
            net.fit(X, labels)
            return clock() - began

    def lap() -> float:
        short = fit(FIT_EPOCHS)
        return (fit(2 * FIT_EPOCHS) - short) / FIT_EPOCHS

    lap()
    return lap


def sklearn_net(config: Config, epochs: int):
    """scikit-learn's net of `config`, which will train for exactly so many epochs."""
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier(
        config.hidden,
        activation="tanh",
        solver="sgd",
        momentum=0.0,
        alpha=0.0,
        batch_size=config.batch_size,
        learning_rate="constant",
        learning_rate_init=config.rate,
        max_iter=epochs,
        n_iter_no_change=epochs + 1,
        tol=0.0,
        early_stopping=False,
        random_state=0,
    )


def torch_epoch(config: Config) -> Lap:
    """An epoch of the usual eager loop in float64, in a new order each time."""
    import torch

    torch.set_num_threads(1)
    train, _ = torch_training(config)
    rng = np.random.default_rng(0)
    return repeated(lambda: train(rng.permutation(round(config.samples * config.train_share))))


def torch_training(config: Config) -> tuple[Callable[[np.ndarray], None], Callable[[], float]]:
    """(train, loss): an epoch in the given order of rows, and the mean loss of the training rows as things stand."""
    import torch
    from torch import nn

    layers = start_of(config)
    net = nn.Sequential()
    for W, b in layers:
        linear = nn.Linear(*W.T.shape, dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(W))
            linear.bias.copy_(torch.tensor(b))
        net.extend([linear, nn.Tanh()])
    X, y = (torch.tensor(part) for part in rows_of(config))
    optimizer = torch.optim.SGD(net.parameters(), lr=config.rate)
    mean_square = nn.MSELoss()

    def train(order: np.ndarray) -> None:
        for rows in torch.as_tensor(order).split(config.batch_size):
            optimizer.zero_grad()
            loss = 0.5 * mean_square(net(X[rows]), y[rows])
            loss.backward()
            optimizer.step()

    def loss() -> float:
        with torch.no_grad():
            return 0.5 * mean_square(net(X), y).item()

    return train, loss
