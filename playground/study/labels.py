"""Names of parameters and units: w¹₂₃ is the weight in layer 1 of unit 2 for input 3."""

from playground.engine.layout import Layout

_SUB = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")
_SUPER = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def sub(*numbers: int) -> str:
    """The numbers as one subscript, separated by commas if one has two digits."""
    return ("," if max(numbers) > 9 else "").join(map(str, numbers)).translate(_SUB)


def sup(number: int) -> str:
    return str(number).translate(_SUPER)


def unit_name(k: int, i: int, last: bool, units: int) -> str:
    """The name in a sentence of unit i of layer k, both counted from 0."""
    if last:
        return f"output {i + 1}" if units > 1 else "the output"
    return f"unit {i + 1} of hidden layer {k + 1}"


def parameter_name(layout: Layout, index: int) -> str:
    """w¹₂₃, b¹₂, γ¹₂ or β¹₂ for an index into theta. ValueError beyond its end."""
    for k, layer in enumerate(layout.layers):
        if layer.weights.start <= index < layer.weights.stop:
            i, j = divmod(index - layer.weights.start, layer.fan_in + 1)
            return f"b{sup(k + 1)}{sub(i + 1)}" if j == layer.fan_in else f"w{sup(k + 1)}{sub(i + 1, j + 1)}"
        for letter, place in (("γ", layer.gamma), ("β", layer.beta)):
            if place and place.start <= index < place.stop:
                return f"{letter}{sup(k + 1)}{sub(index - place.start + 1)}"
    raise ValueError(f"index = {index} must be below {layout.size}")
