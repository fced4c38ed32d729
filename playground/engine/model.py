"""Model: the net of a Config with its data, for training, measuring and predicting."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.config import Config
from playground.data import Data, make_data
from playground.engine.evaluator import Evaluator, Measures
from playground.engine.layout import Layout
from playground.engine.reader import Reader
from playground.engine.state import Progress
from playground.engine.threads import ONE_THREAD
from playground.engine.trainer import Trainer
from playground.randomness import WEIGHTS, stream
from playground.tables.activations import ACTIVATIONS
from playground.tables.features import expand
from playground.tables.initializers import INITIALIZERS
from playground.tables.losses import LOSSES, Head
from playground.tables.optimizers import Optimizer

Layers = Sequence[tuple[npt.ArrayLike, npt.ArrayLike]]
"""[(W (out, in), b (out,)), ...], hidden layers first."""

MOST_BYTES = 10**9
"""Bound on the memory of the nets of several seeds."""


class Model:
    """Layout, trainer and evaluator of one Config: one net, or with `seeds` one net per initial seed.

    `data` replaces the generated rows, `layers` the initial weights.
    """

    def __init__(
        self,
        config: Config,
        data: Data | None = None,
        layers: Layers | None = None,
        seeds: Sequence[int] | None = None,
    ):
        if not isinstance(config, Config):
            raise TypeError(
                f"config is a {type(config).__name__}; it must be a Config, for example Config(dataset='xor')"
            )
        if not isinstance(data, Data | None):
            raise TypeError(f"data is a {type(data).__name__}; it must be Data(x_train, y_train, x_test, y_test)")
        self.given = data is not None
        self.data = data = (data or make_data(config)).for_task(config.task)
        self.config, self.seeds = config, None if seeds is None else tuple(seeds)
        if config.batch_norm and config.hidden and len(data.x_train) < 2:
            raise ValueError("batch_norm = True needs at least 2 training rows; x_train has 1")
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
        """(…, layout.size) current parameters: a read-only view, which training changes."""
        return _read_only(self.trainer.theta)

    @property
    def running(self) -> np.ndarray:
        """(…, 2, hidden units) current running means and variances: a read-only view, which training changes."""
        return _read_only(self.trainer.running)

    @property
    def grad(self) -> np.ndarray:
        """(…, layout.size) gradient of the last step, after penalty and clipping: a read-only view."""
        return _read_only(self.trainer.grad)

    @property
    def epoch(self) -> int:
        """Number of completed epochs."""
        return self.trainer.epoch

    @property
    def position(self) -> float:
        """Completed epochs plus the fraction of the current one."""
        return self.trainer.position

    @property
    def finite(self) -> Any:
        """Whether every parameter is finite: a bool, or an array with one per replica."""
        return self.trainer.finite()

    @property
    def measures(self) -> Measures[Any]:
        """Current losses and scores of both sets, in test mode and without the penalty."""
        with ONE_THREAD:
            return self.evaluator.measure()

    def train(self, batches: int | None = None) -> int:
        """Train on this number of batches, at most to the end of the epoch (the default). Returns their number."""
        before = self.trainer.steps
        with self.wholly():
            self.trainer.train(batches)
        return self.trainer.steps - before

    @contextmanager
    def wholly(self) -> Iterator[None]:
        """If an exception interrupts the training within, the model returns to its state before it."""
        before = self.snapshot()
        try:
            yield
        except BaseException:
            self.restore(before)
            raise

    def use_rule(self, rule: Optimizer, rates: np.ndarray) -> None:
        """Replace the config's rule by `rule`, with learning rates (K,), one per replica. Its memory is zero."""
        self.trainer.use_rule(rule, rates)

    def configure(self, config: Config) -> None:
        """Use the live fields of `config` from now on."""
        self.config = config
        self.trainer.configure(config)

    def snapshot(self) -> Progress:
        """A copy of everything that training changes, for `restore`."""
        return self.trainer.snapshot()

    def restore(self, state: Progress) -> None:
        """Return to a snapshot of this model."""
        self.trainer.restore(state)

    def start_from(self, theta: np.ndarray) -> None:
        """Replace the initial parameters by theta (…, layout.size). Only for a net that has not been trained."""
        self.trainer.theta[...] = theta

    def _made_of(self) -> tuple[Any, ...]:
        """Arguments that create another model like this one."""
        return self.config, self.data, None, self.seeds

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self._made_of(), self.trainer.given_rule, self.snapshot())

    def features(self, points: np.ndarray) -> np.ndarray:
        """(features + 1, n): the features of (n, 2) points, and a row of ones."""
        with np.errstate(all="ignore"):  # the square of a very large number is infinite, its sine is NaN
            x = expand(self.config.features, points, self.config.raw_features)
        return np.concatenate([x, np.ones((1, len(points)))])

    def reader(self, points: np.ndarray, labels: np.ndarray | None = None, **options: Any) -> Reader:
        """A Reader of the net at (n, 2) points; `labels` (n,) add its losses. `options` are those of Reader."""
        batch = self.features(points) if labels is None else self._batch(points, labels)
        return Reader(self.layout, self.head, self.trainer.theta, self.trainer.running, batch, **options)

    def outputs(self, points: np.ndarray) -> np.ndarray:
        """Outputs of the net at (n, 2) points in test mode, (…, outputs, n), after the output activation."""
        return self.reader(points, tape=False).read().output

    def predict(self, points: npt.ArrayLike) -> np.ndarray:
        """Probabilities (…, n, C), or values (…, n) in regression, at points (n, 2)."""
        points = np.asarray(points, dtype=float)
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(f"points has shape {points.shape}; it must be (n, 2): one row x1, x2 per point")
        with np.errstate(over="ignore"):  # for large scores an exponential overflows, and the probability is 0 or 1
            answers = self.head.probabilities(self.outputs(points))
        return answers[..., 0, :] if self.regression else answers.mT

    def layers(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Copies [(W (…, out, in), b (…, out)), ...], hidden layers first."""
        whole = [self.layout.W(self.trainer.theta, layer).copy() for layer in self.layout.layers]
        return [(W[..., :-1], W[..., -1]) for W in whole]

    def _check_room(self, nets: int) -> None:
        """Arrays of units × rows: four of all rows to measure, fourteen of a batch to train, two of dropout masks."""
        config, train, test = self.config, len(self.data.x_train), len(self.data.x_test)
        batch = min(config.batch_size, train)
        rows = 4 * (train + test) + 14 * (batch + train % batch) + 2 * train * bool(config.dropout)
        each = 8 * (self.layout.rows * rows + 12 * self.layout.size)
        if nets * each > MOST_BYTES:
            raise ValueError(
                f"{nets} seeds of this net need {nets * each / 1e9:.1f} GB; the bound is {MOST_BYTES / 1e9:g} GB. "
                f"Use at most {MOST_BYTES // each} seeds at once"
            )

    def _batch(self, points: np.ndarray, labels: np.ndarray) -> np.ndarray:
        classes = self.classes or 0  # a regression has none, and its targets need none
        return np.concatenate([self.head.encode(labels, classes), self.features(points)])

    def _given(self, given: Layers) -> np.ndarray:
        shapes = [(layer.fan_out, layer.fan_in) for layer in self.layout.layers]
        try:
            layers = [(np.asarray(W, dtype=float), np.asarray(b, dtype=float)) for W, b in given]
        except (TypeError, ValueError):
            raise ValueError("layers must be [(W, b), ...]: two arrays of numbers per layer") from None
        if [W.shape for W, _ in layers] != shapes or [b.shape for _, b in layers] != [s[:1] for s in shapes]:
            got = ", ".join(f"W {W.shape} b {b.shape}" for W, b in layers) or "none"
            legal = ", ".join(f"W {s} b {s[:1]}" for s in shapes)
            raise ValueError(f"layers are {got}; for this config they must be {legal}")
        if not all(np.isfinite(part).all() for pair in layers for part in pair):
            raise ValueError("layers contain NaN or infinity; every weight and bias must be finite")
        theta = drawn(self.config, self.layout, self.config.init_seed)  # for γ and β of batch normalization
        for layer, (W, b) in zip(self.layout.layers, layers, strict=True):
            self.layout.W(theta, layer)[:, :-1] = W
            self.layout.W(theta, layer)[:, -1] = b
        return theta


def _read_only(array: np.ndarray) -> np.ndarray:
    view = array.view()
    view.flags.writeable = False
    return view


def laid_out(config: Config, classes: int | None) -> tuple[Head, Layout]:
    """The output head and the memory layout of the net of `config`, for data with this number of classes."""
    head = LOSSES[config.loss].head(config.task, classes)
    assert head, "Config allows only losses for its task"
    outputs = 1 if head.one_output or classes is None else classes
    activations = (*config.activations, head.activation)
    return head, Layout.of(len(config.features), config.hidden, outputs, activations, config.batch_norm)


def _again(
    kind: type[Model], parts: tuple[Any, ...], given_rule: tuple[Optimizer, np.ndarray] | None, state: Progress
) -> Model:
    """A model in a state; for copies and pickles."""
    model = kind(*parts)
    if given_rule:
        model.use_rule(*given_rule)
    model.restore(state)
    return model


def drawn(config: Config, layout: Layout, seed: int) -> np.ndarray:
    """The initial theta (layout.size,) that the initializer of `config` draws with this seed."""
    theta = np.zeros(layout.size)
    for k, layer in enumerate(layout.layers):
        initializer = INITIALIZERS[config.initializer]
        if initializer.draw is None:
            initializer = INITIALIZERS[ACTIVATIONS[layer.activation].start]
        W = layout.W(theta, layer)
        # One stream per layer, so that a layer added at the end does not change the weights of the others.
        assert initializer.draw, "an activation names an initializer that draws"
        W[:, :-1] = initializer.draw(stream(seed, WEIGHTS, k), layer.fan_out, layer.fan_in)
        W[:, -1] = initializer.bias
        if layer.gamma:
            theta[layer.gamma] = 1.0
    return theta
