"""The findings, in order of importance: the first that holds is shown. To add one, add one entry to `FINDINGS`."""

from collections.abc import Callable
from typing import NamedTuple

from playground.diagnosis import advice, conditions
from playground.diagnosis.advice import Action
from playground.diagnosis.conditions import Values
from playground.diagnosis.facts import Facts


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


FINDINGS: dict[str, Kind] = {
    "blocked": Kind(
        conditions.blocked,
        "Batch normalization cannot train with a batch size of 1.",
        "A single row has no variance, so there is nothing to normalize by.",
        advice.larger_batches,
        "initialization",
    ),
    "no start": Kind(
        conditions.no_start,
        "The loss is not finite before training.",
        "The initial weights or the inputs are so large that the loss is beyond what a number can hold.",
        advice.usual_weights,
        "initialization",
    ),
    "diverged": Kind(
        conditions.diverged,
        "Diverged after epoch {since}: the steps are too large.",
        "At the rate {rate} each step goes too far and increases the loss, until a number is no longer finite.",
        advice.smaller_steps,
        "optimizers",
    ),
    "no inputs": Kind(
        conditions.no_inputs,
        "No feature is on: the answer is the same everywhere.",
        "Without a feature the network knows nothing about a point, so it gives every point the same answer.",
        advice.usual_features,
        "linear_separability",
    ),
    "identical": Kind(
        conditions.identical,
        "All {units} units of layer {layer} are identical, and stay so.",
        "Their weights are equal, before and behind them, so their gradients are: {units} units do the work of one.",
        advice.random_weights,
        "initialization",
    ),
    "dead layer": Kind(
        conditions.dead_layer,
        "All {units} units of layer {layer} are dead.",
        "Their slope is below 1 % of the steepest one at every training point, so next to no gradient passes layer "
        "{layer}.",
        advice.living_units,
        "backpropagation",
    ),
    "diverging": Kind(
        conditions.diverging,
        "Diverging: the training loss is more than twice that of the start.",
        "It was {first} before training and is {now} now: at the rate {rate} the steps go too far.",
        advice.smaller_steps,
        "optimizers",
    ),
    "gradient 0": Kind(
        conditions.no_gradient,
        "The gradient has been 0 since epoch {since}: nothing changes.",
        "The norm of the last gradient is {norm}, and the losses have been exactly the same since epoch {since}.",
        advice.another_start,
        "backpropagation",
    ),
    "solved": Kind(
        conditions.solved,
        "Solved at epoch {since}, with at least {bar} right, test points too.",
        "{train} of the training points and {test} of the test points are right now.",
        advice.next_experiment,
        "linear_separability",
    ),
    "fitted": Kind(
        conditions.fitted,
        "Solved at epoch {since}, with an R² of at least {bar}, test points too.",
        "R² is {train} on the training points and {test} on the test points now; 1 is perfect.",
        advice.next_experiment,
        "loss_functions",
    ),
    "overfitting": Kind(
        conditions.overfitting,
        "Overfitting since epoch {since}, where the test loss was lowest.",
        "The test loss has risen from {lowest} to {now}, while the training loss fell.",
        advice.less_overfitting,
        "capacity_and_regularization",
    ),
    "rate ended": Kind(
        conditions.rate_ended,
        "The schedule has run the rate down since epoch {since}.",
        "The rate began at {rate} and is {now} now, too small to change the weights.",
        advice.constant_rate,
        "optimizers",
    ),
    "line": Kind(
        conditions.line,
        "A line cannot do better: at its least loss it reaches {score}.",
        "The least training loss of any line is {least}; it is {now} now. {score} is what that best line reaches on "
        "the training points. Another line may get more points right, but only at a higher loss.",
        advice.bend,
        "linear_separability",
    ),
    "features": Kind(
        conditions.features,
        "These features cannot do better: at their least loss they reach {score}.",
        "Without hidden layers the least training loss with these features is {least}; it is {now} now. {score} is "
        "what that optimum reaches on the training points.",
        advice.bend,
        "linear_separability",
    ),
    "dead units": Kind(
        conditions.dead_units,
        "{dead} of {units} units of layer {layer} are dead, and the loss hardly falls.",
        "Their slope is below 1 % of the steepest one at every training point, so they do not learn. The training "
        "loss has hardly fallen since epoch {since}.",
        advice.living_units,
        "backpropagation",
    ),
    "plateau": Kind(
        conditions.plateau,
        "Plateau since epoch {since}: the loss hardly falls.",
        "The training loss has stayed near {level} since epoch {since}; it is {now} now.",
        advice.off_a_plateau,
        "optimizers",
    ),
    "jumping": Kind(
        conditions.jumping,
        "The loss jumps up and down from epoch to epoch.",
        "It differs by about {noise} from one epoch to the next, which may hide whether it falls. Smaller steps (the "
        "rate is {rate}) or larger batches jump less.",
        advice.calmer,
        "optimizers",
    ),
    "falling": Kind(
        conditions.falling,
        "The training loss is still falling.",
        "In the last {span} epochs it went from {before} to {now}.",
        advice.nothing,
        "optimizers",
    ),
}
"""The most specific first: what keeps the run from training at all, then what explains the curve, then the curve."""
