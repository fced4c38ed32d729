"""Optimizers: from the gradient to the direction of a step.

A rule is its hyper-parameters, a memory and one formula. The learning rate stays outside
(θ ← θ − rate · direction), so that a slider moved in mid-run never corrupts the memory.
Conventions are torch's throughout. Adding an optimizer is one class in `OPTIMIZERS`; a number that no rule
has yet is one field of `HyperParameters`, from which Config, the widgets, links and pages have it.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from playground.fields import number

Array = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class HyperParameters:
    """The numbers of all rules, each declared once: Config has them as fields of its own, and so has every rule."""

    mu: float = number(
        0.9, 0.0, 0.999, "Momentum μ", "Share of the last direction that is kept; 0 is plain gradient descent.",
        step=0.01, live=True,
    )  # fmt: skip
    rho: float = number(
        0.9, 0.0, 0.9999, "Decay ρ", "How long the mean of squared gradients remembers: about 1 / (1 − ρ) steps.",
        step=0.01, live=True,
    )  # fmt: skip
    beta1: float = number(
        0.9, 0.0, 0.999, "β₁", "How long Adam's mean gradient remembers: about 1 / (1 − β₁) steps.",
        step=0.01, live=True,
    )  # fmt: skip
    beta2: float = number(
        0.999, 0.0, 0.99999, "β₂", "How long Adam's mean squared gradient remembers: about 1 / (1 − β₂) steps.",
        log="to 1", live=True,
    )  # fmt: skip
    eps: float = number(
        1e-8, 1e-12, 0.1, "ε", "Added to the root of the squared gradients, so that a step never divides by zero.",
        log=True, live=True,
    )  # fmt: skip


@dataclass(frozen=True)
class Optimizer(HyperParameters):
    """A rule. `parameters` names those of the numbers that count for it.

    `memory` arrays of theta's shape start at zero and belong to the run, not to the rule.

    `step(grad, *memory, clock)` updates the memory in place and returns the direction.
    `clock(t)` gives what depends on the number of the step alone, t = 1, 2, …: for t of shape (n,) an
    array (n, c), one row a step; `step` gets it as c columns. Most rules have none (c = 0).
    """

    label: ClassVar[str]
    help: ClassVar[str]
    formula: ClassVar[str]
    memory: ClassVar[int] = 0
    parameters: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def from_config(cls, config) -> "Optimizer":
        """The rule with those of its hyper-parameters that `config` holds under the same names."""
        return cls(**{name: getattr(config, name) for name in cls.parameters})

    def clock(self, t: Array) -> Array:
        return np.empty((len(t), 0))

    def step(self, grad: Array, *memory: Array, clock: Array) -> Array:
        raise TypeError("Optimizer is the pattern of a rule; take one of OPTIMIZERS")


class SGD(Optimizer):
    """direction = g: plain (mini-batch) gradient descent."""

    label = "SGD"
    help = "Plain gradient descent: one step against the gradient of the batch."
    formula = "θ ← θ − η·g"

    def step(self, grad, *, clock):
        return grad


class Momentum(Optimizer):
    """v ← μ·v + g, direction v (Polyak 1964, heavy ball; torch's convention)."""

    label = "Momentum"
    help = "A heavy ball: keeps a share of its last direction, so it runs down ravines and over bumps."
    formula = "v ← μ·v + g,  θ ← θ − η·v"
    memory = 1
    parameters = ("mu",)

    def step(self, grad, v, *, clock):
        v[...] = self.mu * v + grad
        return v


class Nesterov(Optimizer):
    """v ← μ·v + g, direction g + μ·v (Nesterov 1983 in the form of Bengio et al. 2013; the rate
    stays outside v, as in torch: where it changes, Sutskever et al. 2013 differ, who have it inside)."""

    label = "Nesterov"
    help = "Momentum that looks ahead: takes the gradient's share once more after the ball has moved."
    formula = "v ← μ·v + g,  θ ← θ − η·(g + μ·v)"
    memory = 1
    parameters = ("mu",)

    def step(self, grad, v, *, clock):
        v[...] = self.mu * v + grad
        return self.mu * v + grad


class AdaGrad(Optimizer):
    """r ← r + g², direction g / (√r + ε) (Duchi et al. 2011). The step of each parameter can only shrink."""

    label = "AdaGrad"
    help = "Each parameter has its own step, which shrinks with every gradient it has seen, and so dies out."
    formula = "r ← r + g²,  θ ← θ − η·g / (√r + ε)"
    memory = 1
    parameters = ("eps",)

    def step(self, grad, r, *, clock):
        r += grad * grad
        return grad / (np.sqrt(r) + self.eps)


class RMSProp(Optimizer):
    """r ← ρ·r + (1 − ρ)·g², direction g / (√r + ε) (Hinton 2012; ε outside the root, as torch has it)."""

    label = "RMSProp"
    help = "As AdaGrad, but it forgets old gradients, so its steps do not die out."
    formula = "r ← ρ·r + (1 − ρ)·g²,  θ ← θ − η·g / (√r + ε)"
    memory = 1
    parameters = ("rho", "eps")

    def step(self, grad, r, *, clock):
        r[...] = self.rho * r + (1.0 - self.rho) * (grad * grad)
        return grad / (np.sqrt(r) + self.eps)


class Adam(Optimizer):
    """m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², direction m̂ / (√v̂ + ε) with
    m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ) (Kingma and Ba 2015, Algorithm 1)."""

    label = "Adam"
    help = "Momentum and RMSProp together, with both means corrected for having started at zero."
    formula = "m ← β₁·m + (1−β₁)·g,  v ← β₂·v + (1−β₂)·g²,  θ ← θ − η·m̂ / (√v̂ + ε)"
    memory = 2
    parameters = ("beta1", "beta2", "eps")

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
