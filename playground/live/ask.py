"""What the browser asks of the player, made legal: it comes from outside, so anything may stand in it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from playground.config import FIELDS
from playground.web.channel import Ask, whole

MOST_PARTS = 60

UNITS = ("epoch", "batch", "time")


@dataclass(frozen=True)
class PlayerAsk(Ask):
    """One question to the player.

    kind       besides those of every channel: "next" trains, "look" shows a frame again
    unit, count  between two frames: so many epochs or batches, or milliseconds of training
    parts      frames wanted in each epoch, where `count` is one epoch: 1 to MOST_PARTS
    focus      (layer, unit) whose map is wanted large, layers from 1 on, outputs last; or None
    back       frames computed beyond `at` will not be shown (another speed was chosen): train on from there
    settings   "set" only: numbers of the Config by name, as a slider shows them while it is dragged. Where a unit comes
               with them it plays, and the frames that it wants next are sent with the answer
    edit       the features and hidden layers that were clicked together, as changes of the Config, or {}
    """

    KINDS = ("hello", "reset", "next", "look", "set")

    unit: str
    count: int
    parts: int
    focus: tuple[int, int] | None
    back: bool
    settings: dict[str, float]
    edit: dict[str, tuple]

    @classmethod
    def read(cls, raw: Mapping, sizes: tuple[int, ...]) -> "PlayerAsk":
        """From a message, for a net with so many units shown in each layer; what is illegal gets a harmless value."""
        return super().read(
            raw,
            unit=raw.get("unit") if raw.get("unit") in UNITS else "epoch",
            count=whole(raw.get("count"), 1, 1000),
            parts=whole(raw.get("parts"), 1, MOST_PARTS),
            focus=_focus(raw.get("focus"), sizes),
            back=raw.get("back") is True,
            settings=_settings(raw.get("values")),
            edit=_edit(raw.get("edit")),
        )


def _focus(value, sizes):
    if not (isinstance(value, list | tuple) and len(value) == 2 and all(type(k) is int for k in value)):
        return None
    layer, unit = value
    return (layer, unit) if 1 <= layer <= len(sizes) and 0 <= unit < sizes[layer - 1] else None


def _settings(value):
    values, found = value if isinstance(value, Mapping) else {}, {}
    for name, field in FIELDS.items():
        text = values.get(name)
        if field.kind in ("number", "integer") and isinstance(text, str):
            with suppress(ValueError):  # from a page that is older than the Config
                found[name] = field.parse(text)
    return found


def _edit(value):
    edit = value if isinstance(value, Mapping) else {}
    kinds = {"features": str, "hidden": int}
    return {
        name: tuple(edit[name])
        for name, kind in kinds.items()
        if isinstance(edit.get(name), list | tuple) and all(type(item) is kind for item in edit[name])
    }
