"""Maps of a net over the plane: the values of the output and of every unit at the points of a grid.

One recorded pass over the grid in float32 computes all of them; a map has only 255 shades. Values beyond float32, as
after divergence, are shown as unknown. The pass has its own memory, so drawing a net does not disturb its training.

Rows run from x2 = 6 at the top down, columns from x1 = −6 to the right, both ends included. A tile contains the points
at the centers of its cells.
"""

import numpy as np

from playground.engine.model import Model
from playground.tables.features import FEATURES, expand
from playground.web.encode import grid_points, odds, signed, winners

GRID = 81
"""Points per side. The time for a map is nearly that of the net at these points. The browser interpolates between them,
for classes in log-odds, which are nearly linear from one point to the next."""

TILE = 20
SHOWN = 16
"""Most units of a layer that are drawn at a time; the screen has no room for more."""

_STRIDE = GRID // TILE
_POINTS = grid_points(GRID) * (GRID / (GRID - 1))


def feature_maps(raw: bool) -> np.ndarray:
    """Signed bytes (features, GRID, GRID) of all entries in the table of features."""
    return signed(expand(tuple(FEATURES), _POINTS, raw)).reshape(-1, GRID, GRID)


class Maps:
    """Draws the net of `model` for any values of its parameters."""

    def __init__(self, model: Model):
        self._head, self._regression = model.head, model.regression
        self.leads = (model.classes or 0) > 2
        """Whether frames have "leads". For two classes the map itself contains the lead."""
        self._layout = layout = model.layout
        self._reader = model.reader(_POINTS, dtype=np.float32)
        z, self._units, _, _ = self._reader.reading
        self._sums = z[layout.layers[-1].rows]
        self.sizes = tuple(layer.fan_out for layer in layout.layers)
        self.shown = tuple(min(size, SHOWN) for size in self.sizes)
        self._small = _thinned(self._units)
        self._found: dict[tuple[int, ...], np.ndarray] = {}

    def draw(
        self,
        theta: np.ndarray,
        running: np.ndarray,
        focus: tuple[int, int] | None,
        frame: np.ndarray,
        first: tuple[int, ...] = (),
    ) -> None:
        """Fill "tiles", "map", "leads" if present, and "focus" for a focus (layer from 1 on, unit).

        The tiles of layer l show its `shown[l]` units from `first[l]` on; without `first`, its first ones.
        """
        self._reader.read(theta, running)
        with np.errstate(all="ignore"):  # values beyond float32 become infinite
            values, code = self._paint(frame)
            rows = self._rows(first or (0,) * len(self.sizes))
            hidden = len(rows)
            frame["tiles"][:hidden] = signed(self._small[rows])
            frame["tiles"][hidden:] = code(_thinned(values[:SHOWN]))
            if focus is not None:
                layer, unit = focus
                if layer <= len(self._layout.hidden):
                    values, code = self._units[self._layout.layers[layer - 1].rows], signed
                frame["focus"] = code(values[unit]).reshape(GRID, GRID)

    def _rows(self, first):
        """The rows of the hidden units with a tile among all units."""
        if first not in self._found:
            layers = zip(self._layout.layers[:-1], first, self.shown, strict=False)
            ranges = [np.arange(count) + layer.rows.start + start for layer, start, count in layers]
            self._found = {first: np.concatenate([np.empty(0, int), *ranges]).astype(int)}
        return self._found[first]

    def _paint(self, frame):
        """Draw the output map; return the values of each output unit, (outputs, n), and the function to encode them."""
        scores = self._head.scores(self._sums)
        if not self.leads:
            frame["map"] = (signed if self._regression else odds)(scores).reshape(GRID, GRID)
            return frame["map"].reshape(1, -1), np.asarray
        # Without this, an infinite sum would become a probability of 1.
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
    """The two highest scores at each point: ten times as fast as np.sort for few classes and many points."""
    first, second = scores[0], np.full_like(scores[0], -np.inf)
    for own in scores[1:]:
        second = np.maximum(second, np.minimum(first, own))
        first = np.maximum(first, own)
    return first, second


def _thinned(maps):
    """(maps, TILE, TILE): every _STRIDE-th point of each map."""
    return maps.reshape(-1, GRID, GRID)[:, _STRIDE // 2 :: _STRIDE, _STRIDE // 2 :: _STRIDE]
