"""The memory layout of one frame of the live view. The browser derives the same layout from the message header."""

from functools import cache

import numpy as np

from playground.web.wire import UNIT

STATISTICS = ("train_loss", "test_loss", "train_score", "test_score", "rate", "penalty", "gradient_norm")


@cache
def frame_type(weights: int, tiles: int, tile: int, grid: int, *, leads: bool, focused: bool) -> np.dtype:
    """The layout of one frame: position in epochs, statistics, weights, unit maps, output map, lead of the most
    probable class at each point, and map of the unit in focus."""
    fields: list[tuple] = [
        ("position", "<f8"),
        ("statistics", "<f8", (len(STATISTICS),)),
        ("weights", "<f4", (weights,)),
        ("tiles", "u1", (tiles, tile, tile)),
        ("map", "u1", (grid, grid)),
    ]
    fields += [(name, "u1", (grid, grid)) for name, there in (("leads", leads), ("focus", focused)) if there]
    size = np.dtype(fields).itemsize
    return np.dtype([*fields, ("pad", "u1", (-size % UNIT,))])
