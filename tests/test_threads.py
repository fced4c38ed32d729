"""BLAS has one thread while a net is trained or measured, and its former number before and after."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SCRIPT = """
import os, threading
from threadpoolctl import threadpool_info
import playground, numpy
from playground import Config, Run, Seeds
from playground.engine.tape import Tape
from playground.engine.trainer import _Program
from playground.study.race import ENTRANTS, Entry, Race

def counts():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}

had, seen = counts(), set()
play = Tape.play

def looking(tape):
    seen.add(frozenset(counts()))
    play(tape)

Tape.play = looking
run = Run(Config(samples=40))
assert counts() == had, "importing and building leave it alone"
play_step = _Program.play

def step(program, streams):
    seen.add(frozenset(counts()))
    play_step(program, streams)

_Program.play = step
run.advance(2).advance_batches(3)
Seeds(Config(samples=40), range(2)).advance()
others = [threading.Thread(target=lambda: Run(Config(samples=40)).advance(3)) for _ in range(4)]
[other.start() for other in others]
[other.join() for other in others]
assert counts() == had, (counts(), had)
try:
    _Program.play = lambda *_: 1 / 0
    run.advance()
except ZeroDivisionError:
    pass
assert counts() == had, "after an exception, too"
print(sorted({max(some) for some in seen}))
"""


def test_a_script_trains_with_one_thread_and_keeps_its_own_number():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT],
        cwd=ROOT, env={"OPENBLAS_NUM_THREADS": "2", "MKL_NUM_THREADS": "2", "PATH": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[1]"
