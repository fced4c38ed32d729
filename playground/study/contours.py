"""Contour lines of a function on a grid: marching squares, with the segments joined into long lines."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np


def contours(field: np.ndarray, x: np.ndarray, y: np.ndarray, level: float = 0.0) -> list[np.ndarray]:
    """The lines on which `field` (len(y), len(x)) equals `level`, each (n, 2) points x, y. A closed line ends at its
    first point. Crossings are found by linear interpolation between nodes. In a cell with four crossings, the mean of
    its corners decides which sides are joined. A field with NaN or infinite values has no lines.
    """
    f = np.asarray(field, dtype=float) - level
    if not np.isfinite(f).all():
        return []
    above = f > 0.0
    across, up = above[:, :-1] != above[:, 1:], above[:-1] != above[1:]
    if not (across.any() or up.any()):
        return []
    places = np.concatenate([_on_rows(f, across, x, y), _on_columns(f, up, x, y)])
    # Crossings are numbered by their index in `places`; −1 marks a side without a crossing.
    rows, columns = np.full(across.shape, -1), np.full(up.shape, -1)
    rows[across] = np.arange(across.sum())
    columns[up] = np.arange(across.sum(), len(places))
    return [places[line] for line in _joined(_pieces(f, rows, columns), len(places))]


def with_gaps(lines: Iterable[np.ndarray], styles: Sequence[int] | int = 0) -> np.ndarray:
    """(n, 3): x, y and style index of each point, with a row of NaN after each line."""
    parts = []
    for k, line in enumerate(lines):
        style = styles if isinstance(styles, int) else styles[k]
        part = np.full((len(line) + 1, 3), np.nan)
        part[:-1, :2], part[:-1, 2] = line, style
        parts.append(part)
    return np.concatenate(parts) if parts else np.empty((0, 3))


def _on_rows(f: np.ndarray, across: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    i, j = np.nonzero(across)
    share = f[i, j] / (f[i, j] - f[i, j + 1])
    return np.stack([x[j] + share * (x[j + 1] - x[j]), y[i]], axis=1)


def _on_columns(f: np.ndarray, up: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    i, j = np.nonzero(up)
    share = f[i, j] / (f[i, j] - f[i + 1, j])
    return np.stack([x[j], y[i] + share * (y[i + 1] - y[i])], axis=1)


def _pieces(f: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """(n, 2) indices of the two crossings that each segment joins."""
    sides = np.stack([rows[:-1], columns[:, 1:], rows[1:], columns[:, :-1]], axis=-1)  # of each cell, in order
    count = (sides >= 0).sum(axis=-1)
    twice = sides[count == 2]
    pairs = [twice[twice >= 0].reshape(-1, 2)]
    if (count == 4).any():
        i, j = np.nonzero(count == 4)
        middle = (f[i, j] + f[i, j + 1] + f[i + 1, j] + f[i + 1, j + 1]) > 0.0
        first, right, last, left = sides[i, j].T
        # The first corner is cut off on its own if the center has the opposite sign.
        alone = middle != (f[i, j] > 0.0)
        pairs += [
            np.stack([first, np.where(alone, left, right)], axis=1),
            np.stack([last, np.where(alone, right, left)], axis=1),
        ]
    return np.concatenate(pairs)


def _joined(pieces: np.ndarray, count: int) -> Iterator[list[int]]:
    """Indices of the crossings along each line: open lines first, then closed ones."""
    near: list[list[int]] = [[] for _ in range(count)]
    for a, b in pieces.tolist():
        near[a].append(b)
        near[b].append(a)
    ends = [k for k in range(count) if len(near[k]) == 1]
    seen = [False] * count
    for start in (*ends, *range(count)):
        if seen[start]:
            continue
        line, here = [], start
        while True:
            seen[here] = True
            line.append(here)
            here = next((k for k in near[here] if not seen[k]), -1)
            if here < 0:
                break
        if len(near[start]) == 2:
            line.append(start)
        yield line
