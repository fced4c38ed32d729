"""The gallery of experiments: it opens from a button, and what is clicked in it is opened as a whole."""

import re

import pytest
from playwright.sync_api import expect

from playground.presets import PRESETS

pytestmark = pytest.mark.browser


def sentence(page, name):
    return page.get_by_text(PRESETS[name].sentence).first


def test_a_click_opens_an_experiment_and_its_sentence_stays_until_something_is_changed(open_view):
    view = open_view(rate="0.3", dataset="moons")
    page = view.page
    page.get_by_role("button", name="Experiments").click()
    gallery = page.get_by_role("dialog", name="Experiments")
    expect(gallery.get_by_role("listitem")).to_have_count(len(PRESETS))
    gallery.get_by_role("button", name="Learned features").click()
    expect(gallery).to_be_hidden()
    expect(page).to_have_url(re.compile(r"\?dataset=xor&hidden=8&activation=tanh&rate=0.03$"))
    expect(view.unit(1, 8)).to_be_visible()
    expect(view.unit(2, 1)).to_have_count(0)
    expect(sentence(page, "learned-features")).to_be_visible()
    page.keyboard.press("Space")
    view.plays(past=3)
    expect(sentence(page, "learned-features")).to_be_visible()
    page.get_by_role("radio", name="Circle").click()
    expect(sentence(page, "learned-features")).to_be_hidden()


@pytest.mark.slow
def test_the_gallery_works_with_the_keyboard_and_keeps_its_keys_to_itself(open_view):
    view = open_view()
    view.steps(2)
    page = view.page
    opener = page.get_by_role("button", name="Experiments")
    opener.focus()
    page.keyboard.press("Tab")  # what the keyboard has reached keeps the focus
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    gallery = page.get_by_role("dialog", name="Experiments")
    expect(gallery.get_by_role("button", name="A line fails")).to_be_visible()
    for key in ("r", "k", "ArrowRight"):
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    expect(gallery).to_be_hidden()
    expect(opener).to_be_focused()
    assert view.epoch == 2
    expect(view.play).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(sentence(page, "line")).to_be_visible()
