"""`python -m tests.load`: how a class fares on one server process. Prints a Markdown table.

So many learners open the main page, play the default experiment at the usual 30 epochs a second, and every other second
one of them moves the slider of the learning rate. A picture counts when its time has come, as in the browser.
"""

import argparse
import asyncio
import sys
from time import perf_counter

import numpy as np
import psutil

from tests.bench.machine import describe
from tests.browser.app_server import serving
from tests.load.learner import Learner

HEAD = (
    "| way | sessions | all usable after | pictures/s in all | a session: worst, median, best | epochs/s: worst | "
    "slider p50, p95 | chunk p50, p95 | kB/s a session | server CPU | memory |\n" + "|---" * 11 + "|"
)


async def measure(server, way: str, count: int, seconds: float, warm: float) -> str:
    """One line of the table."""
    process = psutil.Process(server.process.pid)
    began = perf_counter()
    learners = await asyncio.gather(*(Learner(server.port, by_socket=way == "socket").open() for _ in range(count)))
    usable = perf_counter() - began
    start = perf_counter() + warm
    end = start + seconds
    marks = asyncio.create_task(_mark(process, learners, start, end))
    moves = asyncio.create_task(_move(learners, start, end))
    await asyncio.gather(*(each.play(end) for each in learners))
    await moves
    cpu, received = await marks
    memory = process.memory_info().rss
    for each in learners:
        assert not each.tab.exceptions, each.tab.exceptions
    await asyncio.gather(*(each.tab.close() for each in learners))
    shown = [[each for each in learner.shown if start <= each[0] < end] for learner in learners]
    rates = np.array([len(each) for each in shown]) / seconds
    epochs = np.array([each[-1][1] - each[0][1] if each else 0.0 for each in shown]) / seconds
    chunks = [1000 * each for learner in learners for each in learner.chunks]
    sliders = [1000 * each for learner in learners for each in learner.sliders]
    return (
        f"| {way} | {count} | {usable:.1f} s | {rates.sum():.0f} | "
        f"{rates.min():.1f}, {np.median(rates):.1f}, {rates.max():.1f} | "
        f"{epochs.min():.1f} | {_of(sliders)} | {_of(chunks)} | {received / count / seconds / 1000:.0f} | {cpu:.0%} | "
        f"{memory / 1e6:.0f} MB |"
    )


def _of(times: list[float]) -> str:
    return f"{np.median(times):.0f}, {np.quantile(times, 0.95):.0f} ms" if times else "–"


async def _mark(process, learners, start, end):
    """The server's processor time and the bytes received in between."""
    readings = []
    for moment in (start, end):
        await asyncio.sleep(max(0.0, moment - perf_counter()))
        used = process.cpu_times()
        readings.append((used.user + used.system, sum(each.tab.received for each in learners), perf_counter()))
    (cpu, received, at), (cpu_after, received_after, at_after) = readings
    return (cpu_after - cpu) / (at_after - at), received_after - received


async def _move(learners, start, end):
    """About two moves of a slider a second, by one learner after the other."""
    await asyncio.sleep(max(0.0, start - perf_counter()))
    turn = 0
    while perf_counter() < end - 1.0:
        await learners[turn % len(learners)].move(turn // len(learners))
        turn += 1
        await asyncio.sleep(0.5)


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.load", description=__doc__)
    parser.add_argument("sessions", type=int, nargs="*", default=[10, 30, 60])
    parser.add_argument("--way", action="append", choices=("socket", "fragment"), help="both if not said")
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--warm", type=float, default=4.0, help="seconds of playing before it counts")
    chosen = parser.parse_args()
    print("\n".join(describe()), HEAD, sep="\n\n", flush=True)
    for count in chosen.sessions:
        for way in chosen.way or ("socket", "fragment"):
            with serving() as server:
                print(asyncio.run(measure(server, way, count, chosen.seconds, chosen.warm)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
