"""Initialization: the same net with different initial weights, and the signals in its layers."""

from playground.lessons.course import entry
from playground.lessons.initialization.checks import CHALLENGES
from playground.lessons.initialization.settings import DEFAULT, Settings
from playground.lessons.initialization.show import StartShow
from playground.scene.show import Lesson

LESSON = Lesson(
    **entry("initialization"),
    about="Before the first step a net is nothing but random weights. Which ones let the signal through?",
    show=StartShow,
    settings=Settings,
    default=DEFAULT,
    challenges=CHALLENGES,
)
