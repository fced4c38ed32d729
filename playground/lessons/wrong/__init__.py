"""What is wrong, in numbers? Surprise, two losses side by side, a small change, and squared error (ideas 8-10, 24)."""

from playground.lessons.course import entry
from playground.lessons.wrong.checks import CHALLENGES
from playground.lessons.wrong.losses import LossesShow
from playground.lessons.wrong.pair import PairShow
from playground.lessons.wrong.settings import BLOBS, Settings
from playground.lessons.wrong.squares import SquaresShow
from playground.lessons.wrong.surprise import SurpriseShow
from playground.scene.show import Lesson, by_view

LESSON = Lesson(
    **entry("what_is_wrong"),
    question="To get better, a net needs one number that says how wrong it is. Which one?",
    show=by_view({"surprise": SurpriseShow, "losses": LossesShow, "pair": PairShow, "squares": SquaresShow}),
    settings=Settings,
    default=BLOBS,
    challenges=CHALLENGES,
)
