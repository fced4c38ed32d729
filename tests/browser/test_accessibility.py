"""On no page does axe-core find anything, in light or dark."""

from pathlib import PurePath

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from playground.ui.frame import LESSONS, PAGES, PLAYGROUND
from tests.browser.app_server import View
from tests.browser.lesson_page import SceneView

pytestmark = pytest.mark.browser

RULES = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    },
    # WCAG 2.5.3 at level A; axe-core still calls its rule an experiment and leaves it out unless asked.
    "rules": {"label-content-name-mismatch": {"enabled": True}},
}

# The name of a disabled widget of Streamlit is pale, as the name of what is disabled may be (WCAG 1.4.3), but nothing
# that axe-core knows ties it to its widget.
WHERE = {"exclude": ["label[data-testid=stWidgetLabel][disabled]"]}

SETTLED = """scheme => {
  const app = document.querySelector("[data-testid=stApp]");
  const [red, green, blue] = getComputedStyle(app).backgroundColor.match(/[\\d.]+/g).map(Number);
  const dark = red + green + blue < 384;
  const fading = document.getAnimations().some((each) => each instanceof CSSTransition && each.playState === "running");
  return app.dataset.testScriptState === "notRunning" && dark === (scheme === "dark") && !fading;
}"""


FIRST = (PLAYGROUND, LESSONS[0])
EVERY_PAGE = [pytest.param(page, marks=() if page in FIRST else pytest.mark.slow, id=page.title) for page in PAGES]


@pytest.mark.parametrize("shown", EVERY_PAGE)
def test_axe_finds_nothing(visit, shown):
    page = visit("" if shown == PLAYGROUND else PurePath(shown.path).stem)
    if shown == PLAYGROUND:
        View(page).ready()
    elif shown in LESSONS:
        _play_one_picture(SceneView(page).ready().prepared())
    else:
        expect(page.get_by_test_id("stPlotlyChart").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    for scheme in ("light", "dark"):
        _switch(page, scheme)
        assert not (found := _violations(page)), f"in the {scheme} theme:\n" + "\n".join(found)


def _play_one_picture(scene: SceneView) -> None:
    if scene.moves:
        frames = scene.frames
        scene.step.click()
        expect(scene.root).to_have_attribute("data-frames", str(frames + 1))


def _switch(page: Page, scheme: str) -> None:
    """To the other theme, and waits until its colors have faded in."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(SETTLED, arg=scheme)


def _violations(page: Page) -> list[str]:
    """A line for each: rule, impact, and where; within a component the path begins with its host."""
    found = Axe().run(page, WHERE, RULES).response["violations"]
    return [f"{each['id']} ({each['impact']}): {node['target'][-1]}" for each in found for node in each["nodes"]]
