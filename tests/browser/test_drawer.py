"""What the button More opens stands in the place of the sidebar, and one watches the net while using it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW

pytestmark = pytest.mark.browser

BACK = "Back to data and lessons"


def boxes(view):
    parts = (view.network, view.map, view.curve, view.readout, view.play)
    return [part.evaluate("part => Object.values(part.getBoundingClientRect().toJSON())") for part in parts]


def dropout(page):
    return page.get_by_role("group", name="Dropout")


def test_more_covers_nothing_and_stays_open_while_it_plays(open_view):
    view = open_view().settled()
    page, before = view.page, boxes(view)
    more = page.get_by_role("button", name="More")
    more.click()
    expect(dropout(page)).to_be_in_viewport(ratio=1)
    assert boxes(view) == before
    right = dropout(page).evaluate("part => part.getBoundingClientRect().right")
    assert right < view.root.bounding_box()["x"]
    view.play.click()
    gen = view.root.get_attribute("data-gen")
    dropout(page).get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    expect(view.root).not_to_have_attribute("data-gen", gen)
    view.plays(past=view.epoch + 5)
    view.map.click()
    expect(dropout(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dropout(page)).to_be_hidden()
    expect(page.get_by_role("radio", name="Spiral")).to_be_visible()
    view.plays(past=view.epoch + 5)


@pytest.mark.slow
def test_the_keyboard_goes_into_the_drawer_and_comes_back(open_view):
    page = open_view().page
    more = page.get_by_role("button", name="More")
    expect(more).to_have_attribute("aria-expanded", "false")
    page.get_by_role("combobox", name="Regularization").focus()
    page.keyboard.press("Tab")
    expect(more).to_be_focused()
    for close in ("Enter", "Escape"):
        page.keyboard.press("Enter")
        back = page.get_by_role("button", name=BACK)
        expect(back).to_be_focused()
        expect(more).to_have_attribute("aria-expanded", "true")
        page.keyboard.press(close)
        expect(more).to_be_focused()
        expect(more).to_have_attribute("aria-expanded", "false")


@pytest.mark.slow
def test_escape_closes_a_list_in_the_drawer_first(open_view):
    page = open_view().page
    page.get_by_role("button", name="More").click()
    page.get_by_role("combobox", name="Schedule").click()
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(dropout(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dropout(page)).to_be_hidden()


@pytest.mark.slow
def test_more_opens_a_closed_sidebar_and_closes_it_again(open_view):
    view = open_view(viewport={"width": 1024, "height": 768}).settled()
    page = view.page
    closed = page.get_by_test_id("stSidebar").and_(page.locator("[data-collapsed=true]"))
    expect(closed).to_have_count(1)
    page.get_by_role("button", name="More").click()
    expect(dropout(page)).to_be_in_viewport(ratio=1)
    assert view.settled().map.bounding_box()["x"] > view.network.bounding_box()["x"]
    page.keyboard.press("Escape")
    expect(closed).to_have_count(1)


@pytest.mark.slow
def test_on_a_phone_more_opens_below_its_button(open_view):
    page = open_view(viewport=NARROW).page
    page.get_by_role("button", name="More").click()
    expect(dropout(page)).to_be_in_viewport(ratio=1)
    dropout(page).get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("dropout=0.05"))
    page.get_by_role("button", name="Close").click()
    expect(dropout(page)).to_be_hidden()


@pytest.mark.slow
def test_a_narrow_window_closes_the_sidebar_until_the_user_opens_it(open_view):
    """From 704 to 1100 pixels the net stands beside the map, and the data are found without a sign to guess."""
    view = open_view(viewport={"width": 1024, "height": 768}).settled()
    page = view.page
    spiral, data = page.get_by_role("radio", name="Spiral"), page.get_by_role("button", name="Data and lessons")
    expect(data).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("Neural Playground").last).to_be_in_viewport(ratio=1)
    expect(spiral).not_to_be_in_viewport()
    assert view.map.bounding_box()["width"] > 360
    assert view.map.bounding_box()["x"] > view.network.bounding_box()["x"]
    data.click()
    expect(spiral).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1000, "height": 768})
    view.settled()
    expect(spiral).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1280, "height": 720})
    expect(spiral).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1024, "height": 768})
    expect(spiral).not_to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 720})
    expect(spiral).to_be_in_viewport(ratio=1)
