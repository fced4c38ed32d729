"""What the browser asks of the player, made legal: it comes from outside, so anything may stand in it."""

from collections.abc import Mapping
from dataclasses import dataclass

MOST_FRAMES = 12
"""Frames in a chunk: a longer one would delay the answer to a click."""

MOST_PARTS = 60

KINDS = ("hello", "next", "look", "reset")
UNITS = ("epoch", "batch", "time")


@dataclass(frozen=True)
class Ask:
    """One question.

    gen, seq   generation that the browser is in, number of the chunk that it wants
    kind       "next" trains; "look" shows a frame again; "hello" asks for everything; "reset" starts anew
    n          frames wanted, 1 to MOST_FRAMES
    unit, count  between two frames: so many epochs or batches, or milliseconds of training
    parts      frames wanted in each epoch, where `count` is one epoch: 1 to MOST_PARTS
    focus      (layer, unit) whose map is wanted large, layers from 1 on, outputs last; or None
    at         position of the frame that is shown
    back       frames computed beyond it will not be shown (another speed was chosen): train on from there
    edit       the features and hidden layers that were clicked together, as changes of the Config, or {}
    """

    gen: int
    seq: int
    kind: str
    n: int
    unit: str
    count: int
    parts: int
    focus: tuple[int, int] | None
    at: float
    back: bool
    edit: dict[str, tuple]

    @classmethod
    def read(cls, raw: Mapping, sizes: tuple[int, ...]) -> "Ask":
        """From a message, for a net with so many units shown in each layer; what is illegal gets a harmless value."""
        raw = raw if isinstance(raw, Mapping) else {}
        return cls(
            gen=_whole(raw.get("gen"), 0, 2**53),
            seq=_whole(raw.get("seq"), 0, 2**53),
            kind=raw.get("kind") if raw.get("kind") in KINDS else "hello",
            n=_whole(raw.get("n"), 1, MOST_FRAMES),
            unit=raw.get("unit") if raw.get("unit") in UNITS else "epoch",
            count=_whole(raw.get("count"), 1, 1000),
            parts=_whole(raw.get("parts"), 1, MOST_PARTS),
            focus=_focus(raw.get("focus"), sizes),
            at=float(raw["at"]) if _is_number(raw.get("at")) else -1.0,
            back=raw.get("back") is True,
            edit=_edit(raw.get("edit")),
        )


def _focus(value, sizes):
    if not (isinstance(value, list | tuple) and len(value) == 2 and all(type(k) is int for k in value)):
        return None
    layer, unit = value
    return (layer, unit) if 1 <= layer <= len(sizes) and 0 <= unit < sizes[layer - 1] else None


def _edit(value):
    edit = value if isinstance(value, Mapping) else {}
    kinds = {"features": str, "hidden": int}
    return {
        name: tuple(edit[name])
        for name, kind in kinds.items()
        if isinstance(edit.get(name), list | tuple) and all(type(item) is kind for item in edit[name])
    }


def _whole(value, low: int, high: int) -> int:
    return min(max(int(value), low), high) if _is_number(value) else low


def _is_number(value) -> bool:
    # Compared, not converted: JSON has whole numbers that are too large for a float.
    return isinstance(value, int | float) and abs(value) <= 2**53
