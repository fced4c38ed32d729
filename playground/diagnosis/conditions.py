"""Whether each finding holds: its named values if it does, None if not."""

from playground.diagnosis.curves import SOLVED, TEST
from playground.diagnosis.facts import Facts

Values = dict[str, object]
"""The named values of a sentence. "since" is the epoch since which it has been true."""

MANY = 0.25
"""Share of a layer's units whose death is worth a word: ReLU nets usually lose one or two, and learn all the same."""


def percent(share: float) -> str:
    """A share in a sentence: 0.5 is "50 %", which no line break divides."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def _always(values: Values, holds: bool) -> Values | None:
    return values if holds else None


def blocked(facts: Facts) -> Values | None:
    """Batch normalization cannot train."""
    return _always({}, facts.blocked)


def no_start(facts: Facts) -> Values | None:
    """The initial loss is not finite."""
    return _always({}, facts.epoch == 0 and facts.run.position == 0.0 and facts.run.error is not None)


def diverged(facts: Facts) -> Values | None:
    """A number is no longer finite."""
    return _always({"since": facts.epoch, "rate": facts.config.rate}, facts.run.error is not None)


def diverging(facts: Facts) -> Values | None:
    """The loss is far above its start."""
    first = float(facts.curves.rows[0, 0])
    return _always({"first": first, "now": facts.curves.now, "rate": facts.config.rate}, facts.curves.diverges)


def no_inputs(facts: Facts) -> Values | None:
    """No feature is on."""
    return _always({}, not facts.config.features)


def identical(facts: Facts) -> Values | None:
    """All units of a layer are identical."""
    return {"layer": facts.twins[0], "units": facts.twins[1]} if facts.twins else None


def dead_layer(facts: Facts) -> Values | None:
    """All units of a layer are dead."""
    if facts.curves.falling or facts.curves.solved is not None:
        return None  # then every layer learns, and the look at the units is saved
    for layer, units, dead in facts.dead:
        if dead == units:
            return {"layer": layer, "units": units}
    return None


def no_gradient(facts: Facts) -> Values | None:
    """The gradient is 0, and the task is not solved."""
    since = facts.still
    solved = facts.curves.solved is not None
    return None if since is None or solved else {"since": since, "norm": facts.run.gradient_norm}


def _solved_since(facts: Facts) -> int | None:
    return facts.curves.solved if facts.epoch else None  # initial weights may be lucky, but have solved nothing


def solved(facts: Facts) -> Values | None:
    """A classification is solved."""
    since = _solved_since(facts)
    if since is None or facts.config.task == "regression":
        return None
    scores = facts.curves.rows[-1, 2:]
    return {"since": since, "bar": percent(SOLVED), "train": percent(scores[0]), "test": percent(scores[1])}


def fitted(facts: Facts) -> Values | None:
    """A regression is solved."""
    since = _solved_since(facts)
    if since is None or facts.config.task != "regression":
        return None
    scores = facts.curves.rows[-1, 2:].tolist()
    return {"since": since, "bar": SOLVED, "train": scores[0], "test": scores[1]}


def overfitting(facts: Facts) -> Values | None:
    """The test loss rises while the training loss falls."""
    curves = facts.curves
    lowest = float(curves.rows[curves.best, TEST])
    return _always({"since": curves.best, "lowest": lowest, "now": curves.level(TEST)}, curves.overfits)


def rate_ended(facts: Facts) -> Values | None:
    """The schedule has run the rate down."""
    since = facts.ended
    if since is None or facts.curves.falling:
        return None
    return {"since": since, "rate": facts.config.rate, "now": facts.run.rate}


def line(facts: Facts) -> Values | None:
    """A line is as good as it can be."""
    return _bound(facts, facts.straight)


def features(facts: Facts) -> Values | None:
    """A linear net is as good as it can be."""
    return _bound(facts, not facts.straight)


def _bound(facts: Facts, asked: bool) -> Values | None:
    bound = facts.bound if asked else None
    if bound is None or bound.score >= SOLVED:
        return None
    regression = facts.config.task == "regression"
    score = f"R² {bound.score:.2f}" if regression else percent(bound.score)
    return {"score": score, "least": bound.loss, "now": facts.loss}


def dead_units(facts: Facts) -> Values | None:
    """Many units of a layer are dead, and the loss is on a plateau."""
    if not facts.curves.plateau or not facts.dead:
        return None
    layer, units, dead = max(facts.dead, key=lambda found: found[2] / found[1])
    if dead < MANY * units:
        return None
    return {"dead": dead, "units": units, "layer": layer, "since": facts.curves.plateau.since}


def plateau(facts: Facts) -> Values | None:
    """The loss hardly falls."""
    plateau = facts.curves.plateau
    return {"since": plateau.since, "level": plateau.level, "now": facts.loss} if plateau else None


def jumping(facts: Facts) -> Values | None:
    """The noise hides whether the loss falls."""
    curves = facts.curves
    return _always({"noise": percent(curves.noise / abs(curves.now)), "rate": facts.run.rate}, curves.jumping)


def falling(facts: Facts) -> Values | None:
    """The loss falls."""
    curves = facts.curves
    span = min(10, facts.epoch)
    return _always({"span": span, "before": curves.now + curves.fell(span), "now": curves.now}, curves.falling)
