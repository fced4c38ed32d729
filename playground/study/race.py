"""A race: different optimizers from the same weights on the same batches, trained by the engine in one stack."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from playground.config import Config
from playground.data import Data
from playground.engine.model import Model
from playground.engine.state import Progress
from playground.tables.optimizers import OPTIMIZERS, Adam, Optimizer

MOST = 6
"""Entries of a race: more lines cannot be told apart."""


@dataclass(frozen=True)
class UncorrectedAdam(Adam):
    """Adam without bias correction: m̂ = m, v̂ = v. At step 1 m is (1 − β₁)·g and √v is √(1 − β₂)·|g|, so with
    (0.9, 0.999) the first step is 0.1/√0.001 = 3.2 times as long as the corrected one."""

    label = "Uncorrected Adam"
    help = "Adam without the correction for having started at zero: its first steps are too long."
    formula = "m ← β₁·m + (1−β₁)·g,  v ← β₂·v + (1−β₂)·g²,  θ ← θ − η·m / (√v + ε)"

    def clock(self, t):
        return np.ones((len(t), 2))


ENTRANTS: dict[str, type[Optimizer]] = {**OPTIMIZERS, "adam-raw": UncorrectedAdam}
"""What can enter a race: every optimizer of the table, and Adam without its correction."""


class Entry(NamedTuple):
    """One who takes part: a rule with its hyper-parameters, and its learning rate."""

    rule: Optimizer
    rate: float


@dataclass(frozen=True)
class PerReplica(Optimizer):
    """K rules as one, for arrays with a leading axis of K: rule k acts on slice k of the gradient and the memory."""

    rules: tuple[Optimizer, ...]

    label = "One rule per replica"

    @property
    def memory(self) -> int:
        return max(rule.memory for rule in self.rules)

    def clock(self, t):
        return np.concatenate([rule.clock(t) for rule in self.rules], axis=-1)

    def step(self, grad, *memory, clock):
        direction, ticks = grad + 0.0, iter(clock)
        for k, rule in enumerate(self.rules):
            own = tuple(next(ticks) for _ in range(rule.clock(np.ones(1)).shape[-1]))
            direction[k][...] = rule.step(grad[k], *(m[k] for m in memory[: rule.memory]), clock=own)
        return direction


class Race(Model):
    """K nets that differ in nothing but optimizer and rate, trained in one stack on the same batches.

    Each is the run that its rule and rate in the config give, up to rounding (stacked products add in another order);
    the config's own optimizer and rate do not count, its schedule does. An entry that diverged has NaN or infinity
    from then on; the others go on.
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
        """So many steps, of one batch each, for all; across the ends of epochs. Gives itself."""
        last = self.steps + steps
        with self.wholly():
            while self.steps < last:
                left = last - self.steps
                if left == 1:
                    self._before = self.theta.copy()
                # `train` stops at the end of an epoch; the last step stands alone, since its length is asked for.
                self.steps += self.train(max(left - 1, 1))
        return self

    def rewind(self) -> "Race":
        """Back to the start, as if nothing had been done. Gives itself."""
        self.restore(self._start)
        return self

    def _made_of(self) -> tuple:
        return self.config, self.entries, self.data

    def snapshot(self) -> tuple[Progress, int, np.ndarray]:
        return super().snapshot(), self.steps, self._before

    def restore(self, state: tuple[Progress, int, np.ndarray]) -> None:
        moment, self.steps, self._before = state
        super().restore(moment)

    @property
    def moved(self) -> np.ndarray:
        """(K, P) lengths of the last step along each parameter, |η·direction|."""
        with np.errstate(all="ignore"):  # of an entry that diverged
            return np.abs(self.theta - self._before)

    @property
    def factors(self) -> np.ndarray:
        """(K, P) effective steps: |η·direction| / |g| of the last step, the rate that plain descent would have needed
        for the same step along this parameter. NaN where the gradient is zero."""
        with np.errstate(all="ignore"):
            grad = np.abs(self.grad)
            return np.where(grad > 0.0, self.moved / grad, np.nan)


class EffectiveSteps:
    """√(Σ w·Δ² / Σ w·g²) of the steps Δ and gradients g so far, each step's weight w falling by `keep` at every later
    one: `Race.factors` without its leaps where a gradient passes through zero. Of plain descent it is η, of momentum
    along a steady slope it tends to η / (1 − μ)."""

    def __init__(self, keep: float = 0.9):
        self.keep = keep
        self._steps = self._grads = 0.0

    def note(self, moved: np.ndarray, grad: np.ndarray) -> np.ndarray:
        """The effective steps after one more step; of the shape of both, NaN where no gradient ever was."""
        with np.errstate(all="ignore"):  # of an entry that diverged
            self._steps = self.keep * self._steps + moved * moved
            self._grads = self.keep * self._grads + grad * grad
            return np.sqrt(np.where(self._grads > 0.0, self._steps / self._grads, np.nan))


class Trail:
    """Where the K nets of a race have been: theta after every `stride`-th step.

    With room for `most` moments, or fewer if they took more than `room` bytes; when it is full every second
    moment is forgotten, and from then on only every second one is kept.
    """

    def __init__(self, race: Race, most: int = 1024, room: float = 64e6):
        self._race, self.stride = race, 1
        self.most = int(np.clip(room // race.theta.nbytes, 8, most))
        self.steps: list[int] = []
        self._thetas: list[np.ndarray] = []
        self.note()

    def note(self) -> None:
        """Keep the race's present moment, if it is one of those to be kept."""
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
        """(moments, K, P)."""
        return np.stack(self._thetas)
