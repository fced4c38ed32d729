"""The drawing of the net: inputs, layers and units to click on and to look at."""

import re

import pytest
from playwright.sync_api import expect

from playground import Config

pytestmark = pytest.mark.browser

UNIT_AT_THE_POINTER = re.compile("^bias")


def count_links(view):
    return view.network.evaluate("part => part.querySelectorAll('path:not(.glow)').length")


def test_a_click_on_an_input_feeds_it_to_the_net_or_leaves_it_out(open_view):
    view = open_view()
    assert count_links(view) == 2 * 8 + 8 * 8 + 8
    view.steps(1)
    square = view.button("input x₁²")
    expect(square).to_have_attribute("aria-pressed", "false")
    square.click()
    expect(view.page).to_have_url(re.compile(r"features=x1%2Cx2%2Cx1(%5E|\^)2"))
    expect(square).to_have_attribute("aria-pressed", "true")
    view.at(0)
    assert count_links(view) == 3 * 8 + 8 * 8 + 8
    view.button("input x₂").click()
    expect(view.page).to_have_url(re.compile(r"features=x1%2Cx1(%5E|\^)2"))
    expect(view.button("input x₂")).to_have_attribute("aria-pressed", "false")
    assert count_links(view) == 2 * 8 + 8 * 8 + 8


@pytest.mark.slow
def test_layers_can_be_added_and_removed_up_to_their_limits(open_view):
    view = open_view()
    fewer, more = view.button("Remove a hidden layer"), view.button("Add a hidden layer")
    fewer.click()
    expect(view.network.get_by_text("1 hidden layer", exact=True)).to_be_visible()
    fewer.click()
    expect(view.page).to_have_url(re.compile("hidden=none"))
    expect(view.network.get_by_text("0 hidden layers")).to_be_visible()
    expect(fewer).to_be_disabled()
    for _ in range(8):
        more.click()
    expect(view.network.get_by_text("8 hidden layers")).to_be_visible()
    expect(more).to_be_disabled()
    expect(view.page).to_have_url(re.compile("hidden=" + "%2C".join("4" * 8)))
    expect(view.unit(8, 4)).to_be_attached()


def test_units_can_be_added_and_removed_up_to_their_limits(open_view):
    view = open_view(config=Config(hidden=(2, 127)))
    view.button("Remove a unit from layer 1").click()
    view.button("Add a unit to layer 2").click()
    expect(view.page).to_have_url(re.compile("hidden=1%2C128"))
    expect(view.button("Remove a unit from layer 1")).to_be_disabled()
    expect(view.button("Add a unit to layer 2")).to_be_disabled()
    expect(view.button("Remove a unit from layer 2")).to_be_enabled()
    expect(view.network.get_by_text("+112 more")).to_be_visible()
    view.button("Add a unit to layer 1").click()
    expect(view.page).to_have_url(re.compile("hidden=2%2C128"))


def test_the_pointer_on_a_unit_shows_its_map_large_and_its_numbers(open_view):
    view = open_view()
    view.steps(2)
    output = view.picture()
    view.unit(1, 3).hover()
    expect(view.result.get_by_role("heading", name="Unit 3 of layer 1")).to_be_visible()
    expect(view.root.get_by_text(UNIT_AT_THE_POINTER)).to_be_visible()
    large = view.picture()
    assert large != output
    view.button("input x₁x₂").hover()
    expect(view.result.get_by_role("heading", name="Input x₁x₂")).to_be_visible()
    expect(view.root.get_by_text("Not used. Click to add it to the inputs.")).to_be_visible()
    assert view.picture() not in (output, large)
    view.counter.hover()
    expect(view.result.get_by_role("heading", name="Output")).to_be_visible()
    expect(view.root.get_by_text(UNIT_AT_THE_POINTER)).to_be_hidden()
    assert view.picture() == output


def test_the_keyboard_looks_at_units_as_the_pointer_does(open_view):
    view = open_view()
    view.steps(1)
    output, keyboard = view.picture(), view.page.keyboard
    view.button("Add a hidden layer").focus()
    keyboard.press("Tab")
    expect(view.button("input x₁")).to_be_focused()
    focused = view.network.locator(":focus")
    for key, name in (("ArrowDown", "input x₂"), ("ArrowRight", r"unit \d of layer 1")):
        keyboard.press(key)
        expect(focused).to_have_attribute("aria-label", re.compile(name))
    name = focused.get_attribute("aria-label")
    expect(view.result.get_by_role("heading", name=name.capitalize())).to_be_visible()
    expect(view.root.get_by_text(UNIT_AT_THE_POINTER)).to_be_visible()
    assert view.picture() != output
    keyboard.press("Escape")
    expect(view.result.get_by_role("heading", name="Output")).to_be_visible()
    expect(view.root.get_by_text(UNIT_AT_THE_POINTER)).to_be_hidden()
    assert view.picture() == output
    assert view.epoch == 1  # arrows on units are not steps


def test_a_click_holds_a_unit_until_escape(open_view):
    view = open_view()
    view.unit(2, 1).click()
    view.counter.hover()
    heading = view.result.get_by_role("heading", name="Unit 1 of layer 2")
    expect(heading).to_be_visible()
    view.page.keyboard.press("Escape")
    expect(heading).to_be_hidden()


def test_the_pointer_on_a_link_or_a_bias_shows_its_value(open_view):
    view = open_view()
    x, y = view.network.evaluate(
        """part => {
          const path = part.querySelector('path:not(.glow)');
          const { x, y } = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
          return [x, y];
        }"""
    )
    view.page.mouse.move(x, y)
    expect(view.root.get_by_text(re.compile(r"^Weight from x₁ to unit 1 of layer 1\s*−?\d"))).to_be_visible()
    box = view.unit(1, 1).bounding_box()
    view.page.mouse.move(box["x"] - 3, box["y"] + box["height"] - 3)
    expect(view.root.get_by_text(re.compile("^Bias of unit 1 of layer 1"))).to_be_visible()
