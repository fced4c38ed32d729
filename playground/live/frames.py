"""How one picture of the live view lies in memory; the browser reads it by the sizes in the header."""

from functools import cache

import numpy as np

from playground.web.wire import UNIT

STATISTICS = ("train_loss", "test_loss", "train_score", "test_score", "rate", "penalty", "gradient_norm")


@cache
def frame_type(weights: int, tiles: int, tile: int, grid: int, *, leads: bool, focused: bool) -> np.dtype:
    """One picture: position in epochs, statistics, weights, unit maps, output map, by how much the winner leads at its
    points, map of the unit in focus."""
    fields = [
        ("position", "<f8"),
        ("statistics", "<f8", (len(STATISTICS),)),
        ("weights", "<f4", (weights,)),
        ("tiles", "u1", (tiles, tile, tile)),
        ("map", "u1", (grid, grid)),
    ]
    fields += [(name, "u1", (grid, grid)) for name, there in (("leads", leads), ("focus", focused)) if there]
    size = np.dtype(fields).itemsize
    return np.dtype([*fields, ("pad", "u1", (-size % UNIT,))])
