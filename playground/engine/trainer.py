"""Training: one net, or K replicas of it at once, advanced by rows of data.

Everything that changes while training is state: theta, the optimizer's memory, running averages, and three
counters. Everything random (row order, dropout masks) is drawn from (seed, purpose, epoch) before it is
used, and fed like data. So a run can be stopped, copied, set back and continued without changing a bit.
"""

from dataclasses import dataclass

import numpy as np

from playground.config import Config
from playground.engine.layout import Layout
from playground.engine.network import Memory, Network
from playground.engine.state import Progress
from playground.engine.tape import Tape
from playground.engine.threads import ONE_THREAD
from playground.randomness import BATCHES, DROPOUT, stream
from playground.tables.losses import Head
from playground.tables.optimizers import OPTIMIZERS, Optimizer
from playground.tables.regularizers import REGULARIZERS
from playground.tables.schedules import SCHEDULES

ORDERS_AT_ONCE = 32
"""Epochs whose row orders come from one generator: making a generator costs as much as a training step."""

SIZES_KEPT = 2
"""Batch sizes whose recorded steps are kept: an epoch has full batches and a last one that may be of another size. More
would only help who changes the batch size to and fro, and the step of a wide net on 4,500 rows takes 280 MB."""

TAME = 1e20
"""Sum of squares: through nine layers of 128 units, each weight below 1e10, an output stays below 1e109 times the
features, and its square is a number."""

NOT_ON_TAPE = frozenset({"rate", "schedule", "period", "decay", "warmup", "batch_size", "shuffle"})
"""Live fields that say what a recorded step is fed, and not how it goes."""


class Trainer:
    """Trains `theta` (…, layout.size) on `table`, (rows, targets + features + 1), by the rules of `config`.

    `seeds` has one seed of dropout per replica; theta has the replicas as leading axis, or none for a
    single net. All replicas see the same rows in the same order.
    """

    def __init__(self, config: Config, layout: Layout, head: Head, table: np.ndarray, theta: np.ndarray, seeds):
        self.layout, self.head, self.table = layout, head, table
        self.n = len(table)
        self.lead = theta.shape[:-1]
        self.seeds = tuple(seeds)
        self.epoch = self.row = self.steps = 0
        # Theta never moves in memory, whatever the optimizer: others look at it through views.
        self._arrays = np.zeros((2 + max(rule.memory for rule in OPTIMIZERS.values()), *theta.shape))
        self.theta, self.grad, self.memory = self._arrays[0], self._arrays[1], self._arrays[2:]
        self.theta[...] = theta
        self.norm = np.zeros((*self.lead, 1))  # of the last step's gradient before it was cut, where there is clipping
        self.running = np.zeros((*self.lead, 2, sum(layer.fan_out for layer in layout.hidden)))
        self.running[..., 1, :] = 1.0
        self._trained = layout.trained()
        self.normalizes = any(layer.gamma for layer in layout.hidden)
        self._rates = np.empty(layout.size)
        self._orders = (None, None)
        self._shuffled = config.shuffle
        self.rule = None
        self.given_rule: tuple[Optimizer, np.ndarray] | None = None
        self.configure(config)

    def configure(self, config: Config) -> None:
        """Take the live fields of `config` from here on. Another rule starts with an empty memory."""
        before = type(self.rule)
        if self.rule is None or config.differences(self.config) - NOT_ON_TAPE:
            self._programs: dict[int, _Program] = {}
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
        """Train by `rule` in place of the config's, and by these rates, (K,): one for each replica, times the schedule.

        The rule's memory starts empty. It has at most as many arrays as the largest rule of the table.
        """
        if rule.memory > len(self.memory):
            raise ValueError(f"{rule.label} has {rule.memory} arrays of memory; there is room for {len(self.memory)}")
        rates = np.asarray(rates, dtype=float)
        if rates.shape != self.lead:
            raise ValueError(f"rates has the shape {rates.shape}; it must be {self.lead}, one rate for each replica")
        self.given_rule, self._programs = (rule, rates), {}
        self._rates = np.empty((*self.lead, self.layout.size))
        self.configure(self.config)
        self._forget()

    def _forget(self):
        self.memory[...] = 0.0
        self.steps = 0  # Adam's correction counts the steps of its own memory

    def snapshot(self) -> Progress:
        """All that training changes, copied."""
        arrays, running, norm = self._arrays[: self._used].copy(), self.running.copy(), self.norm.copy()
        return Progress(self.epoch, self.row, self._shuffled, self.steps, type(self.rule), arrays, running, norm)

    def restore(self, progress: Progress) -> None:
        """Go to a snapshot of this trainer, or of one of the same layout and rows; ValueError if it is of another.

        The memory of another optimizer than the present one is not taken over.
        """
        count = len(progress.arrays)
        shapes = [part.shape for part in (progress.arrays, progress.running, progress.norm)]
        own = [(count, *self.theta.shape), self.running.shape, self.norm.shape]
        if shapes != own or not 2 <= count <= len(self._arrays):
            raise ValueError(f"arrays, running averages and norm have the shapes {shapes}; of this net they are {own}")
        if not (progress.epoch >= 0 <= progress.row < self.n and progress.steps >= 0):
            raise ValueError(f"epoch {progress.epoch}, row {progress.row} is no place in epochs of {self.n} rows")
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
        """Epochs done, with the share of the one under way."""
        return self.epoch + self.row / self.n

    @property
    def batches(self) -> int:
        """Batches in an epoch, the last one included if it is of another size."""
        return self._count(self.n)

    @property
    def batches_left(self) -> int:
        """Batches to the end of the epoch under way, or of the next one if it is at an end."""
        return self._count(self.n - self.row)

    def _count(self, rows):
        full, rest = self._cut(rows)
        return full + bool(rest)

    @property
    def _width(self):
        return min(max(self.config.batch_size, 1 + self.normalizes), self.n)

    def _cut(self, rows: int) -> tuple[int, int]:
        """So many rows as batches: how many full ones, and the rows of the last one, 0 if there is no other.

        A single row that is left over joins the batch before it where batches are normalized. Alone it would have
        no variance, and the running averages would follow that of 0 and the mean of this one row. For the same reason
        batches that are normalized have at least two rows.
        """
        full, rest = divmod(rows, self._width)
        if rest == 1 and full and self.normalizes:
            return full - 1, self._width + 1
        return full, rest

    @property
    def tame(self) -> bool:
        """Whether all that training changes is so small that no loss can be infinite: no need to look closer."""
        flat = self._arrays[: self._used].ravel()
        with np.errstate(all="ignore"):
            return flat.dot(flat) < TAME

    def finite(self) -> np.ndarray:
        """Whether all that training changes is still a number: a bool, or one per replica."""
        return np.isfinite(self._arrays[: self._used]).all(axis=(0, -1))

    def train(self, batches: int | None = None) -> None:
        """Train on so many batches, or on what is left of the epoch; never further than its end."""
        feed = self._feed = self._feed or self._draw()
        left = self.n if batches is None else batches
        # A run that diverges is found at the end of the epoch, and told in words.
        with np.errstate(all="ignore"), ONE_THREAD:
            while feed and left > 0:
                part = feed[0]
                count = min(left, part.count - part.done)
                part.program.play([items[part.done : part.done + count] for items in part.streams])
                part.done += count
                self.steps += count
                self.row += count * part.program.width
                left -= count
                if part.done == part.count:
                    feed.pop(0)
        if not feed:
            self.epoch, self.row, self._feed = self.epoch + 1, 0, None
            if self.schedule.parameters:
                self._set_rate()

    def _draw(self) -> "list[_Part]":
        """Everything that the rest of this epoch needs, cut into full batches and a last one of another size."""
        if self.row == 0:  # an epoch goes on as it began, or some rows would come twice and others not at all
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

    def _order(self):
        if not self._shuffled:
            return np.arange(self.n)
        block, within = divmod(self.epoch, ORDERS_AT_ONCE)
        if self._orders[0] != block:
            rng = stream(self.config.data_seed, BATCHES, block)
            self._orders = (block, rng.permuted(np.tile(np.arange(self.n), (ORDERS_AT_ONCE, 1)), axis=1))
        return self._orders[1][within]

    def _masks(self):
        """Masks of this epoch, one for each row of data wherever it stands in the order: (n, …, rows of units)."""
        keep = 1.0 - self.config.dropout
        rows = self.layout.rows - self.layout.layers[-1].fan_out
        draws = [stream(seed, DROPOUT, self.epoch).random((self.n, rows)) < keep for seed in self.seeds]
        masks = np.stack(draws, axis=1) / keep
        masks[..., self.layout.ones] = 1.0
        return masks if self.lead else masks[:, 0]

    def _set_rate(self):
        own = self.given_rule[1][..., None] if self.given_rule else self.config.rate
        self.rate = own * self.schedule.factor(self.epoch, self.config)
        # Filled in place: the tape holds this array, so a rate that moves needs no new recording.
        np.multiply(self._trained, self.rate, out=self._rates)

    # -- recording ------------------------------------------------------------------------------------

    def _program(self, width: int) -> "_Program":
        """The recorded step for batches of `width` rows; only those last used are kept."""
        program = self._programs.pop(width, None)
        if program is None:
            if len(self._programs) == SIZES_KEPT:
                del self._programs[next(iter(self._programs))]  # before there is another: steps of wide nets are large
            program = self._record(width)
        self._programs[width] = program  # the dict has the one last used at its end
        return program

    def _record(self, width: int) -> "_Program":
        """The tape of one step on a batch of `width` rows."""
        tape, config = Tape(), self.config
        batch, mask = np.zeros((self.table.shape[1], width)), None
        if config.dropout:
            mask = np.ones((*self.lead, self.layout.rows - self.layout.layers[-1].fan_out, width))
        memory = Memory(self.theta, self.grad, self.running, batch, mask)
        network = Network(self.layout, self.head, memory, training=True, tape=tape)
        network.forward()
        network.backward()
        theta, grad = tape.watch(self.theta), tape.watch(self.grad)
        if self.regularizer.slope:
            price = config.penalty * self.layout.on_weights()
            grad += price * self.regularizer.slope(theta)
        if config.clip_norm:
            norm = tape.watch(self.norm)
            norm[...] = np.sqrt((grad * grad).sum(axis=-1, keepdims=True))
            grad *= np.minimum(config.clip_norm / norm, 1.0)
        clock = np.empty(self.rule.clock(np.ones(1)).shape[-1])
        ticks = tuple(tape.watch(clock[k : k + 1].reshape(())) for k in range(len(clock)))
        direction = self.rule.step(grad, *(tape.watch(m) for m in self.memory[: self.rule.memory]), clock=ticks)
        theta -= self._rates * direction
        targets = [batch] + [mask] * (mask is not None) + [clock] * bool(len(clock))
        return _Program(tape.calls, targets, width)


def _batches(columns: np.ndarray, count: int) -> np.ndarray:
    """(rows, …, units) as (count, …, units, rows / count): batch by batch what a batch's memory takes."""
    return np.moveaxis(columns.reshape(count, len(columns) // count, *columns.shape[1:]), 1, -1)


@dataclass
class _Part:
    """Batches of one size: what each is fed, and how many are done."""

    program: "_Program"
    streams: list[np.ndarray]
    count: int
    done: int = 0


class _Program:
    """A recorded step, and the arrays that are filled before each time it is played."""

    def __init__(self, calls, targets, width):
        self.calls, self.targets, self.width = tuple(calls), targets, width

    def play(self, streams) -> None:
        """One step for each item of the streams, which stand in the order of `targets`."""
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
