"""Requests of the browser to a scene."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.web.channel import Ask


@dataclass(frozen=True)
class SceneAsk(Ask):
    """One request to a scene.

    kind     in addition to those of every channel: "next" computes pictures, "set" changes settings
    values   new values of settings by name, not yet checked
    """

    KINDS = ("hello", "reset", "next", "set")

    values: Mapping[str, Any]

    @classmethod
    def read(cls, raw: Mapping) -> "SceneAsk":
        """Read a message; an illegal value becomes a harmless one."""
        values = raw.get("values")
        return cls.from_message(raw, values=values if isinstance(values, Mapping) else {})
