"""Why activations must be nonlinear: consecutive linear layers are equivalent to one layer."""

from collections.abc import Sequence

import numpy as np

from playground.config import Config

Pairs = Sequence[tuple[np.ndarray, np.ndarray]]


def collapse(layers: Pairs) -> tuple[np.ndarray, np.ndarray]:
    """(W, b) of the single layer equivalent to [(W₁, b₁), …, (W_L, b_L)] applied in order.

    W = W_L ··· W₂·W₁ and b = W_L(··· W₂·b₁ + b₂ ···) + b_L, with W (…, out, in) and b (…, out).
    Valid only without activations or normalization between the layers. ValueError if there are no layers.
    """
    if not layers:
        raise ValueError("layers is empty; give at least one (W, b)")
    W, b = layers[0]
    for next_W, next_b in layers[1:]:
        W, b = next_W @ W, (next_W @ b[..., None])[..., 0] + next_b
    return W, b


def stretches(config: Config) -> list[int]:
    """Lengths of the runs of layers that collapse into one, from input to output: hidden layers (4, 2) give [3] with
    linear activations and [1, 1, 1] with tanh. Batch normalization ends a run, since in training it depends on the
    batch."""
    runs = [1]
    for activation in config.activations:
        if activation == "linear" and not config.batch_norm:
            runs[-1] += 1
        else:
            runs.append(1)
    return runs
