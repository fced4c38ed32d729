"""Why the activation must bend: layers without a bend are one layer."""

from collections.abc import Sequence

import numpy as np

from playground.config import Config

Pairs = Sequence[tuple[np.ndarray, np.ndarray]]


def collapse(layers: Pairs) -> tuple[np.ndarray, np.ndarray]:
    """(W, b) of the one layer that does what all of [(W₁, b₁), …, (W_L, b_L)] do one after the other.

    W = W_L ··· W₂·W₁ and b = W_L(··· W₂·b₁ + b₂ ···) + b_L, with W (out, in) and b (out,), or with replicas in front.
    Right where no activation and no normalization stands between them.
    """
    if not layers:
        raise ValueError("layers is empty; give at least one (W, b)")
    W, b = layers[0]
    for next_W, next_b in layers[1:]:
        W, b = next_W @ W, (next_W @ b[..., None])[..., 0] + next_b
    return W, b


def stretches(config: Config) -> list[int]:
    """How many neighboring layers of the net can be written as one, from the inputs to the output: (4, 2) linear
    gives [3], tanh gives [1, 1, 1]. A layer goes with the next where its activation is linear; batch normalization
    is counted as a bend, since it depends on the rows in training."""
    runs = [1]
    for activation in config.activations:
        if activation == "linear" and not config.batch_norm:
            runs[-1] += 1
        else:
            runs.append(1)
    return runs
