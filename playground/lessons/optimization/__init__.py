"""Optimizers from the same start, on the net's own loss and on textbook surfaces."""

from playground.lessons.course import entry
from playground.lessons.optimization.checks import CHALLENGES
from playground.lessons.optimization.net_show import NetShow
from playground.lessons.optimization.settings import DEFAULT, Settings
from playground.lessons.optimization.surface_show import SurfaceShow
from playground.scene.show import Lesson, by_view
from playground.study.terrain import TERRAINS

LESSON = Lesson(
    **entry("optimizers"),
    about="The gradient points uphill, and that is all it says. What do optimizers make of it, step by step?",
    show=by_view({"net": NetShow, **dict.fromkeys(TERRAINS, SurfaceShow)}, "surface"),
    settings=Settings,
    default=DEFAULT,
    challenges=CHALLENGES,
)
