"""Linear separability of x, of φ(x) and of every hidden layer, each with its proof."""

from playground.lessons.course import entry
from playground.lessons.separability.checks import CHALLENGES
from playground.lessons.separability.settings import DEFAULT, Settings
from playground.lessons.separability.show import SeparabilityShow
from playground.scene.show import Lesson

LESSON = Lesson(
    **entry("linear_separability"),
    about="One layer draws one line. When is that enough, and what do features and hidden layers do about it?",
    show=SeparabilityShow,
    settings=Settings,
    default=DEFAULT,
    challenges=CHALLENGES,
)
