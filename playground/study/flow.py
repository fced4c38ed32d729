"""How much of the gradient reaches each layer, and how often gradient clipping acts."""

from typing import NamedTuple

import numpy as np

from playground.engine.model import Model
from playground.engine.run import Run


class Norms(NamedTuple):
    """Gradient norms of the mean training loss, without penalty or dropout; each (…, layers), first layer first.

    weights   ‖∂L/∂W‖, biases left out
    outputs   √(mean over rows of ‖∂ℓ/∂a‖²), where a is the layer's output and ℓ the loss of one row
    """

    weights: np.ndarray
    outputs: np.ndarray

    @property
    def reach(self) -> np.ndarray:
        """(…,) ‖∂L/∂W‖ of the first layer divided by that of the last; NaN where the last is zero."""
        last = self.weights[..., -1]
        with np.errstate(all="ignore"):
            return np.where(last > 0.0, self.weights[..., 0] / last, np.nan)


class Flow:
    """Gradient norms of a model on its training rows, for its current theta.

    It has its own memory, so it never changes the training. The model may have replicas. Batch normalization uses the
    statistics of all training rows.
    """

    def __init__(self, model: Model):
        data, self.layout = model.data, model.layout
        self._reader = model.reader(data.x_train, data.y_train, training=True, backward=True)

    def norms(self) -> Norms:
        """The norms for the current theta: one forward and one backward pass."""
        reader = self._reader
        reader.read()
        assert reader.grad is not None  # it has a backward pass
        with np.errstate(all="ignore"):
            weights = [_norm(self.layout.W(reader.grad, layer)[..., :-1]) for layer in self.layout.layers]
            outputs = [_norm(reader.upstream(s.activate or s.norm or s.affine)) for s in reader.network.stages]
        # `upstream` is the gradient of the mean over n rows, so the gradient of one row is n times as large.
        n = reader.batch.shape[-1]
        return Norms(np.stack(weights, axis=-1), np.sqrt(n) * np.stack(outputs, axis=-1))


class Steps:
    """Trains a run step by step and counts the steps whose gradient was clipped."""

    def __init__(self, run: Run):
        self.run = run
        self.taken = self.cut = 0

    def take(self) -> float | None:
        """Take one step. Returns the gradient norm before clipping, or None if the run has diverged."""
        self.run.advance_batches(1)
        if self.run.error:
            return None
        norm, limit = self.run.uncut_norm, self.run.config.clip_norm
        self.taken += 1
        self.cut += bool(limit) and norm > limit
        return norm

    @property
    def share(self) -> float:
        """Share of the steps that were clipped, 0 to 1."""
        return self.cut / self.taken if self.taken else 0.0


def _norm(array: np.ndarray) -> np.ndarray:
    """Euclidean norm over the last two axes."""
    norm: np.ndarray = np.sqrt((array * array).sum(axis=(-2, -1)))
    return norm
