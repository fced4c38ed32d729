"""Training and test rows: given by the user, or generated from a Config."""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from playground.config import Config
from playground.randomness import DATA, LABELS, NOISE, SPLIT, stream
from playground.tables.datasets import DATASETS

MOST_CLASSES = 100
"""Bound on the number of classes. A label of 2026 is probably a year, and would need a net of 2027 outputs."""


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """Training and test rows: x (n, 2) in units of the axes, y (n,), at least one row each.

    Labels with an integer or boolean dtype are class numbers 0 … C−1; floats are regression targets. Rows are copied
    as float64 or int64 and are read-only. Raises ValueError that names the array and the defect.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray

    def __post_init__(self) -> None:
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

    def __reduce__(self) -> tuple[type["Data"], tuple[np.ndarray, ...]]:
        return Data, (self.x_train, self.y_train, self.x_test, self.y_test)

    def same(self, other: "Data") -> bool:
        """Whether both have the same rows."""
        return self is other or all(
            np.array_equal(getattr(self, field.name), getattr(other, field.name)) for field in fields(self)
        )

    @property
    def task(self) -> str:
        """ "classification" if the labels are class numbers, "regression" if they are targets."""
        return "classification" if self.y_train.dtype.kind == "i" else "regression"

    @property
    def classes(self) -> int | None:
        """C, one more than the largest label of all rows and at least 2; None for a regression."""
        if self.task == "regression":
            return None
        return max(2, int(self.y_train.max()) + 1, int(self.y_test.max()) + 1)

    def for_task(self, task: str) -> "Data":
        """The same rows with labels of the type that `task` needs: integral floats become class numbers, class numbers
        become targets. Raises ValueError if targets are not integral."""
        if task == self.task:
            return self
        kind = float if task == "regression" else int
        with np.errstate(invalid="ignore"):  # a float too large for an integer changes, and is refused below
            labels = [y.astype(kind) for y in (self.y_train, self.y_test)]
        if any((y != old).any() for y, old in zip(labels, (self.y_train, self.y_test), strict=True)):
            raise ValueError(
                "y_train and y_test hold fractions; for task = 'classification' they must be class numbers 0, 1, 2, …"
            )
        return Data(self.x_train, labels[0], self.x_test, labels[1])


def make_data(config: Config) -> Data:
    """Generate the data that `config` describes; the same Config gives the same data.

    Noise works the same for every data set, and each setting changes one thing only:
    - noise: each point moves by noise × a standard normal draw that does not depend on `noise`. Labels stay the same.
    - label_noise: exactly round(label_noise·n) rows, the first of a ranking that does not depend on `label_noise`, get
      another class, chosen uniformly (regression: the target changes its sign; 0 becomes −1 or 1).
    - train_share: the first round(train_share·n) rows of an order that does not depend on it are for training.
      In a classification every stretch of that order holds the classes in proportion (a stratified split). Without
      it, a surplus of one class tilts a line on XOR, and its accuracy of 50 % scatters from 30 to 70.
    """
    n, seed = config.samples, config.data_seed
    points, clean = DATASETS[config.dataset].sample(n, stream(seed, DATA), config)
    points = points + config.noise * stream(seed, NOISE).standard_normal((n, 2))
    labels = _mislabel(clean, round(config.label_noise * n), stream(seed, LABELS))
    order = _shuffled(clean, stream(seed, SPLIT))
    train, test = np.split(order, [round(config.train_share * n)])
    return Data(points[train], labels[train], points[test], labels[test])


def _shuffled(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A random order of the rows in which the classes alternate in proportion to their counts."""
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
        # Drawn for all rows, so that the class a row gets does not depend on how many labels are wrong.
        shift = rng.integers(1, classes, len(labels))
        labels[wrong] = (labels + shift)[wrong] % classes
    else:
        other = np.where(labels == 0.0, rng.choice([-1.0, 1.0], len(labels)), -labels)
        labels[wrong] = other[wrong]
    return labels


def _points(name: str, values: npt.ArrayLike) -> np.ndarray:
    points = _array(name, values, "iuf")
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(
            f"{name} has the shape {points.shape}; it must be (n, 2): one row per point, columns x1 and x2"
        )
    return _finite(name, points)


def _labels(name: str, values: npt.ArrayLike) -> np.ndarray:
    labels = _array(name, values, "iufb")
    if labels.ndim != 1:
        raise ValueError(f"{name} has the shape {labels.shape}; it must be (n,): one label per point")
    if labels.dtype.kind == "f":
        return _finite(name, labels)
    if len(labels) == 0:
        raise ValueError(f"{name} has no rows; at least one is needed")
    if labels.min() < 0 or labels.max() >= MOST_CLASSES:
        found = f"labels from {labels.min()} to {labels.max()}"
        raise ValueError(f"{name} has {found}; class numbers must be from 0 to {MOST_CLASSES - 1}")
    return labels.astype(np.int64)


def _array(name: str, values: npt.ArrayLike, kinds: str) -> np.ndarray:
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
