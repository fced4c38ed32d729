"""Timing on a machine that does other things as well: interleaved rounds, and medians over them.

Time is that of the processor, which leaves out what other programs take. All that is timed computes in one thread and
waits for nothing, so on a quiet machine it is the time on the wall.
"""

import gc
import math
from collections.abc import Callable, Mapping
from time import get_clock_info, perf_counter, process_time

import numpy as np

Lap = Callable[[], float]
"""Does a fixed amount of work and gives the seconds that one piece of it took."""

SLOT = 0.02
"""Seconds of a lap at the least: far longer than the clock's grain, short enough for many rounds."""

clock = process_time if get_clock_info("process_time").resolution < 1e-5 else perf_counter
"""Seconds. Windows counts processor time in ticks as long as a lap; there it is the wall's."""


def repeated(work: Callable[[], object], pieces: int = 1) -> Lap:
    """A lap that does `work`, of so many pieces, as often as fills a slot. Finding out how often warms it up."""
    times, took = 1, 0.0
    while (took := _seconds(work, times)) < SLOT:
        times = math.ceil(times * min(1.2 * SLOT / took, 10.0))
    return lambda: _seconds(work, times) / (times * pieces)


def once(work: Callable[[], object]) -> Lap:
    """A lap that does `work`, which is long, one time."""
    return lambda: _seconds(work, 1)


def _seconds(work, times):
    began = clock()
    for _ in range(times):
        work()
    return clock() - began


def rounds(laps: Mapping[str, Lap], count: int, budget: float) -> dict[str, np.ndarray]:
    """Seconds a piece of each, (rounds,), timed A B C A B C …, so that what disturbs the machine disturbs all alike.

    There are `count` rounds, or fewer on a slow machine: after three, none begins later than `budget` seconds.
    """
    times = {name: [] for name in laps}
    end = perf_counter() + budget
    was_on = gc.isenabled()
    try:
        for k in range(count):
            gc.enable()
            gc.collect()
            gc.disable()
            for name, lap in laps.items():
                times[name].append(lap())
            if k >= 2 and perf_counter() > end:
                break
    finally:
        (gc.enable if was_on else gc.disable)()
    return {name: np.array(seconds) for name, seconds in times.items()}
