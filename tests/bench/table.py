"""The rows of the benchmark, what they are to reach, and the table that is printed."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground import Config
from tests.bench import memory, peers, work
from tests.bench.clock import Lap, rounds
from tests.bench.machine import describe
from tests.bench.work import FRAMES, MEMORY_EPOCHS, NETS, PICTURED, SEED_EPOCHS, SEEDS, bench_config

SMALL, DEEP = NETS

LAPS: dict[str, Callable[[Config], Lap]] = {
    "training": work.training,
    "Run.advance": work.advance,
    "frame": work.frame,
    "picture": work.picture,
    "forward pass": work.forward_pass,
    "naive": peers.naive_epoch,
    "scikit-learn": peers.sklearn_epoch,
    "torch": peers.torch_epoch,
    "Seeds, training": work.seeds_training,
    "runs, training": work.runs_training,
    "Seeds, measured": work.seeds_measured,
    "runs, Run.advance": work.runs_advanced,
}


@dataclass(frozen=True)
class Row:
    """One line: `ours` against `peer`, names in LAPS, on one net.

    `reach` is how many times faster than the peer we are to be, or, with `share`, what share of its time we may take;
    None: shown, and nothing asked. What is timed has so many `pieces`, as an epoch has 25 steps; times are of one.
    """

    key: str
    text: str
    net: str
    ours: str
    peer: str
    reach: float | None
    share: bool = False
    pieces: int = 1


BATCHES = 25
TRAINING = "training alone"
ADVANCE = "`Run.advance`: with losses and accuracies"
SAME = f"{len(SEEDS)} seeds × {SEED_EPOCHS} epochs, built and trained, {SMALL}; against one after the other"

ROWS = (
    Row("step", f"step, {SMALL}, {TRAINING}; against naive", SMALL, "training", "naive", 5, pieces=BATCHES),
    *(
        Row(key, f"epoch, {net}, {variant}; against {peer}", net, ours, peer, reach)
        for key, peer, goals in (("sklearn", "scikit-learn", (10, 10)), ("torch", "torch", (20, 15)))
        for net, reach in zip(NETS, goals, strict=True)
        for ours, variant in (("training", TRAINING), ("Run.advance", ADVANCE))
    ),
    *(
        Row("frame", f"whole frame, {net}; against naive epoch alone", net, "frame", "naive", reach, share=True)
        for net, reach in zip(NETS, (0.5, 0.9), strict=True)
    ),
    *(
        Row("picture", f"picture, {net}; against an epoch, {TRAINING}", net, "picture", "training", reach, share=True)
        for net, reach in zip(PICTURED, (0.6, 1.0), strict=True)
    ),
    *(
        Row(
            "picture",
            f"the net's part of a picture, {net}; the rest is encoding",
            net,
            "forward pass",
            "picture",
            None,
            share=True,
        )
        for net in PICTURED
    ),
    Row("seeds", f"{SAME}, {TRAINING}", SMALL, "Seeds, training", "runs, training", 7.5),
    Row(
        "seeds", f"{SAME}, `Run.advance`; both measure each epoch", SMALL, "Seeds, measured", "runs, Run.advance", None
    ),
)

MEMORY_LIMIT = 50e6
KEYS = (*dict.fromkeys(row.key for row in ROWS), "memory")

LONG = ("seeds",)
"""Keys of rows whose laps last seconds: they have fewer rounds."""

BUDGET = 35.0
"""Seconds of rounds for each net, and for the long rows, on a machine that is too slow for all of them."""


def main(arguments: list[str] | None = None) -> int:
    """Measure and print. Gives 0, whether the figures are reached or not: they depend on the machine."""
    parser = argparse.ArgumentParser("python -m tests.bench", description="Times the engine against others.")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, so that medians are rough")
    parser.add_argument("--only", action="append", choices=KEYS, metavar="ROW", help=f"one of {', '.join(KEYS)}")
    chosen = parser.parse_args(arguments)
    keys = chosen.only or KEYS
    missing = {name for name, version in peers.installed().items() if not version}
    rows = [row for row in ROWS if row.key in keys and row.peer not in missing]

    lines, held = [], []
    for long, count in ((False, 5 if chosen.quick else 31), (True, 1 if chosen.quick else 5)):
        lines += _timed([row for row in rows if (row.key in LONG) == long], count, held)
    if "memory" in keys:
        lines += [_memory_line(net) for net in NETS]
    print(*describe(), sep="\n")  # last, since the peers bring a BLAS of their own, whose threads count as well
    print(
        f"Processor time, median of {' and '.join(map(str, dict.fromkeys(held)))} interleaved rounds; ratio: median of "
        f"the rounds' own ratios, in brackets their middle half. A frame is one of a chunk of {FRAMES}.\n"
    )
    print("| work | ours | peer | ratio | to reach | reached |", "|---|---|---|---|---|---|", *lines, sep="\n")
    return 0


def _timed(rows: list[Row], count: int, held: list[int]) -> list[str]:
    """A line for each row; all that share a net come from the same rounds, whose number is added to `held`."""
    times = {}
    for net in dict.fromkeys(row.net for row in rows):
        names = dict.fromkeys(name for row in rows if row.net == net for name in (row.ours, row.peer))
        found = rounds({name: LAPS[name](bench_config(net)) for name in names}, count, BUDGET)
        times |= {(net, name): seconds for name, seconds in found.items()}
        held += map(len, found.values())
    return [_line(row, times[row.net, row.ours], times[row.net, row.peer]) for row in rows]


def _line(row: Row, ours: np.ndarray, peer: np.ndarray) -> str:
    ratios = ours / peer if row.share else peer / ours
    low, ratio, high = np.quantile(ratios, (0.25, 0.5, 0.75))
    reached = row.reach is not None and (ratio <= row.reach if row.share else ratio >= row.reach)
    digits, sign = (2, "≤") if row.share else (1, "≥")
    return _cells(
        row.text,
        _seconds(np.median(ours) / row.pieces),
        _seconds(np.median(peer) / row.pieces),
        f"{ratio:.{digits}f}× ({low:.{digits}f}–{high:.{digits}f})",
        f"{sign} {row.reach:g}×" if row.reach is not None else None,
        reached,
    )


def _memory_line(net: str) -> str:
    grown = memory.growth(net)
    text = f"peak memory above import, {MEMORY_EPOCHS} epochs of {net} with history"
    return _cells(text, f"{grown / 1e6:.1f} MB", "–", "–", f"≤ {MEMORY_LIMIT / 1e6:g} MB", grown <= MEMORY_LIMIT)


def _cells(text: str, ours: str, peer: str, ratio: str, reach: str | None, reached: bool) -> str:
    verdict = "–" if reach is None else "yes" if reached else "**no**"
    return f"| {text} | {ours} | {peer} | {ratio} | {reach or '–'} | {verdict} |"


def _seconds(value: float) -> str:
    unit, factor = next((u, f) for u, f in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)) if value >= f)
    return f"{value / factor:.3g} {unit}"
