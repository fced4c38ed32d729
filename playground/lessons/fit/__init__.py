"""Too little, too much: sizes, penalties, dropout, early stopping, one layer on a line (ideas 6, 7, 19, 20, 23)."""

from playground.lessons.course import entry
from playground.lessons.fit.checks import CHALLENGES
from playground.lessons.fit.settings import FEW, Settings
from playground.lessons.fit.show import FitShow
from playground.scene.show import Lesson

LESSON = Lesson(
    **entry("too_little_too_much"),
    question="A small net cannot follow the data. A large one follows its noise as well. Where is enough?",
    show=FitShow,
    settings=Settings,
    default=FEW,
    challenges=CHALLENGES,
)
