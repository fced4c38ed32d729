"""The settings of the page, and the field of a race that they make."""

from dataclasses import dataclass, fields

from playground.config import Config
from playground.fields import FINE, choice, choices, integer, number
from playground.lessons.pace import modest
from playground.scene.panels import Control, Style
from playground.scene.show import Option
from playground.study.race import MOST, RULES, Entry
from playground.study.terrain import TERRAINS
from playground.tables.optimizers import BETA1, BETA2, MU, RHO

DEFAULT = Config(dataset="moons")
"""Easy enough to be learned within one race, and hard enough that the optimizers part on the way."""


GROUNDS = {"net": Option("The net's own loss", "The loss of the net, as a function of all its weights."), **TERRAINS}

PLANES = {
    "pca": Option(
        "PCA", "The first two principal components of all ways: most of them can be seen on it.", "PCA plane"
    ),
    "random": Option(
        "Random", "Two random directions from where the best one ends, scaled to its weights.", "random plane"
    ),
}

USUAL = {
    "net": (0.1, 0.032, 0.032, 0.05, 0.01, 0.01, 0.01),
    "ravine": (0.05, 0.01, 0.01, 0.5, 0.05, 0.1, 0.1),
    "saddle": (0.1, 0.02, 0.02, 0.2, 0.05, 0.05, 0.05),
    "rosenbrock": (0.002, 0.001, 0.001, 0.8, 0.01, 0.1, 0.1),
    "himmelblau": (0.01, 0.002, 0.002, 0.5, 0.05, 0.1, 0.1),
}
"""By ground, in the order of RULES: rates with which each gets somewhere within a race."""

LINES = {
    "sgd": Style(RULES["sgd"].label, "rule5"),
    "momentum": Style(RULES["momentum"].label, "rule0"),
    "nesterov": Style(RULES["nesterov"].label, "rule2"),
    "adagrad": Style(RULES["adagrad"].label, "rule3"),
    "rmsprop": Style(RULES["rmsprop"].label, "rule4"),
    "adam": Style(RULES["adam"].label, "rule1"),
    "adam-raw": Style(RULES["adam-raw"].label, "ink", dash=True),
}
"""How each optimizer is drawn, everywhere on the page."""

RATE = {"low": 1e-4, "high": 10.0, "log": True, "digits": FINE, "label": "Learning rate", "help": "Size of its steps."}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """None stands for what suits the ground, or what the experiment has."""

    ground: str = choice("net", GROUNDS, "Surface", "What is to be walked down.")
    racers: tuple[str, ...] = choices(
        ("sgd", "momentum", "rmsprop", "adam"), RULES, "Optimizers", f"Who takes part: one to {MOST}."
    )
    look: str | None = choice(None, RULES, "Tune", "Whose rate and hyper-parameters can be set here.")
    sgd_rate: float | None = number(None, **RATE)
    momentum_rate: float | None = number(None, **RATE)
    nesterov_rate: float | None = number(None, **RATE)
    adagrad_rate: float | None = number(None, **RATE)
    rmsprop_rate: float | None = number(None, **RATE)
    adam_rate: float | None = number(None, **RATE)
    raw_rate: float | None = number(None, **RATE)
    momentum_mu: float | None = number(**MU | {"default": None})
    nesterov_mu: float | None = number(**MU | {"default": None})
    rmsprop_rho: float | None = number(**RHO | {"default": None})
    adam_beta1: float | None = number(**BETA1 | {"default": None})
    adam_beta2: float | None = number(**BETA2 | {"default": None})
    raw_beta1: float | None = number(**BETA1 | {"default": None})
    raw_beta2: float | None = number(**BETA2 | {"default": None})
    batch: float | None = number(
        None, 1, 500, "Batch size", "Points averaged in a step, the same for all; 500 is all of them.", log=True
    )
    length: int = integer(300, 50, 2000, "Steps", "How long the race is.", step=50)
    plane: str = choice(
        "pca", PLANES, "Plane", "Two directions out of all the weights, on which loss and ways are seen."
    )
    draw: int = integer(0, 0, 99, "Another plane", "Another number, another random plane.")
    start_x: float | None = number(None, -6.0, 6.0, "Start x", "Where all begin.", step=0.01)
    start_y: float | None = number(None, -6.0, 6.0, "Start y", "Where all begin.", step=0.01)
    shake: float = number(
        0.0,
        0.0,
        2.0,
        "Noise",
        "Standard deviation of what is added to each gradient: what small batches do.",
        step=0.05,
    )


def prefix(name: str) -> str:
    """What the settings of a rule begin with."""
    return name.rsplit("-", 1)[-1]


def racers(settings: Settings) -> tuple[str, ...]:
    """Names of those who take part, in the order of the table: at most MOST, and never nobody."""
    return settings.racers[:MOST] or ("sgd",)


def looked_at(config: Config, settings: Settings) -> str:
    """The one to be tuned: as chosen, else the experiment's own optimizer, if it takes part."""
    taking_part = racers(settings)
    wanted = (name for name in (settings.look, config.optimizer) if name in taking_part)
    return next(wanted, taking_part[-1])


def entry(name: str, config: Config, settings: Settings) -> Entry:
    """A rule with the hyper-parameters and the rate that are set, else those of the experiment or the ground."""
    said = {}
    for field in fields(RULES[name]):
        own = getattr(settings, f"{prefix(name)}_{field.name}", None)
        said[field.name] = getattr(config, field.name) if own is None else own
    return Entry(RULES[name](**said), rate(name, config, settings))


def rate(name: str, config: Config, settings: Settings) -> float:
    """Of one who takes part. On its own ground the experiment's optimizer has the experiment's rate."""
    own = getattr(settings, f"{prefix(name)}_rate")
    if own is not None:
        return own
    if settings.ground == "net" and name == config.optimizer:
        return config.rate
    return USUAL[settings.ground][list(RULES).index(name)]


def field_of(config: Config, settings: Settings) -> list[Entry]:
    """All who take part."""
    return [entry(name, config, settings) for name in racers(settings)]


def experiment(config: Config, settings: Settings) -> Config:
    """The learner's net at a size that can be raced, with the batch size and the optimizer that are set."""
    name = looked_at(config, settings)
    chosen = entry(name, config, settings)
    said = {field.name: getattr(chosen.rule, field.name) for field in fields(chosen.rule)}
    said["optimizer"] = "adam" if name == "adam-raw" else name
    said["rate"] = chosen.rate
    if settings.batch is not None:
        said["batch_size"] = round(settings.batch)
    return modest(config).replace(**said)


def tuning(config: Config, settings: Settings) -> list[Control]:
    """The controls of the one looked at, with what it has where nothing is set."""
    name = looked_at(config, settings)
    chosen = entry(name, config, settings)
    controls = [
        Control("look", options=racers(settings), value=name),
        Control(f"{prefix(name)}_rate", value=chosen.rate),
    ]
    for field in fields(chosen.rule):
        setting = f"{prefix(name)}_{field.name}"
        if hasattr(settings, setting):
            controls.append(Control(setting, value=getattr(chosen.rule, field.name)))
    return controls
