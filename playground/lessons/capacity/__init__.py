"""Capacity and regularization: network size, penalties, dropout, early stopping, universal approximation."""

from playground.lessons.capacity.approximation import ApproximationShow
from playground.lessons.capacity.checks import CHALLENGES
from playground.lessons.capacity.regularization import RegularizationShow
from playground.lessons.capacity.settings import FEW, Settings
from playground.lessons.capacity.sizes import SizesShow
from playground.lessons.course import entry
from playground.scene.show import Lesson, by_view

LESSON = Lesson(
    **entry("capacity_and_regularization"),
    about="A small net cannot follow the data. A large one follows its noise as well. Where is enough?",
    show=by_view({"sizes": SizesShow, "brakes": RegularizationShow, "line": ApproximationShow}),
    settings=Settings,
    default=FEW,
    challenges=CHALLENGES,
)
