"""One run: a Config, advanced epoch by epoch, asked for losses, predictions and weights at any time."""

import numpy as np

from playground.config import LIVE, Config
from playground.data import Data
from playground.engine.layout import Layout
from playground.engine.state import State
from playground.engine.trained import Trained, whole_number
from playground.tables.regularizers import REGULARIZERS


class Run(Trained):
    """The experiment of `config`: same config, same bits, however it is paused, interrupted, copied or looked at.

    The same bits on the same kind of CPU, with the same NumPy and release of the playground: another CPU adds in
    another order, and another NumPy may draw other random numbers. BLAS has one thread while a run trains.

    Run(config, data=Data(x_train, y_train, x_test, y_test), layers=[(W, b), ...]) trains on given rows and
    from given weights, W (out, in), b (out,), hidden layers first. Raises ValueError if they do not fit the config.

    `copy`, `deepcopy`, `pickle`, `save` and `load` keep all of it. An exception that ends training, as Ctrl-C does,
    leaves it as it was after some epoch or batch, and it can go on from there.
    """

    def __init__(self, config: Config, data: Data | None = None, layers=None):
        super().__init__(config, data, layers)
        if not np.isfinite(self.measures[:2]).all():
            self._diverged = (
                "The loss is not finite before any training, so there is none. "
                "Try smaller starting weights, or smaller numbers in the rows."
            )

    @classmethod
    def _of(cls, state: State) -> "Run":
        if state.seeds is not None:
            raise ValueError("these are the nets of several seeds; Seeds.load opens them")
        run = cls(state.config, state.data)
        run.restore(state)
        return run

    def __repr__(self) -> str:
        rows = "given rows" if self._model.given else self.config.dataset
        return f"<Run of {rows} at epoch {self.position:g}>"

    @property
    def error(self) -> str | None:
        """Why the run goes no further, as one sentence with advice; None while it can.

        Once it has diverged it stands at the last batch at which every number was finite, until `change` gives it
        other rules.
        """
        return self._obstacle or self._diverged

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
        for _ in range(whole_number("epochs", epochs)):
            if not self._train(None):
                break
        return self

    def advance_batches(self, batches: int = 1) -> "Run":
        """Train on so many batches, across the ends of epochs. Gives the run itself."""
        left = whole_number("batches", batches)
        while left > 0:
            before = self._trainer.steps
            if not self._train(left):
                break
            left -= self._trainer.steps - before
        return self

    def _train(self, batches) -> bool:
        """Train on so many batches, or on what is left of the epoch. Whether every number is finite after it; if not,
        it is done again batch by batch, as far as they are."""
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

    def _healthy(self):
        if self._trainer.row and self._trainer.tame:
            return True
        return self._trainer.finite() and np.isfinite(self.measures[:2]).all()

    def change(self, config: Config) -> None:
        """Go on under another config that differs in live fields only (rate, penalty, batch size, …).

        Raises ValueError, naming the fields, if others differ: those need a new Run.
        """
        fixed = sorted(self.config.differences(config) - LIVE)
        if fixed:
            raise ValueError(f"{', '.join(fixed)} cannot change in mid-run; make a new Run")
        if config != self.config:
            self.config = config
            self._model.configure(config)
            self._diverged = None

    @property
    def penalty(self) -> float:
        """penalty · Σ R(w): what the regularizer adds to the loss that is trained on."""
        regularizer = REGULARIZERS[self.config.regularizer]
        if regularizer.value is None:
            return 0.0
        with np.errstate(over="ignore"):  # of a run about to diverge it may be infinite
            prices = regularizer.value(self._trainer.theta) * self.layout.on_weights()
            return float(self.config.penalty * prices.sum())

    @property
    def gradient_norm(self) -> float:
        """Euclidean norm of the gradient that the last step used, after penalty and clipping."""
        with np.errstate(over="ignore"):  # of a run about to diverge it may be infinite
            return float(np.sqrt(self._trainer.grad.dot(self._trainer.grad)))

    @property
    def uncut_norm(self) -> float:
        """Euclidean norm of the gradient that the last step used, after penalty and before clipping."""
        return float(self._trainer.norm[0]) if self.config.clip_norm else self.gradient_norm

    @property
    def layout(self) -> Layout:
        """Where everything lies in `theta` and among the rows of units."""
        return self._model.layout
