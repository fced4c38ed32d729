"""Which way down? Optimizers from the same start, on the net's own loss and on textbook surfaces (14–16, 21, 22)."""

from playground.config import Config
from playground.lessons.course import entry
from playground.lessons.descent.checks import CHALLENGES
from playground.lessons.descent.ground import GroundShow
from playground.lessons.descent.net import NetShow
from playground.lessons.descent.settings import DEFAULT, Settings
from playground.scene.show import Lesson, Show


def show(config: Config, settings: Settings) -> Show:
    """The race on the surface that is set."""
    return (NetShow if settings.ground == "net" else GroundShow)(config, settings)


LESSON = Lesson(
    **entry("which_way_down"),
    question="The gradient points uphill, and that is all it says. What do optimizers make of it, step by step?",
    show=show,
    settings=Settings,
    default=DEFAULT,
    challenges=CHALLENGES,
)
