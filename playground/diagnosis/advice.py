"""What to do about a finding: changes of the experiment, as texts of a link."""

from collections.abc import Iterable
from typing import NamedTuple

from playground.config import FIELDS
from playground.diagnosis.facts import Facts
from playground.fields import plain
from playground.tables.datasets import DATASETS

MOST = 2
"""Most actions that are offered."""

FAR, NEAR = 30.0, 3.0
"""By how much a rate is divided: of a run that diverged, and of one that jumps."""

NEXT = {
    "linear": "xor",
    "gauss": "circles",
    "xor": "circles",
    "circles": "moons",
    "moons": "rings",
    "rings": "spiral",
    "checkerboard": "spiral",
    "blobs": "pinwheel",
    "pinwheel": "spiral",
    "plane": "multi-gauss",
    "multi-gauss": "waves",
}
"""A harder data set to try next."""

NOISE = 0.5
"""Noise to try next where no harder data set is left: neighboring classes begin to overlap."""


class Action(NamedTuple):
    """A change of the experiment. `values` are texts as in a link; `restart`: also if all fields are live."""

    label: str
    values: dict[str, str]
    restart: bool = False


Actions = tuple[Action, ...]


def nothing(facts: Facts) -> Actions:
    return ()


def larger_batches(facts: Facts) -> Actions:
    return (Action("Batch size 10", {"batch_size": "10"}),)


def usual_weights(facts: Facts) -> Actions:
    return (Action("Usual weights", {"initializer": "auto"}),)


def random_weights(facts: Facts) -> Actions:
    return (Action("Random weights", {"initializer": "auto"}),)


def usual_features(facts: Facts) -> Actions:
    return (Action("Use x₁ and x₂", {"features": "x1,x2"}),)


def smaller_steps(facts: Facts) -> Actions:
    """Restart with smaller steps: the weights of a run that diverged are too large to recover."""
    slow = _lower_rate(facts, FAR, restart=True)
    clip = (Action("Clip at 1", {"clip_norm": "1"}, restart=True),) if not facts.config.clip_norm else ()
    return slow + clip


def _lower_rate(facts: Facts, by: float, restart: bool = False) -> Actions:
    stops = [stop for stop in FIELDS["rate"].stops() if stop <= facts.config.rate / by * 1.001]
    return (Action(f"Rate {plain(stops[-1])}", {"rate": repr(stops[-1])}, restart),) if stops else ()


def living_units(facts: Facts) -> Actions:
    leaky = Action("Leaky ReLU", {"activation": "leaky-relu"})
    fresh = () if facts.config.initializer == "zeros" else another_start(facts)
    return (leaky, *fresh) if "relu" in facts.config.activations else fresh


def another_start(facts: Facts) -> Actions:
    return (Action("New weights", {"init_seed": str((facts.config.init_seed + 1) % 1_000_000)}),)


def constant_rate(facts: Facts) -> Actions:
    return (Action("Constant rate", {"schedule": "constant"}),)


def next_experiment(facts: Facts) -> Actions:
    """One suggestion: a harder data set, or noise, or half of the units."""
    config = facts.config
    harder = NEXT.get(config.dataset)
    if harder in DATASETS:
        return (Action(f"Try {DATASETS[harder].label}", {"dataset": harder}),)
    if config.noise < NOISE:
        return (Action(f"Try noise {NOISE}", {"noise": repr(NOISE)}),)
    if max(config.hidden, default=1) > 1:
        return (Action("Try half of the units", {"hidden": _layers(max(1, units // 2) for units in config.hidden)}),)
    return ()


def less_overfitting(facts: Facts) -> Actions:
    config = facts.config
    less: Actions
    if config.regularizer == "none":
        less = (Action("L2 penalty 0.01", {"regularizer": "l2", "penalty": "0.01"}),)
    else:
        stops = [stop for stop in FIELDS["penalty"].stops() if stop > config.penalty]
        less = tuple(Action(f"Penalty {plain(stop)}", {"penalty": repr(stop)}) for stop in stops[:1])
    more = min(4 * config.samples, int(FIELDS["samples"].high))
    return (*less, Action(f"{more:,} points", {"samples": str(more)})) if more > config.samples else less


def bend(facts: Facts) -> Actions:
    config = facts.config
    if config.hidden:
        return (Action("Tanh in the hidden layers", {"activation": "tanh"}),)
    layer = Action("Add a layer", {"hidden": "8"})
    if config.dataset == "xor" and "x1*x2" not in config.features:
        return (Action("Add x₁·x₂", {"features": ",".join((*config.features, "x1*x2"))}), layer)
    return (layer,)


def calmer(facts: Facts) -> Actions:
    batch, rows = facts.config.batch_size, len(facts.run.data.x_train)
    larger = (Action(f"Batch size {4 * batch}", {"batch_size": str(4 * batch)}),) if 4 * batch < rows else ()
    return _lower_rate(facts, NEAR) + larger


def off_a_plateau(facts: Facts) -> Actions:
    """What holds the loss up, if that is known: the penalty or dropout; else more units."""
    config, run = facts.config, facts.run
    if run.penalty > 0.2 * facts.loss:
        return (Action("No penalty", {"regularizer": "none"}),)
    if config.dropout >= 0.3:
        return (Action("No dropout", {"dropout": "0"}),)
    if config.label_noise or config.noise:
        return ()  # the noise of the data may leave nothing to learn
    if not config.hidden:
        return bend(facts)
    most = int(FIELDS["hidden"].high)
    more = Action("Twice the units", {"hidden": _layers(min(2 * units, most) for units in config.hidden)})
    return (more, *another_start(facts)) if max(config.hidden) <= 32 else another_start(facts)


def _layers(units: Iterable[int]) -> str:
    return ",".join(map(str, units))
