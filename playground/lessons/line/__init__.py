"""Can a line do it? Separability of x, of φ(x) and of every hidden layer, each with its proof (ideas 1 to 4)."""

from playground.lessons.course import entry
from playground.lessons.line.checks import CHALLENGES
from playground.lessons.line.settings import DEFAULT, Settings
from playground.lessons.line.show import LineShow
from playground.scene.show import Lesson

LESSON = Lesson(
    **entry("can_a_line_do_it"),
    question="One layer draws one line. When is that enough, and what do features and hidden layers do about it?",
    show=LineShow,
    settings=Settings,
    default=DEFAULT,
    challenges=CHALLENGES,
)
