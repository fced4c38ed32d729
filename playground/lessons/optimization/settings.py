"""The settings of the page, and the race that they define."""

from dataclasses import dataclass, make_dataclass
from typing import Any, ClassVar

from playground.config import FIELDS, Config
from playground.fields import FINE, choice, choices, integer, number, unsaid
from playground.lessons.budget import modest
from playground.scene.panels import Control, Style, compared
from playground.scene.show import Option
from playground.study.race import ENTRANTS, MOST, Entry
from playground.study.terrain import TERRAINS, Terrain, usual_rate

DEFAULT = Config(dataset="moons")
"""Easy enough to be learned within one race, and hard enough that the optimizers differ."""


SURFACES: dict[str, Option | Terrain] = {
    "net": Option("The net's own loss", "The loss of the net, as a function of all its weights."),
    **TERRAINS,
}

PLANES = {
    "pca": Option(
        "PCA", "The first two principal components of all paths: they show most of their variance.", "PCA plane"
    ),
    "random": Option(
        "Random", "Two random directions from where the best one ends, scaled to its weights.", "random plane"
    ),
}

USUAL = {"sgd": 0.1, "momentum": 0.032, "nesterov": 0.032, "adagrad": 0.05}
"""On the net's own loss: learning rates that suit a race, where the Config's default does not."""

HUES = {"sgd": 5, "momentum": 0, "nesterov": 2, "adagrad": 3, "rmsprop": 4, "adam": 1}
LINES = {name: compared(rule.label, HUES.get(name, k)) for k, (name, rule) in enumerate(ENTRANTS.items())}
LINES["adam-raw"] = Style(ENTRANTS["adam-raw"].label, "ink", dash=True)
"""Line style of each optimizer, everywhere on the page."""


def prefix(name: str) -> str:
    """Common prefix of the settings of a rule."""
    return name.rsplit("-", 1)[-1]


def _of_each_rule():
    """A setting for the rate and each hyper-parameter of every rule, except ε, which only avoids division by 0."""
    for name, rule in ENTRANTS.items():
        rate = number(None, 1e-4, 10.0, "Learning rate", "Size of its steps.", log=True, digits=FINE)
        yield f"{prefix(name)}_rate", float | None, rate
        for parameter in rule.parameters:
            if parameter != "eps":
                yield f"{prefix(name)}_{parameter}", float | None, unsaid(FIELDS[parameter])


OfEachRule: Any = make_dataclass("OfEachRule", _of_each_rule(), frozen=True, kw_only=True)


@dataclass(frozen=True, kw_only=True)
class Settings(OfEachRule):
    """None: the value that suits the surface, or the experiment's."""

    PREFIX: ClassVar[str] = "optimization"
    FORMER: ClassVar = {"ground": "surface", "batch": "batch_size", "draw": "seed", "shake": "noise"}

    surface: str = choice("net", SURFACES, "Surface", "The surface to minimize.")
    racers: tuple[str, ...] = choices(
        ("sgd", "momentum", "rmsprop", "adam"), ENTRANTS, "Optimizers", f"Optimizers to compare (1–{MOST})."
    )
    look: str | None = choice(None, ENTRANTS, "Tune", "Whose rate and hyper-parameters can be set here.")
    batch_size: float | None = number(
        None, 1, 500, "Batch size", "Points averaged in a step, the same for all; 500 is all of them.", log=True
    )
    length: int = integer(300, 50, 2000, "Steps", "How long the race is.", step=50)
    plane: str = choice(
        "pca", PLANES, "Plane", "Two directions out of all the weights, on which loss and paths are drawn.", live=True
    )
    seed: int = integer(0, 0, 99, "Another plane", "Another number, another random plane.", live=True)
    start_x: float | None = number(None, -6.0, 6.0, "Start x", "Where all begin.", step=0.01)
    start_y: float | None = number(None, -6.0, 6.0, "Start y", "Where all begin.", step=0.01)
    noise: float = number(
        0.0, 0.0, 2.0, "Noise", "Standard deviation of what is added to gradients: what small batches do.", step=0.05
    )


def racers(settings: Settings) -> tuple[str, ...]:
    """Names of the optimizers compared, in the order of the table: at least one, at most `MOST`."""
    return settings.racers[:MOST] or ("sgd",)


def tuned(config: Config, settings: Settings) -> str:
    """The optimizer to be tuned: as chosen, otherwise the experiment's own, if it takes part."""
    taking_part = racers(settings)
    wanted = (name for name in (settings.look, config.optimizer) if name in taking_part)
    return next(wanted, taking_part[-1])


def entry(name: str, config: Config, settings: Settings) -> Entry:
    """A rule with the hyper-parameters and rate of the settings, otherwise those of the experiment or the surface."""
    said = {}
    for parameter in ENTRANTS[name].parameters:
        own = getattr(settings, f"{prefix(name)}_{parameter}", None)
        said[parameter] = getattr(config, parameter) if own is None else own
    return Entry(ENTRANTS[name](**said), rate(name, config, settings))


def rate(name: str, config: Config, settings: Settings) -> float:
    """The entry of an optimizer. On the net's own loss the experiment's optimizer has the experiment's rate."""
    own = getattr(settings, f"{prefix(name)}_rate")
    if own is not None:
        return own
    if settings.surface != "net":
        return usual_rate(settings.surface, name)
    return config.rate if name == config.optimizer else USUAL.get(name, FIELDS["rate"].default)


def field_of(config: Config, settings: Settings) -> list[Entry]:
    """All entries."""
    return [entry(name, config, settings) for name in racers(settings)]


def race_config(config: Config, settings: Settings) -> Config:
    """The learner's net, reduced to a size for a race, with the chosen batch size and optimizer."""
    name = tuned(config, settings)
    chosen = entry(name, config, settings)
    said = {parameter: getattr(chosen.rule, parameter) for parameter in chosen.rule.parameters}
    said["optimizer"] = "adam" if name == "adam-raw" else name
    said["rate"] = chosen.rate
    if settings.batch_size is not None:
        said["batch_size"] = round(settings.batch_size)
    return modest(config).replace(**said)


def tuning(config: Config, settings: Settings) -> list[Control]:
    """The controls of the selected optimizer, with its current values."""
    name = tuned(config, settings)
    chosen = entry(name, config, settings)
    controls = [
        Control("look", options=racers(settings), value=name),
        Control(f"{prefix(name)}_rate", value=chosen.rate),
    ]
    for parameter in chosen.rule.parameters:
        setting = f"{prefix(name)}_{parameter}"
        if hasattr(settings, setting):
            controls.append(Control(setting, value=getattr(chosen.rule, parameter)))
    return controls
