"""Reader: pre-activations, activations, outputs, losses and gradients of nets at given rows."""

from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np

from playground.engine.layout import Layout
from playground.engine.network import Memory, Network
from playground.engine.tape import Tape
from playground.tables.losses import Head


class Reading(NamedTuple):
    """Views into the memory of a reader, which its next `read` overwrites. Replicas are the leading axis.

    z, a     (…, layout.rows, n) pre-activations and activations; `Layer.rows` are the rows of a layer
    output   (…, outputs, n) of the net; a linear output layer has it in z, not in a
    losses   (…, n) of the rows; None if the rows have no targets
    """

    z: np.ndarray
    a: np.ndarray
    output: np.ndarray
    losses: np.ndarray | None


class Reader:
    """Evaluates nets of one layout on fixed rows, in its own memory: reading never disturbs training.

    `batch`, (targets + features + 1, n) or without targets (features + 1, n), has the rows as columns. `theta` and
    `running` are the net, or the K nets, that `read` uses by default; `replicas` is the number of nets that it gets
    otherwise. Dropout is off. Batch normalization uses the running averages, or with `training` the mean and variance
    of the n rows. The pass is recorded on a tape; `tape=False` is faster for a single reading.
    With `backward`, a backward pass follows: `grad` (…, layout.size) is the gradient of the mean loss without penalty.
    """

    def __init__(
        self,
        layout: Layout,
        head: Head,
        theta: np.ndarray,
        running: np.ndarray,
        batch: np.ndarray,
        *,
        dtype: type = np.float64,
        replicas: int | None = None,
        training: bool = False,
        backward: bool = False,
        tape: bool = True,
    ):
        self.layout, self.head, self._training = layout, head, training
        self._net = theta, running
        lead = theta.shape[:-1] if replicas is None else (replicas,)
        self.theta, self.running = np.zeros((*lead, layout.size), dtype), np.zeros((*lead, *running.shape[-2:]), dtype)
        self.grad = np.zeros_like(self.theta) if backward else None
        self.batch: np.ndarray = np.ascontiguousarray(batch, dtype)
        self.tape = Tape(dtype) if tape else None
        self.network = network = self.lay(self.tape)
        losses = np.zeros((*lead, 1, batch.shape[-1]), dtype) if network.targets.size else None
        self._losses = self.tape.watch(losses) if self.tape and losses is not None else losses
        self._upstream: dict[int, Any] = {}
        output: np.ndarray = network.output.array if self.tape else network.output
        self.reading = Reading(network.z, network.a, output, None if losses is None else losses[..., 0, :])
        if self.tape:
            self._pass()

    def lay(self, tape: Any) -> Network:
        """A network on this reader's memory, recorded on `tape`."""
        memory = Memory(self.theta, self.grad, self.running, self.batch)
        return Network(self.layout, self.head, memory, training=self._training, tape=tape)

    def _pass(self) -> None:
        self.network.forward()
        if self._losses is not None:
            self._losses[...] = self.network.loss()
        if self.grad is not None:
            self.network.backward(lambda gate, upstream: self._upstream.update({id(gate): upstream}))

    def read(self, theta: np.ndarray | None = None, running: np.ndarray | None = None) -> Reading:
        """Evaluate nets with these parameters, (…, layout.size), and running averages, (…, 2, units).

        By default it evaluates the current net. The values of a net that diverged may be infinite or NaN.
        """
        with np.errstate(all="ignore"):
            self.theta[...] = self._net[0] if theta is None else theta
            self.running[...] = self._net[1] if running is None else running
            if self.tape:
                self.tape.play()
            else:
                self._pass()
        return self.reading

    def upstream(self, gate: Hashable) -> np.ndarray:
        """dL/d(output of a gate of `network`), (…, units, n), in the last reading. Needs `backward`."""
        found = self._upstream[id(gate)]
        array: np.ndarray = found.array if self.tape else found
        return array
