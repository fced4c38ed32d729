"""The findings, in order of importance: the first that holds is shown. To add one, add one entry to `FINDINGS`."""

from collections.abc import Callable
from typing import NamedTuple

from playground.diagnosis import advice
from playground.diagnosis.advice import Action
from playground.diagnosis.curves import SOLVED, TEST
from playground.diagnosis.facts import Facts

MANY = 0.25
"""Share of a layer's units whose death is worth a word: ReLU nets usually lose one or two, and learn all the same."""

Values = dict[str, object]
"""The named values of a sentence. "since" is the epoch since which it has been true."""


class Kind(NamedTuple):
    """One kind of finding.

    holds      the values of its sentences, or None if it does not hold
    sentence   one line for the screen, with the values in braces
    why        the reason, with the same values
    actions    what to do about it: at most two are shown
    lesson     name of the page that shows it
    """

    holds: Callable[[Facts], Values | None]
    sentence: str
    why: str
    actions: Callable[[Facts], tuple[Action, ...]]
    lesson: str


class Finding(NamedTuple):
    """What is going on, since which epoch (None if that means nothing), and what to do about it."""

    kind: str
    since: int | None
    sentence: str
    why: str
    actions: tuple[Action, ...]
    lesson: str


def find(facts: Facts) -> Finding | None:
    """The first finding that holds; None if there is nothing to say."""
    for name, kind in FINDINGS.items():
        values = kind.holds(facts)
        if values is not None:
            shown = {key: text(value) for key, value in values.items()}
            since = values.get("since")
            return Finding(
                name,
                since if isinstance(since, int) else None,
                kind.sentence.format(**shown),
                kind.why.format(**shown),
                kind.actions(facts),
                kind.lesson,
            )
    return None


def text(value: object) -> str:
    """A value in a sentence: whole numbers with commas, other numbers with three significant digits."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def percent(share: float) -> str:
    """A share in a sentence: 0.5 is "50 %"."""
    return f"{100 * share:.0f} %"


# -- conditions -------------------------------------------------------------------------------------------


def _always(values: Values, holds: bool) -> Values | None:
    return values if holds else None


def _blocked(facts: Facts) -> Values | None:
    return _always({}, facts.blocked)


def _no_start(facts: Facts) -> Values | None:
    return _always({}, facts.epoch == 0 and facts.run.position == 0.0 and facts.run.error is not None)


def _diverged(facts: Facts) -> Values | None:
    return _always({"since": facts.epoch, "rate": facts.config.rate}, facts.run.error is not None)


def _diverging(facts: Facts) -> Values | None:
    first = float(facts.curves.rows[0, 0])
    return _always({"first": first, "now": facts.curves.now, "rate": facts.config.rate}, facts.curves.diverges)


def _no_inputs(facts: Facts) -> Values | None:
    return _always({}, not facts.config.features)


def _identical(facts: Facts) -> Values | None:
    return {"layer": facts.twins[0], "units": facts.twins[1]} if facts.twins else None


def _dead_layer(facts: Facts) -> Values | None:
    if facts.curves.falling or facts.curves.solved is not None:
        return None  # then every layer learns, and the look at the units is saved
    for layer, units, dead in facts.dead:
        if dead == units:
            return {"layer": layer, "units": units}
    return None


def _no_gradient(facts: Facts) -> Values | None:
    since = facts.still
    solved = facts.curves.solved is not None
    return None if since is None or solved else {"since": since, "norm": facts.run.gradient_norm}


def _solved_since(facts: Facts) -> int | None:
    return facts.curves.solved if facts.epoch else None  # initial weights may be lucky, but have solved nothing


def _solved(facts: Facts) -> Values | None:
    since = _solved_since(facts)
    if since is None or facts.config.task == "regression":
        return None
    scores = facts.curves.rows[-1, 2:]
    return {"since": since, "bar": percent(SOLVED), "train": percent(scores[0]), "test": percent(scores[1])}


def _fitted(facts: Facts) -> Values | None:
    since = _solved_since(facts)
    if since is None or facts.config.task != "regression":
        return None
    scores = facts.curves.rows[-1, 2:].tolist()
    return {"since": since, "bar": SOLVED, "train": scores[0], "test": scores[1]}


def _overfitting(facts: Facts) -> Values | None:
    curves = facts.curves
    lowest = float(curves.rows[curves.best, TEST])
    return _always({"since": curves.best, "lowest": lowest, "now": curves.level(TEST)}, curves.overfits)


def _rate_ended(facts: Facts) -> Values | None:
    since = facts.ended
    if since is None or facts.curves.falling:
        return None
    return {"since": since, "rate": facts.config.rate, "now": facts.run.rate}


def _line(facts: Facts) -> Values | None:
    return _bound(facts, facts.straight)


def _features(facts: Facts) -> Values | None:
    return _bound(facts, not facts.straight)


def _bound(facts: Facts, asked: bool) -> Values | None:
    bound = facts.bound if asked else None
    if bound is None or bound.score >= SOLVED:
        return None
    regression = facts.config.task == "regression"
    score = f"R² {bound.score:.2f}" if regression else percent(bound.score)
    return {"score": score, "least": bound.loss, "now": facts.loss}


def _dead_units(facts: Facts) -> Values | None:
    if not facts.curves.plateau or not facts.dead:
        return None
    layer, units, dead = max(facts.dead, key=lambda found: found[2] / found[1])
    if dead < MANY * units:
        return None
    return {"dead": dead, "units": units, "layer": layer, "since": facts.curves.plateau.since}


def _plateau(facts: Facts) -> Values | None:
    plateau = facts.curves.plateau
    return {"since": plateau.since, "level": plateau.level, "now": facts.loss} if plateau else None


def _jumping(facts: Facts) -> Values | None:
    curves = facts.curves
    return _always({"noise": percent(curves.noise / abs(curves.now)), "rate": facts.run.rate}, curves.jumping)


def _falling(facts: Facts) -> Values | None:
    curves = facts.curves
    span = min(10, facts.epoch)
    return _always({"span": span, "before": curves.now + curves.fell(span), "now": curves.now}, curves.falling)


FINDINGS: dict[str, Kind] = {
    "blocked": Kind(
        _blocked,
        "Batch normalization cannot train with a batch size of 1.",
        "A single row has no variance, so there is nothing to normalize by.",
        advice.larger_batches,
        "initialization",
    ),
    "no start": Kind(
        _no_start,
        "The loss is not finite before training.",
        "The initial weights or the inputs are so large that the loss is beyond what a number can hold.",
        advice.usual_weights,
        "initialization",
    ),
    "diverged": Kind(
        _diverged,
        "Diverged after epoch {since}: the steps are too large.",
        "At the rate {rate} each step goes too far and increases the loss, until a number is no longer finite.",
        advice.smaller_steps,
        "optimizers",
    ),
    "no inputs": Kind(
        _no_inputs,
        "No feature is on: the answer is the same everywhere.",
        "Without a feature the network knows nothing about a point, so it gives every point the same answer.",
        advice.usual_features,
        "linear_separability",
    ),
    "identical": Kind(
        _identical,
        "All {units} units of layer {layer} are identical, and stay so.",
        "Their weights are equal, before and behind them, so their gradients are: {units} units do the work of one.",
        advice.random_weights,
        "initialization",
    ),
    "dead layer": Kind(
        _dead_layer,
        "All {units} units of layer {layer} are dead.",
        "Their slope is below 1 % of the steepest one at every training point, so next to no gradient passes layer "
        "{layer}.",
        advice.living_units,
        "backpropagation",
    ),
    "diverging": Kind(
        _diverging,
        "Diverging: the training loss is more than twice that of the start.",
        "It was {first} before training and is {now} now: at the rate {rate} the steps go too far.",
        advice.smaller_steps,
        "optimizers",
    ),
    "gradient 0": Kind(
        _no_gradient,
        "The gradient is 0 since epoch {since}: nothing changes.",
        "The norm of the last gradient is {norm}, and the losses have been exactly the same since epoch {since}.",
        advice.another_start,
        "backpropagation",
    ),
    "solved": Kind(
        _solved,
        "Solved at epoch {since}: at least {bar} are right, test points too.",
        "{train} of the training points and {test} of the test points are right now.",
        advice.next_experiment,
        "linear_separability",
    ),
    "fitted": Kind(
        _fitted,
        "Solved at epoch {since}: R² is at least {bar}, on test points too.",
        "R² is {train} on the training points and {test} on the test points now; 1 is perfect.",
        advice.next_experiment,
        "loss_functions",
    ),
    "overfitting": Kind(
        _overfitting,
        "Overfitting since epoch {since}, where the test loss was lowest.",
        "The test loss has risen from {lowest} to {now} while the training loss fell: the network learns the training "
        "points by heart.",
        advice.less_overfitting,
        "capacity_and_regularization",
    ),
    "rate ended": Kind(
        _rate_ended,
        "The schedule has run the rate down since epoch {since}.",
        "The rate began at {rate} and is {now} now, too small to change the weights.",
        advice.constant_rate,
        "optimizers",
    ),
    "line": Kind(
        _line,
        "A line cannot do better: the one of least loss reaches {score}.",
        "The least training loss of any line is {least}; it is {now} now. {score} is what that best line reaches on "
        "the training points. Another line may get more points right, but only at a higher loss.",
        advice.bend,
        "linear_separability",
    ),
    "features": Kind(
        _features,
        "These features alone cannot do better: least loss, {score}.",
        "Without hidden layers the least training loss with these features is {least}; it is {now} now. {score} is "
        "what that optimum reaches on the training points.",
        advice.bend,
        "linear_separability",
    ),
    "dead units": Kind(
        _dead_units,
        "{dead} of {units} units of layer {layer} are dead, and the loss hardly falls.",
        "Their slope is below 1 % of the steepest one at every training point, so they do not learn. The training "
        "loss has hardly fallen since epoch {since}.",
        advice.living_units,
        "backpropagation",
    ),
    "plateau": Kind(
        _plateau,
        "Plateau since epoch {since}: the loss hardly falls.",
        "The training loss has stayed near {level} since epoch {since}; it is {now} now.",
        advice.off_a_plateau,
        "optimizers",
    ),
    "jumping": Kind(
        _jumping,
        "The loss jumps up and down from epoch to epoch.",
        "It differs by about {noise} from one epoch to the next, which may hide whether it falls. Smaller steps (the "
        "rate is {rate}) or larger batches jump less.",
        advice.calmer,
        "optimizers",
    ),
    "falling": Kind(
        _falling,
        "The training loss is still falling.",
        "In the last {span} epochs it went from {before} to {now}.",
        advice.nothing,
        "optimizers",
    ),
}
"""The most specific first: what keeps the run from training at all, then what explains the curve, then the curve."""
