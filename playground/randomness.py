"""One source of randomness: a generator for each seed, purpose and index.

Each purpose has a stream of its own, so that drawing more for one never changes what another gets,
and the index (an epoch, say) lets a run start in the middle without drawing what came before.
"""

import numpy as np

DATA, NOISE, LABELS, SPLIT, WEIGHTS, BATCHES, DROPOUT = range(7)
"""Purposes: the points; their displacement; which labels are wrong; the order of train and test rows;
starting weights; the order of rows in an epoch; dropout's masks. Links depend on them: only ever append."""


def stream(seed: int, purpose: int, index: int = 0) -> np.random.Generator:
    """A fresh generator; the same three integers (≥ 0) always give the same numbers."""
    return np.random.default_rng([seed, purpose, index])
