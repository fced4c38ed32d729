"""Loss functions: entropy, two losses side by side, a small change of probabilities, and squared error."""

from playground.lessons.course import entry
from playground.lessons.losses.checks import CHALLENGES
from playground.lessons.losses.losses import LossesShow
from playground.lessons.losses.pair import PairShow
from playground.lessons.losses.settings import BLOBS, Settings
from playground.lessons.losses.squares import SquaresShow
from playground.lessons.losses.surprise import SurpriseShow
from playground.scene.show import Lesson, by_view

LESSON = Lesson(
    **entry("loss_functions"),
    about="To get better, a net needs one number that says how wrong it is. Which one?",
    show=by_view({"surprise": SurpriseShow, "losses": LossesShow, "pair": PairShow, "squares": SquaresShow}),
    settings=Settings,
    default=BLOBS,
    challenges=CHALLENGES,
)
