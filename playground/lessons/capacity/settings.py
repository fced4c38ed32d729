"""The settings of the page, and its default experiments."""

from dataclasses import dataclass
from typing import ClassVar

from playground.config import Config
from playground.fields import choice, integer, number
from playground.lessons.budget import modest, said
from playground.scene.show import Option
from playground.study.approximation import BUILT, TARGETS
from playground.tables.activations import ACTIVATIONS
from playground.tables.regularizers import REGULARIZERS

FEW = Config(dataset="moons", samples=240, train_share=0.15, noise=1.2, hidden=(24, 24))
"""36 noisy training points and 204 test points: a large net memorizes the noise."""

SPIRAL = Config(dataset="spiral", hidden=(8, 8), activation="swish")
"""500 points without noise, half of them for training: here the small nets fail."""

LINE = Config(task="regression", dataset="plane", rate=0.02, batch_size=16)
"""Training settings of the nets on a line; their rows are those of the target."""

WIDTHS = (1, 2, 3, 4, 6, 8, 12, 16)
DEPTHS = (1, 2, 3)

LINE_WIDTHS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)

MILD = {"regularizer": "l2", "penalty": 0.001, "dropout": 0.2}
"""Initial settings of the right-hand net if the experiment has neither a penalty nor dropout: too weak to help."""


VIEWS = {
    "sizes": Option("Width × depth", "Nets of many sizes, each from many seeds."),
    "brakes": Option(
        "Penalties, dropout, stopping", "The same net with and without what keeps it from learning noise."
    ),
    "line": Option("One layer on a line", "A sum of bends that fits any line, if there are enough of them."),
}
SAMPLES = {
    "own": Option("This experiment", "Your own data and training settings."),
    "few": Option("Few noisy points", "36 points to learn from, moved by noise."),
    "spiral": Option("Spiral", "250 points to learn from, without noise."),
}
SHOWN = {
    "test": Option("Test", "Mean score on points that the nets were not trained on."),
    "train": Option("Training", "Mean score on the points that the nets were trained on."),
    "gap": Option("Gap", "Training minus test."),
    "solved": Option("Solved", "Share of the seeds whose test score reaches the bar."),
}
MOMENTS = {
    "now": Option("Newest epoch", "The weights as they are now."),
    "best": Option("Best epoch", "The weights that had the lowest test loss so far."),
}
STARTS = {
    "drawn": Option("Random", "Weights drawn at random: training has to find the bends."),
    "built": Option("By hand", "Weights written down so that the bends lie evenly: there is something to start from."),
}
BENDS = {name: ACTIVATIONS[name] for name in BUILT}
"""Each trained net on a line is compared with a constructed one."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """None: the experiment's value."""

    PREFIX: ClassVar[str] = "capacity"
    FORMER: ClassVar = {
        "price": "regularizer",
        "strength": "penalty",
        "silent": "dropout",
        "bend": "activation",
        "begin": "initializer",
    }

    view: str = choice("sizes", VIEWS, "Show", "Which part of the question.")
    sample: str = choice("own", SAMPLES, "Data", "What the nets are trained on.")
    shown: str = choice("test", SHOWN, "Table", "Which number fills the table.", live=True)
    nets: int = integer(20, 4, 40, "Seeds", "How many nets of each size, each from weights of its own.", step=4)
    length: int = integer(300, 50, 1000, "Epochs", "How long each net is trained.", step=50)
    bar: float = number(
        0.95, 0.5, 1.0, "Bar", "A net has solved the task if its test score is at least this.", step=0.01, live=True
    )
    line: int = integer(
        -1, -1, len(DEPTHS) - 1, "Line", "Which depth is looked at; −1 follows the training.", live=True
    )
    column: int = integer(
        -1, -1, len(WIDTHS) - 1, "Column", "Which width is looked at; −1 follows the training.", live=True
    )
    regularizer: str | None = choice(None, REGULARIZERS, "Penalty", "Penalty on large weights.", live=True)
    penalty: float | None = number(None, 0.0, 1.0, "Strength λ", "How high the price is.", log=True, live=True)
    dropout: float | None = number(
        None, 0.0, 0.9, "Dropout", "Share of the hidden units silenced at random in each step.", step=0.05, live=True
    )
    moment: str = choice("now", MOMENTS, "Weights of", "Which weights the maps show.", live=True)
    target: str = choice("sine", TARGETS, "Target", "The function to fit.")
    units: int = integer(4, 1, 32, "Units", "Width of the one hidden layer.", live=True)
    activation: str = choice("relu", BENDS, "Activation", "What a unit bends with.")
    initializer: str = choice("drawn", STARTS, "Start", "Where the weights start.", live=True)


def capacity_config(config: Config, settings: Settings) -> Config:
    """The config of the nets in the first two views."""
    return {"own": modest(config), "few": FEW, "spiral": SPIRAL}[settings.sample]


def regularized(config: Config, settings: Settings) -> Config:
    """`config` with the penalty and the dropout of the settings; if None, its own, or weak ones if it has neither."""
    bare = config.regularizer == "none" and not config.dropout
    mild = MILD if bare else {}
    return config.replace(**mild | said(settings, "regularizer", "penalty", "dropout"))


def unregularized(config: Config) -> Config:
    """`config` without penalty and dropout."""
    return config.replace(regularizer="none", dropout=0.0)
