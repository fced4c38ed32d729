"""Which way down? Optimizers from the same start, on the net's own loss and on textbook surfaces (14–16, 21, 22)."""

from playground.lessons.course import entry
from playground.lessons.descent.checks import CHALLENGES
from playground.lessons.descent.ground import GroundShow
from playground.lessons.descent.net import NetShow
from playground.lessons.descent.settings import DEFAULT, Settings
from playground.scene.show import Lesson, by_view
from playground.study.terrain import TERRAINS

LESSON = Lesson(
    **entry("which_way_down"),
    question="The gradient points uphill, and that is all it says. What do optimizers make of it, step by step?",
    show=by_view({"net": NetShow, **dict.fromkeys(TERRAINS, GroundShow)}, "ground"),
    settings=Settings,
    default=DEFAULT,
    challenges=CHALLENGES,
)
