"""On a phone: data below the map, and words for fingers."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOX = "part => part.getBoundingClientRect().toJSON()"


@pytest.mark.parametrize("width", [420, 360])
def test_data_are_chosen_below_the_map(open_view, width):
    view = open_view(viewport={"width": width, "height": 900}, has_touch=True)
    moons = view.page.get_by_role("radio", name="Moons")
    strip = view.page.get_by_role("radiogroup", name="Data set")
    expect(strip).to_be_in_viewport()
    view.settled()
    map_, box, curve = (part.evaluate(BOX) for part in (view.map, strip, view.curve))
    assert map_["bottom"] <= box["top"]
    assert box["bottom"] <= curve["top"]
    moons.tap()
    expect(view.page).to_have_url(re.compile("dataset=moons"))
    expect(moons).to_be_checked()
    expect(view.map).to_be_in_viewport(ratio=0.9)
    expect(view.play).to_be_in_viewport(ratio=1)


def test_the_data_and_the_lessons_are_found(open_view):
    page = open_view(viewport={"width": 420, "height": 900}).page
    page.get_by_role("button", name="Data and lessons").click()
    expect(page.get_by_role("button", name="Lessons", exact=True)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("group", name="Noise", exact=True)).to_be_in_viewport(ratio=1)


def test_a_phone_is_told_of_no_key(visit):
    page = visit(viewport={"width": 420, "height": 900}, has_touch=True, is_mobile=True)
    hint = page.get_by_test_id("live-view").locator(".hint")
    expect(hint).to_contain_text("Press Play", use_inner_text=True)
    expect(hint).not_to_contain_text("space bar", use_inner_text=True)
