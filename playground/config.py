"""Config: a complete experiment as one frozen value of names and numbers."""

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
    """A kind of experiment. For some fields it restricts the names (`legal`) and sets the default (`usual`)."""

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
        "Which value belongs to a point?",
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
    """One experiment. The same Config gives the same bits (same kind of CPU, NumPy version and release).

    Hashable, comparable and always legal. An illegal value raises ValueError that names the field, the value and
    what is legal. NumPy scalars become Python numbers, lists become tuples.

    task           classification or regression; default: the task of the dataset, else classification
    dataset        a name in DATASETS for that task; default: spiral, for regression plane
    samples        20 to 5000 rows, training and test together
    train_share    0.1 to 0.9, fraction of the rows for training
    noise          0 to 2, standard deviation of each point's displacement in x1 and in x2, in units of the axes
    label_noise    0 to 0.5, fraction of wrong labels (regression: the sign is wrong; 0 becomes −1 or 1)
    data_seed      0 to 999999
    classes        2 to 5, for spiral, blobs and pinwheel
    cells          2 to 8 per side, for checkerboard
    features       any names in FEATURES, stored in the table's order; may be empty
    raw_features   True: features are not scaled; False: each has the root mean square of x1 over the square, √12
    hidden         units of each hidden layer, 1 to 128; at most 8 layers
    activation     a name in ACTIVATIONS, or one per hidden layer; identical names are stored as one
    initializer    a name in INITIALIZERS
    init_seed      0 to 999999
    loss           a name in LOSSES; default: cross-entropy, for regression squared (the only legal one)
    optimizer      a name in OPTIMIZERS
    rate           1e-05 to 10, learning rate η
    schedule       a name in SCHEDULES
    period         1 to 10000 epochs; step: interval between steps; cosine: its length
    decay          0.01 to 1, factor on the rate of the step schedule
    warmup         1 to 1000 epochs of warmup-cosine; the last of them has the full rate
    batch_size     1 to 5000 rows; larger than the training set means all rows
    shuffle        True: a new row order in each epoch
    regularizer    a name in REGULARIZERS
    penalty        0 to 10, λ of the regularizer
    dropout        0 to 0.9, fraction of the hidden units that each step sets to 0
    batch_norm     True: batch normalization before each hidden activation. A single row that remains at the end of
                   an epoch then joins the batch before it, and batch_size 1 does not train
    clip_norm      0 to 100, largest norm c of the gradient g: g·min(1, c / |g|) (Pascanu et al. 2013); 0 turns it off

    The hyper-parameters of the optimizers (mu, rho, beta1, …) are fields, too: see `HyperParameters`.
    """

    FORMER: ClassVar[dict[str, str]] = {"problem": "task"}
    """Former names of fields, which older links have."""

    task: str = choice(None, TASKS, "Task", "Classification predicts a class, regression a number.")
    dataset: str = choice(None, DATASETS, "Data", "Distribution of the points and rule for their labels.")
    samples: int = integer(
        500,
        20,
        5000,
        "Samples",
        "Number of points, training and test together. Too large → slow epochs; too small → overfitting.",
        step=10,
        unit="points",
    )
    train_share: float = number(
        0.5,
        0.1,
        0.9,
        "Training share",
        "Fraction of the points for training; the others are for testing. "
        "Too large → an unreliable test loss; too small → overfitting.",
        step=0.05,
    )
    noise: float = number(
        0.0,
        0.0,
        2.0,
        "Noise",
        "Standard deviation of the noise added to the points, in units of the axes. "
        "Too large → the classes overlap; 0 → no noise.",
        step=0.05,
    )
    label_noise: float = number(
        0.0,
        0.0,
        0.5,
        "Label noise",
        "Fraction of the points with a wrong label. Too large → little is left to learn; 0 → all labels are right.",
        step=0.01,
    )
    data_seed: int = integer(
        0, 0, 999_999, "Data seed", "Seed of the data; another seed draws other points from the same distribution."
    )
    classes: int = integer(2, 2, 5, "Classes", "Number of classes in spiral, blobs and pinwheel.")
    cells: int = integer(4, 2, 8, "Cells", "Cells along each side of the checkerboard.")
    features: tuple[str, ...] = choices(
        ("x1", "x2"), FEATURES, "Features", "Inputs of the net, computed from x₁ and x₂."
    )
    raw_features: bool = switch(False, "Raw features", "Use the features without scaling them to a common size.")
    hidden: tuple[int, ...] = layers(
        (8, 8),
        1,
        128,
        8,
        "Hidden layers",
        "Number of units in each hidden layer. Too many → overfitting; too few → underfitting.",
    )
    activation: str | tuple[str, ...] = choice(
        "gelu", ACTIVATIONS, "Activation", "The nonlinearity applied by each hidden unit.", per_layer=True
    )
    initializer: str = choice("auto", INITIALIZERS, "Initial weights", "Distribution of the weights before training.")
    init_seed: int = integer(
        0, 0, 999_999, "Weight seed", "Seed of the initial weights; another seed draws other weights."
    )
    loss: str = choice(None, LOSSES, "Loss", "The error that training minimizes.")
    optimizer: str = choice(
        "adam", OPTIMIZERS, "Optimizer", "Update rule that turns the gradient into a step.", live=True
    )
    rate: float = number(
        0.01,
        1e-5,
        10.0,
        "Learning rate",
        "Step size of the optimizer. Too large → training diverges; too small → training is slow.",
        log=True,
        live=True,
    )
    schedule: str = choice(
        "constant", SCHEDULES, "Schedule", "How the learning rate changes over the epochs.", live=True
    )
    period: int = integer(
        100, 1, 10_000, "Period", "Epochs between two steps, or length of the cosine. "
        "Too large → the rate stays high; too small → training ends early.",
        unit="epochs", step=None, log=True, digits=FINE, live=True,
    )  # fmt: skip
    decay: float = number(
        0.5,
        0.01,
        1.0,
        "Decay",
        "Factor on the learning rate at each step. Too large → the rate hardly falls; too small → training ends early.",
        step=0.01,
        live=True,
    )
    warmup: int = integer(
        10, 1, 1000, "Warm-up", "Epochs until the learning rate reaches its full value. "
        "Too large → a slow start; too small → unstable first steps.",
        unit="epochs", step=None, log=True, digits=FINE, live=True,
    )  # fmt: skip
    batch_size: int = integer(
        10, 1, 5000, "Batch size", "Points in each step. Too large → few steps per epoch; too small → noisy gradients.",
        unit="points", step=None, log=True, digits=FINE, live=True,
    )  # fmt: skip
    shuffle: bool = switch(True, "Shuffle", "Shuffle the training points before each epoch.", live=True)
    regularizer: str = choice(
        "none", REGULARIZERS, "Regularization", "Penalty on large weights, added to the loss.", live=True
    )
    penalty: float = number(
        0.001,
        0.0,
        10.0,
        "Penalty",
        "Strength of the penalty (λ). Too large → underfitting; too small → no effect.",
        log=True,
        live=True,
    )
    dropout: float = number(
        0.0,
        0.0,
        0.9,
        "Dropout",
        "Fraction of the hidden units set to 0 at random in each step. "
        "Too large → underfitting; too small → no effect.",
        step=0.05,
        live=True,
    )
    batch_norm: bool = switch(
        False,
        "Batch normalization",
        "Normalize the pre-activations of each hidden unit over the batch. Needs a batch size of 8 or more: in a "
        "batch of two points only the sign of their difference remains.",
    )
    clip_norm: float = number(
        0.0, 0.0, 100.0, "Clip gradient", "Largest norm of the gradient; longer gradients are scaled down. "
        "Too large → no effect; too small → slow training; 0 → off.",
        step=0.1, live=True,
    )  # fmt: skip

    def __post_init__(self) -> None:
        put = object.__setattr__  # the value is frozen; only this method writes to it
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

    def replace(self, **changes: Any) -> "Config":
        """This Config with changes, like `dataclasses.replace`. Raises ValueError if the result is illegal.

        Other fields change where they have to: a new dataset sets its task; a new task sets dataset and loss to its
        defaults if the old ones are illegal; per-layer activations are cut to a new number of hidden layers, or the
        last one is repeated.
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
        """The activation of each hidden layer, as names."""
        return self.activation if isinstance(self.activation, tuple) else (self.activation,) * len(self.hidden)

    def differences(self, other: "Config") -> frozenset[str]:
        """Names of the fields in which both differ."""
        return fields.differences(self, other)

    def needs_restart(self, other: "Config") -> bool:
        """Whether a change to `other` needs a restart: some field that differs is not live."""
        return fields.needs_restart(self, other)

    @staticmethod
    def from_query(mapping: Mapping[str, str | Sequence[str]]) -> tuple["Config", list[query.Problem]]:
        """(config, problems) from the query of a link; never raises. See `playground.query.read`."""
        return query.read(Config, mapping)

    def to_query(self) -> dict[str, str]:
        """The shortest query that `from_query` turns into this Config."""
        return query.write(self)


def _per_layer(names: tuple[str, ...], count: int) -> str | tuple[str, ...]:
    if len(names) != count:
        raise ValueError(
            f"activation = {names!r} must be one name, or one for each hidden layer: {count}, not {len(names)}"
        )
    return names[0] if len(set(names)) == 1 else names


FIELDS: dict[str, Field] = fields_of(Config)
"""The declarations of all fields of Config, by name and in order."""

LIVE: frozenset[str] = frozenset(name for name, field in FIELDS.items() if field.live)
"""The fields whose change takes effect at once. A change of any other field restarts the run from the same seeds."""
