"""How much work a lesson does per frame, and the largest net that it trains."""

from collections.abc import Generator
from typing import Any

from playground.config import Config
from playground.engine.model import Model

PICTURE = 0.018
"""Seconds of training per frame: with evaluation and drawing it stays below the 30 ms of a frame."""

UNITS, SAMPLES = 32, 500
"""Largest layers and data set of an experiment that is trained several times at once, live."""

PER_LAYER, PER_PRODUCT, PER_UNIT = 3e-5, 2e-9, 2e-8
"""Estimated seconds of one step: per layer; per weight and point, forward and backward; per unit and point. Roughly
one core of a small server. A slower one shows fewer frames per second, but the same frames."""


def train_a_picture(*models: Model) -> bool:
    """Train each for an epoch, or the part that fits into `PICTURE`. False, without training, if one has diverged."""
    if not all(model.finite.any() for model in models):
        return False
    batches = batches_in(PICTURE, *models)
    for model in models:
        model.train(batches)
    return True


def trained(model: Model, epochs: int) -> Generator[float, None, None]:
    """Train for `epochs` epochs, for a challenge; yields the fraction done after each."""
    for epoch in range(epochs):
        model.train()
        yield (epoch + 1) / epochs


def batches_in(seconds: float, *models: Model) -> int:
    """How many batches of each model fit into `seconds`, at least one. An estimate, not a timing, so that the
    same show always has the same frames."""
    first = models[0]
    config, layout = first.config, first.layout
    numbers = first.theta.size // layout.size * min(config.batch_size, len(first.data.x_train))
    work = numbers * (PER_PRODUCT * layout.size + PER_UNIT * layout.rows)
    calls = PER_LAYER * len(layout.layers) * (2 if config.batch_norm else 1)
    return max(1, int(seconds / (len(models) * (calls + work))))


def cut(config: Config) -> str:
    """A note for an experiment that `modest` reduces; "" for the others."""
    small = modest(config)
    said = [f"{UNITS} units per layer"] * (small.hidden != config.hidden)
    said += [f"{SAMPLES} points"] * (small.samples != config.samples)
    return f"To run live, your net was reduced to {' and '.join(said)}." if said else ""


def said(settings: Any, *names: str) -> dict[str, Any]:
    """By name, the settings that are not None; None means the experiment's value."""
    return {name: getattr(settings, name) for name in names if getattr(settings, name) is not None}


def sized(hidden: tuple[int, ...], settings: Any, usual: int = 8) -> tuple[int, ...]:
    """`hidden` with the `depth` and `width` of the settings; an added layer copies the last, or has `usual` units."""
    if settings.depth is not None:
        hidden = (hidden + (hidden[-1:] or (usual,)) * settings.depth)[: settings.depth]
    return hidden if settings.width is None else (settings.width,) * len(hidden)


def modest(config: Config, units: int = UNITS, samples: int = SAMPLES) -> Config:
    """`config` with layers and data reduced to sizes at which several nets can be trained live."""
    hidden = tuple(min(size, units) for size in config.hidden)
    return config.replace(hidden=hidden, samples=min(config.samples, samples))
