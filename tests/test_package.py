"""The project as a package that others install and import."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import playground

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirements(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith(("#", "-r"))}


def test_a_host_and_a_package_manager_are_told_the_same_requirements():
    for_tests = {line for line in requirements(ROOT / "requirements.txt") if line.startswith("pytest")}
    assert set(PROJECT["dependencies"]) == requirements(ROOT / "requirements.txt") - for_tests


def test_a_wheel_has_every_file_of_the_package(tmp_path):
    build = [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.startswith(f"playground-{playground.__version__}-")
    there = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("playground/")}
    files = [path for path in (ROOT / "playground").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert there == {path.relative_to(ROOT).as_posix() for path in files}


def test_the_newest_release_stands_first_in_the_list_of_changes():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\S+)", changes, re.M)[1] == playground.__version__
