"""Which layer makes the data separable, and since when: a verdict for each hidden layer during training."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from playground.engine.model import Model
from playground.study.hulls import Between, between
from playground.study.joint import Joint, one_layer


class Seen(NamedTuple):
    """The verdict on one layer: separable or not (None: not checked yet), and since when.

    since    epoch from which it has been separable without interruption; None if it is not separable
    first    epoch at which it was first found separable; None if never
    proofs   one per class that was checked: the separating line, or the weights of a point in both hulls
    failed   the class that cannot be separated from the rest, None if there is none. It is checked first; the check
             stops at the first failure
    joint    for more than two classes: the linear layer that separates them, or a proof against one
    """

    separable: bool | None = None
    since: float | None = None
    first: float | None = None
    proofs: tuple[Between, ...] = ()
    failed: int | None = None
    joint: Joint | None = None


@dataclass
class _Memory:
    """State of one layer between checks: since when it is separable, and the latest line or proof against one for each
    class (`normals`, `rows`) and for all together (`layers`, `pairs`)."""

    since: float | None = None
    first: float | None = None
    normals: dict[int, np.ndarray] = field(default_factory=dict)
    rows: dict[int, np.ndarray] = field(default_factory=dict)
    layers: tuple[tuple[np.ndarray, np.ndarray], ...] = ()
    pairs: np.ndarray | None = None

    def copy(self) -> "_Memory":
        return replace(self, normals=dict(self.normals), rows=dict(self.rows))


class LayerWatch:
    """Checks whether the training rows are separable at each layer of `model`: layer 0 is φ(x), then the hidden layers.

    Meant to be called repeatedly during training. The previous answers are tried first (the last line, the units of the
    next layer, the rows whose hulls met), then a search decides, so every answer is exact. If the net classifies every
    row correctly, its output layer separates the last hidden layer. Dropout is off and batch normalization in test
    mode, as for predictions. With C > 2 classes, a layer is separable if one linear layer separates all classes; each
    class is also checked against the rest. Classes without rows, and a single class, have nothing to separate.
    """

    def __init__(self, model: Model):
        data = model.data
        self.layout = model.layout
        self._reader = model.reader(data.x_train)
        self._inputs = np.ascontiguousarray(model.features(data.x_train)[:-1].T)
        self._classes = model.classes or 0  # None for a regression
        classes = (1,) if self._classes == 2 else range(self._classes)
        sides = [(c, data.y_train == c) for c in classes]
        self.sides = [(c, side) for c, side in sides if side.any() and not side.all()]
        self._labels = data.y_train
        self._one_output = model.head.one_output
        self._remembered = [_Memory() for _ in range(len(self.layout.hidden) + 1)]
        self.seen = [Seen() for _ in self._remembered]

    def outputs(self, layer: int) -> np.ndarray:
        """(n, units) outputs for the training rows at the last `look` or `now`; layer 0 is φ(x). A view."""
        if layer == 0:
            return self._inputs
        return self._reader.reading.a[self.layout.layers[layer - 1].rows].T

    def now(self, layer: int) -> np.ndarray:
        """(n, units) outputs for the current theta, without a verdict."""
        if layer:
            self._reader.read()
        return self.outputs(layer)

    def look(self, epoch: float, layers: Iterable[int] | None = None) -> list[Seen]:
        """Check `layers` (None: all) for the current theta at this epoch. Returns the verdicts on all layers."""
        self._reader.read()
        self.seen = list(self.seen)
        for layer in range(len(self.seen)) if layers is None else layers:
            if layer or self.seen[0].separable is None:  # φ(x) does not change
                self.seen[layer] = self._ask(layer, epoch)
        return self.seen

    def snapshot(self) -> tuple[list[Seen], list[_Memory]]:
        """The complete state, for `restore`."""
        return self.seen, [each.copy() for each in self._remembered]

    def restore(self, moment: tuple[list[Seen], list[_Memory]]) -> None:
        """Return to the state of a snapshot."""
        self.seen, remembered = moment
        self._remembered = [each.copy() for each in remembered]

    def _ask(self, layer: int, epoch: float) -> Seen:
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
            joint = self._together(points, memory, (W, b) if own else None, proofs, failed)
        elif own and failed is not None:  # with a margin below the tolerance of `between`
            proofs, failed = {1: Between(W[0], b[0], None)}, None
        separable = joint.separable if joint else failed is None
        if not separable:
            memory.since = None
        elif memory.since is None:
            memory.since = epoch
            memory.first = epoch if memory.first is None else memory.first
        return Seen(separable, memory.since, memory.first, tuple(proofs.values()), failed, joint)

    def _each(self, points: np.ndarray, memory: _Memory, W: np.ndarray) -> tuple[dict[int, Between], int | None]:
        """The proofs of the classes up to the first that cannot be separated from the rest, and that class."""
        proofs: dict[int, Between] = {}
        for c, side in sorted(self.sides, key=lambda side: side[0] not in memory.rows):
            normals = [*([memory.normals[c]] if c in memory.normals else []), *W, *-W]
            proof = proofs[c] = between(points, side, normals, memory.rows.get(c))
            if proof.weights is not None:
                memory.rows[c] = proof.weights > 0.0
                return proofs, c
            if proof.w is not None:
                memory.normals[c] = proof.w
            memory.rows.pop(c, None)
        return proofs, None

    def _together(
        self,
        points: np.ndarray,
        memory: _Memory,
        own: tuple[np.ndarray, np.ndarray] | None,
        proofs: dict[int, Between],
        failed: int | None,
    ) -> Joint:
        """For all classes at once. `own`: (W, b) of the net's next layer, if the net classifies every row correctly."""
        present = np.unique(self._labels)
        if own:
            W, b = own
            return Joint(W[present], b[present], None)
        lines = [(proof.w, proof.b) for _, proof in sorted(proofs.items()) if proof.w is not None]
        if failed is None and lines:  # the score of a class is its line's w·x + b, positive on its own side
            return Joint(np.stack([w for w, _ in lines]), np.array([b for _, b in lines]), None)
        joint = one_layer(points, self._labels, memory.layers, memory.pairs)
        memory.layers = ((joint.W, joint.b),) if joint.W is not None and joint.b is not None else ()
        memory.pairs = None if joint.weights is None else joint.weights > 0.0
        return joint

    def _all_right(self) -> bool:
        """Whether the net predicts the class of every row, with the evaluator's rule."""
        outputs = self._reader.reading.output
        predicted = outputs[0] > 0.0 if self._one_output else outputs.argmax(axis=0)
        return np.array_equal(predicted, self._labels)
