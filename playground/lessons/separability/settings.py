"""The settings of the page, the guided tour, and the net that they define."""

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from playground.config import TASKS, Config
from playground.fields import choice, integer
from playground.lessons.budget import modest
from playground.scene.show import Option
from playground.tables.activations import ACTIVATIONS
from playground.tables.datasets import DATASETS
from playground.tables.features import FEATURES

DEFAULT = Config(dataset="circles", hidden=(3,), activation="tanh")
"""Three units bend the plane until one line is enough, and can be drawn in 3D."""

LINE = {"optimizer": "sgd", "rate": 0.03}
BENT = {"optimizer": "momentum", "rate": 0.1}
"""Of the guided tour: plain gradient descent for a line (with Adam it drifts on XOR), momentum with hidden layers."""

MOST_UNITS = 16
MOST_ROWS = 250
"""Training rows. The best line is searched among all pairs of them."""


class Preset(NamedTuple):
    """A choice of features, or of hidden layers; `value` None: the experiment's own."""

    label: str
    value: tuple | None
    help: str = ""
    formula: str = ""


YOURS = "yours"
DATA: dict[str, Any] = {
    YOURS: Option("Your own"),
    **{name: DATASETS[name] for name in TASKS["classification"].legal["dataset"]},
}
INPUTS = {
    YOURS: Preset("Your own", None),
    "plain": Preset("x₁, x₂", ("x1", "x2")),
    "product": Preset("x₁, x₂, x₁x₂", ("x1", "x2", "x1*x2")),
    "squares": Preset("x₁, x₂, x₁², x₂²", ("x1", "x2", "x1^2", "x2^2")),
    "sines": Preset("x₁, x₂, sin x₁, sin x₂", ("x1", "x2", "sin(x1)", "sin(x2)")),
    "all": Preset("all nine", tuple(FEATURES)),
    "three": Preset("any three", None),
}
NETS = {
    YOURS: Preset("Your own", None),
    "none": Preset("none", ()),
    "2": Preset("2 units", (2,)),
    "3": Preset("3 units", (3,)),
    "4": Preset("4 units", (4,)),
    "8": Preset("8 units", (8,)),
    "4-3": Preset("4 + 3 units", (4, 3)),
    "8-8": Preset("8 + 8 units", (8, 8)),
    "16-16": Preset("16 + 16 units", (16, 16)),
    "8-8-8": Preset("8 + 8 + 8 units", (8, 8, 8)),
}
BENDS: dict[str, Any] = {YOURS: Option("Your own"), **ACTIVATIONS}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`walk` 0 is the learner's own experiment; from 1 on it is a stop of the guided tour. None and "yours": the
    experiment's value. `shown` −1 is the last layer."""

    PREFIX: ClassVar[str] = "separability"
    FORMER: ClassVar = {"data": "dataset", "inputs": "features", "net": "hidden", "bend": "activation"}

    walk: int = integer(0, 0, 9, "Stop", "Where the guided walk is; 0: your own experiment.")
    dataset: str | None = choice(None, DATA, "Data", "Where the points lie.")
    features: str | None = choice(None, INPUTS, "Features φ(x)", "What the first layer is told about a point.")
    axis_1: str = choice("x1", FEATURES, "First feature", "Of any three: one axis of the lift.")
    axis_2: str = choice("x2", FEATURES, "Second feature", "Of any three: another axis.")
    axis_3: str = choice("x1*x2", FEATURES, "Third feature", "Of any three: the last axis.")
    hidden: str | None = choice(None, NETS, "Hidden layers", "What lies between the features and the output.")
    activation: str | None = choice(None, BENDS, "Activation", "What bends the output of every hidden unit.")
    shown: int = integer(-1, -1, 9, "Shown", "Which row of the table is drawn beside the map; −1: the last.", live=True)
    column: int = integer(0, 0, 9, "Column", "Which column of the table was clicked.", live=True)


class Stop(NamedTuple):
    """One stop of the guided tour: its topic, what to do, and its settings."""

    title: str
    instruction: str
    sets: dict[str, Any]


def _stop(title, instruction, dataset, features="plain", hidden="none", activation="sigmoid"):
    return Stop(
        title, instruction, {"dataset": dataset, "features": features, "hidden": hidden, "activation": activation}
    )


WALK = (
    _stop(
        "Your own net",
        "Press Play: which layer makes the points separable? Or take the walk: press Next.",
        YOURS, YOURS, YOURS, YOURS,
    ),
    _stop(
        "Logistic regression",
        "No hidden layer: the net is one line. Is it enough for these points? Press Play.",
        "linear",
    ),
    _stop(
        "Exclusive or",
        "Opposite quarters belong together. Press Play: where does the line settle?",
        "xor",
    ),
    _stop(
        "One feature more",
        "The net is told x₁x₂ as well. Press Play, and turn the picture in the middle.",
        "xor", "product",
    ),
    _stop(
        "Any three features",
        "x₁x₂ does not lift the disk off the ring. Which three features do?",
        "circles", "three",
    ),
    _stop(
        "Two units",
        "No x₁x₂ now: a hidden layer finds features of its own. Are two enough? Press Play.",
        "xor", hidden="2",
    ),
    _stop(
        "Three units",
        "A third unit is a third axis for the points to move along. Is it enough? Press Play.",
        "xor", hidden="3",
    ),
    _stop(
        "Four units",
        "Four axes now. Watch the table: when does layer 1 become separable? Press Play.",
        "xor", hidden="4",
    ),
    _stop(
        "Eight units",
        "More than it needs. Does the surplus make it easier to find a way? Press Play.",
        "xor", hidden="8",
    ),
    _stop(
        "Layers without a bend",
        "Two hidden layers, but linear ones. Press Play; then choose another activation.",
        "circles", hidden="4-3", activation="linear",
    ),
)  # fmt: skip


def goes_to(walk: int) -> dict[str, Any]:
    """The complete settings of a stop, so that changes at the stop before do not carry over."""
    three = {"axis_1": "x1", "axis_2": "x2", "axis_3": "x1*x2"}
    return {"walk": walk, "shown": -1, "column": 0, **three, **WALK[walk].sets}


def separability_config(config: Config, settings: Settings) -> Config:
    """The net defined by `settings` and the learner's experiment, or the tour's."""
    if config.task == "regression":
        config = DEFAULT
    if settings.walk:
        own = {name: getattr(config, name) for name in ("classes", "cells", "data_seed", "init_seed")}
        config = DEFAULT.replace(dataset=config.dataset, **own)
    wanted = {
        "dataset": settings.dataset,
        "features": INPUTS[settings.features or YOURS].value,
        "hidden": NETS[settings.hidden or YOURS].value,
        "activation": settings.activation,
    }
    if settings.features == "three":
        wanted["features"] = (settings.axis_1, settings.axis_2, settings.axis_3)
    for name, value in wanted.items():
        config = config if value in (None, YOURS) else config.replace(**{name: value})
    config = modest(config, MOST_UNITS, max(20, int(MOST_ROWS / config.train_share)))
    if settings.walk:
        bends = set(config.activations) - {"linear"}
        config = config.replace(**(BENT if bends else LINE))
    return config


def chosen(config: Config) -> dict[str, str]:
    """By setting: the name of the experiment's value, if the page has one."""

    def named(table, value):
        return next((name for name, (_, known, *_) in table.items() if known == value), YOURS)

    return {
        "dataset": config.dataset,
        "features": named(INPUTS, config.features),
        "hidden": named(NETS, config.hidden),
        "activation": config.activation if isinstance(config.activation, str) else YOURS,
    }
