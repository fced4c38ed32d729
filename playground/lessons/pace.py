"""How much a lesson does for one picture, and how large a net it takes on."""

from time import perf_counter

from playground.config import Config
from playground.engine.trainer import Trainer

PICTURE = 0.018
"""Seconds of training in one picture: with measuring and drawing it stays below the 30 ms that a Show may take."""

AT_ONCE = 4
"""Batches between two looks at the clock."""


def train_a_picture(*trainers: Trainer) -> None:
    """One epoch of each, or what fits into PICTURE; they stay at the same batch. How it is cut changes no bit."""
    began = perf_counter()
    epoch = trainers[0].epoch
    while trainers[0].epoch == epoch and perf_counter() - began < PICTURE:
        for trainer in trainers:
            trainer.train(AT_ONCE)


def modest(config: Config, units: int = 32, samples: int = 500) -> Config:
    """`config` with layers and data cut to sizes of which several nets can be trained live."""
    hidden = tuple(min(size, units) for size in config.hidden)
    return config.replace(hidden=hidden, samples=min(config.samples, samples))
