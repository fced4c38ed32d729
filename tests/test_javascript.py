"""The JavaScript that draws: its own unit tests, in tests/js, are run by Node. No package is needed for them."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from playground.fields import fields_of
from playground.live.ask import PlayerAsk
from playground.scene.ask import SceneAsk
from playground.scene.panels import Panel
from tests.test_lessons import LESSONS

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "tests" / "js").glob("*.test.js"))
LEAST = 20
"""The version of Node from which on it has all that the tests ask for."""


def why_not() -> str | None:
    """Why the tests cannot be run here; None where they can."""
    if not shutil.which("node"):
        return f"no node was found; the tests of the JavaScript want version {LEAST} or newer"
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
    if int(re.match(r"v(\d+)", said)[1]) < LEAST:
        return f"this node is {said.strip()}; the tests of the JavaScript want version {LEAST} or newer"
    return None


def test_the_javascript_passes_its_own_tests():
    reason = why_not()
    if reason:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    command = ["node", "--test", "--test-reporter=spec", *map(str, FILES)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def said(folder: str, pattern: str) -> set[str]:
    """What a pattern finds in the JavaScript of a folder of the package."""
    files = (ROOT / "playground" / folder / "assets" / "js").glob("*.js")
    return {found for path in files for found in re.findall(pattern, path.read_text(encoding="utf-8"))}


def test_every_kind_of_panel_is_drawn_and_every_one_that_is_drawn_can_be_declared():
    (kinds,) = said("scene", r"(?s)const KINDS = \{(.*?)\}")
    assert set(re.findall(r"(\w+):", kinds)) == {panel.kind for panel in Panel.__subclasses__()}


def test_every_setting_of_a_lesson_is_of_a_kind_that_has_a_widget():
    """In the browser whatever is neither a switch nor chosen is a slider, of numbers."""
    drawn = said("scene", r'spec\.kind === "(\w+)"') | {"number", "integer"}
    assert {field.kind for lesson in LESSONS.values() for field in fields_of(lesson.settings).values()} <= drawn


@pytest.mark.parametrize(("folder", "asks"), [("live", PlayerAsk), ("scene", SceneAsk)])
def test_every_kind_of_question_is_asked_and_none_that_is_not_known(folder, asks):
    kinds = set(asks.KINDS)
    assert said(folder, r'kind: "(\w+)"') & {*PlayerAsk.KINDS, *SceneAsk.KINDS} == kinds


def test_every_module_that_is_served_is_checked_for_types():
    """`npm run types` looks at every file, with all that "strict" asks for but a type for each parameter."""
    settings = json.loads((ROOT / "tsconfig.json").read_text(encoding="utf-8"))
    options = settings["compilerOptions"]
    assert options["checkJs"]
    assert options["strict"]
    assert [name for name, value in options.items() if value is False] == [
        "noImplicitAny",
        "strictPropertyInitialization",
    ]
    assert settings["include"] == ["playground/**/*.js"]
    files = (ROOT / "playground").rglob("*.js")
    assert not [path.name for path in files if "@ts-nocheck" in path.read_text(encoding="utf-8")]
