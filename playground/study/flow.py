"""How much of the gradient reaches each layer, and what of it clipping cuts away."""

from typing import NamedTuple

import numpy as np

from playground.engine.model import Model
from playground.engine.run import Run


class Norms(NamedTuple):
    """Of the gradient of the mean training loss, without penalty and dropout, each (…, layers), first layer first.

    weights   ‖∂L/∂W‖, biases left out
    outputs   √(mean over the rows of ‖∂ℓ/∂a‖²), a the layer's output and ℓ the loss of one row
    """

    weights: np.ndarray
    outputs: np.ndarray

    @property
    def reach(self) -> np.ndarray:
        """(…,) ‖∂L/∂W‖ of the first layer as a share of that of the last; NaN where the last has none."""
        last = self.weights[..., -1]
        with np.errstate(all="ignore"):
            return np.where(last > 0.0, self.weights[..., 0] / last, np.nan)


class Flow:
    """Looks at a model's training rows with memory of its own: at its theta as it stands whenever it is asked.

    The model may have replicas; batch normalization takes the statistics of all training rows.
    """

    def __init__(self, model: Model):
        data, self.layout = model.data, model.layout
        self._reader = model.reader(data.x_train, data.y_train, training=True, backward=True)

    def norms(self) -> Norms:
        """One pass forward and back."""
        reader = self._reader
        reader.read()
        with np.errstate(all="ignore"):
            weights = [_norm(self.layout.W(reader.grad, layer)[..., :-1]) for layer in self.layout.layers]
            outputs = [_norm(reader.upstream(s.activate or s.norm or s.affine)) for s in reader.network.stages]
        # The upstream gradient is that of a mean over n rows, so each row has 1/n of its own.
        n = reader.batch.shape[-1]
        return Norms(np.stack(weights, axis=-1), np.sqrt(n) * np.stack(outputs, axis=-1))


class Steps:
    """Trains a run step by step and keeps count of the steps whose gradient was longer than the cut."""

    def __init__(self, run: Run):
        self.run = run
        self.taken = self.cut = 0

    def take(self) -> float | None:
        """One step; gives the norm of its gradient before the cut, or None if the run can go no further."""
        self.run.advance_batches(1)
        if self.run.error:
            return None
        norm, limit = self.run.uncut_norm, self.run.config.clip_norm
        self.taken += 1
        self.cut += bool(limit) and norm > limit
        return norm

    @property
    def share(self) -> float:
        """Share of the steps taken that were cut, 0 to 1."""
        return self.cut / self.taken if self.taken else 0.0


def _norm(array):
    """Over the last two axes."""
    return np.sqrt((array * array).sum(axis=(-2, -1)))
