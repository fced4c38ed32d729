"""The measures of every epoch of a run, in memory that grows by doubling."""

from typing import NamedTuple

import numpy as np

from playground.engine.evaluator import Measures


class History:
    """Row k holds the measures after epoch k; row 0 those before training. `len` is epochs + 1."""

    def __init__(self, rows):
        self._buffer = np.empty((64, *np.shape(rows)[1:]))
        self._count = self._written = 0
        self._line = _Line()
        self.append(rows)

    def __len__(self) -> int:
        return self._count

    def append(self, rows) -> None:
        """Further rows, (epochs, 4, …). Rows that come after the present moment are given up for them."""
        at, end = self._count, self._count + len(rows)
        if at < self._written:
            self._line = self._line.leave(at, self._buffer[at : self._written].copy())
        while end > len(self._buffer):
            self._buffer = np.concatenate([self._buffer, np.empty_like(self._buffer)])
        self._buffer[at:end] = rows
        self._count = self._written = end

    def moment(self) -> "Past":
        """The rows so far. Costs nothing, however many they are, and stays right whatever comes."""
        return Past(self, self._line, self._count)

    def restore(self, past: "Past") -> None:
        """Go to a moment of this history or of another one."""
        kept = past.common if past.history is self else 0
        rows = past.rows[kept:]
        self._count = kept
        if len(rows):
            self.append(rows)

    @property
    def rows(self) -> np.ndarray:
        """(epochs + 1, 4, …): train loss, test loss, train score, test score. A view, not to be written to; it
        changes when the run goes back and on."""
        view = self._buffer[: self._count]
        view.flags.writeable = False
        return view

    def __getattr__(self, name: str) -> np.ndarray:
        """One column by its name in Measures, as a copy: `history.test_loss`."""
        if name in Measures._fields:
            return self.rows[:, Measures._fields.index(name)].copy()
        raise AttributeError(f"History has no {name!r}; it has {', '.join(Measures._fields)}")


class _Line:
    """One line of events. A history that goes back and takes another line notes in the one it leaves what is lost."""

    after: "_Line | None" = None

    def leave(self, at: int, lost: np.ndarray) -> "_Line":
        self.at, self.lost = at, lost
        self.after = _Line()
        return self.after


class Past(NamedTuple):
    """The first `count` rows of a history, as they were on the line that it followed then."""

    history: History
    line: _Line
    count: int

    @property
    def _left(self):
        """The lines left since, oldest first."""
        line, left = self.line, []
        while line.after:
            left.append(line)
            line = line.after
        return left

    @property
    def common(self) -> int:
        """How many of the rows still stand in the history's own memory."""
        return min([self.count, *(line.at for line in self._left)])

    @property
    def rows(self) -> np.ndarray:
        """(count, 4, …), not to be written to."""
        rows = self.history._buffer[: self.count]
        if self.common < self.count:
            rows = np.resize(rows, (self.count, *rows.shape[1:]))
            for line in reversed(self._left):
                part = line.lost[: max(self.count - line.at, 0)]
                rows[line.at : line.at + len(part)] = part
        rows.flags.writeable = False
        return rows

    def __reduce__(self):
        return past, (np.array(self.rows),)


def past(rows) -> Past:
    """A moment of a history with these rows, (epochs + 1, 4, …)."""
    return History(rows).moment()
