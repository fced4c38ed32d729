"""Pictures of the race: heights as bands and as relief, and paths on them."""

import numpy as np

from playground.lessons.optimization.words import numbered
from playground.scene.show import Values
from playground.study.surface import Window

CELLS = 40
"""Cells per side of a decision map."""

BANDS = 16
"""Shades of a height map: the edge between two is a contour."""

FINER = 4
"""Pixels per computed cell of a height map, with interpolated heights."""

DEEPEST = 190
"""Of 254: the darkest shade of a height map on which lines are still visible."""


SHARP, SMOOTH = 0.01, 0.05
"""Where the log scale of heights begins, as a share of the median height above the lowest: small for the map, to show
the bottom of a valley; larger for the 3D view, whose coarse mesh would be jagged."""


def relief(heights: np.ndarray, begins: float | None = SHARP) -> np.ndarray:
    """Heights as shares 0 … 1 of their range. With `begins`, on a log scale of the height above the lowest that
    begins at this share of the median. Values that are not finite count as the highest."""
    finite = np.isfinite(heights)
    lowest, top = heights[finite].min(initial=np.inf), heights[finite].max(initial=-np.inf)
    if not top > lowest:
        return np.zeros(heights.shape)
    heights = np.where(finite, heights, top)
    if begins is not None:
        heights = np.log(heights - lowest + begins * (np.median(heights) - lowest) + 1e-9 * (top - lowest))
        lowest, top = heights.min(), heights.max()
    return (heights - lowest) / (top - lowest)


def bands(shares: np.ndarray) -> np.ndarray:
    """(FINER · rows, FINER · columns) bytes of shares (rows, columns), in BANDS steps, light where low."""
    fine = stretch(stretch(shares, 0), 1)
    steps = np.minimum(np.floor(fine * BANDS), BANDS - 1)
    return (steps * (DEEPEST / (BANDS - 1))).astype(np.uint8)


def stretch(values: np.ndarray, axis: int) -> np.ndarray:
    """Bilinear interpolation between the centers of the cells, `FINER` times as fine; constant beyond the outermost."""
    count = values.shape[axis]
    at = np.clip((np.arange(count * FINER) + 0.5) / FINER - 0.5, 0, count - 1)
    low = np.minimum(at.astype(int), max(count - 2, 0))
    share = np.expand_dims(at - low, 1 - axis)
    return values.take(low, axis) * (1 - share) + values.take(np.minimum(low + 1, count - 1), axis) * share


def on_relief(shares: np.ndarray, window: Window, places: np.ndarray) -> np.ndarray:
    """(…, 3) a, b, height of places (…, 2) on the relief of `window`'s grid; NaN outside the window."""
    rows, columns = shares.shape
    low, high = np.array(window.low), np.array(window.high)
    share = (places - low) / (high - low)
    inside = ((share >= 0.0) & (share <= 1.0)).all(axis=-1)
    share = np.where(inside[..., None], share, 0.0)
    column = np.clip(share[..., 0] * columns - 0.5, 0, columns - 1)
    row = np.clip((1.0 - share[..., 1]) * rows - 0.5, 0, rows - 1)
    left, top = np.minimum(column.astype(int), columns - 2), np.minimum(row.astype(int), rows - 2)
    a, b = column - left, row - top
    height = (1 - b) * ((1 - a) * shares[top, left] + a * shares[top, left + 1]) + b * (
        (1 - a) * shares[top + 1, left] + a * shares[top + 1, left + 1]
    )
    found = np.concatenate([places, height[..., None]], axis=-1)
    return np.where(inside[..., None], found, np.nan)


def mesh(shares: np.ndarray, window: Window, most: int = 31) -> tuple[np.ndarray, np.ndarray]:
    """(surface (r, c, 3), shade (r, c)) of a relief with at most `most` lines per side."""
    rows, columns = shares.shape
    i = np.unique(np.linspace(0, rows - 1, min(rows, most)).round().astype(int))
    j = np.unique(np.linspace(0, columns - 1, min(columns, most)).round().astype(int))
    places = window.grid(rows)[np.ix_(i, j)]
    heights = shares[np.ix_(i, j)]
    return np.concatenate([places, heights[..., None]], axis=-1), heights * (DEEPEST / 254)


TURNS = 3
"""The 3D view sorts all its facets by depth, so it is redrawn only once in so many frames."""

ON_RELIEF = 80
"""Points per path in the 3D view."""


TILT = 0.75
"""Tilt of the 3D view in radians."""


def view(window: Window, start: np.ndarray) -> np.ndarray:
    """(2,) rotation and tilt of a 3D view from opposite the start, so that paths descend toward the viewer."""
    low, high = np.array(window.low), np.array(window.high)
    a, b = (start - low) / (high - low) - 0.5
    return np.array([np.arctan2(a, b), TILT])


def landscape(shades: np.ndarray, shares: np.ndarray, window: Window, angles: np.ndarray) -> Values:
    """A surface as a map of its shades, and as a relief in 3D, seen from these angles."""
    surface, shade = mesh(shares, window)
    return {
        "plane.field": bands(shades),
        "plane.box": np.array(window.box),
        "space.surface": surface,
        "space.shade": shade,
        "space.view": np.array(angles),
        "space.box": np.array([*window.box, 0.0, 1.0]),
    }


def ways(shares: np.ndarray, window: Window, gone: np.ndarray, to_come: np.ndarray, on_top: bool) -> Values:
    """K paths (moments, K, 2): the remaining part thin, the part done bold; `on_top`: in the 3D view, too."""
    gone, to_come = gone.swapaxes(0, 1), to_come.swapaxes(0, 1)
    values: Values = {"plane.paths": np.concatenate([numbered([*to_come]), numbered([*gone], len(gone))])}
    if on_top:
        values["space.paths"] = numbered([on_relief(shares, window, thinned(way, ON_RELIEF)) for way in gone])
    return values


def thinned(path: np.ndarray, most: int) -> np.ndarray:
    """At most `most` rows of a path, evenly spread, including both ends."""
    if len(path) <= most:
        return path
    return path[np.linspace(0, len(path) - 1, most).round().astype(int)]
