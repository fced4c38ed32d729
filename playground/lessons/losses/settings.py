"""The settings of the page: what is shown, and the default experiments of the four views."""

from dataclasses import dataclass
from typing import ClassVar

from playground.config import TASKS, Config
from playground.fields import choice, integer, number
from playground.lessons.budget import modest, said, sized
from playground.scene.show import Option
from playground.tables.datasets import DATASETS, HALF

VIEWS = {
    "surprise": Option("Surprise", "Entropy, divergence and cross-entropy of two distributions."),
    "losses": Option("Two losses", "The same net, trained with cross-entropy and with hinge."),
    "pair": Option("Small step", "Accuracy jumps where the loss hardly moves."),
    "squares": Option("A number", "Squared error, and linear regression as a net of one layer."),
}
TARGETS = {name: DATASETS[name] for name in TASKS["regression"].legal["dataset"]}

BLOBS = Config(dataset="blobs", classes=3, noise=1.0, samples=160, hidden=(8,), activation="tanh")
"""For the two losses: overlapping clusters, so that some points always have a loss."""

PLANE = Config(dataset="plane", hidden=(), activation="tanh", noise=0.1)
"""For regression: the data that suit a net of one layer."""


def _weight(letter, default):
    return number(default, 0.0, 1.0, f"p({letter})", f"How often {letter} happens; the three are divided by their sum.")


def _logit(letter):
    return number(0.0, -5.0, 5.0, f"z({letter}) at the start", f"Score of {letter}: q is the softmax.", step=0.1)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """None: the experiment's value."""

    PREFIX: ClassVar[str] = "losses"
    FORMER: ClassVar = {"blur": "noise", "at1": "at_x1", "at2": "at_x2", "deep": "depth", "wide": "width"}

    view: str = choice("surprise", VIEWS, "Show", "What is measured.")

    pa: float = _weight("A", 0.7)
    pb: float = _weight("B", 0.2)
    pc: float = _weight("C", 0.1)
    za: float = _logit("A")
    zb: float = _logit("B")
    zc: float = _logit("C")

    units: int | None = integer(None, 0, 16, "Hidden units", "Units of each hidden layer; 0: no hidden layer.")
    noise: float | None = number(None, 0.0, 2.0, "Noise", "How far points are moved.", step=0.1)
    at_x1: float = number(0.0, -HALF, HALF, "x₁", "Where the nets are asked.", live=True)
    at_x2: float = number(0.0, -HALF, HALF, "x₂", "Where the nets are asked.", live=True)

    shift: float = number(
        0.0, 0.0, 0.3, "Moved from A to B", "Probability taken from A and given to B.", step=0.005, live=True
    )

    target: str | None = choice(None, TARGETS, "Target", "The function to be learned.")
    depth: int | None = integer(None, 0, 3, "Hidden layers", "None: linear regression.")
    width: int | None = integer(None, 1, 32, "Units a layer", "Units of every hidden layer.")


def for_losses(config: Config, settings: Settings) -> Config:
    """The learner's experiment if it has three or more classes, otherwise BLOBS, changed by `settings`."""
    config = modest(config)
    if config.task != "classification" or "classes" not in DATASETS[config.dataset].parameters or config.classes < 3:
        config = BLOBS
    hidden = config.hidden
    if settings.units is not None:
        hidden = (settings.units,) * (len(hidden) or 1) if settings.units else ()
    return config.replace(hidden=hidden, loss="cross-entropy", **said(settings, "noise"))


def for_squares(config: Config, settings: Settings) -> Config:
    """The learner's experiment if it is a regression, otherwise PLANE, changed by `settings`."""
    config = modest(config) if config.task == "regression" else PLANE
    dataset = settings.target or config.dataset
    return config.replace(hidden=sized(config.hidden, settings), dataset=dataset, loss="squared")
