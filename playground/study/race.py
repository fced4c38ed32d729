"""Optimizer comparison: nets with different optimizers, the same initial weights and the same batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from playground.config import Config
from playground.data import Data
from playground.engine.model import Model
from playground.engine.state import Progress
from playground.tables.optimizers import OPTIMIZERS, Adam, Array, Optimizer

MOST = 6
"""Largest number of entries: more lines are hard to distinguish."""


@dataclass(frozen=True)
class UncorrectedAdam(Adam):
    """Adam without bias correction: m̂ = m, v̂ = v. At step 1 m is (1 − β₁)·g and √v is √(1 − β₂)·|g|, so with
    (0.9, 0.999) the first step is 0.1/√0.001 = 3.2 times as long as the corrected one."""

    label = "Uncorrected Adam"
    help = "Adam without the correction for having started at zero: its first steps are too long."
    formula = "m ← β₁·m + (1−β₁)·g,  v ← β₂·v + (1−β₂)·g²,  θ ← θ − η·m / (√v + ε)"

    def clock(self, t: np.ndarray) -> np.ndarray:
        return np.ones((len(t), 2))


ENTRANTS: dict[str, type[Optimizer]] = {**OPTIMIZERS, "adam-raw": UncorrectedAdam}
"""Optimizers that can be compared: every entry of the table, and Adam without bias correction."""


class Entry(NamedTuple):
    """One optimizer with its hyper-parameters, and its learning rate."""

    rule: Optimizer
    rate: float


@dataclass(frozen=True)
class PerReplica(Optimizer):
    """K rules for arrays with a leading axis of length K: rule k acts on slice k of the gradient and the memory."""

    rules: tuple[Optimizer, ...]

    label = "One rule per replica"

    @property
    def memory(self) -> int:  # type: ignore[override]  # a constant of the class elsewhere; here it depends on the rules
        return max(rule.memory for rule in self.rules)

    def clock(self, t: np.ndarray) -> np.ndarray:
        return np.concatenate([rule.clock(t) for rule in self.rules], axis=-1)

    def step(self, grad: Array, *memory: Array, clock: Array) -> Array:
        direction, ticks = grad + 0.0, iter(clock)
        for k, rule in enumerate(self.rules):
            own = tuple(next(ticks) for _ in range(rule.clock(np.ones(1)).shape[-1]))
            direction[k][...] = rule.step(grad[k], *(m[k] for m in memory[: rule.memory]), clock=own)
        return direction


class Race(Model):
    """K nets that differ only in optimizer and learning rate, trained together on the same batches.

    Each equals a single run with that optimizer and rate, up to rounding (stacked matrix products add in another
    order). The config's own optimizer and rate are ignored; its schedule applies. A diverged entry is NaN or infinite
    from then on and does not affect the others. ValueError unless there are 1 to `MOST` entries.
    """

    def __init__(self, config: Config, entries: Sequence[Entry], data: Data | None = None):
        if not 1 <= len(entries) <= MOST:
            raise ValueError(f"entries are {len(entries)}; a race has 1 to {MOST}")
        super().__init__(config, data, seeds=(config.init_seed,) * len(entries))
        self.entries, self.steps = tuple(entries), 0
        self.use_rule(PerReplica(tuple(entry.rule for entry in entries)), np.array([entry.rate for entry in entries]))
        self._before = self.theta.copy()
        self._start = self.snapshot()

    def advance(self, steps: int = 1) -> "Race":
        """Take `steps` steps of one batch each, across epoch boundaries. Returns self."""
        last = self.steps + steps
        with self.wholly():
            while self.steps < last:
                left = last - self.steps
                if left == 1:
                    self._before = self.theta.copy()
                # `train` stops at the end of an epoch. The last step is taken alone, because `moved` is its length.
                self.steps += self.train(max(left - 1, 1))
        return self

    def rewind(self) -> "Race":
        """Return to the initial state. Returns self."""
        self.restore(self._start)
        return self

    def _made_of(self) -> tuple[Config, tuple[Entry, ...], Data]:
        return self.config, self.entries, self.data

    # A race is restored from its own snapshots only, which hold more than those of a Model.
    def snapshot(self) -> tuple[Progress, int, np.ndarray]:  # type: ignore[override]  # see above
        return super().snapshot(), self.steps, self._before

    def restore(self, state: tuple[Progress, int, np.ndarray]) -> None:  # type: ignore[override]  # see above
        moment, self.steps, self._before = state
        super().restore(moment)

    @property
    def moved(self) -> np.ndarray:
        """(K, P) size of the last step in each parameter, |η·direction|."""
        with np.errstate(all="ignore"):  # a diverged entry
            return np.asarray(np.abs(self.theta - self._before))

    @property
    def factors(self) -> np.ndarray:
        """(K, P) effective steps: |η·direction| / |g| of the last step, the learning rate with which plain gradient
        descent would have taken the same step in this parameter. NaN where the gradient is zero."""
        with np.errstate(all="ignore"):
            grad = np.abs(self.grad)
            return np.where(grad > 0.0, self.moved / grad, np.nan)


class EffectiveSteps:
    """√(Σ w·Δ² / Σ w·g²) over the steps Δ and gradients g so far, with weights w that decay by the factor `keep` per
    step. Unlike `Race.factors` it has no peaks where a gradient passes through zero. For plain gradient descent it is
    η; for momentum with a constant gradient it tends to η / (1 − μ)."""

    def __init__(self, keep: float = 0.9):
        self.keep = keep
        self._steps: float | np.ndarray = 0.0
        self._grads: float | np.ndarray = 0.0

    def note(self, moved: np.ndarray, grad: np.ndarray) -> np.ndarray:
        """The effective steps after one more step, with the shape of both; NaN where all gradients were zero."""
        with np.errstate(all="ignore"):  # a diverged entry
            self._steps = self.keep * self._steps + moved * moved
            self._grads = self.keep * self._grads + grad * grad
            return np.asarray(np.sqrt(np.where(self._grads > 0.0, self._steps / self._grads, np.nan)))


class Trail:
    """The paths of the K nets of a race: theta after every `stride`-th step.

    It holds at most `most` records, or fewer if they would need more than `room` bytes. When it is full, every second
    record is dropped and `stride` doubles.
    """

    def __init__(self, race: Race, most: int = 1024, room: float = 64e6):
        self._race, self.stride = race, 1
        self.most = int(np.clip(room // race.theta.nbytes, 8, most))
        self.steps: list[int] = []
        self._thetas: list[np.ndarray] = []
        self.note()

    def note(self) -> None:
        """Record the current theta if the step is a multiple of `stride`."""
        if self._race.steps % self.stride:
            return
        if len(self.steps) == self.most:
            self.stride *= 2
            for kept in (self.steps, self._thetas):
                del kept[1::2]
            if self._race.steps % self.stride:
                return
        self.steps.append(self._race.steps)
        self._thetas.append(self._race.theta.copy())

    @property
    def thetas(self) -> np.ndarray:
        """(records, K, P)."""
        return np.stack(self._thetas)
