"""The page's picture: one of three, by the setting `view`."""

from typing import Any

from playground.config import Config
from playground.lessons.fit.brakes import BrakesShow
from playground.lessons.fit.line import LineShow
from playground.lessons.fit.settings import VIEWS, Settings
from playground.lessons.fit.sizes import SizesShow
from playground.scene.panels import Layout
from playground.scene.show import Show, Values

SHOWS: dict[str, type[Show]] = {"sizes": SizesShow, "brakes": BrakesShow, "line": LineShow}
assert SHOWS.keys() == VIEWS.keys()


class FitShow(Show):
    """Hands everything on to the show of the chosen view."""

    def __init__(self, config: Config, settings: Settings):
        self._show = SHOWS[settings.view](config, settings)

    @property
    def config(self) -> Config:
        return self._show.config

    @property
    def settings(self) -> Settings:
        return self._show.settings

    @settings.setter
    def settings(self, settings: Any) -> None:
        self._show.settings = settings

    @property
    def position(self) -> float:
        return self._show.position

    def layout(self) -> Layout:
        return self._show.layout()

    def still(self) -> Values:
        return self._show.still()

    def frame(self) -> Values:
        return self._show.frame()

    def whole(self) -> Values:
        return self._show.whole()

    def advance(self) -> bool:
        return self._show.advance()

    def change(self, settings: Settings) -> bool:
        return self._show.change(settings)
