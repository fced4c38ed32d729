"""Validated requests of the browser to the player. The raw message is untrusted input and may contain anything."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playground.config import FIELDS
from playground.live.maps import SHOWN
from playground.web.channel import Ask, whole

MOST_PARTS = 60

MOST_TEXTS = 100
"""Most settings of one message. A whole link has about half as many."""

UNITS = ("epoch", "batch", "time", "step")


@dataclass(frozen=True)
class PlayerAsk(Ask):
    """One request to the player.

    kind       in addition to those of every channel: "next" trains, "look" shows a frame again, "undo" returns to the
               run that was replaced last, whose last shown frame is `at`
    unit, count  distance between two frames: a number of epochs, of batches, or of milliseconds of training; "step"
               trains to the end of the epoch, in as many answers as that takes, and only the last one has a frame
    parts      frames wanted per epoch, where `count` is one epoch: 1 to MOST_PARTS
    focus      (layer, unit) whose large map is wanted, layers from 1 on, outputs last; or None
    first      for each layer, the first of the units whose tiles are wanted
    back       frames computed after `at` will not be shown (the speed was changed): continue training from there
    settings   "set" only: numbers of the Config by name, as a slider shows them while it is dragged. If the message
               also has a unit, the view is playing, and the next frames are sent with the answer
    edit       changes of features and hidden layers that were made by clicks in the drawing, or {}
    changes    "apply" only: fields of the Config by name, sent as texts like those of a link; {} if one is illegal
    errors     which rows are wrong is wanted with each frame
    numbers    the numbers of the last frame are wanted
    restart    "apply" only: begin a new run also if all of these fields are live
    link       "open" only: the keys and texts of a link, which describe a whole experiment; otherwise None
    """

    KINDS = ("hello", "reset", "next", "look", "set", "apply", "open", "undo")

    unit: str
    count: int
    parts: int
    focus: tuple[int, int] | None
    first: tuple[int, ...]
    back: bool
    settings: dict[str, float]
    edit: dict[str, tuple]
    changes: dict[str, Any]
    restart: bool
    link: dict[str, str] | None
    errors: bool
    numbers: bool

    @classmethod
    def read(cls, raw: Mapping, sizes: tuple[int, ...]) -> "PlayerAsk":
        """Read a message, for a net with `sizes` units per layer; an illegal value becomes a harmless one."""
        return cls.from_message(
            raw,
            unit=raw.get("unit") if raw.get("unit") in UNITS else "epoch",
            count=whole(raw.get("count"), 1, 1000),
            parts=whole(raw.get("parts"), 1, MOST_PARTS),
            focus=_focus(raw.get("focus"), sizes),
            first=_first(raw.get("first"), sizes),
            back=raw.get("back") is True,
            settings=_settings(raw.get("values")),
            edit=_edit(raw.get("edit")),
            changes=_changes(raw.get("values")) if raw.get("kind") == "apply" else {},
            errors=raw.get("errors") is True,
            numbers=raw.get("numbers") is True,
            restart=raw.get("restart") is True,
            link=_texts(raw.get("link")) if raw.get("kind") == "open" else None,
        )


def _focus(value, sizes):
    if not (isinstance(value, list | tuple) and len(value) == 2 and all(type(k) is int for k in value)):
        return None
    layer, unit = value
    return (layer, unit) if 1 <= layer <= len(sizes) and 0 <= unit < sizes[layer - 1] else None


def _first(value, sizes):
    wanted = value if isinstance(value, list | tuple) and len(value) == len(sizes) else (0,) * len(sizes)
    return tuple(whole(unit, 0, max(0, size - SHOWN)) for unit, size in zip(wanted, sizes, strict=True))


def _settings(value):
    values, found = value if isinstance(value, Mapping) else {}, {}
    for name, field in FIELDS.items():
        text = values.get(name)
        if field.kind in ("number", "integer") and isinstance(text, str):
            with suppress(ValueError):  # the page may be older than the Config
                found[name] = field.parse(text)
    return found


def _changes(value):
    try:
        return {name: FIELDS[name].parse(text) for name, text in (_texts(value) or {}).items()}
    except (KeyError, ValueError):
        return {}  # one action consists of all its values or of none


def _texts(value):
    if not isinstance(value, Mapping) or len(value) > MOST_TEXTS:
        return None
    return dict(value) if all(isinstance(part, str) for pair in value.items() for part in pair) else None


def _edit(value):
    edit = value if isinstance(value, Mapping) else {}
    kinds = {"features": str, "hidden": int}
    return {
        name: tuple(edit[name])
        for name, kind in kinds.items()
        if isinstance(edit.get(name), list | tuple) and all(type(item) is kind for item in edit[name])
    }
