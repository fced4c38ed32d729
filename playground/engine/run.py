"""One run: a Config, advanced epoch by epoch, asked for losses, predictions and weights at any time."""

from typing import NamedTuple

import numpy as np

from playground.config import LIVE, Config
from playground.data import Data
from playground.engine.build import Machine
from playground.engine.evaluator import SETS, Measures
from playground.engine.history import History
from playground.engine.trainer import State


class Snapshot(NamedTuple):
    """A moment of a run, to which `Run.restore` goes back."""

    state: State
    problem: str | None


class Run:
    """The experiment of `config`: same config, same bits, however it is paused, copied or looked at.

    The same bits on the same kind of CPU, with the same NumPy, release of the playground and number of BLAS threads:
    another CPU adds in another order, and another NumPy may draw other random numbers.

    Run(config, data=Data(x_train, y_train, x_test, y_test), layers=[(W, b), ...]) trains on given rows and
    from given weights, W (out, in), b (out,), hidden layers first. Raises ValueError if they do not fit the config.

    `problem` is None, or one sentence with advice once the run has diverged; it then stands at the last
    epoch (or batch) at which every number was finite, and advances no further until `change` gives it other rules.
    """

    def __init__(self, config: Config, data: Data | None = None, layers=None):
        self._machine = Machine(config, data, layers)
        self._trainer = self._machine.trainer
        self.config = config
        self.problem: str | None = None
        self._measures: Measures | None = None
        self.history = History(self.measures)

    def __repr__(self) -> str:
        return f"<Run of {self.config.dataset} at epoch {self.position:g}>"

    @property
    def data(self) -> Data:
        """The rows that it trains on and is tested with."""
        return self._machine.data

    @property
    def epoch(self) -> int:
        """Whole epochs done."""
        return self._trainer.epoch

    @property
    def position(self) -> float:
        """Epochs done, with the share of the one under way."""
        return self._trainer.position

    @property
    def batches(self) -> int:
        """Batches in one epoch, the last one included if it is of another size."""
        return self._trainer.batches

    @property
    def batches_left(self) -> int:
        """Batches to the end of the epoch under way, or of the next one if it is at an end."""
        return self._trainer.batches_left

    @property
    def rate(self) -> float:
        """The learning rate in force: `config.rate` times the schedule's factor."""
        return self._trainer.rate

    def advance(self, epochs: int = 1) -> "Run":
        """Train to the end of this epoch, and `epochs` − 1 more. Gives the run itself."""
        for _ in range(epochs):
            if not self._train(None):
                break
        return self

    def advance_batches(self, batches: int = 1) -> "Run":
        """Train on so many batches, across the ends of epochs. Gives the run itself."""
        while batches > 0 and not self.problem:
            before = self._trainer.steps
            # As far as the end of the epoch in one go. Where that diverges, batch by batch: the run stands at the last
            # batch that was finite.
            if self._train(batches):
                batches -= self._trainer.steps - before
            elif batches > 1:
                self.problem = None
                while self._train(1):
                    continue
        return self

    def _train(self, batches):
        if self.problem:
            return False
        before = self._trainer.snapshot()
        self._trainer.train(batches)
        self._measures = None
        if self._trainer.row == 0:
            measures = self.measures
            healthy = self._trainer.finite() and np.isfinite(measures[:2]).all()
            if healthy:
                self.history.append(measures)
        else:
            healthy = self._trainer.finite()
        if not healthy:
            self._trainer.restore(before)
            self._measures = None
            self.problem = self._advice()
        return healthy

    def _advice(self):
        config, ways = self.config, []
        if config.rate > 1e-4:
            ways.append(f"a learning rate below {config.rate:g}")
        if not config.clip_norm:
            ways.append("clipping the gradient")
        if not set(config.activations) <= {"tanh", "sigmoid", "sin"}:
            ways.append("tanh in the hidden layers")
        return (
            f"After epoch {self.epoch} the numbers grew beyond what a computer can hold, so training stopped there. "
            f"Try {', or '.join(ways) or 'other starting weights'}."
        )

    def change(self, config: Config) -> None:
        """Go on under another config that differs in live fields only (rate, penalty, batch size, …).

        Raises ValueError, naming the fields, if others differ: those need a new Run.
        """
        fixed = sorted(self.config.differences(config) - LIVE)
        if fixed:
            raise ValueError(f"{', '.join(fixed)} cannot change in mid-run; make a new Run")
        if config != self.config:
            self.config = config
            self._machine.configure(config)
            self.problem = None

    def snapshot(self) -> Snapshot:
        """This moment, to be given to `restore`: 24 bytes a parameter, with room for any optimizer's memory."""
        return Snapshot(self._trainer.snapshot(), self.problem)

    def restore(self, moment: Snapshot) -> None:
        """Go back to a moment of this run, as if nothing had come after it."""
        self._trainer.restore(moment.state)
        self.problem = moment.problem
        self._measures = None
        self.history.cut(self.epoch)

    @property
    def measures(self) -> Measures:
        """Losses and scores of both sets as the net stands."""
        if self._measures is None:
            self._measures = self._machine.evaluator.measure()
        return self._measures

    def loss(self, of: str = "train") -> float:
        """Mean loss of the "train" or "test" rows in test mode, without the penalty."""
        return self.measures[_which(of)]

    def accuracy(self, of: str = "train") -> float:
        """Share of rows whose class is predicted, 0 to 1. Raises ValueError for a regression, which has `r2`."""
        if self.config.problem == "regression":
            raise ValueError("accuracy is for classification; a regression has loss and r2")
        return self.measures[2 + _which(of)]

    def r2(self, of: str = "train") -> float:
        """R² = 1 − Σ(o − t)² / Σ(t − mean t)²: 1 is perfect, 0 is the mean's. Regression only (ValueError)."""
        if self.config.problem != "regression":
            raise ValueError("r2 is for regression; a classification has loss and accuracy")
        return self.measures[2 + _which(of)]

    @property
    def penalty(self) -> float:
        """penalty · Σ R(w): what the regularizer adds to the loss that is trained on."""
        trainer = self._trainer
        if trainer.regularizer.value is None:
            return 0.0
        with np.errstate(over="ignore"):  # of a run about to diverge it may be infinite
            prices = trainer.regularizer.value(trainer.theta) * self.layout.on_weights()
            return float(self.config.penalty * prices.sum())

    @property
    def gradient_norm(self) -> float:
        """Euclidean norm of the gradient that the last step used, after penalty and clipping."""
        with np.errstate(all="ignore"):  # of a step that diverged it may be infinite or no number
            return float(np.sqrt(self._trainer.grad.dot(self._trainer.grad)))

    @property
    def uncut_norm(self) -> float:
        """Euclidean norm of the gradient that the last step used, after penalty and before clipping."""
        return float(self._trainer.norm[0]) if self.config.clip_norm else self.gradient_norm

    def predict(self, points) -> np.ndarray:
        """Probabilities (n, C) at points (n, 2), or values (n,) of a regression, in test mode.

        Squared error and hinge know no probabilities: theirs are (1 + o)/2 of the outputs, and the
        softmax (two classes: σ) of the scores.
        """
        return self._machine.predict(points)

    def layers(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """[(W (out, in), b (out,)), ...], hidden layers first, as copies."""
        return self._machine.layers()

    @property
    def layout(self):
        """Where everything lies in `theta` and among the rows of units: playground.engine.layout.Layout."""
        return self._machine.layout

    @property
    def machine(self) -> Machine:
        """What the run is made of, for those who draw it."""
        return self._machine


def _which(of: str) -> int:
    if of not in SETS:
        raise ValueError(f"the set of rows is {of!r}; it must be 'train' or 'test'")
    return SETS.index(of)
