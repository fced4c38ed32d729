"""Lines and marks on the map of x: the proof of the verdict on x, or the curve of a plane in φ(x)."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from playground.lessons.separability.figures import STYLES, borders, cut, proof
from playground.lessons.separability.words import percent
from playground.scene.panels import Style
from playground.study.separability import Verdict


class Overlay(NamedTuple):
    """(style, line) for each line, the styles in use by name, positions of rings and of crosses (m, 2)."""

    lines: list[tuple[str, np.ndarray]]
    styles: dict[str, Style]
    rings: np.ndarray
    crosses: np.ndarray


def overlay(show) -> Overlay:
    """The overlay for the selected row of the table."""
    name, _ = show.rows[show.shown]
    if name == "φ(x)" and show.phi_apart:
        W, b = (show.phi.w[None], np.array([show.phi.b])) if show.classes == 2 else show.seen[0].joint[:2]
        lines = [("cut" if show.classes == 2 else "borders", line) for line in cut(show.model, W, b)]
        return _overlay(show, lines, show.phi if show.classes == 2 else None)
    if show.raw_separable and not show.raw.separable:
        W, b, _ = show.raw_joint
        return _overlay(show, [("borders", line) for line in borders(W, b)], None)
    lines = proof(show.points, show.labels == show.positive, show.raw)
    if name != "x":
        lines = [(style, line) for style, line in lines if style != "best"]
    return _overlay(show, lines, show.raw)


def best(label: str, verdict: Verdict) -> Style:
    """The style of the most accurate line, with its accuracy, for classes that no line separates."""
    return replace(STYLES["best"], label=f"{label}, {percent(verdict.line.accuracy)}")


def _overlay(show, lines, verdict: Verdict | None):
    """Adds the support vectors or the proof of `verdict`, if it is drawn."""
    used = {style for style, _ in lines}
    styles = {name: style for name, style in STYLES.items() if name in used}
    if show.classes > 2:
        styles = {name: _of_class(style, name, show.positive) for name, style in styles.items()}
    if "best" in styles:
        styles["best"] = best(styles["best"].label, show.raw)
    rings, crosses = np.empty(0, int), np.zeros((0, 2))
    if verdict is not None:
        weights = None if verdict.separable else verdict.weights
        rings = verdict.support if weights is None else np.flatnonzero(weights > 0)
        crosses = crosses if verdict.point is None else verdict.point[None]
    return Overlay(lines, styles, show.points[rings], crosses)


def _of_class(style: Style, name: str, number: int) -> Style:
    """For more than two classes, these lines are about one class against the rest."""
    if name == "hull0":
        return replace(style, label="hull of the rest", color="quiet")
    if name == "hull1":
        return replace(style, label=f"hull of class {number}", color=f"class{number}")
    if name in ("widest", "best"):
        return replace(style, label=f"{style.label}, class {number} from the rest")
    return style
