"""The only source of random numbers: one generator for each seed, purpose and index.

Each purpose has its own stream, so drawing more numbers for one purpose never changes another.
The index (for example the epoch) lets a run start in the middle without drawing the earlier numbers.
"""

import numpy as np

DATA, NOISE, LABELS, SPLIT, WEIGHTS, BATCHES, DROPOUT = range(7)
"""Purposes: the points; their displacement; which labels are wrong; the order of train and test rows;
starting weights; the order of rows in an epoch; dropout's masks. Links depend on this order: only append."""


def stream(seed: int, purpose: int, index: int = 0) -> np.random.Generator:
    """A new generator. The same three integers (≥ 0) always give the same numbers."""
    return np.random.default_rng([seed, purpose, index])
