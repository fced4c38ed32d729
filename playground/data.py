"""The rows to learn from and to test on: given by the user, or made from a Config."""

from dataclasses import dataclass, fields

import numpy as np

from playground.config import Config
from playground.randomness import DATA, LABELS, NOISE, SPLIT, stream
from playground.tables.datasets import DATASETS

MOST_CLASSES = 100
"""A label of 2026 is a year in the wrong column, and would ask for a net of 2027 outputs."""


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """Training and test rows: x (n, 2) in units of the axes, y (n,), at least one row each.

    Labels with an integer or boolean dtype are class numbers 0 … C−1, floats the targets of a regression. Rows are
    copied, become float64 or int64, and cannot be written to. ValueError names the array and what is wrong with it.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray

    def __post_init__(self):
        for part in ("train", "test"):
            x = _points(f"x_{part}", getattr(self, f"x_{part}"))
            y = _labels(f"y_{part}", getattr(self, f"y_{part}"))
            if len(x) != len(y):
                raise ValueError(f"x_{part} has {len(x)} rows, y_{part} has {len(y)}: each point needs one label")
            object.__setattr__(self, f"x_{part}", x)
            object.__setattr__(self, f"y_{part}", y)
        if self.y_train.dtype != self.y_test.dtype:
            raise ValueError("y_train and y_test must be of one kind: class numbers (integers) or targets (floats)")
        for field in fields(self):
            getattr(self, field.name).flags.writeable = False

    def __reduce__(self):
        return Data, (self.x_train, self.y_train, self.x_test, self.y_test)

    def same(self, other: "Data") -> bool:
        """Whether both have the same rows."""
        return self is other or all(
            np.array_equal(getattr(self, field.name), getattr(other, field.name)) for field in fields(self)
        )

    @property
    def task(self) -> str:
        """What the labels are for: "classification" if class numbers, "regression" if targets."""
        return "classification" if self.y_train.dtype.kind == "i" else "regression"

    @property
    def classes(self) -> int | None:
        """C, one more than the largest label of all rows and at least 2; None for a regression."""
        if self.task == "regression":
            return None
        return max(2, int(self.y_train.max()) + 1, int(self.y_test.max()) + 1)

    def for_task(self, task: str) -> "Data":
        """The same rows with labels of the kind that `task` wants: whole numbers written as floats may be classes,
        and class numbers may be targets. ValueError where targets cannot be class numbers."""
        if task == self.task:
            return self
        kind = float if task == "regression" else int
        with np.errstate(invalid="ignore"):  # what is too large for an integer comes out different, and is named below
            labels = [y.astype(kind) for y in (self.y_train, self.y_test)]
        if any((y != old).any() for y, old in zip(labels, (self.y_train, self.y_test), strict=True)):
            raise ValueError(
                "y_train and y_test hold fractions, and task is 'classification': classes are the numbers 0, 1, 2, …"
            )
        return Data(self.x_train, labels[0], self.x_test, labels[1])


def make_data(config: Config) -> Data:
    """The data that `config` describes, the same for the same Config.

    Noise is the same for every set, and one thing at a time moves with its slider:
    - noise: each point is displaced by noise × a standard normal draw that does not depend on it. Labels stay.
    - label_noise: exactly round(label_noise·n) rows, the first of a ranking that does not depend on it, get another
      class, each with the same chance (regression: the target's sign is changed; 0 becomes −1 or 1).
    - train_share: the first round(train_share·n) rows of an order that does not depend on it are for training. Of a
      classification, every stretch of that order holds the classes in their shares (a stratified split): a few rows
      of one class too many would give a line on XOR a reason to lean, and its 50 % would scatter from 30 to 70.
    """
    n, seed = config.samples, config.data_seed
    points, clean = DATASETS[config.dataset].sample(n, stream(seed, DATA), config)
    points = points + config.noise * stream(seed, NOISE).standard_normal((n, 2))
    labels = _mislabel(clean, round(config.label_noise * n), stream(seed, LABELS))
    order = _shuffled(clean, stream(seed, SPLIT))
    train, test = np.split(order, [round(config.train_share * n)])
    return Data(points[train], labels[train], points[test], labels[test])


def _shuffled(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A random order of the rows in which the classes take turns according to their numbers."""
    order = rng.permutation(len(labels))
    if labels.dtype.kind != "i":
        return order
    turn = np.empty(len(labels))
    for label in np.unique(labels):
        of_class = labels[order] == label
        count = of_class.sum()
        turn[of_class] = (np.arange(count) + rng.random()) / count
    return order[np.argsort(turn)]


def _mislabel(labels: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    wrong = rng.permutation(len(labels))[:count]
    labels = labels.copy()
    if labels.dtype.kind == "i":
        classes = max(2, int(labels.max()) + 1)
        # Drawn for all rows, so that which class a row gets does not depend on how many are wrong.
        shift = rng.integers(1, classes, len(labels))
        labels[wrong] = (labels + shift)[wrong] % classes
    else:
        other = np.where(labels == 0.0, rng.choice([-1.0, 1.0], len(labels)), -labels)
        labels[wrong] = other[wrong]
    return labels


def _points(name: str, values) -> np.ndarray:
    points = _array(name, values, "iuf")
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"{name} has the shape {points.shape}; it must be (n, 2): one row a point, columns x1 and x2")
    return _finite(name, points)


def _labels(name: str, values) -> np.ndarray:
    labels = _array(name, values, "iufb")
    if labels.ndim != 1:
        raise ValueError(f"{name} has the shape {labels.shape}; it must be (n,): one label a point")
    if labels.dtype.kind == "f":
        return _finite(name, labels)
    if len(labels) == 0:
        raise ValueError(f"{name} has no rows; at least one is needed")
    if labels.min() < 0 or labels.max() >= MOST_CLASSES:
        found = f"labels from {labels.min()} to {labels.max()}"
        raise ValueError(f"{name} has {found}; class numbers go from 0 to {MOST_CLASSES - 1}")
    return labels.astype(np.int64)


def _array(name: str, values, kinds: str) -> np.ndarray:
    try:
        array = np.array(values)
    except ValueError:
        raise ValueError(f"{name} has rows of different lengths") from None
    if array.dtype.kind not in kinds:
        raise ValueError(f"{name} must hold numbers, not {array.dtype}")
    return array


def _finite(name: str, array: np.ndarray) -> np.ndarray:
    array = np.ascontiguousarray(array, dtype=np.float64)
    if len(array) == 0:
        raise ValueError(f"{name} has no rows; at least one is needed")
    bad = ~np.isfinite(array.reshape(len(array), -1)).all(axis=1)
    if bad.any():
        raise ValueError(f"{name} has NaN or infinity in {bad.sum()} of {len(array)} rows, first in row {bad.argmax()}")
    return array
