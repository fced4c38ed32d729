"""A run that was thrown away comes back: the same epoch, numbers and picture, and the same settings."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import BOTH_WAYS

pytestmark = pytest.mark.browser


def played(view, epochs):
    view.speed.focus()
    view.page.keyboard.press("End")
    view.play.click()
    view.plays(past=epochs)
    view.pause.click()
    view.stands()
    return view.learned()


@BOTH_WAYS
@pytest.mark.slow
def test_a_long_run_that_a_mistake_has_ended_comes_back(open_view):
    view = open_view()
    undo = view.button("Undo")
    places = [part.bounding_box() for part in (view.counter, view.speed, view.readout, view.map)]
    expect(undo).to_be_hidden()
    run = played(view, epochs=100)
    view.page.get_by_role("radio", name="Moons").click()
    expect(view.page).to_have_url(re.compile("dataset=moons"))
    view.at(0)
    expect(undo).to_be_visible()
    assert [part.bounding_box() for part in (view.counter, view.speed, view.readout, view.map)] == places
    undo.click()
    expect(view.page).not_to_have_url(re.compile("dataset"))
    expect(view.page.get_by_role("radio", name="Spiral")).to_be_checked()
    view.until("root.dataset.epoch > 0")
    assert view.learned() == run


@pytest.mark.slow
def test_z_brings_back_what_r_has_reset_and_a_text_field_keeps_both(open_view):
    view = open_view()
    run = played(view, epochs=1)
    view.page.keyboard.press("r")
    view.at(0)
    expect(view.button("Undo")).to_be_hidden()
    seed = view.page.get_by_role("spinbutton", name="Data seed")
    seed.click()
    seed.fill("7")
    seed.press("ControlOrMeta+z")
    expect(seed).to_have_value("0")
    view.at(0)
    seed.press("Escape")
    view.page.keyboard.press("z")
    view.until("root.dataset.epoch > 0")
    assert view.learned() == run
