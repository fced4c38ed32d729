"""The settings of the page, and the net that they make of the learner's own."""

from dataclasses import dataclass

from playground.config import Config
from playground.fields import choice, integer, switch
from playground.lessons.pace import modest
from playground.scene.show import Option
from playground.study.starts import SCHEMES
from playground.tables.activations import ACTIVATIONS
from playground.tables.initializers import INITIALIZERS

DEFAULT = Config(dataset="circles", hidden=(16,) * 5, activation="tanh", rate=0.003)
"""Deep enough for a signal to die in, and easy enough for a good start to solve in seconds."""


MODES = {
    "train": Option("Batch", "As in training: mean and variance of the batch, here of all training points."),
    "test": Option("Running", "As in testing: running averages of mean and variance, gathered by training so far."),
}
TABLE = {name: INITIALIZERS[name] for name in SCHEMES}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """None stands for what the experiment has."""

    scheme: str | None = choice(None, TABLE, "Look at", "Whose numbers stand below.", live=True)
    bend: str | None = choice(None, ACTIVATIONS, "Activation", "What bends the output of every hidden unit.")
    depth: int | None = integer(None, 1, 8, "Hidden layers", "How many layers the signal goes through.")
    width: int | None = integer(None, 1, 32, "Units a layer", "Units of every hidden layer.")
    normalise: bool | None = switch(None, "Batch norm", "Batch normalisation: centre and scale what reaches each unit.")
    mode: str = choice(
        "train", MODES, "Statistics", "Which mean and variance normalise what is shown, loss included.", live=True
    )
    inside: bool = switch(
        False, "Pre-activations", "Histograms of what goes into the activation, not of its output.", live=True
    )
    draw: int | None = integer(None, 0, 99, "Weight seed", "Another number, other weights to start from.")


def experiment(config: Config, settings: Settings) -> Config:
    """The net that `settings` make of the learner's own, with the initializer looked at."""
    config = modest(config)
    hidden = config.hidden or DEFAULT.hidden
    if settings.depth is not None:
        hidden = (hidden + hidden[-1:] * settings.depth)[: settings.depth]
    if settings.width is not None:
        hidden = (settings.width,) * len(hidden)
    said = {"activation": settings.bend, "batch_norm": settings.normalise, "init_seed": settings.draw}
    config = config.replace(hidden=hidden, **{name: value for name, value in said.items() if value is not None})
    scheme = settings.scheme or config.initializer
    if scheme not in TABLE:  # auto: what it takes for the last layer
        scheme = ACTIVATIONS[config.activations[-1]].start
    return config.replace(initializer=scheme)
