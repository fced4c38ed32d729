"""Backpropagation: one point forward and backward through the graph; activation slopes; gradients by depth."""

from playground.lessons.backprop.checks import CHALLENGES
from playground.lessons.backprop.depth import DepthShow
from playground.lessons.backprop.point import PointShow
from playground.lessons.backprop.settings import DEFAULT, Settings
from playground.lessons.backprop.slopes import SlopesShow
from playground.lessons.course import entry
from playground.scene.show import Lesson, by_view

LESSON = Lesson(
    **entry("backpropagation"),
    about="Each gate of a net knows only its own slope. How does layer 1 learn that the loss should shrink?",
    show=by_view({"point": PointShow, "slopes": SlopesShow, "depth": DepthShow}),
    settings=Settings,
    default=DEFAULT,
    challenges=CHALLENGES,
)
