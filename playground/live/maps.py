"""Pictures of a net over the square: what the output and every unit say at each point of a grid.

One pass over the grid, recorded in float32 (a picture has 255 shades), gives them all. What float32 cannot hold, as of
a net that has diverged, is shown as unknown. It has memory of its own,
so looking at a net never disturbs its training.

Rows run from x2 = 6 at the top down, columns from x1 = −6 to the right, the rim of the square included. A tile holds
the points at the centers of its cells.
"""

import numpy as np

from playground.engine.model import Model
from playground.tables.features import FEATURES, expand
from playground.web.encode import grid_points, odds, signed, winners

GRID = 81
"""Points a side. A picture costs little more than the net at these points; between them the browser interpolates, for
classes in log-odds, which bend little from one point to the next."""

TILE = 20
SHOWN = 16
"""Units of a layer that have a map of their own on the screen; the picture has no room for more."""

_STRIDE = GRID // TILE
_POINTS = grid_points(GRID) * (GRID / (GRID - 1))


def feature_maps(raw: bool) -> np.ndarray:
    """(features, GRID, GRID) signed bytes of every entry in the table."""
    return signed(expand(tuple(FEATURES), _POINTS, raw)).reshape(-1, GRID, GRID)


class Maps:
    """Draws the net of `model` at any state of its parameters."""

    def __init__(self, model: Model):
        self._head, self._regression = model.head, model.regression
        self.leads = (model.classes or 0) > 2
        """Whether there are "leads"; of two classes the map itself says by how much one leads."""
        self._layout = layout = model.layout
        self._reader = model.reader(_POINTS, dtype=np.float32)
        z, self._units, _, _ = self._reader.reading
        self._sums = z[layout.layers[-1].rows]
        self.shown = tuple(min(layer.fan_out, SHOWN) for layer in layout.layers)
        self._rows = np.concatenate(
            [np.arange(layer.rows.start, layer.rows.start + SHOWN)[: layer.fan_out] for layer in layout.layers[:-1]]
            or [np.empty(0, int)]
        ).astype(int)
        self._small = _thinned(self._units)

    def draw(self, theta: np.ndarray, running: np.ndarray, focus: tuple[int, int] | None, frame: np.ndarray) -> None:
        """Fill "tiles", "map", "leads" if there are any, and with a focus (layer from 1 on, unit) "focus"."""
        self._reader.read(theta, running)
        with np.errstate(all="ignore"):  # what is too large for float32 is infinite
            values, code = self._paint(frame)
            hidden = len(self._rows)
            frame["tiles"][:hidden] = signed(self._small[self._rows])
            frame["tiles"][hidden:] = code(_thinned(values[:SHOWN]))
            if focus is not None:
                layer, unit = focus
                if layer <= len(self._layout.hidden):
                    values, code = self._units[self._layout.layers[layer - 1].rows], signed
                frame["focus"] = code(values[unit]).reshape(GRID, GRID)

    def _paint(self, frame):
        """The maps of the whole output; gives what each output unit says, (outputs, n), and its code."""
        scores = self._head.scores(self._sums)
        if not self.leads:
            frame["map"] = (signed if self._regression else odds)(scores).reshape(GRID, GRID)
            return frame["map"].reshape(1, -1), np.asarray
        # Squashed, what is infinite would be as sure as can be.
        scores = np.where(np.isfinite(self._sums).all(axis=0), scores, np.nan)
        first, second = _two_highest(scores)
        p = np.exp(scores - first)
        p /= p.sum(axis=0)
        frame["map"] = winners(p).reshape(GRID, GRID)
        frame["leads"] = odds(first - second).reshape(GRID, GRID)
        return p, _odds_of


def _odds_of(p):
    return odds(np.clip(np.log(p) - np.log1p(-p), -99.0, 99.0))


def _two_highest(scores):
    """What np.sort(scores, axis=0) ends with, for a few classes at many points in a tenth of its time."""
    first, second = scores[0], np.full_like(scores[0], -np.inf)
    for own in scores[1:]:
        second = np.maximum(second, np.minimum(first, own))
        first = np.maximum(first, own)
    return first, second


def _thinned(maps):
    """(maps, TILE, TILE): of each map every so many-th point."""
    return maps.reshape(-1, GRID, GRID)[:, _STRIDE // 2 :: _STRIDE, _STRIDE // 2 :: _STRIDE]
