"""Asks torch for the trajectories that `tests/test_torch.py` checks where torch is missing.

Run from the top folder: python -m tests.data.make_torch
"""

import json
from pathlib import Path

import torch

from tests.torch_peer import CASES, TORCH_CONFIGS, make, make_path, their_path, theirs

FOLDER = Path(__file__).parent / "torch"


def write(name: str, cases: dict) -> None:
    """One case a line, so that a change of one shows as one."""
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(case)}" for key, case in cases.items())
    text = f'{{"torch": {json.dumps(torch.__version__)}, "cases": {{\n{lines}\n}}}}\n'
    (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    torch.set_num_threads(1)
    trainings = {name: make(name, seed=0) for name in CASES}
    write("trainings.json", {name: {**case, "found": theirs(case)} for name, case in trainings.items()})
    paths = {name: make_path(name, seed=0) for name in TORCH_CONFIGS}
    write(
        "optimizers.json",
        {name: {**path, "found": their_path(TORCH_CONFIGS[name], path)} for name, path in paths.items()},
    )
