"""Two distributions over three outcomes: entropy, and the extra bits of expecting q when p holds."""

import numpy as np

from playground.config import Config
from playground.lessons.format import short
from playground.lessons.losses.settings import Settings
from playground.scene.panels import Bars, Button, Control, Curves, Layout, Style, Words
from playground.scene.show import Show, Values
from playground.study import information as info

THINGS = ["A", "B", "C"]
RATE = 0.5
STEPS = 300
LEAST = 1e-6
"""Divergence in bits below which the descent stops."""

SIGMOID = "Of two scores, the softmax is the sigmoid of their difference."
VISIBLE = ("view", "pa", "pb", "pc")
NAMES = ["H(p)", "KL(p‖q)", "H(p, q)"]
_Q = np.linspace(0.0, 1.0, 501)
_SURPRISE = np.append(np.nan, -np.log2(_Q[1:]))


class SurpriseShow(Show):
    """Play descends the gradient of H(p, q) in the logits, q − p, as training does for each point."""

    def __init__(self, config: Config, settings: Settings):
        super().__init__(config, settings)
        self.p = info.normalized([settings.pa, settings.pb, settings.pc])
        self._z = np.array([settings.za, settings.zb, settings.zc])
        # The first bar is the highest: the loss only decreases from there.
        self._most = 0.5 * np.ceil(2.0 * max(self.numbers[2], np.log2(len(THINGS))))

    @property
    def q(self) -> np.ndarray:
        """The model's distribution: the softmax of the logits."""
        return info.softmax(self._z)

    @property
    def numbers(self) -> np.ndarray:
        """H(p), KL(p‖q), H(p, q) in bits."""
        return np.array([info.entropy(self.p), info.kl(self.p, self.q), info.cross_entropy_of_logits(self.p, self._z)])

    def layout(self) -> Layout:
        p, q = Style("p, what happens", "ink"), Style("q = softmax(z), what is expected", "accent")
        log_p = np.log(np.maximum(self.p, 1e-9))
        match = np.clip(np.round(log_p - log_p.mean(), 1), -5.0, 5.0)
        return Layout(
            rows=[
                [
                    Bars("both", span=4, title="Two distributions", styles=(p, q), high=1.0, note=SIGMOID),
                    Bars(
                        "three", span=4, title="Three numbers", unit="bits", styles=(Style("", "quiet"),),
                        high=self._most,
                    ),
                    Curves(
                        "log", span=4, title="Surprise at what happens", x="q, the probability expected", y="bits",
                        styles=(Style("−log₂ q", "quiet"), Style("A, B and C", "accent")), low=0.0,
                    ),
                ],
                [Words("seen")],
                [
                    Curves(
                        "course", span=12, title="Going down the gradient q − p", x="step", y="bits", low=0.0,
                        styles=(Style("H(p, q)", "accent"), Style("KL(p‖q)", "quiet"), Style("H(p)", "ink", dash=True)),
                    )
                ],
            ],
            controls=[*map(Control, VISIBLE), Control("za", first=True), Control("zb"), Control("zc")],
            buttons=[
                Button("Sure thing", {"pa": 1.0, "pb": 0.0, "pc": 0.0}),
                Button("Uniform", {"pa": 1.0, "pb": 1.0, "pc": 1.0}),
                Button("q = p", dict(zip(("za", "zb", "zc"), match.tolist(), strict=True))),
            ],
            counts="step",
        )  # fmt: skip

    def static(self) -> Values:
        surprise = np.stack([_Q, _SURPRISE, np.full_like(_Q, np.nan)], axis=1)
        return {"both.labels": THINGS, "three.labels": NAMES, "log.rows": surprise}

    def update(self) -> Values:
        q, numbers = self.q, self.numbers
        entropy, divergence, cross = numbers
        dots = np.stack([q, -info.log_softmax(self._z) / info.UNITS["bits"], np.ones(3)], axis=1)
        return {
            "both.values": np.stack([self.p, q]),
            "three.values": numbers,
            "log.dots": dots,
            "log.marks": [[float(share), thing] for share, thing in zip(q, THINGS, strict=True)],
            "course.row": np.array([self.steps, cross, divergence, entropy]),
            "seen.text": self._line(entropy, divergence),
            "seen.tone": "yes" if divergence < 0.01 else "",
            "seen.formula": f"H(p, q) = H(p) + KL(p‖q):  {cross:.3f} = {entropy:.3f} + {divergence:.3f} bits",
            "seen.numbers": [
                [name, f"{bits * info.UNITS['bits']:.3f} nats"] for name, bits in zip(NAMES, numbers, strict=True)
            ],
        }

    def _line(self, entropy, divergence):
        most = np.log2(len(THINGS))
        if entropy < 5e-4:
            sure = int(self.p.argmax())
            cost = -info.log_softmax(self._z)[sure] / info.UNITS["bits"]
            given = f"{THINGS[sure]} is a sure thing, 0 bits, and q gives it {self.q[sure]:.1%}"
            return f"{given}: a surprise of −log₂ q = {cost:.2f} bits, all of it KL."
        if divergence < 5e-4:
            return f"q is p: H(p, q) is no more than the {entropy:.2f} bits of surprise that p itself has."
        if most - entropy < 5e-4:
            return f"p is uniform: {entropy:.2f} bits, the most that three things can have. Expecting q costs more."
        return f"p has {entropy:.2f} bits of surprise; expecting q in its place costs {short(divergence)} bits more."

    def advance(self) -> bool:
        if self.steps >= STEPS or self.numbers[1] < LEAST:
            return False
        self._z = self._z - RATE * (self.q - self.p)
        self.steps += 1
        return True
