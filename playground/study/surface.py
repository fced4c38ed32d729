"""The loss surface: the mean loss of many parameter vectors at once, and planes through parameter space to draw it
on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.layout import Layout
from playground.engine.model import Model

CHUNK = 1 << 17
"""Values per chunk: half a megabyte in float32, which fits the cache of one core."""


class Landscape:
    """The mean loss of the training rows in test mode, without penalty, as a function of theta; see `Run.loss()`.

    Parameter vectors are evaluated in chunks, as replicas of one network. In float64 the values agree with those of the
    run up to rounding. float32 is accurate to about 1e-6 of the loss, enough for a picture.
    """

    def __init__(self, model: Model, dtype: type = np.float64, rows: int = CHUNK):
        data = model.data
        self.chunk = int(np.clip(rows // (model.layout.rows * len(data.x_train)), 1, 256))
        self._reader = model.reader(data.x_train, data.y_train, dtype=dtype, replicas=self.chunk)

    def chunks(self, thetas: np.ndarray, running: np.ndarray) -> Iterator[np.ndarray]:
        """Losses of thetas (n, P), one chunk at a time. `running` (2, units) or (n, 2, units): the running averages of
        batch normalization, common or one per theta."""
        running = np.broadcast_to(running, (len(thetas), *running.shape[-2:]))
        for at in range(0, len(thetas), self.chunk):
            some = np.arange(at, at + self.chunk).clip(max=len(thetas) - 1)  # the last theta pads the chunk
            losses = self._reader.read(thetas[some], running[some]).losses
            assert losses is not None  # the reader has targets
            with np.errstate(all="ignore"):  # a loss may be infinite or NaN
                means = losses[: len(thetas) - at].mean(axis=-1)
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
        """(…, P) parameters for coordinates (…, 2) on the plane."""
        return np.asarray(self.origin + places @ self.directions)

    def project(self, thetas: np.ndarray) -> np.ndarray:
        """(…, 2) coordinates of the orthogonal projections of thetas (…, P). NaN where theta is not finite."""
        with np.errstate(all="ignore"):
            places = (thetas - self.origin) @ np.linalg.pinv(self.directions)
        return np.where(np.isfinite(thetas).all(axis=-1)[..., None], places, np.nan)

    def explained(self, thetas: np.ndarray) -> float:
        """Share of the variance of thetas (n, P) explained by the plane's directions, 0 to 1; 1 without variance."""
        centered = thetas - thetas.mean(axis=0)
        seen = centered @ np.linalg.pinv(self.directions) @ self.directions
        total = (centered * centered).sum()
        noise = thetas.size * (np.finfo(float).eps * np.abs(thetas).max()) ** 2  # rounding error of the mean
        return float((seen * seen).sum() / total) if total > noise else 1.0


def principal_plane(thetas: np.ndarray) -> Plane:
    """The plane through the mean of thetas (n, P) along their first two principal components, each of length 1.

    The sign of a component is arbitrary; here its largest entry is positive. If thetas vary in fewer than two
    directions, coordinate axes are added, made orthogonal. With a single parameter the second direction is zero.
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

    A Gaussian direction is scaled unit by unit to the norm of the unit's weights in theta, so that a step of 1 is as
    large as the weights and surfaces of different nets are comparable. A unit's filter is its incoming weights and its
    bias; γ and β of batch normalization are fixed, as in the paper's own code.
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
        """The window around all finite points (…, 2), with a margin on each side as a share of their range. Each side
        is at least a fifth of the other, and at least `least`."""
        finite = places[np.isfinite(places).all(axis=-1)]
        low, high = finite.min(axis=0), finite.max(axis=0)
        half = np.maximum((high - low) * (0.5 + margin), least / 2)
        half = np.maximum(half, half.max() / 5)
        middle = (low + high) / 2
        (a, b), (c, d) = (middle - half).tolist(), (middle + half).tolist()
        return cls((a, b), (c, d))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Low and high of the first coordinate, then of the second."""
        return (self.low[0], self.high[0], self.low[1], self.high[1])

    def grid(self, cells: int) -> np.ndarray:
        """(cells, cells, 2) centers of the cells; the second coordinate is largest in row 0."""
        share = (np.arange(cells) + 0.5) / cells
        a = self.low[0] + share * (self.high[0] - self.low[0])
        b = self.high[1] - share * (self.high[1] - self.low[1])
        return np.stack(np.meshgrid(a, b), axis=-1)
