"""The whole experiment as one frozen value of names and numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from playground import fields, query
from playground.fields import FINE, Field, choice, choices, fields_of, integer, layers, number, switch
from playground.tables.activations import ACTIVATIONS
from playground.tables.datasets import DATASETS
from playground.tables.features import FEATURES
from playground.tables.initializers import INITIALIZERS
from playground.tables.losses import LOSSES
from playground.tables.optimizers import OPTIMIZERS, HyperParameters
from playground.tables.regularizers import REGULARIZERS
from playground.tables.schedules import SCHEDULES


class Task(NamedTuple):
    """What is asked of the net; by field name, `legal` are the names it may have then, `usual` the one if unsaid."""

    label: str
    help: str
    formula: str
    legal: Mapping[str, tuple[str, ...]]
    usual: Mapping[str, str]


def _datasets(task: str) -> tuple[str, ...]:
    return tuple(name for name, dataset in DATASETS.items() if dataset.task == task)


TASKS: dict[str, Task] = {
    "classification": Task(
        "Classification",
        "Which class does a point belong to?",
        "p(class | x₁, x₂)",
        legal={
            "dataset": _datasets("classification"),
            "loss": tuple(name for name, loss in LOSSES.items() if loss.binary),
        },
        usual={"dataset": "spiral", "loss": "cross-entropy"},
    ),
    "regression": Task(
        "Regression",
        "Which number belongs to a point?",
        "y = f(x₁, x₂)",
        legal={
            "dataset": _datasets("regression"),
            "loss": tuple(name for name, loss in LOSSES.items() if loss.regression),
        },
        usual={"dataset": "plane", "loss": "squared"},
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Config(HyperParameters):
    """One experiment: same Config, same bits (on the same kind of CPU, with the same NumPy and release).

    Hashable, comparable, and always legal: a ValueError names the field, the value and what is legal.
    NumPy scalars become plain Python, lists tuples.

    task           classification, regression; unsaid: what the dataset is for, else classification
    dataset        a name in DATASETS, for that task; unsaid: spiral or plane
    samples        20 to 5000 rows, train and test together
    train_share    0.1 to 0.9 of the rows are for training
    noise          0 to 2, standard deviation of each point's displacement in x1 and in x2, in units of the axes
    label_noise    0 to 0.5 of the labels are wrong (regression: have the wrong sign; instead of 0 it is −1 or 1)
    data_seed      0 to 999999
    classes        2 to 5, for spiral, blobs and pinwheel
    cells          2 to 8 a side, for checkerboard
    features       any names in FEATURES, kept in the table's order; none at all is legal
    raw_features   True: features as they are; False: each scaled to the root mean square of x1, √12, over the square
    hidden         at most 8 layers of 1 to 128 units
    activation     a name in ACTIVATIONS, or one for each hidden layer; all the same is stored as the one name
    initializer    a name in INITIALIZERS
    init_seed      0 to 999999
    loss           a name in LOSSES; unsaid: cross-entropy, for regression squared (the only one legal there)
    optimizer      a name in OPTIMIZERS
    rate           1e-05 to 10, learning rate η
    schedule       a name in SCHEDULES
    period         1 to 10000 epochs, step: between steps; cosine: its length
    decay          0.01 to 1, step: factor on the rate
    warmup         1 to 1000 epochs, the last of them at the full rate, warmup-cosine
    batch_size     1 to 5000 rows; more than there are means all
    shuffle        True: rows in a new order each epoch
    regularizer    a name in REGULARIZERS
    penalty        0 to 10, λ of the regularizer
    dropout        0 to 0.9 of the hidden units are silent in each step
    batch_norm     True: batch normalization before each hidden activation; a single row left over at the end of an
                   epoch then joins the batch before it, and nothing is trained with batch_size 1
    clip_norm      0 to 100, largest norm c of the gradient g: g·min(1, c / |g|) (Pascanu et al. 2013); 0 is off

    The hyper-parameters of the optimizers (mu, rho, beta1, …) are fields as well: see `HyperParameters`.
    """

    FORMER: ClassVar = {"problem": "task"}
    """Keys of older links."""

    task: str = choice(None, TASKS, "Task", "Tell classes apart, or predict a number.")
    dataset: str = choice(None, DATASETS, "Data", "Where the points lie and which class or number they have.")
    samples: int = integer(500, 20, 5000, "Samples", "Points in all, for training and testing.", step=10, unit="points")
    train_share: float = number(
        0.5, 0.1, 0.9, "Training share", "Share of the points to train on; the rest are for testing.", step=0.05
    )
    noise: float = number(
        0.0, 0.0, 2.0, "Noise", "How far points are moved, as a standard deviation in units of the axes.", step=0.05
    )
    label_noise: float = number(0.0, 0.0, 0.5, "Label noise", "Share of the points with a wrong label.", step=0.01)
    data_seed: int = integer(0, 0, 999_999, "Data seed", "Another number, another draw of the same kind of data.")
    classes: int = integer(2, 2, 5, "Classes", "Number of classes of spiral, blobs and pinwheel.")
    cells: int = integer(4, 2, 8, "Cells", "Cells along each side of the checkerboard.")
    features: tuple[str, ...] = choices(("x1", "x2"), FEATURES, "Features", "What the net is told about a point.")
    raw_features: bool = switch(
        False, "Raw features", "Leave features as they are instead of bringing them to comparable size."
    )
    hidden: tuple[int, ...] = layers((8, 8), 1, 128, 8, "Hidden layers", "Units in each hidden layer.")
    activation: str | tuple[str, ...] = choice(
        "gelu", ACTIVATIONS, "Activation", "What bends the output of a hidden unit.", per_layer=True
    )
    initializer: str = choice("auto", INITIALIZERS, "Initial weights", "How the weights are drawn before training.")
    init_seed: int = integer(0, 0, 999_999, "Weight seed", "Another number, other weights to start from.")
    loss: str = choice(None, LOSSES, "Loss", "What training makes small.")
    optimizer: str = choice("adam", OPTIMIZERS, "Optimizer", "How the gradient becomes a step.", live=True)
    rate: float = number(0.01, 1e-5, 10.0, "Learning rate", "Size of a step.", log=True, live=True)
    schedule: str = choice("constant", SCHEDULES, "Schedule", "How the rate changes with the epochs.", live=True)
    period: int = integer(
        100, 1, 10_000, "Period", "Epochs between two steps, or of the cosine.",
        unit="epochs", step=None, log=True, digits=FINE, live=True,
    )  # fmt: skip
    decay: float = number(0.5, 0.01, 1.0, "Decay", "Factor on the rate at each step.", step=0.01, live=True)
    warmup: int = integer(
        10, 1, 1000, "Warm-up", "Epochs until the rate is full.",
        unit="epochs", step=None, log=True, digits=FINE, live=True,
    )  # fmt: skip
    batch_size: int = integer(
        10, 1, 5000, "Batch size", "Points averaged in a step; more than there are means all.",
        unit="points", step=None, log=True, digits=FINE, live=True,
    )  # fmt: skip
    shuffle: bool = switch(True, "Shuffle", "Take the points in a new order each epoch.", live=True)
    regularizer: str = choice("none", REGULARIZERS, "Regularization", "A price on large weights.", live=True)
    penalty: float = number(0.001, 0.0, 10.0, "Penalty", "How high the price on large weights is.", log=True, live=True)
    dropout: float = number(
        0.0, 0.0, 0.9, "Dropout", "Share of the hidden units silenced at random in each step.", step=0.05, live=True
    )
    batch_norm: bool = switch(
        False,
        "Batch normalization",
        "Center and scale what reaches each hidden unit over the batch. Of two rows only which is larger is left, so "
        "batches have to be larger: 8 or more.",
    )
    clip_norm: float = number(
        0.0, 0.0, 100.0, "Clip gradient", "Longest gradient allowed; longer ones are shortened; 0 is off.",
        step=0.1, live=True,
    )  # fmt: skip

    def __post_init__(self):
        put = object.__setattr__  # the way into a frozen value, here only
        for name, field in FIELDS.items():
            value = getattr(self, name)
            if value is not None or field.default is not None:
                put(self, name, field.check(value))
        if self.task is None:
            put(self, "task", DATASETS[self.dataset].task if self.dataset else "classification")
        task = TASKS[self.task]
        for name, legal in task.legal.items():
            if getattr(self, name) is None:
                put(self, name, task.usual[name])
            elif getattr(self, name) not in legal:
                value = getattr(self, name)
                raise ValueError(f"{name} = {value!r} must be one of {', '.join(legal)} for {self.task}")
        if isinstance(self.activation, tuple):
            put(self, "activation", _per_layer(self.activation, len(self.hidden)))

    def replace(self, **changes) -> "Config":
        """This Config with changes, as `dataclasses.replace`; ValueError if they are illegal.

        Fields not named follow where they must: a new dataset brings its task; a new task sets dataset and
        loss anew if the old ones are illegal for it; per-layer activations are cut, or the last one repeated, to
        fit a new number of hidden layers.
        """
        values = {name: getattr(self, name) for name in FIELDS} | changes
        said = {name: changes[name] for name in ("task", "dataset") if changes.get(name) is not None}
        values["task"] = Config(**said).task if said else self.task
        for name, legal in TASKS[values["task"]].legal.items():
            if name not in changes and values[name] not in legal:
                values[name] = None
        if "activation" not in changes and isinstance(self.activation, tuple):
            hidden = FIELDS["hidden"].check(values["hidden"])
            fitted = self.activation + self.activation[-1:] * len(hidden)
            values["activation"] = fitted[: len(hidden)] or self.activation[0]
        return Config(**values)

    @property
    def activations(self) -> tuple[str, ...]:
        """One name for each hidden layer."""
        return self.activation if isinstance(self.activation, tuple) else (self.activation,) * len(self.hidden)

    def differences(self, other: "Config") -> frozenset[str]:
        """Names of the fields in which the two differ."""
        return fields.differences(self, other)

    def needs_restart(self, other: "Config") -> bool:
        """Whether going from one to the other starts the run anew: some field that differs is not live."""
        return fields.needs_restart(self, other)

    @staticmethod
    def from_query(mapping: Mapping[str, str | Sequence[str]]) -> tuple["Config", list[str]]:
        """(config, problems) from a link's query; never raises. See `playground.query.read`."""
        return query.read(Config, mapping)

    def to_query(self) -> dict[str, str]:
        """The shortest query that `from_query` turns into this Config again."""
        return query.write(self)


def _per_layer(names: tuple[str, ...], count: int) -> Any:
    if len(names) != count:
        raise ValueError(
            f"activation = {names!r} must be one name, or one for each hidden layer: {count}, not {len(names)}"
        )
    return names[0] if len(set(names)) == 1 else names


FIELDS: dict[str, Field] = fields_of(Config)
"""Every field of Config as it was declared, by name and in order."""

LIVE: frozenset[str] = frozenset(name for name, field in FIELDS.items() if field.live)
"""The fields whose change acts at once; a change of any other starts the run anew from the same seeds."""
