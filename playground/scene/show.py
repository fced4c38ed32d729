"""The interface of a lesson to the scene: a Show computes pictures, a Lesson describes the page."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from playground.config import Config
from playground.fields import differences
from playground.scene.panels import Layout

Values = dict[str, Any]
"""By "panel.slot": arrays or JSON values."""


class Show:
    """An animated figure. A change of a setting that is not declared `live` creates a new one.

    `config` is the experiment that is shown, `position` the value of the counter. Creating a Show and its first picture
    takes less than 60 ms; longer work is done in slices by `advance`.

    The show can return to an earlier picture. Therefore anything that changes while it plays is either an attribute
    that is replaced and never modified in place, or belongs to one of the objects in `moving`.
    """

    config: Config
    settings: Any
    steps: int = 0  # the counter of shows that do not train
    preparing: bool = False  # whether `advance` still prepares the first picture: the browser then asks before Play

    def __init__(self, config: Config, settings: Any):
        self.config, self.settings = config, settings

    @property
    def position(self) -> float:
        """The value of the counter: the epochs of the first net that is trained, otherwise `steps`."""
        return next((each.position for each in self.moving() if hasattr(each, "position")), self.steps)

    def layout(self) -> Layout:
        """Panels, controls and buttons. Called again after each change of settings."""
        raise NotImplementedError

    def static(self) -> Values:
        """Values that do not change while this show plays. Called again after each change of settings."""
        return {}

    def update(self) -> Values:
        """Values that changed since the last picture; all values at first and after a change of settings.

        For a curve that grows, the new `row` is enough: the server keeps the earlier ones.
        """
        return {}

    def advance(self) -> bool:
        """Compute the next picture, in at most 30 ms; return False if there is none."""
        return False

    def change(self, settings: Any) -> None:
        """Use other values of live settings."""
        names = differences(self.settings, settings)
        self.settings = settings
        self.changed(names)

    def changed(self, names: frozenset[str]) -> None:
        """Called after these live settings have changed. Override it to react."""

    def moving(self) -> Sequence[Any]:
        """The objects that change in place while the show plays.

        By default these are the attributes with `snapshot` and `restore`, such as runs and models. A show overrides it
        to add objects in lists, and objects whose own attributes are replaced and never modified in place.
        """
        return [each for each in vars(self).values() if hasattr(each, "restore")]

    def mark(self) -> list:
        """The current state, for `go_back`."""
        return [(each, each.snapshot() if hasattr(each, "snapshot") else dict(vars(each)))
                for each in (self, *self.moving())]  # fmt: skip

    def go_back(self, mark: list) -> None:
        """Return to a state of this show. The settings must be those of that state."""
        for each, state in mark:
            if hasattr(each, "restore"):
                each.restore(state)
            else:
                vars(each).clear()
                vars(each).update(state)


def by_view(shows: Mapping[str, Callable[[Config, Any], Show]], setting: str = "view") -> Callable[[Config, Any], Show]:
    """For a lesson with several shows: a function that creates the one that `setting` names."""
    return lambda config, settings: shows[getattr(settings, setting)](config, settings)


class Option(NamedTuple):
    """An entry of a choice that belongs to one lesson. The tables of the engine have their own records."""

    label: str
    help: str = ""
    formula: str = ""


class Verdict(NamedTuple):
    """The outcome of a challenge. `text` states what was measured, in one or two sentences."""

    solved: bool
    text: str


Check = Callable[[Config, Any], Generator[float, None, Verdict]]
"""Checks an answer: yields its progress, from 0 to 1, and returns the verdict."""


@dataclass(frozen=True)
class Challenge:
    """A task for the learner. `solution` contains settings that solve it."""

    goal: str
    hint: str
    solution: Mapping[str, Any]
    check: Check


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """The page of a lesson: its subject, its show and its challenges.

    `name`, `title`, `question` and `icon` come from its entry in `lessons.course`. `about` explains the question.
    `settings` is the declared class of its settings. `default` is the experiment for learners who have not built one.
    """

    name: str
    title: str
    icon: str
    question: str
    about: str
    show: Callable[[Config, Any], Show]
    settings: type
    default: Config
    challenges: tuple[Challenge, ...] = ()

    def starting_config(self, config: Config) -> Config:
        """The experiment to begin with: the learner's own if it differs from the default Config, else `default`."""
        return self.default if config == Config() else config


def as_sent(value):
    """An array converted to a type that JavaScript has; other values unchanged."""
    if not isinstance(value, np.ndarray):
        return value
    if value.dtype == np.uint8 or value.dtype == np.int32:
        return value
    with np.errstate(over="ignore"):
        return value.astype("<i4" if value.dtype.kind in "iu" else "<f4")
