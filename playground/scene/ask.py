"""What the browser asks of a scene."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.web.channel import Ask


@dataclass(frozen=True)
class SceneAsk(Ask):
    """One question to a scene.

    kind     besides those of every channel: "next" computes pictures, "set" changes settings
    values   new values of settings by name, not yet checked
    """

    KINDS = ("hello", "reset", "next", "set")

    values: Mapping[str, Any]

    @classmethod
    def read(cls, raw: Mapping) -> "SceneAsk":
        """From a message; what is illegal gets a harmless value."""
        values = raw.get("values")
        return super().read(raw, values=values if isinstance(values, Mapping) else {})
