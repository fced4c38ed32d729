"""What a lesson gives to the scene: a Show that computes pictures, and a Lesson that says what they are about."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from playground.config import Config
from playground.fields import differences
from playground.scene.panels import Layout

Values = dict[str, Any]
"""By "panel.slot": arrays, or what JSON can say."""


class Show:
    """One moving picture. A setting that is not declared `live` makes another one.

    `config` is the experiment that the picture is of, `position` what the counter shows. Making a Show and asking for
    its first frame takes less than 60 ms; what takes longer is done in slices by `advance`.

    What changes while it plays is either an attribute that gets another value and is never changed in place, or belongs
    to one of the objects in `moving`: so the show can go back to a picture that it has given.
    """

    config: Config
    settings: Any
    steps: int = 0  # for shows that count what they do
    preparing: bool = False  # whether `advance` still prepares the first picture: then it is asked for before Play, too

    def __init__(self, config: Config, settings: Any):
        self.config, self.settings = config, settings

    @property
    def position(self) -> float:
        """What the counter shows: the epochs of the first net that is trained, else `steps`."""
        return next((each.position for each in self.moving() if hasattr(each, "position")), self.steps)

    def layout(self) -> Layout:
        """Panels, controls and buttons; asked again after each change of settings."""
        raise NotImplementedError

    def static(self) -> Values:
        """What does not change while this show plays; asked again after each change of settings."""
        return {}

    def update(self) -> Values:
        """What has changed since the last frame; the first time, and after a change of settings, everything.

        Of a curve that grows the new `row` is enough: the server keeps those before it.
        """
        return {}

    def advance(self) -> bool:
        """Go on to the next picture, in at most 30 ms; False if there is none."""
        return False

    def change(self, settings: Any) -> None:
        """Take other values of live settings."""
        names = differences(self.settings, settings)
        self.settings = settings
        self.changed(names)

    def changed(self, names: frozenset[str]) -> None:
        """What else is to be done when these live settings have changed."""

    def moving(self) -> Sequence[Any]:
        """The objects that change in place while it plays: of itself, attributes that have `snapshot` and `restore`, as
        runs and models do. A show names those in lists, and objects that keep to the rule for attributes, too.
        """
        return [each for each in vars(self).values() if hasattr(each, "restore")]

    def mark(self) -> list:
        """This moment, for `go_back`."""
        return [(each, each.snapshot() if hasattr(each, "snapshot") else dict(vars(each)))
                for each in (self, *self.moving())]  # fmt: skip

    def go_back(self, mark: list) -> None:
        """To a moment of this show, as if it had never gone on; the settings must be those that it had then."""
        for each, state in mark:
            if hasattr(each, "restore"):
                each.restore(state)
            else:
                vars(each).clear()
                vars(each).update(state)


def by_view(shows: Mapping[str, Callable[[Config, Any], Show]], setting: str = "view") -> Callable[[Config, Any], Show]:
    """For a lesson of several pictures: makes the show that this setting names."""
    return lambda config, settings: shows[getattr(settings, setting)](config, settings)


class Option(NamedTuple):
    """An entry of a choice that only one lesson has; tables of the engine have records of their own."""

    label: str
    help: str = ""
    formula: str = ""


class Verdict(NamedTuple):
    """The outcome of a challenge: what was measured, in one or two sentences."""

    solved: bool
    text: str


Check = Callable[[Config, Any], Generator[float, None, Verdict]]
"""Tries the answer: yields the share done, 0 to 1, and returns the verdict."""


@dataclass(frozen=True)
class Challenge:
    """Something to find. `solution` are settings that solve it."""

    goal: str
    hint: str
    solution: Mapping[str, Any]
    check: Check


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One page: a subject, the show that answers it, and what to try.

    `name`, `title`, `question` and `icon` are those of its entry in `lessons.course`; `about` says more of the
    question; `settings` is the declared class of its settings, `default` the experiment of those who have none of
    their own.
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
        """The experiment to begin with: the learner's own, if it differs from the page that nobody has touched."""
        return self.default if config == Config() else config


def as_sent(value):
    """An array in a type that the browser has; other values as they are."""
    if not isinstance(value, np.ndarray):
        return value
    if value.dtype == np.uint8 or value.dtype == np.int32:
        return value
    with np.errstate(over="ignore"):
        return value.astype("<i4" if value.dtype.kind in "iu" else "<f4")
