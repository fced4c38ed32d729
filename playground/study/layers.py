"""Which layer makes the data separable, and since when: the verdict behind every hidden layer of a net that learns."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from playground.engine.build import Machine
from playground.engine.network import Memory, Network
from playground.study.hulls import Between, between


class Seen(NamedTuple):
    """One layer as it stands: separable or not (None: not looked at yet), and since when.

    `since` is the epoch at which it was first found separable without a break up to now, None if it is not.
    `first` is the epoch at which it was found separable for the first time, None if never.
    `proofs`, one for each class asked for: the line, or the weights of the point in both hulls. `failed` is the class
    that cannot be parted from the rest, None if there is none; it is asked for first, and then no other.
    """

    separable: bool | None = None
    since: float | None = None
    first: float | None = None
    proofs: tuple[Between, ...] = ()
    failed: int | None = None


@dataclass
class _Memory:
    """What is remembered of a layer: since when, and for each class the last line and the last proof against one."""

    since: float | None = None
    first: float | None = None
    normals: dict[int, np.ndarray] = field(default_factory=dict)
    rows: dict[int, np.ndarray] = field(default_factory=dict)


class LayerWatch:
    """Looks at the training rows behind every layer of `machine`: number 0 is φ(x), then the hidden layers.

    Asked again and again while the net learns. The answer of before is tried first (the last line, the next layer's
    own units, the few rows whose hulls met), then the linear programme decides; so every answer is exact. Dropout is
    off and batch normalisation in test mode, as for predictions. Of C > 2 classes each is asked for against the rest,
    and the layer counts as separable if all are. Classes of which there is no row, and a single class, have nothing to
    separate.
    """

    def __init__(self, machine: Machine):
        data = machine.data
        self._trainer = machine.trainer
        self.layout = machine.layout
        self._theta = machine.trainer.theta.copy()
        self._running = machine.trainer.running.copy()
        inbox = machine.features(data.x_train)
        self._network = Network(
            self.layout, machine.head, Memory(self._theta, None, self._running, inbox), training=False
        )
        self._inputs = np.ascontiguousarray(inbox[:-1].T)
        classes = (1,) if machine.classes == 2 else range(machine.classes)
        sides = [(c, data.y_train == c) for c in classes]
        self.sides = [(c, side) for c, side in sides if side.any() and not side.all()]
        self._remembered = [_Memory() for _ in range(len(self.layout.hidden) + 1)]
        self.seen = [Seen() for _ in self._remembered]

    def outputs(self, layer: int) -> np.ndarray:
        """(n, units) outputs of the training rows at the last look or `now`; layer 0 is φ(x). A view."""
        if layer == 0:
            return self._inputs
        return self._network.a[self.layout.layers[layer - 1].rows].T

    def now(self, layer: int) -> np.ndarray:
        """(n, units) outputs of the net as it stands, without a verdict."""
        if layer:
            self._pass()
        return self.outputs(layer)

    def look(self, epoch: float, layers: Iterable[int] | None = None) -> list[Seen]:
        """What is known of all layers when these (None: all) have been looked at as the net stands, at this epoch."""
        self._pass()
        for layer in range(len(self.seen)) if layers is None else layers:
            if layer or self.seen[0].separable is None:  # φ(x) does not learn
                self.seen[layer] = self._ask(layer, epoch)
        return self.seen

    def _pass(self):
        self._theta[...], self._running[...] = self._trainer.theta, self._trainer.running
        with np.errstate(all="ignore"):
            self._network.forward()

    def _ask(self, layer, epoch):
        points, memory = self.outputs(layer), self._remembered[layer]
        proofs: dict[int, Between] = {}
        failed = None
        if not np.isfinite(points).all():
            return Seen(False, None, memory.first, ())
        for c, side in sorted(self.sides, key=lambda side: side[0] not in memory.rows):
            after = self.layout.W(self._theta, self.layout.layers[layer])[:, :-1]
            normals = [*([memory.normals[c]] if c in memory.normals else []), *after, *-after]
            proof = proofs[c] = between(points, side, normals, memory.rows.get(c))
            if proof.weights is None:
                memory.normals[c] = proof.w
                memory.rows.pop(c, None)
            else:
                memory.rows[c], failed = proof.weights > 0.0, c
                break  # one class that cannot be parted from the rest is enough
        separable = failed is None
        if not separable:
            memory.since = None
        elif memory.since is None:
            memory.since = epoch
            memory.first = epoch if memory.first is None else memory.first
        return Seen(separable, memory.since, memory.first, tuple(proofs.values()), failed)
