"""What a browser has received of a scene: the last value of every slot, and all rows of the curves that grow."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from playground.scene.panels import Panel
from playground.scene.show import Values


class Rows(NamedTuple):
    """The first `length` of `rows`. Several records share a list while they agree; it is copied when they differ."""

    rows: list
    length: int

    def followed_by(self, row) -> "Rows":
        """With one more row, in place of those with an x not below its own, as in the browser."""
        count = self.length
        while count and self.rows[count - 1][0] >= row[0]:
            count -= 1
        rows = self.rows if count == len(self.rows) else self.rows[:count]
        rows.append(row)
        return Rows(rows, count + 1)


def grown(known: Values, values: Values, panels: Mapping[str, Panel]) -> Values:
    """`known`, updated with `values`. Raises ValueError for a panel or a slot that was not declared."""
    grown = dict(known)
    for name, value in values.items():
        panel, _, slot = name.partition(".")
        if panel not in panels:
            raise ValueError(f"{name}: no such panel; the layout has {', '.join(panels)}")
        if slot not in panels[panel].slots:
            legal = ", ".join(sorted(panels[panel].slots))
            raise ValueError(f"{name}: a panel of kind {panels[panel].kind} has no such slot; it has {legal}")
        if slot == "row":
            rows = grown.get(f"{name}s", ())
            rows = rows if isinstance(rows, Rows) else Rows(list(rows), len(rows))
            grown[f"{name}s"] = rows.followed_by(value)
        else:
            grown[name] = value
    return grown


def kept(known: Values, before: Mapping[str, Panel], after: Mapping[str, Panel]) -> Values:
    """Values that stay valid after a new layout: those of unchanged panels, and rows of panels of the same kind."""

    def stays(name, value):
        old, new = (panels.get(name.partition(".")[0]) for panels in (before, after))
        return old == new or (isinstance(value, Rows) and new is not None and new.kind == old.kind)

    return {name: value for name, value in known.items() if stays(name, value)}


def whole(known: Values) -> Values:
    """The complete values, for a browser that has none of them."""
    return {name: np.array(value.rows[: value.length]) if isinstance(value, Rows) else value
            for name, value in known.items()}  # fmt: skip
