"""Sizes, themes, contrast, and what a screen reader and a keyboard meet."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.app_server import View, dark_or_light
from tests.browser.conftest import NARROW
from tests.browser.lesson_page import SceneView

pytestmark = pytest.mark.browser

CONTRAST = """root => {
  const paint = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  // Whatever notation a color has, the canvas knows it. Over what lies below it, given as [r, g, b].
  const over = (color, below) => {
    paint.fillStyle = `rgb(${below})`;
    paint.fillRect(0, 0, 1, 1);
    paint.fillStyle = color;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const above = (node) => node.parentElement ?? node.getRootNode().host;
  const ground = (node) => {
    if (!node) return [255, 255, 255];
    return over(getComputedStyle(node).backgroundColor, ground(above(node)));
  };
  const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim(), node = walker.currentNode.parentElement;
    // What is switched off need not be read (WCAG 1.4.3).
    if (!words || !node.checkVisibility({ opacityProperty: true }) || node.closest(":disabled")) continue;
    const below = ground(node), [a, b] = [over(getComputedStyle(node).color, below), below].map(luminance);
    found.push([words, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]);
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_text_has_contrast_in_both_themes(open_view, scheme):
    view = open_view(color_scheme=scheme)
    assert dark_or_light(view.page) == scheme
    view.unit(1, 1).hover()
    expect(view.root.get_by_text(re.compile("^bias"))).to_be_visible()
    found = view.root.evaluate(CONTRAST)
    assert len(found) > 40
    assert not [(words, round(ratio, 2)) for words, ratio in found if ratio < 4.5]


def test_the_map_follows_the_theme(open_view):
    view = open_view(color_scheme="light")
    light = view.picture()
    view.page.emulate_media(color_scheme="dark")
    view.until("getComputedStyle(root).colorScheme === 'dark'")
    assert view.picture() != light
    view.page.emulate_media(color_scheme="light")
    view.until("getComputedStyle(root).colorScheme === 'light'")
    assert view.picture() == light


OVERFLOW = """() => [document.scrollingElement, document.querySelector('[data-testid=stMain]')].map(
  (part) => [part.scrollWidth - part.clientWidth, part.scrollHeight - part.clientHeight]
)"""


@pytest.mark.slow
def test_the_default_experiment_fits_without_scrolling(open_view):
    view = open_view().settled()
    assert view.page.evaluate(OVERFLOW) == [[0, 0], [0, 0]]
    for part in (view.play, view.map, view.curve, view.button("output"), view.readout):
        expect(part).to_be_in_viewport(ratio=1)
    sidebar = view.page.get_by_test_id("stSidebarContent")
    assert sidebar.evaluate("bar => bar.scrollHeight - bar.clientHeight") == 0


def test_a_phone_can_use_everything(open_view):
    view = open_view(viewport=NARROW)
    page = view.page
    (across, _), (main_across, down) = page.evaluate(OVERFLOW)
    assert (across, main_across) == (0, 0)
    assert down > 0
    expect(view.play).to_be_in_viewport(ratio=1)
    expect(view.map).to_be_in_viewport(ratio=0.9)
    first = view.picture()
    view.network.get_by_text("output", exact=True).scroll_into_view_if_needed()
    expect(view.play).to_be_in_viewport(ratio=1)  # still in reach
    view.play.click()
    view.plays(past=3)
    view.pause.click()
    view.stands()
    assert view.picture() != first
    view.unit(2, 8).scroll_into_view_if_needed()
    view.unit(2, 8).click()
    expect(view.result.get_by_role("heading", name="Unit 8 of layer 2")).to_be_attached()
    view.button("Add a hidden layer").click()
    expect(page).to_have_url(re.compile("hidden=8%2C8%2C8"))
    page.get_by_role("combobox", name="Optimizer").scroll_into_view_if_needed()
    page.get_by_role("button", name="More").click()
    expect(page.get_by_role("group", name="Dropout")).to_be_attached()
    page.keyboard.press("Escape")
    assert page.evaluate(OVERFLOW)[0][0] == page.evaluate(OVERFLOW)[1][0] == 0


@pytest.mark.slow
def test_reduced_motion_is_honored(open_view):
    view = open_view(reduced_motion="reduce")
    probe = view.probe()
    view.play.click()
    view.plays(past=40)
    seen = probe.evaluate("probe => probe.stop().seen")
    # Four pictures a second: of k pictures, the first and the last are at least k − 1 quarters of a second apart.
    assert 3 <= len(seen) <= 1 + (seen[-1]["frame"] - seen[0]["frame"]) / 250 + 1
    view.pause.click()
    view.stands()
    epoch = view.epoch
    assert view.counter.inner_text() == f"{epoch:07,}"  # what stands still is what was reached


ROLES = "button|link|slider|switch|spinbutton|combobox|radio|checkbox|tab"
UNNAMED = re.compile(rf'^\s*- (?:{ROLES})\b(?! ")', re.MULTILINE)


def test_everything_that_acts_has_a_name(open_view):
    view = open_view()
    view.page.get_by_role("button", name="More").click()
    expect(view.page.get_by_role("group", name="Dropout")).to_be_visible()
    tree = view.page.locator("body").aria_snapshot()
    assert tree.count("- button") > 30
    assert not UNNAMED.findall(tree)


@pytest.mark.slow
def test_targets_are_large_enough(open_view):
    view = open_view()
    small = {}
    for button in view.root.get_by_role("button").or_(view.root.get_by_role("switch")).all():
        box = button.bounding_box()
        if min(box["width"], box["height"]) < 32:
            small[button.get_attribute("aria-label") or button.inner_text()] = (box["width"], box["height"])
    assert not small


def test_one_tab_stop_for_all_units(open_view):
    view = open_view()
    stops = view.network.evaluate(
        """part => [...part.querySelectorAll("button")].filter(
          (button) => /^(input|unit|output)/.test(button.ariaLabel) && button.tabIndex >= 0
        ).length"""
    )
    assert stops == 1


@pytest.mark.slow
def test_a_screen_reader_is_told_politely_and_not_at_each_frame(open_view):
    view = open_view()
    region = view.root.locator("[aria-live=polite]")
    expect(region).to_have_count(1)
    said = region.evaluate_handle(
        """region => {
          const said = [];
          new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true });
          return said;
        }"""
    )
    view.play.click()
    view.plays(past=10)
    view.pause.click()
    view.stands()
    expect(region).to_have_text(re.compile(r"^Paused\. Epoch \d+, test accuracy \d+\.\d %\.$"))
    assert len(said.json_value()) == 2


@pytest.mark.parametrize("path", ["", pytest.param("backpropagation", marks=pytest.mark.slow)])
def test_the_announcer_is_the_only_live_region(visit, path):
    page = visit(path)
    SceneView(page).ready() if path else View(page).ready()
    assert live_regions(page) == ["announcer"]


def live_regions(page):
    """The classes of all that a screen reader speaks by itself when it changes."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    regions = []
    for node in session.send("Accessibility.getFullAXTree")["nodes"]:
        properties = {item["name"]: item["value"].get("value") for item in node.get("properties", ())}
        if properties.get("live", "off") != "off":
            element = session.send("DOM.describeNode", {"backendNodeId": node["backendDOMNodeId"]})["node"]
            attributes = dict(zip(element["attributes"][::2], element["attributes"][1::2], strict=True))
            regions.append(attributes.get("class", element["nodeName"]))
    return regions
