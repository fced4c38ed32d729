"""The challenges of the page. All use the circle, whatever the learner's data."""

from collections.abc import Generator

import numpy as np

from playground.config import Config
from playground.engine.model import Model
from playground.lessons.budget import trained
from playground.lessons.initialization.settings import DEFAULT, TABLE, Settings
from playground.scene.show import Challenge, Verdict
from playground.study.probes import Probe

SEEDS = 20
ENOUGH = 16


def on_circles(config: Config) -> Config:
    """The page's experiment with the learner's net."""
    return DEFAULT.replace(
        **{name: getattr(config, name) for name in ("hidden", "activation", "batch_norm", "initializer")}
    )


LEARNS, EPOCHS = 0.1, 60


def check_twins(config: Config, settings: Settings) -> Generator[float, None, Verdict]:
    """All units of each layer identical before the first step, and a loss that falls by LEARNS within EPOCHS."""
    model = Model(on_circles(config))
    signals = Probe(model, "train").look()[:-1]
    own = [number for number, signal in enumerate(signals) if signal.identical() != [list(range(len(signal.z)))]]
    before = float(model.measures.train_loss)
    yield from trained(model, EPOCHS)
    after = float(model.measures.train_loss)
    fell = 1.0 - after / before
    change = f"In {EPOCHS} epochs the loss went from {before:.3f} to {after:.3f}."
    if own:
        label = TABLE[config.initializer].label
        return Verdict(False, f"From {label} the units of layer {own[0] + 1} are not all identical. {change}")
    return Verdict(fell >= LEARNS, f"In every layer all units are identical. {change}")


SPREAD, SATURATED, LAYERS = 0.4, 0.1, 8


def check_signal(config: Config, settings: Settings) -> Generator[float, None, Verdict]:
    """A deep tanh net without batch normalization whose last layer is neither dead nor saturated."""
    yield 0.0
    if config.activations != ("tanh",) * LAYERS or config.batch_norm:
        text = f"This takes {LAYERS} hidden layers, all tanh, and no batch normalization."
        return Verdict(False, text)
    signals = Probe(Model(on_circles(config), seeds=range(SEEDS))).look()[:-1]
    spread = signals[-1].spread
    flat = np.stack([signal.flat().mean(axis=(-2, -1)) for signal in signals]).mean(axis=0)
    good = int(((spread > SPREAD) & (flat < SATURATED)).sum())
    text = (
        f"{good} of {SEEDS} seeds: the last layer's spread has a mean of {spread.mean():.2f}, "
        f"and {flat.mean():.0%} of all outputs are saturated."
    )
    return Verdict(good >= ENOUGH, text)


REACH, WITHIN, DEEP = 0.95, 30, 5


def check_small(config: Config, settings: Settings) -> Generator[float, None, Verdict]:
    """A deep net that solves the circle quickly from small weights, for most seeds."""
    yield 0.0
    if config.initializer != "small" or len(config.hidden) < DEEP:
        return Verdict(False, f"This takes the small start and at least {DEEP} hidden layers.")
    model = Model(on_circles(config), seeds=range(SEEDS))
    yield from trained(model, WITHIN)
    score = np.asarray(model.measures.train_score)
    solved = int((score >= REACH).sum())
    text = (
        f"After {WITHIN} epochs {solved} of {SEEDS} seeds are at {REACH:.0%} or more; the mean is {score.mean():.0%}."
    )
    return Verdict(solved >= ENOUGH, text)


CHALLENGES = (
    Challenge(
        goal=f"Make all units of every layer identical, in a net that learns all the same: on the circle, {LEARNS:.0%} "
        f"less training loss within {EPOCHS} epochs. Look at the scheme that you mean.",
        hint="Equal weights mean equal units. What comes out of a unit with weights of 0 is up to its activation; "
        "where it is 0 as well, no gradient reaches a weight.",
        solution={"initializer": "zeros", "activation": "softplus", "depth": 5, "width": 16, "batch_norm": False},
        check=check_twins,
    ),
    Challenge(
        goal=f"Get a signal through {LAYERS} layers of tanh without batch normalization: before the first step, the "
        f"spread of the last layer above {SPREAD:g} (each unit's standard deviation over the points), and under "
        f"{SATURATED:.0%} of all outputs saturated, from {ENOUGH} of {SEEDS} seeds.",
        hint="Xavier counts on the straight middle of tanh, but its slope is below 1 everywhere else. Which scheme has "
        "somewhat larger weights, and not much larger ones?",
        solution={"initializer": "he", "activation": "tanh", "depth": 8, "width": 16, "batch_norm": False},
        check=check_signal,
    ),
    Challenge(
        goal=f"Start small and learn fast: with the small start and {DEEP} hidden layers or more, {REACH:.0%} of the "
        f"training points of the circle right after {WITHIN} epochs, from {ENOUGH} of {SEEDS} seeds.",
        hint="Something can make every layer's signal as large as it should be, however small its weights are.",
        solution={"initializer": "small", "activation": "tanh", "depth": 5, "width": 16, "batch_norm": True},
        check=check_small,
    ),
)
