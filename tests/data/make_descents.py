"""Asks torch for the ways down the textbook surfaces that `tests/test_terrain.py` checks where torch is missing.

Run from the top folder: python -m tests.data.make_descents
"""

import torch

from tests.data.make_torch import write
from tests.test_terrain import WALKS, their_walk

if __name__ == "__main__":
    torch.set_num_threads(1)
    write("descents.json", {name: their_walk(*walk) for name, walk in WALKS.items()})
