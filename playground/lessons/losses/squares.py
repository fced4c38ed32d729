"""Regression: squared error, and linear regression as a net of one layer."""

import numpy as np

from playground.config import Config
from playground.engine.model import Model
from playground.lessons.budget import cut, train_a_picture
from playground.lessons.format import positive, short
from playground.lessons.grid import GridReader
from playground.lessons.losses.settings import BLOBS, PLANE, Settings, for_squares
from playground.scene.panels import TEST, TRAIN, Control, Curves, Layout, Map, Style, Words
from playground.scene.show import Show, Values
from playground.study.least_squares import best_linear

CELLS = 50
ARRIVED = 1e-4
"""Excess loss over least squares below which the two look the same; targets are about 1."""


class SquaresShow(Show):
    """One regression net during training, compared with the best linear fit."""

    def __init__(self, config: Config, settings: Settings):
        self.settings = settings
        own = for_squares(config, Settings()) not in (BLOBS, PLANE)
        self._cut = cut(config) if own else ""
        self.config = config = for_squares(config, settings)
        self.model = Model(config)
        self.data = self.model.data
        self.best = best_linear(self.model)
        self._grid = GridReader(self.model, CELLS)
        self._look()

    def layout(self) -> Layout:
        config = self.config
        linear = not config.hidden
        dots = (Style("", "ink", dash=True, width=1.0), Style("a test point", "accent"))
        return Layout(
            rows=[
                [
                    Map("net", span=4, title="What the net says", colors="signed", classes=1,
                        note="Orange −1 to blue 1; points in the color of their target."),
                    Curves("against", span=4, title="Predicted against true", x="target", y="prediction", styles=dots,
                           low=-1.5, high=1.5, height=300, note="On the dashed line they are the same."),
                    Curves("loss", span=4, title="Mean of ½·(o − t)²", x="epoch", styles=(TRAIN, TEST), log=True,
                           height=300, note="Dashed across: the best plane there is, by least squares."),
                ],
                [Words("seen")],
            ],
            controls=[
                Control("view"),
                Control("target", value=config.dataset),
                Control("depth", value=len(config.hidden)),
                Control("width", value=max(config.hidden, default=8), disabled=linear),
            ],
        )  # fmt: skip

    def static(self) -> Values:
        ends = np.array([[-1.5, -1.5, np.nan], [1.5, 1.5, np.nan]])
        points = np.column_stack([self.data.x_train, self.data.y_train])
        return {"net.points": points, "against.rows": ends, "loss.cut": self.best.train_loss}

    def _look(self):
        self._measures = self.model.measures
        self._row = np.array([self.position, *positive(self._measures[:2])])

    def update(self) -> Values:
        said = self.model.predict(self.data.x_test)
        dots = np.stack([self.data.y_test, said, np.ones(len(said))], axis=1)
        return {
            "net.field": self._grid.codes(),
            "against.dots": dots,
            "loss.row": self._row,
            **self._seen(),
        }

    def _seen(self):
        loss, best = self._measures.train_loss, self.best.train_loss
        r2 = self._measures.test_score
        tone = ""
        if not self.config.hidden:
            text = f"One layer is linear regression. The loss is {short(loss)}; no plane has less than {short(best)}."
            if loss < best * 1.01 or loss - best < ARRIVED:
                text = f"Linear regression has arrived where least squares is at once: at a loss of {short(best)}."
                tone = "yes"
        elif loss < 0.9 * best:
            text, tone = f"With hidden units the loss is {short(loss)}; no plane has less than {short(best)}.", "yes"
        else:
            text = f"The loss is {short(loss)}. The best plane has {short(best)}: so far the hidden units are no gain."
        return {
            "seen.text": text,
            "seen.tone": tone,
            "seen.formula": self._cut,
            "seen.numbers": [
                ["Training loss", short(loss)],
                ["Test loss", short(self._measures.test_loss)],
                ["Test R²", short(r2)],
                ["Best plane, training and test loss", f"{short(best)}, {short(self.best.test_loss)}"],
            ],
        }

    def advance(self) -> bool:
        if not train_a_picture(self.model):
            return False
        self._look()
        return True
