"""Every lesson in a real browser, as a learner walks through it."""

import re

import pytest
from playwright.sync_api import expect

from playground import Config
from playground.lessons.course import COURSE
from tests.browser.conftest import BOTH_WAYS, NARROW
from tests.browser.lesson_page import SceneView

pytestmark = pytest.mark.browser

NAMES = [entry.name for entry in COURSE]
EACH = pytest.mark.parametrize("name", NAMES)
FIRST_SOON = pytest.mark.parametrize(
    "name", [NAMES[0], *(pytest.param(name, marks=pytest.mark.slow) for name in NAMES[1:])]
)
"""The first lesson always, the others with -m slow."""


@pytest.fixture
def open_lesson(visit):
    """As `visit`, for a lesson, and waits for its first picture."""
    return lambda name, **more: SceneView(visit(name, **more)).ready().prepared()


@BOTH_WAYS
@FIRST_SOON
def test_a_lesson_plays_and_pauses(open_lesson, name):
    scene = open_lesson(name)
    if not scene.moves:
        return  # it answers its settings only; that is tested below
    before, frames = scene.pictures(), scene.frames
    scene.play.click()
    scene.plays_past(frames + 3)
    if scene.pause.is_visible():
        scene.pause.click()
    scene.stands()
    scene.refreshes(3)
    stood, shown = scene.pictures(), scene.frames
    assert stood != before
    scene.refreshes(20)
    assert (scene.pictures(), scene.frames) == (stood, shown)


@pytest.mark.slow
@EACH
def test_a_step_and_a_reset(open_lesson, name):
    scene = open_lesson(name)
    if not scene.moves:
        return
    first, frames = scene.pictures(), scene.frames
    scene.step.click()
    expect(scene.root).to_have_attribute("data-frames", str(frames + 1))
    scene.refreshes(2)
    assert scene.pictures() != first
    gen = scene.root.get_attribute("data-gen")
    scene.reset.click()
    expect(scene.root).not_to_have_attribute("data-gen", gen)
    scene.prepared().refreshes(2)
    assert scene.pictures() == first


@pytest.mark.slow
@EACH
def test_each_control_changes_the_page_and_its_link(open_lesson, name):
    scene = open_lesson(name)
    controls = scene.settings.locator("input:enabled, select:enabled, [role=radio]:enabled")
    gen = int(scene.root.get_attribute("data-gen"))
    for index in range(controls.count()):
        control = controls.nth(index)
        if not (control.count() and control.is_visible() and control.is_enabled()):
            continue  # a choice before it took it away
        kind = control.evaluate("part => part.type ?? part.role")
        if kind == "range":
            control.press("ArrowRight" if control.input_value() != control.get_attribute("max") else "ArrowLeft")
        elif kind == "checkbox":
            control.click()
        elif kind.startswith("select"):
            control.select_option(index=1)
        else:
            control.click()
        expect(scene.root).not_to_have_attribute("data-gen", str(gen))
        gen = int(scene.root.get_attribute("data-gen"))
    scene.refreshes(5)
    pictures, address = scene.pictures(), scene.page.url
    other = open_lesson(name, address=address)
    other.refreshes(5)
    assert other.pictures() == pictures


@pytest.mark.slow
@EACH
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_off_on_a_phone(open_lesson, name, scheme):
    scene = open_lesson(name, viewport=NARROW, color_scheme=scheme)
    wide = scene.page.evaluate(
        "document.querySelector('.stMain').scrollWidth - document.querySelector('.stMain').clientWidth"
    )
    assert wide <= 0
    for panel in scene.root.locator(".panel").all():
        box = panel.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROW["width"]


@pytest.mark.slow
@EACH
def test_its_first_challenge_can_be_met(open_lesson, name):
    scene = open_lesson(name)
    page = scene.page
    first = page.locator(".st-key-challenge-0")
    first.get_by_role("button", name="Check my answer").click()
    expect(first.get_by_role("status")).to_be_visible(timeout=60_000)
    first.get_by_role("button", name="Solution").click()
    gen = scene.root.get_attribute("data-gen")
    page.get_by_role("button", name="Apply this solution").click()
    expect(scene.root).not_to_have_attribute("data-gen", gen)
    page.keyboard.press("Escape")
    first.get_by_role("button", name="Check my answer").click()
    expect(first.get_by_text("check_circle")).to_be_attached(timeout=60_000)


@pytest.mark.slow
@EACH
def test_the_experiment_goes_to_the_playground_and_back(open_lesson, name):
    own = Config(dataset="moons", hidden=(3,), rate=0.02)
    scene = open_lesson(name, config=own)
    scene.page.get_by_role("button", name="Open this net in the playground").click()
    expect(scene.page.get_by_test_id("live-view")).to_be_visible()
    expect(scene.page).to_have_url(re.compile(r"/\?"))
    scene.page.get_by_role("button", name="Lessons").click()
    title = next(entry.title for entry in COURSE if entry.name == name)
    scene.page.get_by_role("link", name=title).click()
    scene.ready()
    expect(scene.page).to_have_url(re.compile(f"/{name}"))


def test_an_old_address_opens_the_page_of_today(visit):
    """With its query, in which settings may have the names of before, too."""
    page = visit("which_way_down", ground="ravine", rate="0.3")
    expect(page.get_by_role("heading", name="Optimizers", level=1)).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Which way down?")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/optimizers\?"))
    expect(page).to_have_url(re.compile("rate=0.3"))
    expect(page).to_have_url(re.compile("optimization.surface=ravine"))
