"""Optimizers: update rules that turn the gradient into a step.

A rule consists of hyper-parameters, state and one formula. The learning rate is not part of the rule
(θ ← θ − rate · direction), so changing it during training never corrupts the rule's state.
Conventions are those of torch. To add an optimizer, add one class to `OPTIMIZERS`. A new hyper-parameter is
one field of `HyperParameters`; Config, widgets, links and pages take it from there.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from playground.fields import number

Array = Any  # an ndarray, or a Slot of the tape that stands for one


@dataclass(frozen=True, slots=True, kw_only=True)
class HyperParameters:
    """The hyper-parameters of all rules, each declared once. Config and every rule inherit them as fields."""

    mu: float = number(
        0.9, 0.0, 0.999, "Momentum μ", "Fraction of the last direction to keep. Too large → overshoots; 0 → plain SGD.",
        step=0.01, live=True,
    )  # fmt: skip
    rho: float = number(
        0.9, 0.0, 0.9999, "Decay ρ", "Decay of the mean squared gradient, an average over about 1 / (1 − ρ) steps. "
        "Too large → adapts slowly; too small → uneven steps.",
        step=0.01, live=True,
    )  # fmt: skip
    beta1: float = number(
        0.9, 0.0, 0.999, "β₁", "Decay of Adam's mean gradient, an average over about 1 / (1 − β₁) steps. "
        "Too large → overshoots; too small → noisy steps.",
        step=0.01, live=True,
    )  # fmt: skip
    beta2: float = number(
        0.999, 0.0, 0.99999, "β₂", "Decay of Adam's mean squared gradient, an average over about 1 / (1 − β₂) steps. "
        "Too large → adapts slowly; too small → uneven steps.",
        log="to 1", live=True,
    )  # fmt: skip
    eps: float = number(
        1e-8, 1e-12, 0.1, "ε", "Added to the denominator to prevent division by zero. "
        "Too large → the step size no longer adapts; too small → rounding errors.",
        log=True, live=True,
    )  # fmt: skip


@dataclass(frozen=True)
class Optimizer(HyperParameters):
    """An update rule. `parameters` names the hyper-parameters that it uses.

    `memory` is the number of state arrays; each has theta's shape, starts at zero and belongs to the run.

    `step(grad, *memory, clock)` updates the state arrays in place and returns the direction.
    `clock(t)` gives the factors that depend on the step number t = 1, 2, … only: for t of shape (n,) an
    array (n, c), one row per step; `step` gets the c numbers of its step. Most rules have none (c = 0).
    """

    label: ClassVar[str]
    help: ClassVar[str]
    formula: ClassVar[str]
    memory: ClassVar[int] = 0
    parameters: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def from_config(cls, config: Any) -> "Optimizer":
        """The rule with its hyper-parameters taken from the fields of `config`."""
        return cls(**{name: getattr(config, name) for name in cls.parameters})

    def clock(self, t: Array) -> Array:
        return np.empty((len(t), 0))

    def step(self, grad: Array, *memory: Array, clock: Array) -> Array:
        raise TypeError("Optimizer is the base class of the rules; use one of OPTIMIZERS")


class SGD(Optimizer):
    """direction = g: plain (mini-batch) gradient descent."""

    label = "SGD"
    help = "Plain gradient descent: one step against the gradient of the batch."
    formula = "θ ← θ − η·g"

    def step(self, grad: Array, *memory: Array, clock: Array) -> Array:
        return grad


class Momentum(Optimizer):
    """v ← μ·v + g, direction v (Polyak 1964, heavy ball; torch's convention)."""

    label = "Momentum"
    help = "Keeps a fraction of its last direction, so it speeds up along ravines and passes small bumps."
    formula = "v ← μ·v + g,  θ ← θ − η·v"
    memory = 1
    parameters = ("mu",)

    def step(self, grad: Array, *memory: Array, clock: Array) -> Array:
        (v,) = memory
        v[...] = self.mu * v + grad
        return v


class Nesterov(Optimizer):
    """v ← μ·v + g, direction g + μ·v (Nesterov 1983 in the form of Bengio et al. 2013; the rate
    stays outside v, as in torch; Sutskever et al. 2013 have it inside, which differs if the rate changes)."""

    label = "Nesterov"
    help = "Momentum with look-ahead: the direction already includes the next momentum step."
    formula = "v ← μ·v + g,  θ ← θ − η·(g + μ·v)"
    memory = 1
    parameters = ("mu",)

    def step(self, grad: Array, *memory: Array, clock: Array) -> Array:
        (v,) = memory
        v[...] = self.mu * v + grad
        return self.mu * v + grad


class AdaGrad(Optimizer):
    """r ← r + g², direction g / (√r + ε) (Duchi et al. 2011). The step size of each parameter never grows."""

    label = "AdaGrad"
    help = "Each parameter has its own step size, which shrinks with every gradient and finally becomes too small."
    formula = "r ← r + g²,  θ ← θ − η·g / (√r + ε)"
    memory = 1
    parameters = ("eps",)

    def step(self, grad: Array, *memory: Array, clock: Array) -> Array:
        (r,) = memory
        r += grad * grad
        return grad / (np.sqrt(r) + self.eps)


class RMSProp(Optimizer):
    """r ← ρ·r + (1 − ρ)·g², direction g / (√r + ε) (Hinton 2012; ε outside the root, as in torch)."""

    label = "RMSProp"
    help = "AdaGrad with a moving average: old gradients are forgotten, so steps do not become too small."
    formula = "r ← ρ·r + (1 − ρ)·g²,  θ ← θ − η·g / (√r + ε)"
    memory = 1
    parameters = ("rho", "eps")

    def step(self, grad: Array, *memory: Array, clock: Array) -> Array:
        (r,) = memory
        r[...] = self.rho * r + (1.0 - self.rho) * (grad * grad)
        return grad / (np.sqrt(r) + self.eps)


class Adam(Optimizer):
    """m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², direction m̂ / (√v̂ + ε) with
    m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ) (Kingma and Ba 2015, Algorithm 1)."""

    label = "Adam"
    help = "Momentum and RMSProp combined, with a bias correction because both means start at zero."
    formula = "m ← β₁·m + (1−β₁)·g,  v ← β₂·v + (1−β₂)·g²,  θ ← θ − η·m̂ / (√v̂ + ε)"
    memory = 2
    parameters = ("beta1", "beta2", "eps")

    def clock(self, t: Array) -> Array:
        return np.stack([1.0 / (1.0 - self.beta1**t), 1.0 / np.sqrt(1.0 - self.beta2**t)], axis=-1)

    def step(self, grad: Array, *memory: Array, clock: Array) -> Array:
        m, v = memory
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
