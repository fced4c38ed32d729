"""The outputs of one layer for all points: in the plane of two units, in 3D, or projected."""

from typing import NamedTuple

import numpy as np

from playground.lessons.separability.figures import BORDERS, borders, closed, line_through
from playground.scene.panels import Map, Space, Style
from playground.scene.show import Values
from playground.study.contours import with_gaps
from playground.study.hulls import outline

OWN = Style("the net is undecided", "ink", width=2.5)
APART = Style("a line that parts them", "ink", width=2.5)
LAYER = Style(BORDERS, "ink", width=2.5)
SHEET = Style("", "quiet", width=1)
CUT = Style("where the widest gap's plane cuts", "compared2", width=2.5)

MESH = 13
SMALL = 0.5
"""Smallest share of the box in each direction at which the points are still recognizable."""

PADDING = 0.06
"""Share of the range, so that no point is on the frame."""


class Plane(NamedTuple):
    """w·a + b = 0 in the layer's own coordinates."""

    w: np.ndarray
    b: float


class Layer(NamedTuple):
    """W·a + b, (k, d) and (k,): the largest score gives the class."""

    W: np.ndarray
    b: np.ndarray


class PointView:
    """The points of one layer, redrawn whenever the net changes.

    `axes` are the names of its coordinates, `line` is the style of the line or plane among them.
    """

    def __init__(
        self, title: str, axes: list[str], labels: np.ndarray, classes: int, static: list[np.ndarray], line: Style
    ):
        self.title, self.axes, self.labels, self.classes, self._line = title, axes, labels, classes, line
        self._static = static  # (n, 3) constant lines in φ: the sheet, and the curve of the plane
        self._box: np.ndarray | None = None
        self._basis: np.ndarray | None = None

    @property
    def flat(self) -> bool:
        return len(self.axes) < 3

    def panel(self) -> Map | Space:
        """The panel: a map of two coordinates, or a 3D view."""
        if self.flat:
            names = [*self.axes, "0", "0"]
            return Map("view", title=self.title, colors="none", classes=self.classes, x=names[0], y=names[1],
                       styles=(self._line, *self._hulls()))  # fmt: skip
        a, b, c = self.axes if len(self.axes) == 3 else ("along 1", "along 2", "across")
        note = "Gray: the plane on which the net is undecided." if self._line is OWN and self.classes == 2 else ""
        if len(self.axes) > 3:
            note = f"{len(self.axes)} coordinates, seen along their widest directions. {note}".rstrip()
        return Space("view", title=self.title, axes=(a, b, c), classes=self.classes, height=372, note=note,
                     styles=(SHEET, CUT)[: len(self._static)])  # fmt: skip

    def _hulls(self):
        """Styles of the hulls: of the others and of class 1; for more than two classes, of each class."""
        if self.classes == 2:
            return Style("", "class0"), Style("", "class1")
        return Style("", "quiet"), *(Style("", f"class{c}") for c in range(self.classes))

    def values(self, points: np.ndarray, plane: Plane | Layer | None, meet: np.ndarray | None, hull: int) -> Values:
        """The picture of (n, d) points. `hull` is the class whose hull is drawn with that of the rest, −1 for none;
        `meet` are the weights of a point in both hulls, or None. Boundaries of a layer are drawn in the plane only."""
        if not np.isfinite(points).all():
            return {}
        if self.flat:
            return self._flat(points, plane, meet, hull)
        plane = plane if isinstance(plane, Plane) else None
        if len(self.axes) > 3:
            points, plane = self._seen(points, plane)
        low, high = self._range(points)
        values: Values = {
            "view.points": np.column_stack([points, self.labels]),
            "view.box": np.stack([low, high], axis=1).ravel(),
            "view.surface": _surface(plane, low, high) if plane is not None else np.zeros((0, 0, 3)),
        }
        return values

    def static(self) -> Values:
        """The constant lines."""
        if not self._static:
            return {}
        rows = []
        for style, lines in enumerate(self._static):
            part = np.full((len(lines), 4), np.nan)
            part[:, :3], part[:, 3] = lines, style
            rows.append(part)
        return {"view.paths": np.concatenate(rows)}

    def _flat(self, points, plane, meet, hull):
        pad = np.zeros((len(points), 2 - points.shape[1]))
        points = np.concatenate([points, pad], axis=1)
        low, high = self._range(points)
        lines, styles = [], []
        upper = self.labels == hull
        for style, side in ((1, ~upper), (2 if self.classes == 2 else 2 + hull, upper)):
            if side.any() and hull >= 0:
                lines.append(closed(outline(points[side])))
                styles.append(style)
        middle, far = 0.5 * (low + high), float(np.linalg.norm(high - low))
        if isinstance(plane, Layer):
            W = np.column_stack([plane.W, np.tile(pad[:1], (len(plane.b), 1))])
            pieces = [middle + piece for piece in borders(W, plane.b + W @ middle, far)]
            lines += pieces
            styles += [0] * len(pieces)
        elif plane is not None and plane.w.any():
            w = np.concatenate([plane.w, pad[0]])
            length = np.linalg.norm(w)
            lines.append(middle + line_through(w / length, (plane.b + w @ middle) / length, far))
            styles.append(0)
        meeting = (meet * upper @ points)[None] if meet is not None else np.zeros((0, 2))
        return {
            "view.points": np.column_stack([points, self.labels]),
            "view.box": np.stack([low, high], axis=1).ravel(),
            "view.paths": with_gaps(lines, styles),
            "view.crosses": meeting,
        }

    def _seen(self, points, plane):
        """Projects many coordinates to three: the two widest directions, and the plane's normal if there is one.

        The directions turn as little as possible from one frame to the next.
        """
        middle = points.mean(axis=0)
        cloud = points - middle
        w = plane.w / np.linalg.norm(plane.w) if plane is not None and plane.w.any() else None
        if w is not None:
            cloud = cloud - np.outer(cloud @ w, w)
        basis = np.linalg.svd(cloud, full_matrices=False)[2][: 2 if w is not None else 3]
        if w is not None:
            basis = np.vstack([basis, w])
        if self._basis is not None and self._basis.shape == basis.shape:
            free = 2 if w is not None else 3
            u, _, v = np.linalg.svd(self._basis[:free] @ basis[:free].T)
            basis[:free] = u @ v @ basis[:free]
        self._basis = basis
        level = None
        if w is not None:
            level = Plane(np.array([0.0, 0.0, 1.0]), plane.b / np.linalg.norm(plane.w) + middle @ w)
        return (points - middle) @ basis.T, level

    def _range(self, points):
        """The box grows with the points, and is fitted again when they have shrunk to a part of it, so that the view is
        stable while the points move."""
        low, high = points.min(axis=0), points.max(axis=0)
        padding = PADDING * np.maximum(high - low, 1e-9)
        low, high = low - padding, high + padding
        if self._box is not None and ((high - low) > SMALL * (self._box[1] - self._box[0])).any():
            low, high = np.minimum(low, self._box[0]), np.maximum(high, self._box[1])
        self._box = np.stack([low, high])
        return low, high


def _surface(plane, low, high):
    """(rows, MESH, 3) the part of the plane inside the box, up to its edges; empty if there is none."""
    reach = np.abs(plane.w) * (high - low)
    k = int(reach.argmax())
    corners = _corners(plane, low, high)
    if len(corners) < 3:
        return np.zeros((0, 0, 3))
    i, j = sorted((axis for axis in range(3) if axis != k), key=reach.__getitem__)
    # Each row has one u, including those of the corners; on it, v covers the part inside the box.
    u = np.unique(np.concatenate([np.linspace(corners[:, i].min(), corners[:, i].max(), MESH), corners[:, i]]))
    first, last = np.full_like(u, low[j]), np.full_like(u, high[j])
    if reach[j] > 1e-9 * reach[k]:
        ends = np.array([-(plane.b + plane.w[i] * u + plane.w[k] * end) / plane.w[j] for end in (low[k], high[k])])
        first, last = np.maximum(first, ends.min(axis=0)), np.minimum(last, ends.max(axis=0))
    v = first[:, None] + np.maximum(last - first, 0.0)[:, None] * np.linspace(0.0, 1.0, MESH)
    mesh = np.empty((len(u), MESH, 3))
    mesh[..., i], mesh[..., j] = u[:, None], v
    mesh[..., k] = np.clip(-(plane.b + plane.w[i] * u[:, None] + plane.w[j] * v) / plane.w[k], low[k], high[k])
    return mesh


def _corners(plane, low, high):
    """(m, 3) where the plane meets the edges of the box."""
    found = []
    for axis in range(3):
        if plane.w[axis] == 0.0:
            continue
        others = [other for other in range(3) if other != axis]
        for ends in np.ndindex(2, 2):
            corner = np.zeros(3)
            corner[others] = [(low, high)[end][other] for end, other in zip(ends, others, strict=True)]
            corner[axis] = -(plane.b + plane.w @ corner) / plane.w[axis]
            if low[axis] <= corner[axis] <= high[axis]:
                found.append(corner)
    return np.array(found).reshape(-1, 3)
