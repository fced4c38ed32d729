"""The panels of a scene. A panel is a declaration; its values are sent by name, "panel.slot".

Panels are arranged in rows of twelve columns. The class of each kind documents its slots and their values. Arrays are
(rows, columns); a row of NaN in `paths` ends one line and begins the next.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

COLORS = (
    *(f"class{k}" for k in range(5)),
    *(f"compared{k}" for k in range(6)),
    *("ink", "quiet", "accent"),
)
"""Names of colors: data classes, up to six compared items, text, secondary text, accent."""


@dataclass(frozen=True)
class Style:
    """The style of one line or series: its name in the legend, its color (one of COLORS) and stroke."""

    label: str
    color: str = "ink"
    dash: bool = False
    width: float = 2.0
    head: str | None = None  # None, "dot" or "arrow" at the end of each path

    def __post_init__(self):
        if self.color not in COLORS:
            raise ValueError(f"color = {self.color!r} must be one of {', '.join(COLORS)}")


def compared(label: str, k: int) -> Style:
    """The style of the k-th of several compared items: six colors, then the same ones dashed."""
    return Style(label, f"compared{k % 6}", dash=k >= 6)


TRAIN = Style("training", "quiet")
TEST = Style("test", "ink", dash=True)
"""The same in every figure: training is solid, test dashed."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Common to all panels: a name for their values, a heading, a note below, and a width in twelfths."""

    kind: ClassVar[str] = ""
    slots: ClassVar[frozenset[str]] = frozenset()

    id: str = field(kw_only=False)
    span: int = 4
    title: str = ""
    note: str = ""

    def spec(self) -> dict[str, Any]:
        """The declaration for the browser, as JSON values."""
        return {"kind": self.kind, "slots": sorted(self.slots), **asdict(self)}


@dataclass(frozen=True, kw_only=True)
class Map(Panel):
    """The plane. `pick` names two number settings that a click, a drag or the arrow keys set to a position.

    Slots: field uint8 (H, W), row 0 on top, in the code of `colors` ("classes" as in the live view; "signed" 127 is 0;
    "sequential" 0 pale to 254 dark); points (n, 3) x, y, class; rings (m, 2); crosses (m, 2); paths (n, 3) x, y, number
    of the style; box (4,) x low, x high, y low, y high; caption.
    """

    kind = "map"
    slots = frozenset(["field", "points", "rings", "crosses", "paths", "box", "caption"])

    colors: str = "classes"
    classes: int = 2
    low: float = -6.0
    high: float = 6.0
    x: str = "x₁"
    y: str = "x₂"
    styles: tuple[Style, ...] = ()
    pick: tuple[str, str] | None = None
    square: bool = True


@dataclass(frozen=True, kw_only=True)
class Curves(Panel):
    """Lines over an axis.

    Slots: row (1 + k,) x and a value for each style, appended when its frame is shown; rows (m, 1 + k), replaces all
    rows (NaN is a gap); marks [[x, label], …]; dots (n, 3) x, y, number of the style; cut, the level of a horizontal
    line, or None; caption. `low` and `high` fix the range of y; otherwise it follows the values.
    """

    kind = "curves"
    slots = frozenset(["row", "rows", "marks", "dots", "cut", "caption"])

    x: str = ""
    y: str = ""
    styles: tuple[Style, ...] = ()
    log: bool = False
    log_x: bool = False
    low: float | None = None
    high: float | None = None
    height: int = 220


@dataclass(frozen=True, kw_only=True)
class Bars(Panel):
    """Values side by side, one group for each label, one bar for each style in it.

    Slots: labels; values (n,) or (styles, n); texts, shown at the bars in place of the values; cut; caption.
    """

    kind = "bars"
    slots = frozenset(["labels", "values", "texts", "cut", "caption"])

    styles: tuple[Style, ...] = (Style("", "quiet"),)
    log: bool = False
    low: float | None = 0.0
    high: float | None = None
    unit: str = ""
    height: int = 220


@dataclass(frozen=True, kw_only=True)
class Histogram(Panel):
    """Densities below each other on one axis.

    Slots: labels (r); edges (bins + 1,); density (r, bins); outline (r, bins), the former density, drawn as a line;
    notes (r), one short line each, or None; caption.
    """

    kind = "histogram"
    slots = frozenset(["labels", "edges", "density", "outline", "notes", "caption"])

    x: str = ""
    color: str = "compared0"
    height: int = 44  # of one row


@dataclass(frozen=True, kw_only=True)
class Matrix(Panel):
    """A table of cells colored by value. `pick` names two integer settings that a click sets to (row, column).

    Slots: columns, lines (the labels); values (r, c), NaN if not known yet; texts (r lists of c); picked [row, column]
    or None; caption.
    """

    kind = "matrix"
    slots = frozenset(["columns", "lines", "values", "texts", "picked", "caption"])

    x: str = ""
    y: str = ""
    low: float = 0.0
    high: float = 1.0
    colors: str = "sequential"  # or "signed", from `low` to `high` around their middle
    unit: str = "%"
    pick: tuple[str, str] | None = None
    height: int = 40  # of one row


@dataclass(frozen=True, kw_only=True)
class Graph(Panel):
    """A computational graph, left to right. `pick` names an integer setting that a click on node number i sets to i.

    Slots: graph {"nodes": [{"id", "x", "y", "label", "kind", "hint"}], "edges": [{"from", "to"}]}, x and y in columns
    and rows; edges (m, 2) value and gradient, NaN while unknown; now {"node": id or None, "phase": "forward",
    "backward" or "done", "text"}; caption.
    """

    kind = "graph"
    slots = frozenset(["graph", "edges", "now", "caption"])

    pick: str | None = None
    height: int = 360


@dataclass(frozen=True, kw_only=True)
class Space(Panel):
    """Three dimensions, turned by dragging or with the arrow keys.

    Slots: points (n, 4) x, y, z, class; surface (r, c, 3); shade (r, c) from 0 to 1; paths (n, 4) x, y, z, number of
    the style; box (6,) low and high of x, y, z; view (2,) rotation and tilt in radians, until the user turns it;
    caption.
    """

    kind = "space"
    slots = frozenset(["points", "surface", "shade", "paths", "box", "view", "caption"])

    axes: tuple[str, str, str] = ("x", "y", "z")
    styles: tuple[Style, ...] = ()
    classes: int = 2
    height: int = 360


@dataclass(frozen=True, kw_only=True)
class Words(Panel):
    """A sentence about the current state, with its numbers.

    Slots: text; tone, "", "yes" or "no"; numbers [[label, text], …]; formula.
    """

    kind = "words"
    slots = frozenset(["text", "tone", "numbers", "formula", "caption"])

    span: int = 12


@dataclass(frozen=True)
class Control:
    """The widget of one setting. `options` limits a choice to some of its names.

    `value` is shown if the setting is None: the value that the show uses then, in general the experiment's own.
    `first` begins a new line.
    """

    name: str
    disabled: bool = False
    options: tuple[str, ...] | None = None
    value: Any = None
    first: bool = False


@dataclass(frozen=True)
class Button:
    """A button that sets these settings."""

    label: str
    sets: dict[str, Any]
    primary: bool = False
    disabled: bool = False


@dataclass(frozen=True, kw_only=True)
class Layout:
    """All of a scene: panels in rows, controls, buttons, and whether it can play.

    `counts` is the unit of the counter, `rate` the number of pictures per second at normal speed.
    """

    rows: list[list[Panel]]
    controls: list[Control] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    moves: bool = True
    counts: str = "epoch"
    rate: int = 30

    def __post_init__(self):
        names = [panel.id for row in self.rows for panel in row]
        if len(set(names)) < len(names):
            raise ValueError(f"panels must have different names: {', '.join(sorted(names))}")

    @property
    def panels(self) -> dict[str, Panel]:
        """All panels, by name."""
        return {panel.id: panel for row in self.rows for panel in row}
