"""From a Config and its data to a net that can be trained, measured and asked."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from playground.config import Config
from playground.data import Data, make_data
from playground.engine.evaluator import Evaluator, Measures
from playground.engine.layout import Layout
from playground.engine.reader import Reader
from playground.engine.threads import ONE_THREAD
from playground.engine.trainer import Trainer
from playground.randomness import WEIGHTS, stream
from playground.tables.activations import ACTIVATIONS
from playground.tables.features import expand
from playground.tables.initializers import INITIALIZERS
from playground.tables.losses import LOSSES, Head
from playground.tables.optimizers import Optimizer

MOST_BYTES = 10**9
"""What the nets of several seeds may take together."""


class Model:
    """Layout, trainer and evaluator of one Config: of one net, or with `seeds` of one net for each initial seed.

    `data` replaces the generated rows; `layers`, [(W (out, in), b (out,)), ...], the drawn weights.
    """

    def __init__(self, config: Config, data: Data | None = None, layers=None, seeds: Sequence[int] | None = None):
        if not isinstance(config, Config):
            raise TypeError(f"config is a {type(config).__name__}; it must be a Config, as Config(dataset='xor') is")
        if not isinstance(data, Data | None):
            raise TypeError(f"data is a {type(data).__name__}; it must be Data(x_train, y_train, x_test, y_test)")
        self.given = data is not None
        self.data = data = (data or make_data(config)).for_task(config.task)
        self.config, self.seeds = config, None if seeds is None else tuple(seeds)
        if config.batch_norm and config.hidden and len(data.x_train) < 2:
            raise ValueError("batch_norm needs two training rows or more; x_train has one")
        self.regression = config.task == "regression"
        self.classes = data.classes
        self.head, self.layout = laid_out(config, self.classes)
        if seeds is not None:
            self._check_room(len(seeds))
        if layers is not None:
            theta = self._given(layers)
        elif seeds is None:
            theta = drawn(config, self.layout, config.init_seed)
        else:
            theta = np.stack([drawn(config, self.layout, seed) for seed in seeds])
        table = np.ascontiguousarray(self._batch(data.x_train, data.y_train).T)
        self.trainer = Trainer(config, self.layout, self.head, table, theta, seeds or (config.init_seed,))
        labels = np.concatenate([data.y_train, data.y_test])
        reader = self.reader(np.concatenate([data.x_train, data.x_test]), labels)
        self.evaluator = Evaluator(reader, labels, len(data.x_train), self.regression)

    @property
    def theta(self) -> np.ndarray:
        """(…, layout.size) parameters as they stand: a read-only view, which training changes."""
        return _read_only(self.trainer.theta)

    @property
    def running(self) -> np.ndarray:
        """(…, 2, hidden units) running means and variances as they stand: a read-only view, which training changes."""
        return _read_only(self.trainer.running)

    @property
    def grad(self) -> np.ndarray:
        """(…, layout.size) gradient that the last step used, penalty and clipping in it: a read-only view."""
        return _read_only(self.trainer.grad)

    @property
    def epoch(self) -> int:
        """Whole epochs done."""
        return self.trainer.epoch

    @property
    def position(self) -> float:
        """Epochs done, with the share of the one under way."""
        return self.trainer.position

    @property
    def finite(self) -> np.ndarray:
        """Whether every parameter is still a number: a bool, or one per replica."""
        return self.trainer.finite()

    @property
    def measures(self) -> Measures:
        """Losses and scores of both sets as the net stands, in test mode and without the penalty."""
        with ONE_THREAD:
            return self.evaluator.measure()

    def train(self, batches: int | None = None) -> int:
        """Train on so many batches, or on what is left of the epoch; never further than its end. How many they were."""
        before = self.trainer.steps
        with self.wholly():
            self.trainer.train(batches)
        return self.trainer.steps - before

    @contextmanager
    def wholly(self) -> Iterator[None]:
        """What is trained within is trained wholly, or, if an exception ends it, not at all."""
        before = self.snapshot()
        try:
            yield
        except BaseException:
            self.restore(before)
            raise

    def use_rule(self, rule: Optimizer, rates: np.ndarray) -> None:
        """Train by `rule` in place of the config's, with rates (K,), one for each replica. Its memory starts empty."""
        self.trainer.use_rule(rule, rates)

    def configure(self, config: Config) -> None:
        """Take the live fields of `config` from here on."""
        self.config = config
        self.trainer.configure(config)

    def snapshot(self) -> Any:
        """A copy of all that training changes, to be given to `restore`."""
        return self.trainer.snapshot()

    def restore(self, state: Any) -> None:
        """Go to a snapshot of this model."""
        self.trainer.restore(state)

    def start_from(self, theta: np.ndarray) -> None:
        """Take theta (…, layout.size) in place of what was drawn. For a net that has not been trained yet."""
        self.trainer.theta[...] = theta

    def _made_of(self) -> tuple:
        """What another one like this is made of."""
        return self.config, self.data, None, self.seeds

    def __reduce__(self):
        return _again, (type(self), self._made_of(), self.trainer.given_rule, self.snapshot())

    def features(self, points: np.ndarray) -> np.ndarray:
        """(features + 1, n): the chosen features of (n, 2) points, and the row of ones."""
        with np.errstate(all="ignore"):  # the square of a very large number is infinite, its sine is none
            x = expand(self.config.features, points, self.config.raw_features)
        return np.concatenate([x, np.ones((1, len(points)))])

    def reader(self, points: np.ndarray, labels: np.ndarray | None = None, **options: Any) -> Reader:
        """A Reader of the net at (n, 2) points, with `labels` (n,) also of its losses; `options` as Reader has."""
        batch = self.features(points) if labels is None else self._batch(points, labels)
        return Reader(self.layout, self.head, self.trainer.theta, self.trainer.running, batch, **options)

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

    def _check_room(self, nets):
        """Arrays of units × rows: four of all rows to measure, fourteen of a batch to train, two of dropout's masks."""
        config, train, test = self.config, len(self.data.x_train), len(self.data.x_test)
        batch = min(config.batch_size, train)
        rows = 4 * (train + test) + 14 * (batch + train % batch) + 2 * train * bool(config.dropout)
        each = 8 * (self.layout.rows * rows + 12 * self.layout.size)
        if nets * each > MOST_BYTES:
            raise ValueError(
                f"{nets} seeds of this net take {nets * each / 1e9:.1f} GB, and the bound is {MOST_BYTES / 1e9:g}: "
                f"give at most {MOST_BYTES // each} at once"
            )

    def _batch(self, points, labels):
        return np.concatenate([self.head.encode(labels, self.classes), self.features(points)])

    def _given(self, layers):
        shapes = [(layer.fan_out, layer.fan_in) for layer in self.layout.layers]
        try:
            layers = [(np.asarray(W, dtype=float), np.asarray(b, dtype=float)) for W, b in layers]
        except (TypeError, ValueError):
            raise ValueError("layers must be [(W, b), ...]: two arrays of numbers for each layer") from None
        if [W.shape for W, _ in layers] != shapes or [b.shape for _, b in layers] != [s[:1] for s in shapes]:
            got = ", ".join(f"W {W.shape} b {b.shape}" for W, b in layers) or "none"
            legal = ", ".join(f"W {s} b {s[:1]}" for s in shapes)
            raise ValueError(f"layers are {got}; for this config they must be {legal}")
        if not all(np.isfinite(part).all() for pair in layers for part in pair):
            raise ValueError("layers hold numbers that are not finite; every weight and bias must be finite")
        theta = drawn(self.config, self.layout, self.config.init_seed)  # for γ and β of batch normalization
        for layer, (W, b) in zip(self.layout.layers, layers, strict=True):
            self.layout.W(theta, layer)[:, :-1] = W
            self.layout.W(theta, layer)[:, -1] = b
        return theta


def _read_only(array: np.ndarray) -> np.ndarray:
    view = array.view()
    view.flags.writeable = False
    return view


def laid_out(config: Config, classes: int) -> tuple[Head, Layout]:
    """What the net of `config` has at its end, and where everything lies, for data of so many classes."""
    head = LOSSES[config.loss].head(config.task, classes)
    outputs, activations = 1 if head.one_output else classes, (*config.activations, head.activation)
    return head, Layout.of(len(config.features), config.hidden, outputs, activations, config.batch_norm)


def _again(kind, parts, given_rule, state) -> Model:
    """A model as it stood; for copies and pickles."""
    model = kind(*parts)
    if given_rule:
        model.use_rule(*given_rule)
    model.restore(state)
    return model


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
