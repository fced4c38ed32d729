"""Where a host passes no connection, pages are played by runs of a fragment."""

import re

import pytest
from playwright.sync_api import expect

from playground import Config
from tests.browser.app_server import View
from tests.browser.lesson_page import SceneView

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("way", ["fragment"], indirect=True)]


def test_the_main_page_plays_takes_edits_and_stands(visit):
    view = View(visit()).ready()
    view.play.click()
    view.plays(past=5)
    view.button("Add a hidden layer").click()
    expect(view.page).to_have_url(re.compile("hidden=8(,|%2C)8(,|%2C)"))
    view.plays(past=3)
    view.pause.click()
    view.stands()


@pytest.mark.slow
def test_a_button_that_acts_changes_the_run_and_the_page(visit):
    view = View(visit(config=Config(dataset="plane", hidden=(), optimizer="sgd", rate=10.0))).ready()
    view.play.click()
    view.stands()
    view.button("Rate 0.3").click()
    expect(view.page).to_have_url(re.compile("rate=0.3"))
    view.at(0)
    expect(view.page.get_by_role("slider", name="Learning rate")).to_have_attribute("aria-valuetext", "0.3")
    view.steps(1)


@pytest.mark.slow
def test_a_lesson_plays(visit):
    scene = SceneView(visit("optimizers")).ready().prepared()
    frames = scene.frames
    scene.play.click()
    scene.plays_past(frames + 3)
