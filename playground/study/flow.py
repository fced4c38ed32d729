"""How much of the gradient reaches each layer, and what of it clipping cuts away."""

from typing import NamedTuple

import numpy as np

from playground.engine.build import Machine
from playground.engine.network import Memory, Network
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
    """Looks at a machine's training rows with memory of its own: at its theta as it stands whenever it is asked.

    The machine may have replicas; batch normalisation takes the statistics of all training rows.
    """

    def __init__(self, machine: Machine):
        trainer = machine.trainer
        self.layout = machine.layout
        self._grad, running = np.zeros_like(trainer.theta), trainer.running.copy()
        inbox = np.ascontiguousarray(trainer.table.T)
        memory = Memory(trainer.theta, self._grad, running, inbox)
        self._network = Network(machine.layout, machine.head, memory, training=True)
        memory = Memory(trainer.theta, None, trainer.running, inbox)
        self._look = Network(machine.layout, machine.head, memory, training=False)

    def norms(self) -> Norms:
        """One pass forward and back."""
        network, layers = self._network, self.layout.layers
        shape = (*self._grad.shape[:-1], len(layers))
        weights, outputs = np.zeros(shape), np.zeros(shape)
        last_gate = {id(s.activate or s.norm or s.affine): k for k, s in enumerate(network.stages)}

        def told(gate, upstream):
            if id(gate) in last_gate:
                # The upstream gradient is that of a mean over n rows, so each row has 1/n of its own.
                outputs[..., last_gate[id(gate)]] = _norm(upstream) * np.sqrt(upstream.shape[-1])

        with np.errstate(all="ignore"):
            network.forward()
            network.backward(told)
            for k, layer in enumerate(layers):
                weights[..., k] = _norm(self.layout.W(self._grad, layer)[..., :-1])
        return Norms(weights, outputs)

    def preactivations(self) -> list[np.ndarray]:
        """What goes into the activation of each hidden layer at the training rows, in test mode: (…, units, n) each."""
        with np.errstate(all="ignore"):
            self._look.forward()
        return [self._look.z[..., layer.rows, :].copy() for layer in self.layout.hidden]


class Steps:
    """Trains a run step by step and keeps count of the steps whose gradient was longer than the cut."""

    def __init__(self, run: Run):
        self.run = run
        self.taken = self.cut = 0

    def take(self) -> float | None:
        """One step; gives the norm of its gradient before the cut, or None if the run can go no further."""
        self.run.advance_batches(1)
        if self.run.problem:
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
