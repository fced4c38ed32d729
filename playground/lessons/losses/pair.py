"""(0.35, 0.33, 0.32) and (0.33, 0.35, 0.32): the prediction becomes correct, and the loss hardly changes."""

import numpy as np

from playground.scene.panels import Bars, Button, Control, Curves, Layout, Style, Words
from playground.scene.show import Show, Values
from playground.study import information as info

BEFORE = np.array([0.35, 0.33, 0.32])
"""Probabilities of the classes A, B and C; the point belongs to B."""

RIGHT = 1
WAY = np.array([-1.0, 1.0, 0.0])
PAIR = 0.02
_SHIFTS = np.linspace(0.0, 0.3, 301)


def measured(shift) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """p (…, 3), cross-entropy in nats and accuracy, both (…), after moving `shift` (…) from A to B."""
    p = BEFORE + np.asarray(shift)[..., None] * WAY
    loss = info.cross_entropy(info.one_hot(RIGHT, 3), p, "nats")
    return p, loss, (p.argmax(axis=-1) == RIGHT).astype(float)


WAY_ROWS = np.stack([_SHIFTS, *measured(_SHIFTS)[:0:-1]], axis=1)


class PairShow(Show):
    """One point of three classes, and a slider that moves probability to the correct one."""

    def layout(self) -> Layout:
        styles = (Style("at the start", "quiet"), Style("now", "accent"))
        return Layout(
            rows=[
                [
                    Bars("p", span=4, title="What the net says; B is right", styles=styles, high=0.7, height=260),
                    Bars("score", span=3, title="Accuracy and loss", styles=styles, high=1.2, height=260),
                    Curves(
                        "way", span=5, title="Both on the way", x="moved from A to B", low=0.0, high=1.2, height=260,
                        styles=(Style("accuracy at this point", "ink"), Style("cross-entropy, nats", "accent")),
                    ),
                ],
                [Words("seen")],
            ],
            controls=[Control("view"), Control("shift")],
            buttons=[
                Button("(0.35, 0.33, 0.32)", {"shift": 0.0}),
                Button("(0.33, 0.35, 0.32)", {"shift": PAIR}),
            ],
            moves=False,
        )  # fmt: skip

    def static(self) -> Values:
        return {
            "p.labels": ["A", "B", "C"],
            "score.labels": ["accuracy", "loss"],
            "way.rows": WAY_ROWS,
        }

    def update(self) -> Values:
        shift = self.settings.shift
        (p0, loss0, right0), (p, loss, right) = measured(0.0), measured(shift)
        said = "right" if right else "wrong"
        change = f"the loss went from {loss0:.3f} to {loss:.3f} nats, {1.0 - loss / loss0:.1%} less"
        return {
            "p.values": np.stack([p0, p]),
            "score.values": np.array([[right0, loss0], [right, loss]]),
            "score.texts": [f"{right0:.0%}", f"{loss0:.3f}", f"{right:.0%}", f"{loss:.3f}"],
            "way.dots": np.array([[shift, right, 0], [shift, loss, 1]]),
            "way.marks": [[shift, ""]],
            "seen.text": f"The answer is {said}; {change}."
            if shift
            else f"The answer is wrong: A has the most. The loss is {loss0:.3f} nats.",
            "seen.tone": "yes" if right else "no",
            "seen.formula": f"accuracy counts who is largest; the loss is −ln p(B) = −ln {p[RIGHT]:.3f} = {loss:.3f}",
            "seen.numbers": [
                ["p", f"({p[0]:.3f}, {p[1]:.3f}, {p[2]:.3f})"],
                ["Accuracy", f"{right:.0%}"],
                ["Cross-entropy", f"{loss:.4f} nats"],
            ],
        }
