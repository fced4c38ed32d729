"""The loss surface: the mean loss of many parameter vectors at once, and the planes through parameter space to draw
it on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.layout import Layout
from playground.engine.model import Model

CHUNK = 1 << 17
"""Numbers in the units of one chunk: half a megabyte in float32, which stays in a core's own cache."""


class Landscape:
    """The mean loss of the training rows in test mode, without the penalty, as a function of theta: `Run.loss()`.

    A chunk of thetas is one network of as many copies, recorded once. In float64 its values are those of the run up
    to rounding; float32 is for pictures of 255 shades, right to about 1e-6 of the loss.
    """

    def __init__(self, model: Model, dtype=np.float64, rows: int = CHUNK):
        data = model.data
        self.chunk = int(np.clip(rows // (model.layout.rows * len(data.x_train)), 1, 256))
        self._reader = model.reader(data.x_train, data.y_train, dtype=dtype, replicas=self.chunk)

    def chunks(self, thetas: np.ndarray, running: np.ndarray) -> Iterator[np.ndarray]:
        """Losses of thetas (n, P), so many at a time as one chunk holds. `running` (…, 2, units) are the averages of
        batch normalization, of one net for all or of each its own."""
        running = np.broadcast_to(running, (len(thetas), *running.shape[-2:]))
        for at in range(0, len(thetas), self.chunk):
            some = np.arange(at, at + self.chunk).clip(max=len(thetas) - 1)  # the last one fills up its chunk
            losses = self._reader.read(thetas[some], running[some]).losses[: len(thetas) - at]
            with np.errstate(all="ignore"):  # far out a loss may be infinite or no number
                means = losses.mean(axis=-1)
            yield means.astype(float)

    def losses(self, thetas: np.ndarray, running: np.ndarray) -> np.ndarray:
        """(n,) losses of thetas (n, P)."""
        return np.concatenate(list(self.chunks(thetas, running)))


@dataclass(frozen=True, eq=False)
class Plane:
    """θ = origin + a·directions[0] + b·directions[1]: origin (P,), directions (2, P), linearly independent or zero."""

    origin: np.ndarray
    directions: np.ndarray

    def at(self, places: np.ndarray) -> np.ndarray:
        """(…, P) thetas of places (…, 2) on the plane."""
        return self.origin + places @ self.directions

    def project(self, thetas: np.ndarray) -> np.ndarray:
        """(…, 2) places of the points of the plane that are nearest to thetas (…, P). NaN where theta is not finite."""
        with np.errstate(all="ignore"):
            places = (thetas - self.origin) @ np.linalg.pinv(self.directions)
        return np.where(np.isfinite(thetas).all(axis=-1)[..., None], places, np.nan)

    def explained(self, thetas: np.ndarray) -> float:
        """Share of the variance of thetas (n, P) about their mean that is seen on the plane, 0 to 1; 1 if they do not
        vary at all."""
        centered = thetas - thetas.mean(axis=0)
        seen = centered @ np.linalg.pinv(self.directions) @ self.directions
        total = (centered * centered).sum()
        noise = thetas.size * (np.finfo(float).eps * np.abs(thetas).max()) ** 2  # what rounding of the mean leaves
        return float((seen * seen).sum() / total) if total > noise else 1.0


def principal_plane(thetas: np.ndarray) -> Plane:
    """The plane through the mean of thetas (n, P) along their first two principal components, each of length 1.

    The sign of a component is free; here its largest entry is positive. Where thetas do not vary in two directions,
    the coordinate axes that are least like the first fill up; with a single parameter there is no second direction.
    """
    mean = thetas.mean(axis=0)
    centered = thetas - mean
    _, sizes, components = np.linalg.svd(centered, full_matrices=False)
    tiny = np.finfo(float).eps * max(centered.shape) * max(np.abs(thetas).max(), 1.0)
    directions = np.zeros((2, thetas.shape[1]))
    for k in range(min(2, thetas.shape[1])):
        if k < len(sizes) and sizes[k] > tiny:
            directions[k] = components[k] * np.sign(components[k][np.abs(components[k]).argmax()])
        else:
            axis = np.zeros(thetas.shape[1])
            axis[np.abs(directions[:k]).sum(axis=0).argmin()] = 1.0
            axis -= directions[:k].T @ (directions[:k] @ axis)
            directions[k] = axis / np.linalg.norm(axis)
    return Plane(mean, directions)


def random_plane(layout: Layout, theta: np.ndarray, rng: np.random.Generator) -> Plane:
    """The plane through theta (P,) along two filter-normalized random directions (Li et al. 2018, section 4).

    A Gaussian direction is scaled unit by unit to the length of the unit's own weights in theta, so that a step of 1
    is as large as the weights themselves and pictures of different nets can be compared. A unit's filter is here its
    incoming weights with its bias; γ and β of batch normalization stand still, as in the paper's own code.
    """
    directions = rng.standard_normal((2, layout.size))
    for layer in layout.layers:
        W, own = layout.W(directions, layer), layout.W(theta, layer)
        W *= np.linalg.norm(own, axis=-1, keepdims=True) / np.linalg.norm(W, axis=-1, keepdims=True)
    directions[:, layout.layers[-1].weights.stop :] = 0.0
    return Plane(theta.copy(), directions)


@dataclass(frozen=True)
class Window:
    """A rectangle of a plane: `low` and `high` of both coordinates."""

    low: tuple[float, float]
    high: tuple[float, float]

    @classmethod
    def round(cls, places: np.ndarray, margin: float = 0.25, least: float = 1e-3) -> "Window":
        """Round all finite places (…, 2) with a margin on each side, as a share of their range; never flat: each side
        is at least a fifth of the other, and at least `least` long."""
        finite = places[np.isfinite(places).all(axis=-1)]
        low, high = finite.min(axis=0), finite.max(axis=0)
        half = np.maximum((high - low) * (0.5 + margin), least / 2)
        half = np.maximum(half, half.max() / 5)
        middle = (low + high) / 2
        return cls(tuple((middle - half).tolist()), tuple((middle + half).tolist()))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Low and high of the first coordinate, then of the second."""
        return (self.low[0], self.high[0], self.low[1], self.high[1])

    def grid(self, cells: int) -> np.ndarray:
        """(cells, cells, 2) places at the centers of the cells; row 0 is the top, where the second coordinate is
        largest."""
        share = (np.arange(cells) + 0.5) / cells
        a = self.low[0] + share * (self.high[0] - self.low[0])
        b = self.high[1] - share * (self.high[1] - self.low[1])
        return np.stack(np.meshgrid(a, b), axis=-1)
