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


EVERY_PAGE = [pytest.param(page, marks=() if page == PLAYGROUND else pytest.mark.slow, id=page.title) for page in PAGES]


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


def _gallery(page: Page) -> None:
    page.get_by_role("button", name="Experiments").click()
    expect(page.get_by_role("dialog", name="Experiments").get_by_role("listitem").first).to_be_visible()


def _choice(page: Page) -> None:
    page.get_by_role("combobox", name="Activation", exact=True).click()
    expect(page.get_by_role("option").first).to_be_visible()


def _paste(page: Page) -> None:
    page.get_by_role("button", name="Open link").click()
    expect(page.get_by_role("textbox", name="A link of this page")).to_be_focused()


OPENED = {"gallery": _gallery, "choice": _choice, "link": _paste}


@pytest.mark.slow
@pytest.mark.parametrize("what", OPENED)
@pytest.mark.parametrize("size", [(1280, 720), (420, 900)], ids=str)
def test_axe_finds_nothing_in_what_opens(visit, what, size):
    page = visit(viewport={"width": size[0], "height": size[1]})
    View(page).ready()
    if size[0] < 640 and what != "choice":
        page.get_by_role("button", name="Data and lessons").click()
    for scheme in ("light", "dark"):
        _switch(page, scheme)
        OPENED[what](page)
        assert not (found := _violations(page)), f"in the {scheme} theme:\n" + "\n".join(found)
        page.keyboard.press("Escape")


@pytest.mark.slow
def test_axe_finds_nothing_in_the_callouts(visit):
    page = visit(first_visit=True)
    View(page).ready()
    note = page.get_by_role("note", name="First steps")
    for scheme in ("light", "dark"):
        _switch(page, scheme)
        expect(note).to_be_visible()
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
