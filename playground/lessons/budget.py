"""How much a lesson does for one picture, and how large a net it takes on."""

from collections.abc import Generator
from typing import Any

from playground.config import Config
from playground.engine.model import Model

PICTURE = 0.018
"""Seconds of training in one picture: with measuring and drawing it stays below the 30 ms that a Show may take."""

UNITS, SAMPLES = 32, 500
"""The largest layers and data of an experiment that is trained several times at once, live."""

PER_LAYER, PER_PRODUCT, PER_UNIT = 3e-5, 2e-9, 2e-8
"""Seconds of one step: the calls of a layer; a weight times a number, there and back; a unit at a point. Roughly
what one core of a small server takes: a slower one shows fewer pictures a second, and the same ones."""


def train_a_picture(*models: Model) -> bool:
    """One epoch of each, or the part of it that fits into PICTURE. False, and nothing done, if one has diverged."""
    if not all(model.finite.any() for model in models):
        return False
    batches = batches_in(PICTURE, *models)
    for model in models:
        model.train(batches)
    return True


def trained(model: Model, epochs: int) -> Generator[float, None, None]:
    """Trains for so many epochs, for a challenge: gives the share done after each."""
    for epoch in range(epochs):
        model.train()
        yield (epoch + 1) / epochs


def batches_in(seconds: float, *models: Model) -> int:
    """How many batches of each fit into `seconds`, one at least: by estimate and not by the clock, so that the same
    show always has the same pictures."""
    first = models[0]
    config, layout = first.config, first.layout
    numbers = first.theta.size // layout.size * min(config.batch_size, len(first.data.x_train))
    work = numbers * (PER_PRODUCT * layout.size + PER_UNIT * layout.rows)
    calls = PER_LAYER * len(layout.layers) * (2 if config.batch_norm else 1)
    return max(1, int(seconds / (len(models) * (calls + work))))


def cut(config: Config) -> str:
    """A sentence for an experiment that `modest` makes smaller; "" for the others."""
    small = modest(config)
    said = [f"{UNITS} units a layer"] * (small.hidden != config.hidden)
    said += [f"{SAMPLES} points"] * (small.samples != config.samples)
    return f"Of your experiment, {' and '.join(said)} are taken: what can be trained live here." if said else ""


def said(settings: Any, *names: str) -> dict[str, Any]:
    """By name, those of these settings that say something: the others are None, and leave it to the experiment."""
    return {name: getattr(settings, name) for name in names if getattr(settings, name) is not None}


def sized(hidden: tuple[int, ...], settings: Any, usual: int = 8) -> tuple[int, ...]:
    """`hidden` with the `depth` and `width` of the settings; a layer that is added is like the last one, or `usual`."""
    if settings.depth is not None:
        hidden = (hidden + (hidden[-1:] or (usual,)) * settings.depth)[: settings.depth]
    return hidden if settings.width is None else (settings.width,) * len(hidden)


def modest(config: Config, units: int = UNITS, samples: int = SAMPLES) -> Config:
    """`config` with layers and data cut to sizes of which several nets can be trained live."""
    hidden = tuple(min(size, units) for size in config.hidden)
    return config.replace(hidden=hidden, samples=min(config.samples, samples))
