"""What widgets may still say although it is no longer so.

Every message of the browser carries the values of all widgets as they stood when it was sent. While the live view
plays, several messages a second come. After Python has moved a widget (the button "New data", the live view, a link
or another widget changed the Config) some arrive that were sent before the browser had heard of it. Their value of
that widget is an echo, and must not undo the change. A widget that the user moved has no echo: from then on every
message carries what the user chose.
"""

from time import monotonic
from typing import Any

SETTLING = 2.0
"""Seconds after which the browser has heard: a run of the page on a busy server, the way there, and the way back."""


class Echoes:
    """The values that each widget, by key, may still send unwished."""

    def __init__(self):
        self._values: dict[str, set[Any]] = {}
        self._moved: dict[str, float] = {}

    def expect(self, key: str, old, new) -> None:
        """Python moves a widget. Echoes may be both: `new` as well, once Python moves the widget on."""
        if not self._may_come(key):
            self._values[key] = set()
        self._values[key] |= {old, new}
        self._moved[key] = monotonic()

    def forget(self, key: str) -> None:
        """The user has moved the widget, and may well move it back."""
        self._moved.pop(key, None)

    def has(self, key: str, value) -> bool:
        """Whether this value of the widget is no wish."""
        return self._may_come(key) and value in self._values[key]

    def _may_come(self, key: str) -> bool:
        return key in self._moved and monotonic() - self._moved[key] < SETTLING
