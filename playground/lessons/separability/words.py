"""The current result in one sentence, with its numbers."""

from playground.scene.show import Values


def percent(share: float) -> str:
    """74.4 %, without a line break."""
    return f"{100 * share:.1f}\N{NO-BREAK SPACE}%"


def index(number: int) -> str:
    """₁₂ for 12."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def told(show) -> Values:
    """The text below the pictures, for the current net."""
    text, tone = _sentence(show)
    measures, raw = show.measures, show.raw
    numbers = [
        ["Training accuracy", percent(measures.train_score)],
        ["Test accuracy", percent(measures.test_score)],
    ]
    who = "" if show.classes == 2 else f", class {show.positive} from the rest"
    if not raw.separable:
        numbers.append([f"Best line on x{who}", percent(raw.line.accuracy)])
        if not show.raw_separable:
            numbers.append(["Points that prove it", f"{(raw.weights > 0).sum()} of {len(raw.weights)}"])
    elif raw.w.any():
        numbers.append([f"Widest gap on x{who}", f"{2 * raw.margin:.2f}"])
        numbers.append(["Points at its edges", f"{len(raw.support)}"])
    return {"seen.text": text, "seen.tone": tone, "seen.numbers": numbers}


def _sentence(show):
    if show.matrices.shown:
        apart = show.matrices.apart(show.points)
        layers = len(show.model.layout.layers)
        return (
            f"{layers} layers, yet one matrix gives the same scores, to {apart:.0e}: the boundary stays a line. "
            f"{_raw(show)}"
        ).replace("e-", "e−"), "yes" if show.raw_separable else "no"
    if show.config.hidden:
        return _hidden(show)
    if show.rows[-1][0] == "φ(x)":
        return _phi(show)
    return f"{_raw(show)} The net has {percent(show.measures.train_score)}.", "yes" if show.raw_separable else "no"


def _raw(show):
    if not show.raw.w.any() and show.raw.separable:
        return "There is only one class: nothing to separate."
    if show.classes > 2:
        return _raw_of_many(show)
    if show.raw.separable:
        return "A line can part these points."
    return f"No line can: the cross lies in both hulls. The best line has {percent(show.raw.line.accuracy)}."


def _raw_of_many(show):
    best = percent(show.raw.line.accuracy)
    if show.raw.separable:
        return "One linear layer can tell these classes apart, and a line can part each from the rest."
    if show.raw_separable:
        return (
            "One linear layer can tell these classes apart, "
            f"though no line parts class {show.positive} from the rest (the best has {best})."
        )
    return (
        f"No linear layer can tell these classes apart. No line can part class {show.positive} from the rest either: "
        f"the cross lies in both hulls, and the best line has {best}."
    )


def _phi(show):
    count, score = len(show.config.features), percent(show.measures.train_score)
    with_ = f"With {count} features" if count != 1 else "With one feature"
    if show.classes > 2:
        can, could = ("can" if separable else "cannot" for separable in (show.seen[0].separable, show.raw_separable))
        return (
            f"{with_} one linear layer {can} tell the classes apart; on x it {could}. The net has {score}.",
            "yes" if show.seen[0].separable else "no",
        )
    if show.seen[0].separable and show.raw.separable:
        return f"{with_} a plane can part the points, and on x a line could. The net has {score}.", "yes"
    if show.seen[0].separable:
        return f"On x no line can; with {count} features a plane can. The net has {score}.", "yes"
    return f"{with_} no plane can part the points either. The net has {score}.", "no"


def _hidden(show):
    seen = show.seen[1:]
    score = percent(show.measures.train_score)
    if seen[-1].separable:
        first = next(k for k, layer in enumerate(seen, 1) if all(later.separable for later in seen[k - 1 :]))
        since = seen[first - 1].since
        when = "from the start" if since == 0 else f"since epoch {since:g}"
        again = "" if seen[first - 1].first == since else f" (the first time at epoch {seen[first - 1].first:g})"
        enough = "a plane is enough" if show.classes == 2 else "one linear layer is enough"
        return f"Layer {first} has been separable {when}{again}: behind it {enough}. The net has {score}.", "yes"
    was = next((k for k, layer in enumerate(seen, 1) if layer.first is not None), None)
    if was is not None:
        return f"Layer {was} was separable at epoch {seen[was - 1].first:g}, and is not now. The net has {score}.", "no"
    return f"At epoch {int(show.position)} no layer is separable. The net has {score}.", "no"
