"""The gates of the computational graph: each has a forward pass and a backward pass.

forward(x) returns y. backward(upstream), with upstream = dL/dy, stores the gradients of the gate's own
parameters and returns dL/dx = upstream × local. Formulas are plain NumPy on (…, units, n) arrays, with or
without a leading replica axis. On Slots they record the tape of a training step, on arrays they compute.
Each gate writes its result into the memory that it was given.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.tables.activations import Activation

Array = Any  # an ndarray, or a Slot of the tape that stands for one


class Affine:
    """z = W·[x; 1]. dL/dW = upstream·[x; 1]ᵀ, dL/dx = (W without its bias column)ᵀ·upstream."""

    def __init__(self, W: Array, grad: Array, out: Array):
        self.W, self.grad, self.out = W, grad, out

    def forward(self, x: Array) -> Array:
        self.x = x
        self.out[...] = self.W @ x
        return self.out

    def backward(self, upstream: Array) -> None:
        self.grad[...] = upstream @ self.x.mT

    def downstream(self, upstream: Array) -> Array:
        """dL/dx. Separate from `backward` because the first layer does not need it."""
        return self.W[..., :-1].mT @ upstream


class BatchNorm:
    """Batch normalization before the activation (Ioffe and Szegedy 2015): y = γ·(z − m)/√(v + ε) + β.

    Training uses mean m and variance v of the batch and moves the running averages toward them by the factor `FOLLOW`
    (for the variance toward the unbiased one, as in torch). Test mode uses the running averages.
    """

    EPS = 1e-5
    FOLLOW = 0.1

    def __init__(self, gamma: Array, beta: Array, grads: Sequence[Array], running: Array, out: Array):
        self.gamma, self.beta, self.grads, self.running, self.out = gamma, beta, grads, running, out

    def test(self, z: Array) -> Array:
        self.z = z
        mean, variance = self.running[..., 0], self.running[..., 1]
        scale = self.gamma / np.sqrt(variance + self.EPS)
        self.out[...] = z * scale[..., None] + (self.beta - mean * scale)[..., None]
        return self.out

    def test_backward(self, upstream: Array) -> Array:
        """The backward pass of test mode, where mean and variance are constants: dL/dz = upstream × γ/√(v + ε)."""
        mean, over_std = self.running[..., 0], 1.0 / np.sqrt(self.running[..., 1] + self.EPS)
        normal = (self.z - mean[..., None]) * over_std[..., None]
        self.grads[0][...] = (upstream * normal).sum(axis=-1)
        self.grads[1][...] = upstream.sum(axis=-1)
        return upstream * (self.gamma * over_std)[..., None]

    def forward(self, z: Array) -> Array:
        n = z.shape[-1]
        mean = z.mean(axis=-1, keepdims=True)
        centered = z - mean
        variance = (centered * centered).mean(axis=-1, keepdims=True)
        self.over_std = 1.0 / np.sqrt(variance + self.EPS)
        self.normal = centered * self.over_std
        keep = 1.0 - self.FOLLOW
        self.running[..., 0] = keep * self.running[..., 0] + self.FOLLOW * mean[..., 0]
        unbiased = n / max(n - 1, 1)
        self.running[..., 1] = keep * self.running[..., 1] + (self.FOLLOW * unbiased) * variance[..., 0]
        self.out[...] = self.gamma[..., None] * self.normal + self.beta[..., None]
        return self.out

    def backward(self, upstream: Array) -> Array:
        n = upstream.shape[-1]
        along = (upstream * self.normal).sum(axis=-1, keepdims=True)
        total = upstream.sum(axis=-1, keepdims=True)
        self.grads[0][...] = along[..., 0]
        self.grads[1][...] = total[..., 0]
        flow = upstream - total * (1.0 / n) - self.normal * (along * (1.0 / n))
        return self.gamma[..., None] * self.over_std * flow


class Activate:
    """a = f(z); dL/dz = upstream × f′(z)."""

    def __init__(self, activation: Activation, out: Array):
        self.activation, self.out = activation, out
        self.slope: Array = None

    def forward(self, z: Array) -> Array:
        self.out[...] = self.activation.value(z)
        return self.out

    def backward(self, upstream: Array) -> Array:
        return upstream * self.slope


class Dropout:
    """Inverted dropout (Srivastava et al. 2014): a × mask, mask 0 or 1/(1 − p), so test mode needs no scaling."""

    def __init__(self, mask: Array, out: Array):
        self.mask, self.out = mask, out

    def forward(self, a: Array) -> Array:
        self.out[...] = a * self.mask
        return self.out

    def backward(self, upstream: Array) -> Array:
        return upstream * self.mask
