"""Too little, too much: sizes, penalties, dropout, early stopping, one layer on a line (ideas 6, 7, 19, 20, 23)."""

from playground.lessons.course import entry
from playground.lessons.fit.brakes import BrakesShow
from playground.lessons.fit.checks import CHALLENGES
from playground.lessons.fit.line import LineShow
from playground.lessons.fit.settings import FEW, Settings
from playground.lessons.fit.sizes import SizesShow
from playground.scene.show import Lesson, by_view

LESSON = Lesson(
    **entry("too_little_too_much"),
    question="A small net cannot follow the data. A large one follows its noise as well. Where is enough?",
    show=by_view({"sizes": SizesShow, "brakes": BrakesShow, "line": LineShow}),
    settings=Settings,
    default=FEW,
    challenges=CHALLENGES,
)
