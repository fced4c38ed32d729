"""The settings of the page, and the net that they define."""

from dataclasses import dataclass
from typing import ClassVar

from playground.config import Config
from playground.fields import choice, integer, switch
from playground.lessons.budget import modest, said, sized
from playground.scene.show import Option
from playground.study.starts import SCHEMES
from playground.tables.activations import ACTIVATIONS
from playground.tables.initializers import INITIALIZERS

DEFAULT = Config(dataset="circles", hidden=(16,) * 5, activation="tanh", rate=0.003)
"""Deep enough for signals to vanish, and easy enough to solve in seconds from good initial weights."""


MODES = {
    "train": Option("Batch", "As in training: mean and variance of the batch, here of all training points."),
    "test": Option("Running", "As in testing: running averages of mean and variance, gathered by training so far."),
}
TABLE = {name: INITIALIZERS[name] for name in SCHEMES}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """None: the experiment's value."""

    PREFIX: ClassVar[str] = "initialization"
    FORMER: ClassVar = {"scheme": "initializer", "bend": "activation", "normalise": "batch_norm", "draw": "init_seed"}

    initializer: str | None = choice(None, TABLE, "Look at", "Whose numbers stand below.", live=True)
    activation: str | None = choice(None, ACTIVATIONS, "Activation", "What bends the output of every hidden unit.")
    depth: int | None = integer(None, 1, 8, "Hidden layers", "How many layers the signal goes through.")
    width: int | None = integer(None, 1, 32, "Units a layer", "Units of every hidden layer.")
    batch_norm: bool | None = switch(None, "Batch norm", "Batch normalization: center and scale what units get.")
    mode: str = choice(
        "train", MODES, "Statistics", "Which mean and variance normalize what is shown, loss included.", live=True
    )
    inside: bool = switch(
        False, "Pre-activations", "Histograms of what goes into the activation, not of its output.", live=True
    )
    init_seed: int | None = integer(None, 0, 99, "Weight seed", "Another number, other weights to start from.")


def initialization_config(config: Config, settings: Settings) -> Config:
    """The learner's net, changed by `settings`, with the selected initializer."""
    config = modest(config)
    config = config.replace(hidden=sized(config.hidden or DEFAULT.hidden, settings))
    config = config.replace(**said(settings, "activation", "batch_norm", "init_seed"))
    scheme = settings.initializer or config.initializer
    if scheme not in TABLE:  # auto: what it chooses for the last layer
        scheme = ACTIVATIONS[config.activations[-1]].start
    return config.replace(initializer=scheme)
