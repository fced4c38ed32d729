"""Which layer makes the data separable, and since when: the verdict behind every hidden layer of a net that learns."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from playground.engine.model import Model
from playground.study.hulls import Between, between
from playground.study.joint import Joint, one_layer


class Seen(NamedTuple):
    """One layer as it stands: separable or not (None: not looked at yet), and since when.

    `since` is the epoch at which it was first found separable without a break up to now, None if it is not.
    `first` is the epoch at which it was found separable for the first time, None if never.
    `proofs`, one for each class asked for: the line, or the weights of the point in both hulls. `failed` is the class
    that cannot be parted from the rest, None if there is none; it is asked for first, and then no other.
    `joint`, of more than two classes: the one linear layer that tells them apart, or why there is none.
    """

    separable: bool | None = None
    since: float | None = None
    first: float | None = None
    proofs: tuple[Between, ...] = ()
    failed: int | None = None
    joint: Joint | None = None


@dataclass
class _Memory:
    """What is remembered of a layer: since when, and the last line and the last proof against one, for each class and
    (`layers`, `pairs`) for all together."""

    since: float | None = None
    first: float | None = None
    normals: dict[int, np.ndarray] = field(default_factory=dict)
    rows: dict[int, np.ndarray] = field(default_factory=dict)
    layers: tuple[tuple[np.ndarray, np.ndarray], ...] = ()
    pairs: np.ndarray | None = None

    def copy(self) -> "_Memory":
        return replace(self, normals=dict(self.normals), rows=dict(self.rows))


class LayerWatch:
    """Looks at the training rows behind every layer of `model`: number 0 is φ(x), then the hidden layers.

    Asked again and again while the net learns. The answer of before is tried first (the last line, the next layer's
    own units, the few rows whose hulls met), then a search decides; so every answer is exact. Where the net itself has
    every row right, the last layer is separable by what comes behind it. Dropout is off and batch normalization in test
    mode, as for predictions. Of C > 2 classes the layer counts as separable if one linear layer can tell them apart;
    whether each can be parted from the rest by a line of its own is asked, too. Classes of which there is no row, and
    a single class, have nothing to separate.
    """

    def __init__(self, model: Model):
        data = model.data
        self.layout = model.layout
        self._reader = model.reader(data.x_train)
        self._inputs = np.ascontiguousarray(model.features(data.x_train)[:-1].T)
        classes = (1,) if model.classes == 2 else range(model.classes)
        sides = [(c, data.y_train == c) for c in classes]
        self.sides = [(c, side) for c, side in sides if side.any() and not side.all()]
        self._classes, self._labels = model.classes, data.y_train
        self._one_output = model.head.one_output
        self._remembered = [_Memory() for _ in range(len(self.layout.hidden) + 1)]
        self.seen = [Seen() for _ in self._remembered]

    def outputs(self, layer: int) -> np.ndarray:
        """(n, units) outputs of the training rows at the last look or `now`; layer 0 is φ(x). A view."""
        if layer == 0:
            return self._inputs
        return self._reader.reading.a[self.layout.layers[layer - 1].rows].T

    def now(self, layer: int) -> np.ndarray:
        """(n, units) outputs of the net as it stands, without a verdict."""
        if layer:
            self._reader.read()
        return self.outputs(layer)

    def look(self, epoch: float, layers: Iterable[int] | None = None) -> list[Seen]:
        """What is known of all layers when these (None: all) have been looked at as the net stands, at this epoch."""
        self._reader.read()
        self.seen = list(self.seen)
        for layer in range(len(self.seen)) if layers is None else layers:
            if layer or self.seen[0].separable is None:  # φ(x) does not learn
                self.seen[layer] = self._ask(layer, epoch)
        return self.seen

    def snapshot(self) -> tuple:
        """All that it remembers, for `restore`."""
        return self.seen, [each.copy() for each in self._remembered]

    def restore(self, moment: tuple) -> None:
        """Remember what it did then, and nothing since."""
        self.seen, remembered = moment
        self._remembered = [each.copy() for each in remembered]

    def _ask(self, layer, epoch):
        points, memory = self.outputs(layer), self._remembered[layer]
        if not np.isfinite(points).all():
            memory.since = None
            return Seen(False, None, memory.first)
        W = self.layout.W(self._reader.theta, self.layout.layers[layer])
        W, b = W[:, :-1], W[:, -1]
        own = layer == len(self.layout.hidden) and self._all_right()
        proofs, failed = self._each(points, memory, W)
        joint = None
        if self._classes > 2:
            joint = self._together(points, memory, [(W, b)] * own, [proofs[c] for c in sorted(proofs)], failed)
        elif own and failed is not None:  # by a hair, which `between` does not count
            proofs, failed = {1: Between(W[0], b[0], None)}, None
        separable = joint.separable if joint else failed is None
        if not separable:
            memory.since = None
        elif memory.since is None:
            memory.since = epoch
            memory.first = epoch if memory.first is None else memory.first
        return Seen(separable, memory.since, memory.first, tuple(proofs.values()), failed, joint)

    def _each(self, points, memory, W):
        """Of each class asked for, up to the first that cannot be parted from the rest: the proofs, and that class."""
        proofs: dict[int, Between] = {}
        for c, side in sorted(self.sides, key=lambda side: side[0] not in memory.rows):
            normals = [*([memory.normals[c]] if c in memory.normals else []), *W, *-W]
            proof = proofs[c] = between(points, side, normals, memory.rows.get(c))
            if proof.weights is not None:
                memory.rows[c] = proof.weights > 0.0
                return proofs, c
            memory.normals[c] = proof.w
            memory.rows.pop(c, None)
        return proofs, None

    def _together(self, points, memory, own, lines, failed):
        """Of all classes. `own`: the net's layer behind these points, if it has every row right."""
        present = np.unique(self._labels)
        if own:
            ((W, b),) = own
            return Joint(W[present], b[present], None)
        if failed is None and lines:  # each class's own line, w·x + b > 0 on its side, is its score
            return Joint(np.stack([line.w for line in lines]), np.array([line.b for line in lines]), None)
        joint = one_layer(points, self._labels, memory.layers, memory.pairs)
        memory.layers = ((joint.W, joint.b),) if joint.separable else ()
        memory.pairs = None if joint.separable else joint.weights > 0.0
        return joint

    def _all_right(self):
        """Whether the net predicts the class of every row, by the rule of the evaluator."""
        outputs = self._reader.reading.output
        predicted = outputs[0] > 0.0 if self._one_output else outputs.argmax(axis=0)
        return np.array_equal(predicted, self._labels)
