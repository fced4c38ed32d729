"""The ensemble of dropout: the sub-networks that remain when hidden units are dropped.

A dropped unit outputs 0; the others are multiplied by 1/(1 − p) (inverted dropout, Srivastava et al. 2014). Scaling the
next layer's weights by the same factors has the same effect. A sub-network is therefore the same net with other
weights, and any number of them are replicas of one layout.
"""

from dataclasses import dataclass

import numpy as np

from playground.engine.layout import Layout


@dataclass(frozen=True)
class Masks:
    """`rows` (K, layout.rows − outputs): the factors of the engine's dropout, 0 for a dropped unit and 1/(1 − share)
    for any other; 1 for the constant input of the biases."""

    layout: Layout
    rows: np.ndarray

    @classmethod
    def drawn(cls, layout: Layout, share: float, count: int, rng: np.random.Generator) -> "Masks":
        """Masks of `count` sub-networks; units drop out with probability `share`. ValueError unless in [0, 1)."""
        if not 0.0 <= share < 1.0:
            raise ValueError(f"share is {share}; it must be at least 0 and less than 1")
        keep = 1.0 - share
        rows = (rng.random((count, layout.rows - layout.layers[-1].fan_out)) < keep) / keep
        rows[:, layout.ones] = 1.0
        return cls(layout, rows)

    def fold(self, theta: np.ndarray) -> np.ndarray:
        """(K, P) parameters of the sub-networks of theta (P,)."""
        folded = np.repeat(theta[None], len(self.rows), axis=0)
        for layer in self.layout.layers[1:]:
            self.layout.W(folded, layer)[...] *= self.rows[:, None, layer.inputs]
        return folded

    @property
    def silent(self) -> np.ndarray:
        """(K,) number of dropped hidden units of each sub-network."""
        return np.asarray((self.rows == 0.0).sum(axis=1))
