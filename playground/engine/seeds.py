"""The same experiment from many initial seeds at once: one run proves little."""

from collections.abc import Sequence

import numpy as np

from playground.config import Config
from playground.data import Data
from playground.engine.build import Machine
from playground.engine.evaluator import SETS, Measures


class Seeds:
    """K nets of one config that differ in their initial seed, trained in one stack on the same rows in the same order.

    Each is the run that Config.replace(init_seed=seed) gives, up to rounding (stacked products add in another order).
    Numbers come with a leading axis of K. A replica that diverged has NaN from then on; the others go on.
    """

    def __init__(self, config: Config, seeds: Sequence[int], data: Data | None = None):
        self.seeds = tuple(seeds)
        if not self.seeds:
            raise ValueError("seeds is empty; give at least one initial seed")
        self.config = config
        self._machine = Machine(config, data, seeds=self.seeds)
        self._trainer = self._machine.trainer

    @property
    def epoch(self) -> int:
        """Whole epochs done."""
        return self._trainer.epoch

    @property
    def machine(self) -> Machine:
        """What the nets are made of, for those who draw them or train them batch by batch."""
        return self._machine

    def advance(self, epochs: int = 1) -> "Seeds":
        """Train all of them for so many epochs. Gives itself."""
        for _ in range(epochs):
            self._trainer.train()
        return self

    @property
    def measures(self) -> Measures:
        """Losses and scores of both sets, each (K,)."""
        return self._machine.evaluator.measure()

    def loss(self, of: str = "train") -> np.ndarray:
        """(K,) mean losses of the "train" or "test" rows, without the penalty."""
        return self.measures[SETS.index(of)]

    def accuracy(self, of: str = "train") -> np.ndarray:
        """(K,) accuracies of a classification, 0 to 1."""
        return self.measures[2 + SETS.index(of)]

    def predict(self, points) -> np.ndarray:
        """(K, n, C) probabilities at points (n, 2), or (K, n) values of a regression."""
        return self._machine.predict(points)

    def layers(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """[(W (K, out, in), b (K, out)), ...], hidden layers first, as copies."""
        return self._machine.layers()
