"""What a net predicts for every row, training rows first, and which rows it gets wrong."""

from typing import NamedTuple

import numpy as np

from playground.engine.model import Model
from playground.engine.state import State
from playground.study.probes import Signal


class Outcome(NamedTuple):
    """For all rows, training rows first: `predicted` (n,) are classes, or the values of a regression; `labels` (n,)
    the true ones. `signals` are the hidden layers over the training rows. All are valid until the next `read`."""

    predicted: np.ndarray
    labels: np.ndarray
    train_rows: int
    signals: tuple[Signal, ...]

    @property
    def wrong(self) -> np.ndarray:
        """(n,) whether the class is wrong: exactly the rows that the accuracy does not count."""
        return np.asarray(self.predicted != self.labels)


class Rows:
    """Reads any state of the nets of `model`, in its own memory: neither training nor measuring is disturbed."""

    def __init__(self, model: Model):
        data = model.data
        self._regression, self._head = model.regression, model.head
        self._labels = np.concatenate([data.y_train, data.y_test])
        self._train = train = len(data.x_train)
        self._reader = model.reader(np.concatenate([data.x_train, data.x_test]), self._labels)
        z, a, _, _ = self._reader.reading
        self._signals = tuple(
            Signal(layer.activation, z[layer.rows, :train], a[layer.rows, :train]) for layer in model.layout.hidden
        )

    def read(self, state: State) -> Outcome:
        """What the net in this state predicts, in test mode."""
        output = self._reader.read(state.theta, state.running).output
        return Outcome(self._predicted(output), self._labels, self._train, self._signals)

    def _predicted(self, output: np.ndarray) -> np.ndarray:
        if self._regression:
            return np.asarray(output[0])
        # As the accuracy counts: with one output, class 1 is predicted for outputs above 0.
        return np.asarray(output[0] > 0.0, int) if self._head.one_output else np.asarray(output.argmax(axis=0))
