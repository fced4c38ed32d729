"""What flows back? Three views of one net: one point, its activations, its depth."""

from playground.config import Config
from playground.lessons.course import entry
from playground.lessons.flow.checks import CHALLENGES
from playground.lessons.flow.depth import DepthShow
from playground.lessons.flow.point import PointShow
from playground.lessons.flow.settings import DEFAULT, Settings
from playground.lessons.flow.slopes import SlopesShow
from playground.scene.panels import Layout
from playground.scene.show import Lesson, Show, Values

SHOWS: dict[str, type[Show]] = {"point": PointShow, "slopes": SlopesShow, "depth": DepthShow}


class FlowShow(Show):
    """The show of the view that is chosen."""

    def __init__(self, config: Config, settings: Settings):
        self.settings = settings
        self.view = SHOWS[settings.view](config, settings)
        self.config = self.view.config

    @property
    def position(self) -> float:
        return self.view.position

    def layout(self) -> Layout:
        return self.view.layout()

    def still(self) -> Values:
        return self.view.still()

    def frame(self) -> Values:
        return self.view.frame()

    def whole(self) -> Values:
        return self.view.whole()

    def advance(self) -> bool:
        return self.view.advance()

    def change(self, settings: Settings) -> bool:
        if settings.view != self.settings.view or not self.view.change(settings):
            return False
        self.config = self.view.config
        return True


LESSON = Lesson(
    **entry("what_flows_back"),
    question="Each gate of a net knows only its own slope. How does layer 1 learn that the loss should shrink?",
    show=FlowShow,
    settings=Settings,
    default=DEFAULT,
    challenges=CHALLENGES,
)
