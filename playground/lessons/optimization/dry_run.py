"""A hidden first run of a race. It determines the plane on which the paths are drawn, and the loss on that plane."""

from collections.abc import Iterator
from time import thread_time

import numpy as np

from playground.lessons.optimization.plots import SMOOTH, relief
from playground.lessons.optimization.settings import Settings
from playground.study.race import Race, Trail
from playground.study.surface import Landscape, Plane, Window, principal_plane, random_plane

GRID = 41
"""Cells of the surface per side."""

MOMENTS = 300
"""Points of the remaining path, which is drawn thin."""

ENOUGH = 400
"""Moments used to fit the plane; more would only take longer."""

FAR = 1e3
"""Larger weights are diverging and are left out of the picture."""

BLOWN = 10.0
FURTHER = 5.0
"""An entry that ends at more than `BLOWN` times the initial loss, or moves more than `FURTHER` times as far as
the median one, does not affect the visible part of the surface."""


class DryRun:
    """A complete hidden run of a race, which is back at its start once `known`.

    steps (m,), places (m, K, 2): the paths on `plane`, at m moments; window: the visible part of the plane; explained:
    the share of the paths' variance on it; shades, relief (GRID, GRID): the loss there as 0 … 1, for the map and the
    3D view.
    """

    def __init__(self, race: Race, settings: Settings, pace: int):
        self._race, self._settings, self._pace = race, settings, pace
        self.share = 0.0
        self._work: Iterator[float] | None = self._run()

    @property
    def known(self) -> bool:
        """Whether the run is complete."""
        return self._work is None

    def advance(self, seconds: float) -> None:
        """Continue the run for so many seconds of this thread."""
        began = thread_time()
        while self._work and thread_time() - began < seconds:
            self.share = next(self._work, 1.0)
            if self.share == 1.0:
                self._work = None

    def turn(self, settings: Settings) -> None:
        """Use another plane for the same race."""
        self._settings = settings
        for _ in self._lay():
            pass

    def _run(self):
        race, length = self._race, self._settings.length
        trail = Trail(race, most=MOMENTS + 1)
        while race.steps < length:
            race.advance(min(self._pace, length - race.steps))
            trail.note()
            yield 0.5 * race.steps / length
        self._thetas, self.steps, self._running = trail.thetas, np.array(trail.steps), race.running.copy()
        losses = race.measures.train_loss
        race.rewind()
        with np.errstate(all="ignore"):
            kept = losses < BLOWN * race.measures.train_loss
            reach = np.linalg.norm(self._thetas - self._thetas[0], axis=-1).max(axis=0)
            kept &= reach <= FURTHER * np.median(reach[kept]) if kept.any() else True
        self._kept, self._best = kept, int(np.where(kept, losses, np.inf).argmin())
        yield from self._lay()

    def _lay(self):
        settings, race = self._settings, self._race
        seen = self._thetas[:, self._kept if self._kept.any() else slice(None)].reshape(-1, self._thetas.shape[-1])
        with np.errstate(invalid="ignore"):
            seen = seen[(np.abs(seen) < FAR).all(axis=-1)]
        if settings.plane == "pca":
            plane = principal_plane(seen[:: max(1, len(seen) // ENOUGH)])
        else:
            last = self._thetas[-1 if self._kept[self._best] else 0, self._best]
            plane = random_plane(race.layout, last, np.random.default_rng(settings.seed))
        self.plane = plane = facing(plane, self._thetas[0, 0])
        self.explained = plane.explained(seen)
        self.places = plane.project(self._thetas)
        corners = plane.project(seen)
        if settings.plane == "random":
            corners = np.concatenate([corners, [[-1.0, -1.0], [1.0, 1.0]]])
        self.window = Window.round(corners)
        grid, heights = plane.at(self.window.grid(GRID).reshape(-1, 2)), []
        for part in Landscape(race, np.float32).chunks(grid, self._running[self._best]):
            heights.append(part)
            yield 0.5 + 0.49 * sum(map(len, heights)) / len(grid)
        heights = np.concatenate(heights).reshape(GRID, GRID)
        self.shades, self.relief = relief(heights), relief(heights, SMOOTH)


def facing(plane: Plane, start: np.ndarray) -> Plane:
    """The same plane with the start at the top left; the signs of its directions are arbitrary."""
    a, b = plane.project(start)
    return Plane(plane.origin, plane.directions * [[-1.0 if a > 0 else 1.0], [-1.0 if b < 0 else 1.0]])
