"""The text about a race, and the packing of its lines."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.engine.evaluator import Measures
from playground.lessons.format import positive, short
from playground.scene.panels import Style
from playground.scene.show import Values
from playground.tables.optimizers import Optimizer

PRESETS: dict[str, dict[str, Any]] = {
    "Momentum": {"racers": ["sgd", "momentum", "nesterov"], "look": "momentum"},
    "Steps that die": {"racers": ["adagrad", "rmsprop"], "look": "adagrad"},
    "Adam's correction": {"racers": ["adam", "adam-raw"], "look": "adam-raw"},
    "All six": {"racers": ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]},
}
"""By the label of a button: the optimizers compared."""

SPREAD = {0.1: "lowest tenth", 0.5: "median", 0.9: "highest tenth"}
"""Quantiles over the weights of a net, and their names."""


def faint(styles: Sequence[Style]) -> tuple[Style, ...]:
    """The same styles, thin: the remaining part of a path."""
    return tuple(Style(style.label, style.color, style.dash, 1.0) for style in styles)


def headed(styles: Sequence[Style]) -> tuple[Style, ...]:
    """The same styles with a dot at the end, without labels: the legend names each only once."""
    return tuple(Style("", style.color, style.dash, 2.5, head="dot") for style in styles)


def numbered(lines: Sequence[np.ndarray], first: int = 0) -> np.ndarray:
    """(n, d + 1) rows of all lines (…, d), each with the index of its style, and a row of NaN after each line."""
    parts = []
    for k, line in enumerate(lines):
        gap = np.full((1, line.shape[1]), np.nan)
        whole = np.concatenate([line, gap])
        parts.append(np.column_stack([whole, np.full(len(whole), first + k)]))
    return np.concatenate(parts)


def score(measures: Measures, k: int, task: str) -> str:
    """The test score of one net as text."""
    value = float(np.asarray(measures.test_score)[k])
    return f"test R² {short(value)}" if task == "regression" else f"test {value:.0%}"


ARRIVED = 1e-9
"""Below this loss, or height above the minimum, differences do not matter."""


def level(height: float) -> str:
    """A loss or a height as text."""
    if not np.isfinite(height):
        return "diverged"
    return f"< {short(ARRIVED)}" if height < ARRIVED else short(height)


def standing(labels: Sequence[str], heights: np.ndarray, step: int, of: str = "loss") -> str:
    """The ranking after so many steps: the lowest, the highest, and those that diverged."""
    there = np.isfinite(heights)
    gone = [label for label, ok in zip(labels, there, strict=True) if not ok]
    rates = "its rate is" if len(gone) == 1 else "their rates are"
    lost = f" {' and '.join(gone)} diverged: {rates} too large here." if gone else ""
    if not step:
        return "All start from the same place. Press Play and see where each goes."
    if not there.any():
        return lost.strip()
    low, high = int(np.nanargmin(np.where(there, heights, np.nan))), int(np.nanargmax(np.where(there, heights, np.nan)))
    if low == high or heights[low] == heights[high]:
        return f"After {step} steps {labels[low]} is at {of} {level(heights[low])}.{lost}"
    return (
        f"After {step} steps {labels[low]} is lowest, at {of} {level(heights[low])}; "
        f"{labels[high]} is at {level(heights[high])}.{lost}"
    )


def told(
    labels: Sequence[str], heights: np.ndarray, step: int, first: list[str], rule: type[Optimizer], of: str = "loss"
) -> Values:
    """The text of the page after so many steps; `first` comes before the heights, `rule` is the selected one."""
    numbers = [[label, level(height)] for label, height in zip(labels, heights.tolist(), strict=True)]
    return {
        "seen.text": standing(labels, heights, step, of),
        "seen.numbers": [first, *numbers],
        "seen.formula": f"{rule.label}:\n{rule.formula}",
    }


def quantiles(values: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """(…, len(shares)) quantiles over the last axis of the positive values; NaN where there are none."""
    values = np.sort(positive(values), axis=-1)  # NaN sorts last
    last = np.maximum(np.isfinite(values).sum(axis=-1) - 1, 0)
    at = np.rint(np.array(shares) * last[..., None]).astype(int)
    return np.take_along_axis(values, at, axis=-1)
