"""Present mode fills the window for a hall; a clicker and the keyboard drive it. Light and dark are a click apart."""

import pytest
from playwright.sync_api import expect

from playground.presets import PRESETS
from tests.browser.app_server import dark_or_light

pytestmark = pytest.mark.browser

LECTURE = {"width": 1280, "height": 720}
LABELS = [preset.label for preset in PRESETS.values()]

LEGIBLE = """root => {
  const box = (name) => root.querySelector(name).getBoundingClientRect();
  const looks = (name) => getComputedStyle(root.querySelector(name));
  const size = (name) => parseFloat(looks(name).fontSize) / innerHeight;
  const numbers = [".epoch output", ".test-loss", ".test-score"];
  const parts = [".network", ".feature", ".map", ".curve", ...numbers, ".preset-name"];
  const outside = parts.filter((name) => {
    const { left, top, right, bottom, width } = box(name);
    return !width || left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
  });
  const cut = numbers.filter((name) => {
    const part = root.querySelector(name);
    return part.scrollWidth > part.clientWidth;
  });
  return { outside, cut, sizes: numbers.map(size),
           curve: box(".curve").height, map: box(".map").height / innerHeight };
}"""


def presenting(view):
    return view.root.and_(view.page.locator("[data-present]"))


def test_present_mode_fills_the_window_and_a_clicker_drives_it(open_view):
    view = open_view(viewport=LECTURE, rate="0.1").settled()
    page, press = view.page, view.page.keyboard.press
    view.steps(1)
    press("f")
    expect(presenting(view)).to_have_count(1)
    view.settled()
    box = view.root.bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1280, 720)
    seen = view.root.evaluate(LEGIBLE)
    assert seen["cut"] == []
    assert min(seen["sizes"]) >= 0.025
    assert seen["curve"] >= 120
    assert seen["map"] > 0.6
    press("PageDown")
    name = view.root.locator(".preset-name")
    expect(name).to_have_text(LABELS[0])
    view.at(0)
    press("2")
    expect(name).to_have_text(LABELS[1])
    press("PageUp")
    expect(name).to_have_text(LABELS[0])
    page.wait_for_url("**dataset=linear**")
    assert view.settled().root.evaluate(LEGIBLE)["outside"] == []
    press("Space")
    view.plays(past=3)
    press("Space")
    view.stands()
    press("Escape")
    expect(presenting(view)).to_have_count(0)
    expect(page.get_by_role("combobox", name="Activation")).to_be_visible()
    assert view.settled().root.bounding_box()["x"] > 0


@pytest.mark.slow
def test_present_mode_by_the_mouse(open_view):
    view = open_view(viewport={"width": 1920, "height": 1080}, task="regression").settled()
    view.button("Present: fill the window (F)").click()
    expect(presenting(view)).to_have_count(1)
    assert view.settled().root.evaluate(LEGIBLE)["map"] > 0.6
    expect(view.readout).to_contain_text("R²")
    view.button("Leave the presentation (Esc)").click()
    expect(presenting(view)).to_have_count(0)


@pytest.mark.slow
def test_digits_and_page_keys_are_the_browsers_outside_of_present_mode(open_view):
    view = open_view()
    address = view.page.url
    for key in ("1", "PageDown", "PageUp"):
        view.page.keyboard.press(key)
    view.steps(1)
    assert view.page.url == address


def test_light_and_dark_change_without_losing_the_run(open_view):
    view = open_view()
    page, switch = view.page, view.button("Switch between light and dark")
    assert dark_or_light(page) == "light"
    view.steps(2)
    light, epoch = view.picture(), view.counter.inner_text()
    switch.click()
    view.until("getComputedStyle(root).colorScheme === 'dark'")
    assert dark_or_light(page) == "dark"
    assert view.picture() != light
    assert view.counter.inner_text() == epoch
    switch.click()
    view.until("getComputedStyle(root).colorScheme === 'light'")
    assert view.picture() == light


@pytest.mark.slow
def test_the_choice_of_colors_holds_for_the_next_visit_and_other_pages(open_view):
    view = open_view()
    view.button("Switch between light and dark").click()
    view.until("getComputedStyle(root).colorScheme === 'dark'")
    page = view.page
    page.reload()
    view.ready()
    view.until("getComputedStyle(root).colorScheme === 'dark'")
    page.get_by_role("link", name="Reference").click()
    expect(page.get_by_role("heading", name="Reference", level=1)).to_be_visible()
    assert dark_or_light(page) == "dark"
