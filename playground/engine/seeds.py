"""Seeds: the same experiment from several initial seeds, because a single run proves little."""

from collections.abc import Sequence

import numpy as np

from playground.config import FIELDS, Config
from playground.data import Data
from playground.engine.evaluator import Measures
from playground.engine.state import State
from playground.engine.trained import Trained, whole_number


class Seeds(Trained[np.ndarray]):
    """K nets of one config with different initial seeds, trained together on the same rows in the same order.

    Each net equals Run(config.replace(init_seed=seed)) up to rounding (stacked products add in another order).
    Results have K as the leading axis, `history` as the last one. After a net diverges, its losses and scores are NaN
    and `error` has a message for it; the other nets continue.

    Memory: up to 8 bytes × K × units × (4 × all rows + 14 × rows of a batch). Raises ValueError above one gigabyte;
    then train the seeds in several groups.
    """

    def __init__(self, config: Config, seeds: Sequence[int], data: Data | None = None):
        seeds = tuple(FIELDS["init_seed"].check(seed) for seed in seeds)
        if not seeds:
            raise ValueError("seeds is empty; give at least one initial seed")
        self.seeds = seeds
        super().__init__(config, data, seeds=seeds)

    @classmethod
    def _of(cls, state: State) -> "Seeds":
        if state.seeds is None:
            raise ValueError("this file holds one run; open it with Run.load")
        nets = cls(state.config, state.seeds, state.data)
        nets.restore(state)
        return nets

    def __repr__(self) -> str:
        return f"<{len(self.seeds)} Seeds at epoch {self.epoch}>"

    def advance(self, epochs: int = 1) -> "Seeds":
        """Train all nets for this number of epochs. Returns the Seeds object itself."""
        for _ in range(whole_number("epochs", epochs)):
            if self._obstacle:
                break
            moment = self.snapshot()
            try:
                self._trainer.train()
                self._measures = None
                self.history.append([self.measures])
            except BaseException:
                self.restore(moment)
                raise
        return self

    def _measure(self) -> Measures[np.ndarray]:
        measures = np.array(self._model.measures)
        diverged = ~(self._trainer.finite() & np.isfinite(measures[:2]).all(axis=0))
        if self.epoch:
            diverged |= np.isnan(self.history.rows[-1, 0])
        measures[:, diverged] = np.nan
        return Measures(*measures)

    @property
    def error(self) -> tuple[str | None, ...]:
        """For each seed, why its net cannot continue, with advice; None if it can."""
        lost = np.isnan(self.history.rows[:, 0])
        return tuple(
            self._obstacle or (self._advice(max(0, int(lost[:, k].argmax()) - 1), k) if lost[-1, k] else None)
            for k in range(len(self.seeds))
        )
