"""Capacity and regularization, as a learner walks through it: sizes, penalties, one layer on a line."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lesson_page import SceneView

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGE = "capacity_and_regularization"
SHORT = {"nets": "4", "length": "50"}


@pytest.fixture
def open_fit(visit):
    return lambda **settings: SceneView(visit(PAGE, **settings)).ready()


def cell(scene, layers, units):
    return scene.root.get_by_role("button", name=re.compile(f"^layers {layers}, units {units}:"))


def test_the_table_fills_as_it_is_computed_and_goes_on_after_a_pause(open_fit):
    scene = open_fit(**SHORT)
    known = scene.root.get_by_role("button", name=re.compile(r"^layers \d, units \d+: \d+ %"))
    expect(known).to_have_count(0)
    scene.play.click()
    expect(cell(scene, 1, 1)).to_have_accessible_name(re.compile(r": \d+ %"))
    scene.pause.click()
    scene.stands()
    before = known.count()
    assert 0 < before <= 24
    scene.play.click()
    expect(known).to_have_count(24, timeout=60_000)
    expect(scene.root.get_by_text("100 % done")).to_be_visible()


def test_a_cell_that_is_clicked_shows_its_nets_and_trains_them_again(open_fit):
    scene = open_fit(**SHORT)
    scene.play.click()
    expect(scene.root.get_by_text("100 % done")).to_be_visible(timeout=60_000)
    scene.stands()
    cell(scene, 2, 8).click()
    expect(scene.root.get_by_text("4 of 4 nets, 2 × 8, epoch 50")).to_be_visible()
    scene.refreshes(3)
    at_rest = scene.pictures()
    scene.step.click()
    expect(scene.root.get_by_text("4 of 4 nets, 2 × 8, epoch 50")).to_be_hidden()
    scene.play.click()
    expect(scene.root.get_by_text("4 of 4 nets, 2 × 8, epoch 50")).to_be_visible()
    scene.stands()
    scene.refreshes(3)
    assert scene.pictures() == at_rest


def test_the_best_epoch_is_one_click_away(open_fit):
    scene = open_fit(view="brakes")
    scene.play.click()
    scene.plays_past(scene.frames + 40)
    scene.pause.click()
    scene.stands()
    scene.root.get_by_role("button", name="Back to the best epoch").click()
    expect(scene.root.get_by_text("Without, at its best epoch")).to_be_visible()
    scene.stands()
    assert scene.position >= 40  # the run stands where it was: at an epoch a picture, at the least
    scene.root.get_by_role("button", name="Back to the newest epoch").click()
    expect(scene.root.get_by_text("Without, at its best epoch")).to_be_hidden()


SHOWN = """(root, input) => new Promise(done => {
  const told = new MutationObserver(() => {
    told.disconnect();
    done([before, +root.dataset.position]);
  });
  input.value = +input.value + 1;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  const before = +root.dataset.position;
  told.observe(root, { attributeFilter: ["data-gen"] });
})"""
"""Moves a slider by a stop; the positions that are shown then and with the first picture that follows from it."""


def test_penalty_and_dropout_act_from_the_picture_that_is_shown(open_fit):
    scene = open_fit(view="brakes")
    scene.play.click()
    slider = scene.settings.get_by_role("slider", name="Dropout")
    for _ in range(3):
        scene.plays_past(scene.frames + 15)
        before, after = scene.root.evaluate(SHOWN, slider.element_handle())
        assert after == before
    scene.plays_past(scene.frames + 10)
    expect(scene.pause).to_be_visible()
    assert scene.position > after


def test_more_units_show_at_once(open_fit):
    scene = open_fit(view="line", target="chirp")
    slider = scene.settings.get_by_role("slider", name="Units")
    scene.effect_time(slider, 20)
    expect(scene.root.get_by_text("21 units of ReLU").first).to_be_visible()
    scene.play.click()
    # Not one count of widths: a fast machine has gone past it before anybody looks.
    expect(scene.root.get_by_text(re.compile(r"^([2-9]|10) of 10 widths"))).to_be_visible(timeout=60_000)
