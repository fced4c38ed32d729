"""Run: the training of one Config, with losses, predictions and weights at any time."""

from math import isfinite

import numpy as np

from playground.config import LIVE, Config
from playground.data import Data
from playground.engine.layout import Layout
from playground.engine.model import Layers
from playground.engine.state import State
from playground.engine.trained import Trained, whole_number
from playground.tables.regularizers import REGULARIZERS


class Run(Trained[float]):
    """The experiment of `config`. The same config gives the same bits; pausing, interrupting and copying do not matter.

    This holds for the same kind of CPU, NumPy version and release of the playground: another CPU adds in another
    order, and another NumPy version may draw other random numbers. BLAS uses one thread while a run trains.

    Run(config, data=Data(x_train, y_train, x_test, y_test), layers=[(W, b), ...]) trains on given rows from given
    weights, W (out, in), b (out,), hidden layers first. Raises ValueError if they do not fit the config.

    `copy`, `deepcopy`, `pickle`, `save` and `load` keep the complete state. If an exception such as Ctrl-C interrupts
    training, the run is in the state after some epoch or batch and can continue from there.
    """

    def __init__(self, config: Config, data: Data | None = None, layers: Layers | None = None):
        super().__init__(config, data, layers)
        if not self._finite_losses:
            self._diverged = (
                "The loss is not finite before training, so the run cannot start. "
                "Use smaller initial weights or smaller inputs."
            )

    @classmethod
    def _of(cls, state: State) -> "Run":
        if state.seeds is not None:
            raise ValueError("this file holds several seeds; open it with Seeds.load")
        run = cls(state.config, state.data)
        run.restore(state)
        return run

    def __repr__(self) -> str:
        rows = "given rows" if self._model.given else self.config.dataset
        return f"<Run of {rows} at epoch {self.position:g}>"

    @property
    def error(self) -> str | None:
        """Why the run cannot continue, with advice; None if it can.

        A run that diverged stops at the last batch after which every number was finite. It can continue after `change`.
        """
        return self._obstacle or self._diverged

    @property
    def position(self) -> float:
        """Completed epochs plus the fraction of the current one."""
        return self._trainer.position

    @property
    def batches(self) -> int:
        """Number of batches in an epoch, including a last one of another size."""
        return self._trainer.batches

    @property
    def batches_left(self) -> int:
        """Number of batches to the end of the current epoch, or of the next one if none has begun."""
        return self._trainer.batches_left

    @property
    def rate(self) -> float:
        """The current learning rate: `config.rate` times the factor of the schedule."""
        return float(self._trainer.rate)

    def advance(self, epochs: int = 1) -> "Run":
        """Train to the end of the current epoch and `epochs` − 1 more. Returns the run itself."""
        for _ in range(whole_number("epochs", epochs)):
            if not self._train(None):
                break
        return self

    def advance_batches(self, batches: int = 1) -> "Run":
        """Train on this number of batches, across the ends of epochs. Returns the run itself."""
        left = whole_number("batches", batches)
        while left > 0:
            before = self._trainer.steps
            if not self._train(left):
                break
            left -= self._trainer.steps - before
        return self

    def _train(self, batches: int | None) -> bool:
        """Train on this number of batches, or on the rest of the epoch. Returns whether every number is finite after
        it. If not, the run goes back and trains batch by batch, up to the last one with finite numbers."""
        if self.error:
            return False
        moment = self.snapshot()
        try:
            self._trainer.train(batches)
            self._measures = None
            if self._healthy():
                if self._trainer.row == 0:
                    self.history.append([self.measures])
                return True
            done = self._trainer.steps - moment.progress.steps
            self.restore(moment)
            while done > 1 and self._train(1):
                pass
            self._diverged = self._advice(self.epoch)
            return False
        except BaseException:
            self.restore(moment)
            raise

    def _healthy(self) -> bool:
        if self._trainer.row and self._trainer.tame:
            return True
        return bool(self._trainer.finite()) and self._finite_losses

    @property
    def _finite_losses(self) -> bool:
        return isfinite(self.measures.train_loss) and isfinite(self.measures.test_loss)

    def change(self, config: Config) -> None:
        """Continue with another config that differs in live fields only (rate, penalty, batch size, …).

        Raises ValueError that names the other fields that differ; those need a new Run.
        """
        fixed = sorted(self.config.differences(config) - LIVE)
        if fixed:
            raise ValueError(f"{', '.join(fixed)} cannot change during training; create a new Run")
        if config != self.config:
            self.config = config
            self._model.configure(config)
            self._diverged = None

    @property
    def penalty(self) -> float:
        """penalty · Σ R(w): the term that the regularizer adds to the training loss."""
        regularizer = REGULARIZERS[self.config.regularizer]
        if regularizer.value is None:
            return 0.0
        with np.errstate(over="ignore"):  # it may be infinite in a run that is about to diverge
            penalties = regularizer.value(self._trainer.theta) * self.layout.on_weights()
            return float(self.config.penalty * penalties.sum())

    @property
    def gradient_norm(self) -> float:
        """Euclidean norm of the gradient of the last step, after penalty and clipping."""
        with np.errstate(over="ignore"):  # it may be infinite in a run that is about to diverge
            return float(np.sqrt(self._trainer.grad.dot(self._trainer.grad)))

    @property
    def uncut_norm(self) -> float:
        """Euclidean norm of the gradient of the last step, after penalty and before clipping."""
        return float(self._trainer.norm[0]) if self.config.clip_norm else self.gradient_norm

    @property
    def clipping(self) -> tuple[int, int]:
        """(steps, steps with a clipped gradient) that this run has computed. They count on when it goes back, so only
        the difference of two calls means something: the share of the steps between them."""
        return self._trainer.taken, int(self._trainer.clipped[0])

    @property
    def layout(self) -> Layout:
        """The positions of the layers in `theta` and among the rows of units."""
        return self._model.layout
