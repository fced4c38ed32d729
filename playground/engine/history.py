"""The measures of every epoch of a run, in an array that grows by doubling."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from playground.engine.evaluator import Measures


class History:
    """Row k holds the measures after epoch k; row 0 holds those before training. `len` is epochs + 1."""

    def __init__(self, rows: npt.ArrayLike) -> None:
        self._buffer = np.empty((64, *np.shape(rows)[1:]))
        self._count = self._written = 0
        self._line = _Line()
        self.append(np.asarray(rows))

    def __len__(self) -> int:
        return self._count

    def append(self, rows: npt.ArrayLike) -> None:
        """Append rows (epochs, 4, …). They replace the rows after the current epoch, if there are any."""
        rows = np.asarray(rows)
        at, end = self._count, self._count + len(rows)
        if at < self._written:
            self._line = self._line.leave(at, self._buffer[at : self._written].copy())
        while end > len(self._buffer):
            self._buffer = np.concatenate([self._buffer, np.empty_like(self._buffer)])
        self._buffer[at:end] = rows
        self._count = self._written = end

    def moment(self) -> "Past":
        """The rows so far, without a copy. It stays valid whatever happens to the history."""
        return Past(self, self._line, self._count)

    def restore(self, past: "Past") -> None:
        """Return to a moment of this history, or of another one."""
        kept = past.common if past.history is self else 0
        rows = past.rows[kept:]
        self._count = kept
        if len(rows):
            self.append(rows)

    @property
    def rows(self) -> np.ndarray:
        """(epochs + 1, 4, …): train loss, test loss, train score, test score. A read-only view; it changes when
        the run goes back and trains on."""
        view = self._buffer[: self._count]
        view.flags.writeable = False
        return view

    def __getattr__(self, name: str) -> np.ndarray:
        """A copy of one column, by its name in Measures: `history.test_loss`."""
        if name in Measures._fields:
            return self.rows[:, Measures._fields.index(name)].copy()
        raise AttributeError(f"History has no {name!r}; it has {', '.join(Measures._fields)}")


class _Line:
    """One branch of a history. When a history goes back and continues, the old branch keeps the overwritten rows."""

    after: "_Line | None" = None

    def leave(self, at: int, lost: np.ndarray) -> "_Line":
        self.at, self.lost = at, lost
        self.after = _Line()
        return self.after


class Past(NamedTuple):
    """The first `count` rows of a history, as they were on its branch at that time."""

    history: History
    line: _Line
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody calls

    @property
    def _left(self) -> list[_Line]:
        """The branches left since, oldest first."""
        line, left = self.line, []
        while line.after:
            left.append(line)
            line = line.after
        return left

    @property
    def common(self) -> int:
        """Number of rows that are still in the history's own array."""
        return min([self.count, *(line.at for line in self._left)])

    @property
    def rows(self) -> np.ndarray:
        """(count, 4, …), read-only."""
        rows = self.history._buffer[: self.count]
        if self.common < self.count:
            rows = np.resize(rows, (self.count, *rows.shape[1:]))
            for line in reversed(self._left):
                part = line.lost[: max(self.count - line.at, 0)]
                rows[line.at : line.at + len(part)] = part
        rows.flags.writeable = False
        return rows

    def __reduce__(self) -> tuple[Any, ...]:
        return past, (np.array(self.rows),)


def past(rows: npt.ArrayLike) -> Past:
    """A moment of a history with these rows, (epochs + 1, 4, …)."""
    return History(rows).moment()
