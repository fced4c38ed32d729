"""Gradient norm of each layer during training, and gradient clipping."""

import numpy as np

from playground.config import Config
from playground.engine.run import Run
from playground.lessons.backprop.settings import Settings, backprop_config
from playground.lessons.backprop.words import num
from playground.lessons.budget import PICTURE, batches_in, cut
from playground.lessons.format import positive
from playground.scene.panels import TEST, TRAIN, Bars, Control, Curves, Layout, Style, Words
from playground.scene.show import Show, Values
from playground.study.flow import Flow, Steps

VANISHED, FADED, BLOWN = 1e-3, 0.1, 1e3
"""Thresholds for the text: gradient norm relative to the last layer's."""

LEARNED = 1e-4
"""Mean loss below which almost nothing is left to learn: the right class has 0.9999, or errors are about 0.01."""

KINDS = (Style("by the weights, ‖∂L/∂W‖", "compared0"), Style("by the output, √mean ‖∂ℓ/∂a‖²", "quiet"))


class DepthShow(Show):
    """Trains a net step by step; a frame is an epoch, or as much of it as time allows."""

    def __init__(self, config: Config, settings: Settings):
        self.settings, self.given = settings, config
        self.config = config = backprop_config(config, settings)
        self.run = Run(config)
        self.flow, self.counted = Flow(self.run.model), Steps(self.run)
        self._rows: Values = {}
        self._epoch: list[float] = []  # gradient norms of the steps in the current epoch
        self._measure()

    def changed(self, names: frozenset[str]) -> None:
        """A new clipping norm applies from the next step on, and the counts restart."""
        if "clip_norm" in names:
            self.config = backprop_config(self.given, self.settings)
            self.run.change(self.config)
            self.counted = Steps(self.run)

    def moving(self) -> list:
        return [self.run, self.counted]

    def layout(self) -> Layout:
        config = self.config
        depth = len(config.hidden)
        dashed = f"; dashed: the cut at {num(config.clip_norm)}" if config.clip_norm else ""
        norms = Bars(
            "norms", span=8, title="Gradient in each layer", log=True, low=None, height=280, styles=KINDS,
            note=f"Of the loss of all training points{dashed}.",
        )  # fmt: skip
        layers = (Style("layer 1", "compared0"), *self._middle(), Style("output", "ink", dash=True))
        course = Curves(
            "course", span=4, title="While it trains", x="epoch", y="‖∂L/∂W‖", log=True, height=280, styles=layers
        )
        steps = Curves(
            "steps", span=8, title="Length of each step's gradient, before the cut", x="epoch", y="‖g‖", log=True,
            styles=(Style("mean of the epoch", "compared0"), Style("longest", "quiet")),
            note=f"All layers together, as the optimizer gets it{dashed}.",
        )  # fmt: skip
        return Layout(
            rows=[
                [norms, course],
                [Words("seen", note=cut(self.given))],
                [steps, Curves("loss", span=4, title="Loss", x="epoch", styles=(TRAIN, TEST))],
            ],
            controls=[
                Control("view"),
                Control("depth", value=depth or None),
                Control("width", value=max(config.hidden, default=None)),
                Control("activation", value=config.activations[-1] if config.hidden else None, disabled=not depth),
                Control("initializer", value=config.initializer),
                Control("clip_norm", value=config.clip_norm),
            ],
        )

    def _middle(self):
        depth = len(self.config.hidden)
        return (Style(f"layer {depth // 2 + 1}", "compared2"),) if depth > 2 else ()

    def _measure(self):
        self.norms = self.flow.norms()
        at = [0, *([len(self.config.hidden) // 2] if self._middle() else []), -1]
        course = np.array([self.position, *positive(self.norms.weights[at])])
        losses = np.array([self.position, *self.run.measures[:2]])
        self._rows = {**self._rows, "course.row": course, "loss.row": losses}

    def static(self) -> Values:
        return {
            "norms.labels": [*(f"layer {k + 1}" for k in range(len(self.config.hidden))), "output"],
            "steps.cut": self.config.clip_norm or None,
            "norms.cut": self.config.clip_norm or None,
        }

    def update(self) -> Values:
        norms = np.stack([positive(self.norms.weights), positive(self.norms.outputs)])
        return {
            "norms.values": norms,
            "norms.texts": [_power(norm) for norm in (*self.norms.weights, *self.norms.outputs)],
            **self._rows,
            **self._words(),
        }

    def _words(self) -> Values:
        reach = float(self.norms.reach)
        outputs = self.norms.outputs
        back = outputs[0] / outputs[-1] if outputs[-1] > 0 else np.nan
        depth = len(self.config.hidden)
        if self.run.error:
            text, tone = self.run.error, "no"
        elif not depth:
            text, tone = "Without a hidden layer there is only one layer for the gradient to reach.", ""
        elif self.run.measures.train_loss <= LEARNED:
            left = "hardly any" if np.isfinite(reach) else "no"
            text, tone = f"All training points are learned: there is {left} gradient left to send.", "yes"
        elif not np.isfinite(reach):
            text, tone = "No gradient reaches the last layer's weights: nothing can be learned.", "no"
        elif reach < VANISHED:
            text, tone = f"It vanishes: layer 1 gets {num(reach)} of the gradient that the output layer gets.", "no"
        elif back > BLOWN:
            text, tone = (
                f"It explodes: going back through {depth} layers makes the gradient {num(back)} times as long.",
                "no",
            )
        elif reach < FADED:
            text, tone = f"It fades: layer 1 gets {num(reach)} of the gradient that the output layer gets.", ""
        else:
            text, tone = f"It arrives: layer 1 gets {num(reach)} times the gradient that the output layer gets.", "yes"
        limit, share = self.config.clip_norm, self.counted.share
        numbers = [
            ["∂L/∂W, layer 1 : output", num(reach)],
            ["∂ℓ/∂a, layer 1 : output", num(back)],
            ["Steps taken", f"{self.counted.taken:,}"],
            ["Steps that were cut", f"{share:.0%}" if limit and self.counted.taken else "–" if limit else "no cut"],
        ]
        return {"seen.text": text, "seen.tone": tone, "seen.numbers": numbers}

    def advance(self) -> bool:
        epoch, lengths = self.run.epoch, []
        for _ in range(batches_in(PICTURE, self.run.model)):
            length = self.counted.take()
            if length is None:
                return False
            lengths.append(length)
            if self.run.epoch > epoch:
                break
        self._epoch = self._epoch + lengths
        if self.run.epoch > epoch:
            row = np.array([self.run.epoch, *positive([np.mean(self._epoch), np.max(self._epoch)])])
            self._rows, self._epoch = {**self._rows, "steps.row": row}, []
        self._measure()
        return True


def _power(norm: float) -> str:
    """One digit and a power of ten, to save space; a dash for NaN or infinity."""
    if not np.isfinite(norm):
        return "–"
    if norm == 0:
        return "0"
    digit, power = f"{norm:.0e}".split("e")
    return f"{norm:.1g}" if -3 < int(power) < 2 else f"{digit}e{int(power)}".replace("-", "−")
