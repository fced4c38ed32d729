"""The challenges of the page, each run with the current settings."""

from collections.abc import Generator
from dataclasses import replace

import numpy as np

from playground.config import Config
from playground.engine.model import Model
from playground.lessons.format import short
from playground.lessons.optimization.settings import DEFAULT, SURFACES, Settings, entry, racers, tuned
from playground.lessons.optimization.surface_show import noise_of, start_of
from playground.scene.show import Challenge, Verdict
from playground.study.race import ENTRANTS, PerReplica
from playground.study.terrain import TERRAINS, descend

SEEDS = 20
ENOUGH = 16

RAVINE_STEPS, RAVINE_GOAL, NOTCH = 300, 0.01, 8 / 6.3


def elsewhere(settings: Settings, surface: str) -> Verdict | None:
    """The verdict if another surface is selected; None on the right one."""
    if settings.surface == surface:
        return None
    return Verdict(
        False, f"This is about {SURFACES[surface].label}; the surface above is {SURFACES[settings.surface].label}."
    )


def check_ravine(config: Config, settings: Settings) -> Generator[float, None, Verdict]:
    """The largest rate with which plain gradient descent converges: the slider's next value does not."""
    yield 0.0
    wrong = elsewhere(settings, "ravine")
    if wrong or "sgd" not in racers(settings):
        return wrong or Verdict(False, "SGD does not take part.")
    own = entry("sgd", config, settings)
    terrain = TERRAINS["ravine"]
    entries = [own, own._replace(rate=own.rate * NOTCH)]
    heights = descend(terrain, entries, terrain.start, RAVINE_STEPS).heights[-1]
    arrives, next_arrives = heights < RAVINE_GOAL
    told = [f"is at height {short(float(h))}" if np.isfinite(h) else "has diverged" for h in heights]
    text = (
        f"With η = {own.rate:.3g} SGD {told[0]} after {RAVINE_STEPS} steps; "
        f"with the next larger one, {entries[1].rate:.2g}, it {told[1]}."
    )
    return Verdict(bool(arrives and not next_arrives), text)


SADDLE_STEPS, SADDLE_GOAL = 60, -0.2


def check_saddle(config: Config, settings: Settings) -> Generator[float, None, Verdict]:
    """Leave the ridge: from y = 0, where the slope in y is 0, down either side, for most draws of the noise."""
    wrong = elsewhere(settings, "saddle")
    if wrong:
        return wrong
    terrain, names = TERRAINS["saddle"], racers(settings)
    start = (start_of(terrain, settings)[0], 0.0)
    entries = [entry(name, config, settings) for name in names]
    lowest = []
    short_race = replace(settings, length=SADDLE_STEPS)
    for draw in range(SEEDS):
        way = descend(terrain, entries, start, SADDLE_STEPS, noise_of(short_race, draw))
        lowest.append(way.heights[-1])
        yield (draw + 1) / SEEDS
    out = (np.array(lowest) < SADDLE_GOAL).sum(axis=0)
    told = ", ".join(f"{ENTRANTS[name].label} {count}" for name, count in zip(names, out.tolist(), strict=True))
    text = f"From ({start[0]:g}, 0), below {SADDLE_GOAL:g} after {SADDLE_STEPS} steps, of {SEEDS} tries: {told}."
    return Verdict(bool((out >= ENOUGH).any()), text)


NET_STEPS, NET_GOAL = 100, 0.05


def check_net(config: Config, settings: Settings) -> Generator[float, None, Verdict]:
    """The tuned optimizer on the page's own data, from many initial weights at once."""
    wrong = elsewhere(settings, "net")
    if wrong:
        return wrong
    name = tuned(config, settings)
    chosen = entry(name, config, settings)
    own = DEFAULT.replace(batch_size=config.batch_size)
    model = Model(own, seeds=range(SEEDS))
    model.use_rule(PerReplica((chosen.rule,) * SEEDS), np.full(SEEDS, chosen.rate))
    for step in range(NET_STEPS):
        model.train(1)
        yield (step + 1) / NET_STEPS
    loss = np.asarray(model.measures.train_loss)
    solved = int((loss < NET_GOAL).sum())
    middle = short(float(np.median(np.where(np.isfinite(loss), loss, np.inf))))
    text = (
        f"{ENTRANTS[name].label} with η = {chosen.rate:g} and batches of {own.batch_size}: {solved} of {SEEDS} starts "
        f"are below {NET_GOAL:g} after {NET_STEPS} steps; the median is {middle}."
    )
    return Verdict(solved >= ENOUGH, text)


CHALLENGES = (
    Challenge(
        goal=f"In the ravine, find the largest learning rate with which plain SGD still arrives: below {RAVINE_GOAL:g} "
        f"after {RAVINE_STEPS} steps, while one notch more does not.",
        hint="Across the ravine each step multiplies the distance by 1 − 25·η. What if that is below −1?",
        solution={"surface": "ravine", "racers": ("sgd",), "look": "sgd", "sgd_rate": 0.063},
        check=check_ravine,
    ),
    Challenge(
        goal=f"On the saddle, start exactly on the ridge, y = 0, and be below {SADDLE_GOAL:g} after {SADDLE_STEPS} "
        f"steps, in {ENOUGH} of {SEEDS} tries.",
        hint="On the ridge the slope in y is exactly 0, so no optimizer leaves it by itself. Small batches would.",
        solution={"surface": "saddle", "start_y": 0.0, "noise": 0.2},
        check=check_saddle,
    ),
    Challenge(
        goal=f"On the moons, with the page's own net of 2-8-8-1: a training loss below {NET_GOAL:g} within {NET_STEPS} "
        f"steps, from {ENOUGH} of {SEEDS} starting weights, by the optimizer that is tuned.",
        hint="A hundred steps are few. Which of them takes long steps in flat directions and keeps going?",
        solution={"surface": "net", "racers": ("sgd", "adam"), "look": "adam", "adam_rate": 0.05},
        check=check_net,
    ),
)
