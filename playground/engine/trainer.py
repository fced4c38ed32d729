"""Training of one net, or of K replicas at once.

The state consists of theta, the optimizer's memory, the running averages and three counters. Row order and
dropout masks are drawn from (seed, purpose, epoch) before their use and fed like data. So a run can be
stopped, copied, set back and continued without changing a bit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.config import Config
from playground.engine.layout import Layout
from playground.engine.network import Memory, Network
from playground.engine.state import Progress
from playground.engine.tape import Calls, Tape
from playground.engine.threads import ONE_THREAD
from playground.randomness import BATCHES, DROPOUT, stream
from playground.tables.losses import Head
from playground.tables.optimizers import OPTIMIZERS, Optimizer
from playground.tables.regularizers import REGULARIZERS
from playground.tables.schedules import SCHEDULES

ORDERS_AT_ONCE = 32
"""Number of epochs whose row orders come from one generator, because creating one costs as much as a step."""

SIZES_KEPT = 2
"""Number of batch sizes whose recorded steps are kept: an epoch has full batches and a last one of another size.
More would only help when the batch size changes back and forth; one step of a wide net on 4,500 rows takes 280 MB."""

TAME = 1e20
"""Bound on a sum of squares: with weights below 1e10, nine layers of 128 units have outputs below 1e109 times the
features, whose squares are finite."""

NOT_ON_TAPE = frozenset({"rate", "schedule", "period", "decay", "warmup", "batch_size", "shuffle"})
"""Live fields that change the input of a recorded step, not the step itself."""


class Trainer:
    """Trains `theta` (…, layout.size) on `table`, (rows, targets + features + 1), as `config` says.

    `seeds` has one dropout seed per replica. The leading axis of theta is the replica; a single net has none.
    All replicas get the same rows in the same order.
    """

    def __init__(
        self, config: Config, layout: Layout, head: Head, table: np.ndarray, theta: np.ndarray, seeds: Iterable[int]
    ):
        self.layout, self.head, self.table = layout, head, table
        self.n = len(table)
        self.lead = theta.shape[:-1]
        self.seeds = tuple(seeds)
        self.epoch = self.row = self.steps = 0
        # Theta never moves in memory, because other objects have views of it.
        self._arrays = np.zeros((2 + max(rule.memory for rule in OPTIMIZERS.values()), *theta.shape))
        self.theta, self.grad, self.memory = self._arrays[0], self._arrays[1], self._arrays[2:]
        self.theta[...] = theta
        self.norm = np.zeros((*self.lead, 1))  # of the last gradient before clipping
        self.taken, self.clipped = 0, np.zeros((*self.lead, 1))  # all steps so far, and those with a clipped gradient
        self.running = np.zeros((*self.lead, 2, sum(layer.fan_out for layer in layout.hidden)))
        self.running[..., 1, :] = 1.0
        self._trained = layout.trained()
        self.normalizes = any(layer.gamma for layer in layout.hidden)
        self._rates = np.empty(layout.size)
        self._orders: tuple[int, np.ndarray] | None = None
        self._shuffled = config.shuffle
        self.rule = OPTIMIZERS[config.optimizer].from_config(config)
        self.given_rule: tuple[Optimizer, np.ndarray] | None = None
        self.config = config
        self._programs: dict[int, _Program] = {}
        self.configure(config)

    def configure(self, config: Config) -> None:
        """Use the live fields of `config` from now on. Another rule starts with zero memory."""
        before = type(self.rule)
        if config.differences(self.config) - NOT_ON_TAPE:
            self._programs = {}
        self.config = config
        self.rule = self.given_rule[0] if self.given_rule else OPTIMIZERS[config.optimizer].from_config(config)
        self._used = 2 + self.rule.memory
        if type(self.rule) is not before:
            self._forget()
        self.schedule = SCHEDULES[config.schedule]
        self.regularizer = REGULARIZERS[config.regularizer]
        self._feed: list[_Part] | None = None
        self._set_rate()

    def use_rule(self, rule: Optimizer, rates: np.ndarray) -> None:
        """Replace the rule of the config by `rule`, with learning rates (K,), one per replica, times the schedule.

        The memory of the rule starts at zero. Raises ValueError if it needs more arrays than any rule of the table.
        """
        if rule.memory > len(self.memory):
            raise ValueError(f"{rule.label} has memory = {rule.memory}; it must be at most {len(self.memory)}")
        rates = np.asarray(rates, dtype=float)
        if rates.shape != self.lead:
            raise ValueError(f"rates has the shape {rates.shape}; it must be {self.lead}: one rate per replica")
        self.given_rule, self._programs = (rule, rates), {}
        self._rates = np.empty((*self.lead, self.layout.size))
        self.configure(self.config)
        self._forget()

    def _forget(self) -> None:
        self.memory[...] = 0.0
        self.steps = 0  # Adam's correction counts the steps of its own memory

    def snapshot(self) -> Progress:
        """A copy of everything that training changes."""
        arrays, running, norm = self._arrays[: self._used].copy(), self.running.copy(), self.norm.copy()
        return Progress(self.epoch, self.row, self._shuffled, self.steps, type(self.rule), arrays, running, norm)

    def restore(self, progress: Progress) -> None:
        """Return to a snapshot of this trainer, or of one with the same layout and rows.

        The memory of another optimizer is not used. Raises ValueError if the snapshot does not fit.
        """
        count = len(progress.arrays)
        shapes = [part.shape for part in (progress.arrays, progress.running, progress.norm)]
        own = [(count, *self.theta.shape), self.running.shape, self.norm.shape]
        if shapes != own or not 2 <= count <= len(self._arrays):
            raise ValueError(f"arrays, running averages and norm have the shapes {shapes}; they must be {own}")
        if not (progress.epoch >= 0 <= progress.row < self.n and progress.steps >= 0):
            raise ValueError(f"epoch {progress.epoch}, row {progress.row} is not a position in epochs of {self.n} rows")
        self.epoch, self.row, self._shuffled, self.steps = progress[:4]
        self._arrays[:count], self._arrays[count:] = progress.arrays, 0.0
        self.running[...] = progress.running
        self.norm[...] = progress.norm
        if progress.rule is not type(self.rule):
            self._forget()
        self._feed = None
        self._set_rate()

    @property
    def position(self) -> float:
        """Completed epochs plus the fraction of the current one."""
        return self.epoch + self.row / self.n

    @property
    def batches(self) -> int:
        """Number of batches in an epoch, including a last one of another size."""
        return self._count(self.n)

    @property
    def batches_left(self) -> int:
        """Number of batches to the end of the current epoch, or of the next one if none has begun."""
        return self._count(self.n - self.row)

    def _count(self, rows: int) -> int:
        full, rest = self._cut(rows)
        return full + bool(rest)

    @property
    def _width(self) -> int:
        return min(max(self.config.batch_size, 1 + self.normalizes), self.n)

    def _cut(self, rows: int) -> tuple[int, int]:
        """The number of full batches in `rows`, and the rows of a last batch of another size (0: none).

        With batch normalization, a single remaining row joins the batch before it, because a single row has no
        variance and would distort the running averages. For the same reason batches then have at least two rows.
        """
        full, rest = divmod(rows, self._width)
        if rest == 1 and full and self.normalizes:
            return full - 1, self._width + 1
        return full, rest

    @property
    def tame(self) -> bool:
        """Whether the state is so small that no loss can be infinite, which saves a closer check."""
        flat = self._arrays[: self._used].ravel()
        with np.errstate(all="ignore"):
            return bool(flat.dot(flat) < TAME)

    def finite(self) -> Any:
        """Whether the state is finite: a bool, or an array with one per replica."""
        return np.isfinite(self._arrays[: self._used]).all(axis=(0, -1))

    def train(self, batches: int | None = None) -> None:
        """Train on this number of batches, at most to the end of the epoch (the default)."""
        feed = self._feed = self._feed or self._draw()
        left = self.n if batches is None else batches
        # Run detects divergence after the epoch and reports it.
        with np.errstate(all="ignore"), ONE_THREAD:
            while feed and left > 0:
                part = feed[0]
                count = min(left, part.count - part.done)
                part.program.play([items[part.done : part.done + count] for items in part.streams])
                part.done += count
                self.steps += count
                self.taken += count
                self.row += count * part.program.width
                left -= count
                if part.done == part.count:
                    feed.pop(0)
        if not feed:
            self.epoch, self.row, self._feed = self.epoch + 1, 0, None
            if self.schedule.parameters:
                self._set_rate()

    def _draw(self) -> "list[_Part]":
        """The input of the rest of this epoch, cut into full batches and a last one of another size."""
        if self.row == 0:  # fixed within an epoch; otherwise some rows would come twice and others not at all
            self._shuffled = self.config.shuffle
        rows = self._order()[self.row :]
        full, rest = self._cut(len(rows))
        columns = [self.table.take(rows, axis=0)]
        if self.config.dropout:
            columns.append(self._masks().take(rows, axis=0))
        clock = self.rule.clock(np.arange(self.steps + 1, self.steps + full + 2))
        parts, at = [], 0
        for first, count, size in ((0, full, self._width), (full, 1, rest)):
            if count and size:
                cut = [_batches(c[at : at + count * size], count) for c in columns]
                ticks = [clock[first : first + count]] if clock.shape[1] else []
                parts.append(_Part(self._program(size), cut + ticks, count))
                at += count * size
        return parts

    def _order(self) -> np.ndarray:
        if not self._shuffled:
            return np.arange(self.n)
        block, within = divmod(self.epoch, ORDERS_AT_ONCE)
        if self._orders is None or self._orders[0] != block:
            rng = stream(self.config.data_seed, BATCHES, block)
            self._orders = (block, rng.permuted(np.tile(np.arange(self.n), (ORDERS_AT_ONCE, 1)), axis=1))
        order: np.ndarray = self._orders[1][within]
        return order

    def _masks(self) -> np.ndarray:
        """Dropout masks of this epoch, one per row of data, whatever the row order: (n, …, rows of units)."""
        keep = 1.0 - self.config.dropout
        rows = self.layout.rows - self.layout.layers[-1].fan_out
        draws = [stream(seed, DROPOUT, self.epoch).random((self.n, rows)) < keep for seed in self.seeds]
        masks = np.stack(draws, axis=1) / keep
        masks[..., self.layout.ones] = 1.0
        return masks if self.lead else masks[:, 0]

    def _set_rate(self) -> None:
        own: Any = self.given_rule[1][..., None] if self.given_rule else self.config.rate
        self.rate = own * self.schedule.factor(self.epoch, self.config)
        # Filled in place: the tape uses this array, so a new rate needs no new recording.
        np.multiply(self._trained, self.rate, out=self._rates)

    # -- recording ------------------------------------------------------------------------------------

    def _program(self, width: int) -> "_Program":
        """The recorded step for batches of `width` rows. Only the last used ones are kept."""
        program = self._programs.pop(width, None)
        if program is None:
            if len(self._programs) == SIZES_KEPT:
                del self._programs[
                    next(iter(self._programs))
                ]  # before recording another, because steps of wide nets are large
            program = self._record(width)
        self._programs[width] = program  # the last used one is at the end of the dict
        return program

    def _record(self, width: int) -> "_Program":
        """The tape of one step on a batch of `width` rows."""
        tape, config = Tape(), self.config
        batch = np.zeros((self.table.shape[1], width))
        mask: np.ndarray | None = None
        if config.dropout:
            mask = np.ones((*self.lead, self.layout.rows - self.layout.layers[-1].fan_out, width))
        memory = Memory(self.theta, self.grad, self.running, batch, mask)
        network = Network(self.layout, self.head, memory, training=True, tape=tape)
        network.forward()
        network.backward()
        theta, grad = tape.watch(self.theta), tape.watch(self.grad)
        if self.regularizer.slope:
            strength = config.penalty * self.layout.on_weights()
            grad += strength * self.regularizer.slope(theta)
        if config.clip_norm:
            norm = tape.watch(self.norm)
            norm[...] = np.sqrt((grad * grad).sum(axis=-1, keepdims=True))
            grad *= np.minimum(config.clip_norm / norm, 1.0)
            clipped = tape.watch(self.clipped)
            clipped += norm > config.clip_norm
        clock = np.empty(self.rule.clock(np.ones(1)).shape[-1])
        ticks = tuple(tape.watch(clock[k : k + 1].reshape(())) for k in range(len(clock)))
        direction = self.rule.step(grad, *(tape.watch(m) for m in self.memory[: self.rule.memory]), clock=ticks)
        theta -= self._rates * direction
        targets = [batch, *([] if mask is None else [mask]), *([clock] if len(clock) else [])]
        return _Program(tape.calls, targets, width)


def _batches(columns: np.ndarray, count: int) -> np.ndarray:
    """(rows, …, units) as (count, …, units, rows / count), the layout of a batch in memory."""
    return np.moveaxis(columns.reshape(count, len(columns) // count, *columns.shape[1:]), 1, -1)


@dataclass
class _Part:
    """Batches of one size: their inputs, and how many are done."""

    program: "_Program"
    streams: list[np.ndarray]
    count: int
    done: int = 0


class _Program:
    """A recorded step, and the arrays to fill before each play."""

    def __init__(self, calls: Calls, targets: list[np.ndarray], width: int) -> None:
        self.calls, self.targets, self.width = tuple(calls), targets, width

    def play(self, streams: list[np.ndarray]) -> None:
        """One step for each item of the streams, which are in the order of `targets`."""
        calls, copy = self.calls, np.copyto
        if len(streams) == 1:
            target = self.targets[0]
            for batch in streams[0]:
                copy(target, batch)
                for function, args in calls:
                    function(*args)
            return
        targets = self.targets
        for items in zip(*streams, strict=True):
            for target, item in zip(targets, items, strict=True):
                copy(target, item)
            for function, args in calls:
                function(*args)
