"""Pictures of a net over the square: what the output and every unit say at each point of a grid.

One pass over the grid, recorded in float32 (a picture has 255 shades), gives them all. What float32 cannot hold, as of
a net that has diverged, is shown as unknown. It has memory of its own,
so looking at a net never disturbs its training.

Rows run from x2 = 6 at the top down, columns from x1 = −6 to the right; values are taken at cell centres.
"""

import numpy as np

from playground.engine.build import Machine
from playground.engine.network import Memory, Network
from playground.engine.tape import Tape
from playground.tables.features import FEATURES, expand
from playground.web.encode import grid_points, shares, signed, winners

GRID = 100
TILE = 20
SHOWN = 16
"""Units of a layer that have a map of their own on the screen; the picture has no room for more."""

_STRIDE = GRID // TILE


def feature_maps(raw: bool) -> np.ndarray:
    """(features, GRID, GRID) signed bytes of every entry in the table."""
    return signed(expand(tuple(FEATURES), grid_points(GRID), raw)).reshape(-1, GRID, GRID)


class Maps:
    """Draws the net of `machine` at any state of its parameters."""

    def __init__(self, machine: Machine):
        self._head, self._regression = machine.head, machine.regression
        self._layout = layout = machine.layout
        trainer = machine.trainer
        self._theta = np.zeros(trainer.theta.shape, np.float32)
        self._running = np.zeros(trainer.running.shape, np.float32)
        self._tape = Tape(np.float32)
        inbox = machine.features(grid_points(GRID)).astype(np.float32)
        network = Network(
            layout, machine.head, Memory(self._theta, None, self._running, inbox), training=False, tape=self._tape
        )
        network.forward()
        self._units, self._output = network.bent, network.output.array
        self._sums = network.z[layout.layers[-1].rows]
        self.shown = tuple(min(layer.fan_out, SHOWN) for layer in layout.layers)
        self._rows = np.concatenate(
            [np.arange(layer.rows.start, layer.rows.start + SHOWN)[: layer.fan_out] for layer in layout.layers[:-1]]
            or [np.empty(0, int)]
        ).astype(int)
        self._small = self._units.reshape(-1, GRID, GRID)[:, _STRIDE // 2 :: _STRIDE, _STRIDE // 2 :: _STRIDE]

    def draw(self, theta: np.ndarray, running: np.ndarray, focus: tuple[int, int] | None, frame: np.ndarray) -> None:
        """Fill "tiles", "map" and, with a focus (layer from 1 on, unit), "focus" of one frame."""
        with np.errstate(all="ignore"):  # what is too large for float32 becomes infinite
            self._theta[...] = theta
            self._running[...] = running
            self._tape.play()
            bytes_, outputs = self._paint()
            hidden = len(self._rows)
            frame["tiles"][:hidden] = signed(self._small[self._rows])
            frame["tiles"][hidden:] = outputs[:, _STRIDE // 2 :: _STRIDE, _STRIDE // 2 :: _STRIDE]
            frame["map"] = bytes_
            if focus is not None:
                frame["focus"] = self._paint_unit(focus, outputs)

    def _paint(self):
        """The output map, and the map of each output unit that is shown."""
        if self._regression:
            outputs = signed(self._output).reshape(-1, GRID, GRID)
            return outputs[0], outputs
        p = self._head.probabilities(self._output)
        # Squashed, what is infinite would be as sure as can be.
        p = np.where(np.isfinite(self._sums).all(axis=0), p, np.nan)
        if len(p) == 2:
            outputs = shares(p[1:]).reshape(-1, GRID, GRID)
            return outputs[0], outputs
        return winners(p).reshape(GRID, GRID), shares(p[:SHOWN]).reshape(-1, GRID, GRID)

    def _paint_unit(self, focus, outputs):
        layer, unit = focus
        if layer > len(self._layout.hidden):
            return outputs[unit]
        return signed(self._units[self._layout.layers[layer - 1].rows.start + unit]).reshape(GRID, GRID)
