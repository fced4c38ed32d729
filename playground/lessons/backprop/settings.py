"""The settings of the page, and the net that they define."""

from dataclasses import dataclass, replace
from typing import ClassVar

from playground.config import Config
from playground.fields import choice, integer, number
from playground.lessons.budget import modest, said, sized
from playground.scene.show import Option
from playground.tables.activations import ACTIVATIONS
from playground.tables.initializers import INITIALIZERS

VIEWS = {
    "point": Option("One point", "The graph of the net for one point: values flow forward, gradients flow back."),
    "slopes": Option("Activations", "Where the net's pre-activations fall on its activation, and on the slope."),
    "depth": Option("Depth", "How much of the gradient reaches each layer, and what clipping cuts."),
}
GRAINS = {
    "layers": Option("Layers", "One gate for each affine map, normalization, activation, and for the loss."),
    "units": Option("Units", "The same gates, unit by unit."),
    "operations": Option("Operations", "Multiply, add, copy, max, exp, log and the like."),
}
PLAYS = {
    "gates": Option("Gate by gate", "Play goes forward through the gates, and then back."),
    "epochs": Option("Epoch by epoch", "Play trains the net; all values and gradients follow."),
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """None: the experiment's value. `gate` −1: the gate of the latest step. `part` 0: the whole net, if it fits."""

    PREFIX: ClassVar[str] = "backprop"
    FORMER: ClassVar = {"bend": "activation", "start": "initializer", "cut": "clip_norm"}

    view: str = choice("point", VIEWS, "Look at", "What the picture is of.")
    grain: str = choice("units", GRAINS, "Gates", "How much of the computation one gate does.", live=True)
    walk: str = choice("gates", PLAYS, "Play goes", "What one picture is.", live=True)
    at_x1: float = number(2.0, -6.0, 6.0, "Point x₁", "Where the point lies: left to right.", step=0.1, live=True)
    at_x2: float = number(1.0, -6.0, 6.0, "Point x₂", "Where the point lies: bottom to top.", step=0.1, live=True)
    gate: int = integer(-1, -1, 99_999, "Gate", "The gate that the words are about.", live=True)
    part: int = integer(
        0, 0, 9, "Inside layer", "Whose operations are drawn, where all would be too many; 0: the first.", live=True
    )
    unit: int = integer(1, 1, 128, "Unit", "Which unit of that layer.", live=True)
    layer: int = integer(1, 1, 8, "Layer", "Whose pre-activations lie on the curves.", live=True)
    activation: str | None = choice(None, ACTIVATIONS, "Activation", "What bends the output of every hidden unit.")
    initializer: str | None = choice(None, INITIALIZERS, "Initial weights", "Where the weights start.")
    depth: int | None = integer(None, 0, 8, "Hidden layers", "How many layers the gradient comes through.")
    width: int | None = integer(None, 1, 32, "Units a layer", "Units of every hidden layer.")
    clip_norm: float | None = number(
        None, 0.0, 100.0, "Clip gradient", "Longest gradient allowed; longer ones are shortened; 0 is off.", log=True,
        live=True,
    )  # fmt: skip


DEFAULT = Config(dataset="xor", hidden=(2,), activation="tanh")
"""Default experiment: its whole graph is legible."""

DEEP, WIDE = 6, 8
"""Hidden layers and units of the view by depth, for a net with fewer than three layers."""


def backprop_config(config: Config, settings: Settings) -> Config:
    """The learner's net, changed by `settings`."""
    config = modest(config, units=128 if settings.view == "point" else 32)
    hidden = config.hidden
    if settings.view == "depth" and len(hidden) < 3:
        hidden = (max(WIDE, *hidden, 0),) * DEEP
    elif settings.view == "slopes" and (not hidden or config == DEFAULT):
        hidden = (WIDE,) * 3
    if settings.depth == 0 and settings.view != "point":  # without a hidden layer these views are empty
        settings = replace(settings, depth=1)
    hidden = sized(hidden, settings, WIDE)
    return config.replace(hidden=hidden).replace(**said(settings, "activation", "initializer", "clip_norm"))
