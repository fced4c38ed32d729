"""From a Config and its data to a net that can be trained, measured and asked."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.config import Config
from playground.data import Data, make_data
from playground.engine.evaluator import Evaluator
from playground.engine.layout import Layout
from playground.engine.reader import Reader
from playground.engine.trainer import Trainer
from playground.randomness import WEIGHTS, stream
from playground.tables.activations import ACTIVATIONS
from playground.tables.features import expand
from playground.tables.initializers import INITIALIZERS
from playground.tables.losses import LOSSES


class Machine:
    """Layout, trainer and evaluator of one Config: of one net, or with `seeds` of one net for each initial seed.

    `data` replaces the generated rows; `layers`, [(W (out, in), b (out,)), ...], the drawn weights.
    """

    def __init__(self, config: Config, data: Data | None = None, layers=None, seeds: Sequence[int] | None = None):
        self.data = data = (data or make_data(config)).as_problem(config.problem)
        self.config = config
        self.regression = config.problem == "regression"
        self.classes = data.classes
        self.head = LOSSES[config.loss].head(config.problem, self.classes)
        outputs = 1 if self.head.one_output else self.classes
        activations = (*config.activations, self.head.activation)
        self.layout = Layout.of(len(config.features), config.hidden, outputs, activations, config.batch_norm)
        if layers is not None:
            theta = self._given(layers)
        elif seeds is None:
            theta = drawn(config, self.layout, config.init_seed)
        else:
            theta = np.stack([drawn(config, self.layout, seed) for seed in seeds])
        table = np.ascontiguousarray(self._inbox(data.x_train, data.y_train).T)
        self.trainer = Trainer(config, self.layout, self.head, table, theta, seeds or (config.init_seed,))
        labels = np.concatenate([data.y_train, data.y_test])
        reader = self.reader(np.concatenate([data.x_train, data.x_test]), labels)
        self.evaluator = Evaluator(reader, labels, len(data.x_train), self.regression)

    def features(self, points: np.ndarray) -> np.ndarray:
        """(features + 1, n): the chosen features of (n, 2) points, and the row of ones."""
        x = expand(self.config.features, points, self.config.raw_features)
        return np.concatenate([x, np.ones((1, len(points)))])

    def reader(self, points: np.ndarray, labels: np.ndarray | None = None, **options: Any) -> Reader:
        """A Reader of the net at (n, 2) points, with `labels` (n,) also of its losses; `options` as Reader has."""
        inbox = self.features(points) if labels is None else self._inbox(points, labels)
        return Reader(self.layout, self.head, self.trainer.theta, self.trainer.running, inbox, **options)

    def outputs(self, points: np.ndarray) -> np.ndarray:
        """What the net says at (n, 2) points in test mode, (…, outputs, n): behind the output's activation."""
        return self.reader(points, tape=False).read().output

    def predict(self, points) -> np.ndarray:
        """Probabilities (…, n, C), or values (…, n) of a regression, at points (n, 2)."""
        points = np.asarray(points, dtype=float)
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(f"points has shape {points.shape}; it must be (n, 2), one row x1, x2 a point")
        with np.errstate(over="ignore"):  # of a very sure net an exponential overflows on the way to 0 or 1
            answers = self.head.probabilities(self.outputs(points))
        return answers[..., 0, :] if self.regression else answers.mT

    def layers(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """[(W (…, out, in), b (…, out)), ...], hidden layers first: copies."""
        whole = [self.layout.W(self.trainer.theta, layer).copy() for layer in self.layout.layers]
        return [(W[..., :-1], W[..., -1]) for W in whole]

    def _inbox(self, points, labels):
        return np.concatenate([self.head.encode(labels, self.classes), self.features(points)])

    def _given(self, layers):
        shapes = [(layer.fan_out, layer.fan_in) for layer in self.layout.layers]
        layers = [(np.asarray(W, dtype=float), np.asarray(b, dtype=float)) for W, b in layers]
        if [W.shape for W, _ in layers] != shapes or [b.shape for _, b in layers] != [s[:1] for s in shapes]:
            got = ", ".join(f"W {W.shape} b {b.shape}" for W, b in layers) or "none"
            legal = ", ".join(f"W {s} b {s[:1]}" for s in shapes)
            raise ValueError(f"layers are {got}; for this config they must be {legal}")
        if not all(np.isfinite(part).all() for pair in layers for part in pair):
            raise ValueError("layers hold numbers that are not finite; every weight and bias must be finite")
        theta = drawn(self.config, self.layout, self.config.init_seed)  # for γ and β of batch normalisation
        for layer, (W, b) in zip(self.layout.layers, layers, strict=True):
            self.layout.W(theta, layer)[:, :-1] = W
            self.layout.W(theta, layer)[:, -1] = b
        return theta


def drawn(config: Config, layout: Layout, seed: int) -> np.ndarray:
    """The starting theta (layout.size,) that the initializer of `config` draws with this seed."""
    theta = np.zeros(layout.size)
    for k, layer in enumerate(layout.layers):
        name = config.initializer
        if INITIALIZERS[name].draw is None:
            name = ACTIVATIONS[layer.activation].start
        W = layout.W(theta, layer)
        # One stream a layer: a layer put behind the others leaves the starts of those as they are.
        W[:, :-1] = INITIALIZERS[name].draw(stream(seed, WEIGHTS, k), layer.fan_out, layer.fan_in)
        W[:, -1] = INITIALIZERS[name].bias
        if layer.gamma:
            theta[layer.gamma] = 1.0
    return theta
