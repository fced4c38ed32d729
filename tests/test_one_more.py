"""One entry adds one: with one more in every table all pages open, play and are linked, and the laws hold for it."""

import os
import subprocess
import sys

import pytest

from tests.one_more import plant

LAWS = (
    "activations",
    "features",
    "fields",
    "backprop_lesson",
    "gradients",
    "graph",
    "losses",
    "pages",
    "race",
    "run",
    "tables",
)
"""Tests that ask the same of every entry."""

ASKED = "following or extra or kappa or shows_every_entry or thumbnails or docstring or flat_where"
"""By part of their names: what is about the new entries, and what looks at a whole table at once."""


@pytest.mark.slow
def test_an_entry_in_one_place_is_all_that_a_table_asks_for(tmp_path):
    """In a copy of the project and a process of its own: what is made of a table on import is made with the entry."""
    plant(tmp_path)
    files = ["tests/following.py", *(f"tests/test_{name}.py" for name in LAWS)]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", ASKED, *files]
    told = {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=tmp_path, env=os.environ | told, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr
