"""The measures of every epoch of a run, in memory that grows by doubling."""

import numpy as np

from playground.engine.evaluator import Measures


class History:
    """Row k holds the measures after epoch k; row 0 those before training. `len` is epochs + 1."""

    def __init__(self, first: Measures):
        self._rows = np.empty((64, len(Measures._fields)))
        self._count = 0
        self.append(first)

    def __len__(self) -> int:
        return self._count

    def append(self, measures: Measures) -> None:
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[self._count] = measures
        self._count += 1

    def cut(self, epochs: int) -> None:
        """Forget what came after so many epochs."""
        self._count = min(self._count, epochs + 1)

    @property
    def rows(self) -> np.ndarray:
        """(epochs + 1, 4): train loss, test loss, train score, test score. A view, not to be written to."""
        view = self._rows[: self._count]
        view.flags.writeable = False
        return view

    def __getattr__(self, name: str) -> np.ndarray:
        """One column by its name in Measures: `history.test_loss`."""
        if name in Measures._fields:
            return self.rows[:, Measures._fields.index(name)]
        raise AttributeError(f"History has no {name!r}; it has {', '.join(Measures._fields)}")
