"""What a browser has been told of a scene: the last value of every slot, and all rows of the curves that grow."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from playground.scene.panels import Panel
from playground.scene.show import Values


class Rows(NamedTuple):
    """The first `count` of `rows`. The list is shared with longer ones, and copied only where they part."""

    rows: list
    count: int

    def followed_by(self, row) -> "Rows":
        """With one more row; those that do not lie before it give way, as they do in the browser."""
        count = self.count
        while count and self.rows[count - 1][0] >= row[0]:
            count -= 1
        rows = self.rows if count == len(self.rows) else self.rows[:count]
        rows.append(row)
        return Rows(rows, count + 1)


def grown(known: Values, values: Values, panels: Mapping[str, Panel]) -> Values:
    """`known` with these values on top of it. Raises ValueError for a panel or a slot that was not declared."""
    grown = dict(known)
    for name, value in values.items():
        panel, _, slot = name.partition(".")
        if panel not in panels:
            raise ValueError(f"{name} is for a panel that is not there; there are {', '.join(panels)}")
        if slot not in panels[panel].slots:
            legal = ", ".join(sorted(panels[panel].slots))
            raise ValueError(f"{name} is for a slot that {panels[panel].kind} does not have; it has {legal}")
        if slot == "row":
            rows = grown.get(f"{name}s", ())
            rows = rows if isinstance(rows, Rows) else Rows(list(rows), len(rows))
            grown[f"{name}s"] = rows.followed_by(value)
        else:
            grown[name] = value
    return grown


def kept(known: Values, before: Mapping[str, Panel], after: Mapping[str, Panel]) -> Values:
    """What stays known when panels are declared anew: all of those that are the same, of the others grown rows."""

    def stays(name, value):
        old, new = (panels.get(name.partition(".")[0]) for panels in (before, after))
        return old == new or (isinstance(value, Rows) and new is not None and new.kind == old.kind)

    return {name: value for name, value in known.items() if stays(name, value)}


def whole(known: Values) -> Values:
    """As it is sent to a browser that knows nothing."""
    return {name: np.array(value.rows[: value.count]) if isinstance(value, Rows) else value
            for name, value in known.items()}  # fmt: skip
