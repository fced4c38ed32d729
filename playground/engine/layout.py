"""Memory layout: parameters in one flat theta, units as rows of one array.

theta = [W₁ | W₂ | … | W_out | γ₁ | β₁ | γ₂ | β₂ | …], each W (fan_out, fan_in + 1) in row-major order with the bias
as its last column, γ and β (batch normalization only) of one layer's hidden units.

Units are rows, rows of data are columns: [hidden 1 | 1 | hidden 2 | 1 | … | output], where each 1 is a row of
ones, the input of the biases. So a layer and the row of ones after it are the input of the next layer, and
elementwise operations on all layers are one call.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np


@dataclass(frozen=True)
class Layer:
    """One layer: sizes, activation, place in theta and among the rows of units."""

    fan_in: int
    fan_out: int
    activation: str
    weights: slice
    rows: slice
    inputs: slice | None  # rows that are its input, including the ones; None: the features
    gamma: slice | None = None
    beta: slice | None = None


@dataclass(frozen=True)
class Layout:
    """All layers of a net, hidden layers first, with the sizes of the arrays that hold them."""

    layers: tuple[Layer, ...]
    size: int  # parameters
    rows: int  # units and rows of ones, without the features

    @classmethod
    def of(
        cls, features: int, hidden: tuple[int, ...], outputs: int, activations: tuple[str, ...], batch_norm: bool
    ) -> Self:
        """The layout of a net with these sizes; `activations` has one name per layer, including the output layer."""
        layers, at, row, fan_in = [], 0, 0, features
        before: slice | None = None
        weights = sum(o * (f + 1) for f, o in zip((features, *hidden), (*hidden, outputs), strict=True))
        norm = weights
        for k, (fan_out, activation) in enumerate(zip((*hidden, outputs), activations, strict=True)):
            is_hidden = k < len(hidden)
            gamma = slice(norm, norm + fan_out) if batch_norm and is_hidden else None
            beta = slice(norm + fan_out, norm + 2 * fan_out) if gamma is not None else None
            place = slice(at, at + fan_out * (fan_in + 1))
            rows = slice(row, row + fan_out)
            layers.append(Layer(fan_in, fan_out, activation, place, rows, before, gamma, beta))
            at, norm, fan_in = place.stop, beta.stop if beta is not None else norm, fan_out
            before = slice(row, rows.stop + 1)
            row = rows.stop + is_hidden
        return cls(tuple(layers), norm, row)

    @property
    def hidden(self) -> tuple[Layer, ...]:
        return self.layers[:-1]

    @property
    def ones(self) -> list[int]:
        """Indices of the rows of ones."""
        return [layer.rows.stop for layer in self.hidden]

    def W(self, theta: np.ndarray, layer: Layer) -> np.ndarray:
        """The layer's weights with the bias as last column, (…, fan_out, fan_in + 1): a view into theta."""
        return theta[..., layer.weights].reshape(*theta.shape[:-1], layer.fan_out, layer.fan_in + 1)

    def weights(self, theta: np.ndarray) -> np.ndarray:
        """All W of theta, biases included, without γ and β: (…, weights), a view."""
        return theta[..., : self.layers[-1].weights.stop]

    def on_weights(self) -> np.ndarray:
        """(size,): 1.0 at the weights, on which a regularizer acts, 0.0 at biases, γ and β."""
        mask = np.zeros(self.size)
        for layer in self.layers:
            self.W(mask, layer)[:, :-1] = 1.0
        return mask

    def trained(self) -> np.ndarray:
        """(size,): 1.0 at trained parameters, 0.0 at the others.

        A bias before batch normalization has gradient zero, because the mean is subtracted. Rules that divide by
        the size of the gradient would turn its rounding errors into steps, so it is not trained.
        """
        mask = np.ones(self.size)
        for layer in self.layers:
            if layer.gamma:
                self.W(mask, layer)[:, -1] = 0.0
        return mask
