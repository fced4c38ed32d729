"""What nets say about given rows: pre-activations, activations, outputs and losses, and on request the gradient."""

from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np

from playground.engine.layout import Layout
from playground.engine.network import Memory, Network
from playground.engine.tape import Tape
from playground.tables.losses import Head


class Reading(NamedTuple):
    """Views into a reader's memory, which its next `read` overwrites. Replicas, if there are any, stand in front.

    z, a     (…, layout.rows, n) what goes into and what comes out of every activation; `Layer.rows` says where
    output   (…, outputs, n) of the net; where the output layer is linear it lies in z, and not in a
    losses   (…, n) of the rows; None if the rows have no targets
    """

    z: np.ndarray
    a: np.ndarray
    output: np.ndarray
    losses: np.ndarray | None


class Reader:
    """Reads nets of one layout on rows that stay the same, in memory of its own: reading never disturbs training.

    `batch`, (targets + features + 1, n) or without targets (features + 1, n), has the rows as columns. `theta` and
    `running` are the net, or the K nets, that `read` takes if it is given no others; with `replicas` it is given so
    many. Dropout is off; batch normalization takes the running averages, or with `training` the mean and variance of
    the n rows. The pass is recorded on a tape; with `tape=False` it is not, which is faster where one reading is all.
    With `backward` a pass back follows: `grad` (…, layout.size) is the gradient of the mean loss, without penalty.
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
        self.batch = np.ascontiguousarray(batch, dtype)
        self.tape = Tape(dtype) if tape else None
        self.network = network = self.lay(self.tape)
        losses = np.zeros((*lead, 1, batch.shape[-1]), dtype) if network.targets.size else None
        self._losses = self.tape.watch(losses) if self.tape and losses is not None else losses
        self._upstream: dict[int, Any] = {}
        output = network.output.array if self.tape else network.output
        self.reading = Reading(network.z, network.a, output, None if losses is None else losses[..., 0, :])
        if self.tape:
            self._pass()

    def lay(self, tape: Any) -> Network:
        """A network over this reader's memory, which writes down on `tape` what is done with it."""
        memory = Memory(self.theta, self.grad, self.running, self.batch)
        return Network(self.layout, self.head, memory, training=self._training, tape=tape)

    def _pass(self) -> None:
        self.network.forward()
        if self._losses is not None:
            self._losses[...] = self.network.loss()
        if self.grad is not None:
            self.network.backward(lambda gate, upstream: self._upstream.update({id(gate): upstream}))

    def read(self, theta: np.ndarray | None = None, running: np.ndarray | None = None) -> Reading:
        """What nets with these parameters, (…, layout.size), and running averages, (…, 2, units), say.

        Without them it is the net itself as it stands now. Numbers may be infinite or NaN, of a net that diverged.
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
        """dL/d(what a gate of `network` gave), (…, units, n), of the last reading. Takes `backward`."""
        found = self._upstream[id(gate)]
        return found.array if self.tape else found
