"""Optimizers: from the gradient to the direction of a step.

A rule is its hyper-parameters, a memory and one formula. The learning rate stays outside
(θ ← θ − rate · direction), so that a slider moved in mid-run never corrupts the memory.
Conventions are torch's throughout. Adding an optimizer is one class in `OPTIMIZERS`; a hyper-parameter
has one declared range, in the metadata of its field, and the same name and default as a field of Config.
"""

from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np

from playground.fields import number

Array = Any

MU = {"default": 0.9, "low": 0.0, "high": 0.999, "step": 0.01, "label": "Momentum μ",
      "help": "Share of the last direction that is kept; 0 is plain gradient descent."}  # fmt: skip
RHO = {"default": 0.9, "low": 0.0, "high": 0.9999, "step": 0.01, "label": "Decay ρ",
       "help": "How long the mean of squared gradients remembers: about 1 / (1 − ρ) steps."}  # fmt: skip
BETA1 = {"default": 0.9, "low": 0.0, "high": 0.999, "step": 0.01, "label": "β₁",
         "help": "How long Adam's mean gradient remembers: about 1 / (1 − β₁) steps."}  # fmt: skip
BETA2 = {"default": 0.999, "low": 0.0, "high": 0.99999, "step": 0.001, "label": "β₂",
         "help": "How long Adam's mean squared gradient remembers: about 1 / (1 − β₂) steps."}  # fmt: skip
EPS = {"default": 1e-8, "low": 1e-12, "high": 0.1, "log": True, "label": "ε",
       "help": "Added to the root of the squared gradients, so that a step never divides by zero."}  # fmt: skip


@dataclass(frozen=True)
class Optimizer:
    """A rule. `memory` arrays of theta's shape start at zero and belong to the run, not to the rule.

    `step(grad, *memory, clock)` updates the memory in place and returns the direction.
    `clock(t)` gives what depends on the number of the step alone, t = 1, 2, …: for t of shape (n,) an
    array (n, c), one row a step; `step` gets it as c columns. Most rules have none (c = 0).
    """

    label: ClassVar[str]
    help: ClassVar[str]
    formula: ClassVar[str]
    memory: ClassVar[int] = 0

    @classmethod
    def from_config(cls, config) -> "Optimizer":
        """The rule with those of its hyper-parameters that `config` holds under the same names."""
        return cls(**{field.name: getattr(config, field.name) for field in fields(cls)})

    def clock(self, t: Array) -> Array:
        return np.empty((len(t), 0))

    def step(self, grad: Array, *memory: Array, clock: Array) -> Array:
        raise TypeError("Optimizer is the pattern of a rule; take one of OPTIMIZERS")


@dataclass(frozen=True)
class SGD(Optimizer):
    """direction = g: plain (mini-batch) gradient descent."""

    label = "SGD"
    help = "Plain gradient descent: one step against the gradient of the batch."
    formula = "θ ← θ − η·g"

    def step(self, grad, *, clock):
        return grad


@dataclass(frozen=True)
class Momentum(Optimizer):
    """v ← μ·v + g, direction v (Polyak 1964, heavy ball; torch's convention)."""

    mu: float = number(**MU)

    label = "Momentum"
    help = "A heavy ball: keeps a share of its last direction, so it runs down ravines and over bumps."
    formula = "v ← μ·v + g,  θ ← θ − η·v"
    memory = 1

    def step(self, grad, v, *, clock):
        v[...] = self.mu * v + grad
        return v


@dataclass(frozen=True)
class Nesterov(Optimizer):
    """v ← μ·v + g, direction g + μ·v (Nesterov 1983 in the form of Sutskever et al. 2013, as torch has it)."""

    mu: float = number(**MU)

    label = "Nesterov"
    help = "Momentum that looks ahead: takes the gradient's share once more after the ball has moved."
    formula = "v ← μ·v + g,  θ ← θ − η·(g + μ·v)"
    memory = 1

    def step(self, grad, v, *, clock):
        v[...] = self.mu * v + grad
        return self.mu * v + grad


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """r ← r + g², direction g / (√r + ε) (Duchi et al. 2011). The step of each parameter can only shrink."""

    eps: float = number(**EPS)

    label = "AdaGrad"
    help = "Each parameter has its own step, which shrinks with every gradient it has seen, and so dies out."
    formula = "r ← r + g²,  θ ← θ − η·g / (√r + ε)"
    memory = 1

    def step(self, grad, r, *, clock):
        r += grad * grad
        return grad / (np.sqrt(r) + self.eps)


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """r ← ρ·r + (1 − ρ)·g², direction g / (√r + ε) (Hinton 2012; ε outside the root, as torch has it)."""

    rho: float = number(**RHO)
    eps: float = number(**EPS)

    label = "RMSProp"
    help = "As AdaGrad, but it forgets old gradients, so its steps do not die out."
    formula = "r ← ρ·r + (1 − ρ)·g²,  θ ← θ − η·g / (√r + ε)"
    memory = 1

    def step(self, grad, r, *, clock):
        r[...] = self.rho * r + (1.0 - self.rho) * (grad * grad)
        return grad / (np.sqrt(r) + self.eps)


@dataclass(frozen=True)
class Adam(Optimizer):
    """m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², direction m̂ / (√v̂ + ε) with
    m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ) (Kingma and Ba 2015, Algorithm 1)."""

    beta1: float = number(**BETA1)
    beta2: float = number(**BETA2)
    eps: float = number(**EPS)

    label = "Adam"
    help = "Momentum and RMSProp together, with both means corrected for having started at zero."
    formula = "m ← β₁·m + (1−β₁)·g,  v ← β₂·v + (1−β₂)·g²,  θ ← θ − η·m̂ / (√v̂ + ε)"
    memory = 2

    def clock(self, t):
        return np.stack([1.0 / (1.0 - self.beta1**t), 1.0 / np.sqrt(1.0 - self.beta2**t)], axis=-1)

    def step(self, grad, m, v, *, clock):
        m[...] = self.beta1 * m + (1.0 - self.beta1) * grad
        v[...] = self.beta2 * v + (1.0 - self.beta2) * (grad * grad)
        return (clock[0] * m) / (clock[1] * np.sqrt(v) + self.eps)


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adagrad": AdaGrad,
    "rmsprop": RMSProp,
    "adam": Adam,
}
