"""The challenges of the page, run with the page's own training settings."""

from collections.abc import Generator

from playground.config import Config
from playground.engine.model import Model
from playground.lessons.budget import trained
from playground.lessons.separability.settings import DEFAULT, LINE, Settings
from playground.scene.show import Challenge, Verdict
from playground.study.layers import LayerWatch

SEEDS = 20
ENOUGH = 12


def trial(config: Config, **said) -> Config:
    """The learner's net on the page's own data."""
    names = ("features", "hidden", "activation")
    return DEFAULT.replace(**{name: getattr(config, name) for name in names}, **said)


def layer_separable(config: Config, layer: int, epochs: int) -> Generator[float, None, int]:
    """For how many of SEEDS initial seeds this layer separates the training points after so many epochs."""
    found = 0
    for seed in range(SEEDS):
        model = Model(config.replace(init_seed=seed))
        for _ in range(epochs):
            model.train()
        if model.finite:
            found += bool(LayerWatch(model).look(epochs)[layer].separable)
        yield (seed + 1) / SEEDS
    return found


def check_circles(config: Config, settings: Settings) -> Generator[float, None, Verdict]:
    """φ(x) separable, no hidden layer, and the net finds the plane."""
    yield 0.0
    if config.dataset != "circles" or config.hidden:
        return Verdict(False, "This takes the circle and no hidden layer.")
    config = trial(config, dataset="circles", **LINE)
    model = Model(config)
    if not LayerWatch(model).look(0)[0].separable:
        return Verdict(False, f"With {len(config.features)} features there is no plane between disk and ring.")
    yield from trained(model, 40)
    score = float(model.measures.test_score)
    return Verdict(score >= 0.99, f"φ(x) is separable; after 40 epochs the net has {score:.1%} of the test points.")


def check_three(config: Config, settings: Settings) -> Generator[float, None, Verdict]:
    """XOR with three hidden units."""
    yield 0.0
    if config.dataset != "xor" or config.hidden != (3,) or config.features != ("x1", "x2"):
        return Verdict(False, "This takes exclusive or, the features x₁ and x₂, and one hidden layer of 3 units.")
    found = yield from layer_separable(trial(config, dataset="xor", rate=0.03), 1, 60)
    return Verdict(found >= ENOUGH, f"After 60 epochs layer 1 is separable from {found} of {SEEDS} seeds.")


def check_spiral(config: Config, settings: Settings) -> Generator[float, None, Verdict]:
    """The spiral, separated by hidden layers alone."""
    yield 0.0
    if config.dataset != "spiral" or config.features != ("x1", "x2") or not config.hidden:
        return Verdict(False, "This takes the spiral, the features x₁ and x₂, and hidden layers.")
    found = yield from layer_separable(trial(config, dataset="spiral", rate=0.01), len(config.hidden), 50)
    return Verdict(
        found >= ENOUGH, f"After 50 epochs the last hidden layer is separable from {found} of {SEEDS} seeds."
    )


CHALLENGES = (
    Challenge(
        goal="Separate the circle with no hidden layer: 99 % of the test points within 40 epochs.",
        hint="Disk and ring differ in their distance from the middle. Which features make up a distance?",
        solution={"dataset": "circles", "features": "squares", "hidden": "none"},
        check=check_circles,
    ),
    Challenge(
        goal=f"Exclusive or from x₁ and x₂ alone, with three hidden units: layer 1 separable after 60 epochs, from "
        f"{ENOUGH} of {SEEDS} seeds.",
        hint="Three sigmoid units do not get there. Which activation has more than one bend, or none at one end?",
        solution={"dataset": "xor", "features": "plain", "hidden": "3", "activation": "gelu"},
        check=check_three,
    ),
    Challenge(
        goal=f"Unwind the spiral from x₁ and x₂: the last hidden layer separable after 50 epochs, from {ENOUGH} of "
        f"{SEEDS} seeds.",
        hint="One layer is not enough here, and neither are two narrow ones.",
        solution={"dataset": "spiral", "features": "plain", "hidden": "16-16", "activation": "gelu"},
        check=check_spiral,
    ),
)
