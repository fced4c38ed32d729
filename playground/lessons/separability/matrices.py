"""Linear layers multiplied out: their matrices, and the single equivalent one."""

import numpy as np

from playground.engine.model import Model
from playground.lessons.format import short
from playground.lessons.separability.words import index
from playground.scene.panels import Matrix
from playground.scene.show import Values
from playground.study.collapse import collapse, stretches
from playground.tables.features import FEATURES

WIDE = 6
"""Largest number of columns with numbers written into the cells."""

FACTORS = 3
"""Largest number of layers with a table each."""


class Matrices:
    """`shown` only if all layers of a net with hidden layers can be written as one."""

    def __init__(self, model: Model):
        self._model = model
        count = len(model.layout.layers)
        self.shown = count > 1 and stretches(model.config) == [count]
        self._factors = count if count <= FACTORS else 0

    def panels(self) -> list[Matrix]:
        """The factors in the order of the product, last layer first, and the product."""
        count = self._factors
        span = 12 // (count + 1)
        titles = [f"{'× ' if k < count else ''}W{index(k)}" for k in range(count, 0, -1)]
        panels = [
            Matrix(f"factor{k}", span=span, title=title, unit="", low=-2.0, high=2.0, colors="signed")
            for k, title in zip(range(count, 0, -1), titles, strict=True)
        ]
        title = "= one matrix" if count else "All layers as one matrix"
        panels.append(Matrix("product", span=span, title=title, unit="", low=-2.0, high=2.0, colors="signed",
                             note="b is carried along: W₂(W₁x + b₁) + b₂ = W₂W₁x + (W₂b₁ + b₂)."))  # fmt: skip
        return panels

    def static(self) -> Values:
        """The names of rows and columns."""
        if not self.shown:
            return {}
        labels = [FEATURES[name].label for name in self._model.config.features]
        values: Values = {}
        layers = self._model.layout.layers
        for k, layer in enumerate(layers[: self._factors], 1):
            inputs = labels if k == 1 else [f"{j + 1}" for j in range(layer.fan_in)]
            values[f"factor{k}.columns"] = [*inputs, "b"]
            values[f"factor{k}.lines"] = self._outputs(k == len(layers), layer.fan_out)
        values["product.columns"] = [*labels, "b"]
        values["product.lines"] = self._outputs(True, layers[-1].fan_out)
        return values

    def values(self) -> Values:
        """The current numbers."""
        if not self.shown:
            return {}
        layers = self._model.layers()
        tables = {f"factor{k}": pair for k, pair in enumerate(layers[: self._factors], 1)}
        tables["product"] = collapse(layers)
        values: Values = {}
        for name, (W, b) in tables.items():
            whole = np.column_stack([W, b])
            values[f"{name}.values"] = whole
            wide = whole.shape[1] > WIDE
            values[f"{name}.texts"] = [["" if wide else short(number) for number in row] for row in whole.tolist()]
        return values

    def apart(self, points: np.ndarray) -> float:
        """The largest difference between the scores of the net and of the single matrix at points (n, 2)."""
        model = self._model
        W, b = collapse(model.layers())
        flat = Model(model.config.replace(hidden=()), model.data, layers=[(W, b)])
        return float(np.abs(flat.outputs(points) - model.outputs(points)).max())

    def _outputs(self, last, count):
        if not last:
            return [f"unit {j + 1}" for j in range(count)]
        return ["output"] if count == 1 else [f"class {j}" for j in range(count)]
