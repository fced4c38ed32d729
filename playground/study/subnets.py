"""Dropout's ensemble: the nets that are left when hidden units are silent.

A silent unit sends 0, and the others 1/(1 − p) times what they had (inverted dropout, Srivastava et al. 2014). The
layer behind sees the same if it is the weights that are 0 or 1/(1 − p) times as large. So a sub-net is the net itself
with other weights, and any number of them are replicas of one layout.
"""

from dataclasses import dataclass

import numpy as np

from playground.engine.layout import Layout


@dataclass(frozen=True)
class Masks:
    """`rows` (K, layout.rows − outputs): 0 where a unit of a sub-net is silent, 1/(1 − share) where it is not; the rows
    of ones hold 1. What the engine's dropout multiplies the units with."""

    layout: Layout
    rows: np.ndarray

    @classmethod
    def drawn(cls, layout: Layout, share: float, count: int, rng: np.random.Generator) -> "Masks":
        """Masks of `count` sub-nets, each unit silent with probability `share`, 0 ≤ share < 1."""
        if not 0.0 <= share < 1.0:
            raise ValueError(f"share is {share}; it must be at least 0 and less than 1")
        keep = 1.0 - share
        rows = (rng.random((count, layout.rows - layout.layers[-1].fan_out)) < keep) / keep
        rows[:, layout.ones] = 1.0
        return cls(layout, rows)

    def fold(self, theta: np.ndarray) -> np.ndarray:
        """(K, P) parameters of the sub-nets of theta (P,)."""
        folded = np.repeat(theta[None], len(self.rows), axis=0)
        for layer in self.layout.layers[1:]:
            self.layout.W(folded, layer)[...] *= self.rows[:, None, layer.inputs]
        return folded

    @property
    def silent(self) -> np.ndarray:
        """(K,) how many hidden units of each sub-net are silent."""
        return (self.rows == 0.0).sum(axis=1)
