"""Sliders of the page act while they are dragged, where frames travel by their own line."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from playground import Config

pytestmark = pytest.mark.browser


@contextmanager
def held(page, name):
    """The thumb of a slider is held, and dragged to the right; on leaving it is let go."""
    group = page.get_by_role("group", name=name, exact=True)
    thumb = group.locator("[style*=left]").first.bounding_box()
    track = group.bounding_box()
    y = thumb["y"] + thumb["height"] / 2
    page.mouse.move(thumb["x"] + thumb["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(track["x"] + 0.9 * track["width"], y, steps=8)
    yield group.get_by_role("slider")
    page.mouse.up()


def test_a_setting_acts_while_it_is_dragged_and_the_link_follows_when_it_is_let_go(open_view):
    view = open_view()
    view.play.click()
    view.plays(past=5)
    address, gen, epoch = view.page.url, view.root.get_attribute("data-gen"), view.epoch
    with held(view.page, "Learning rate") as slider:
        rate = slider.get_attribute("aria-valuetext")
        assert float(rate) > 0.3
        expect(view.root).not_to_have_attribute("data-gen", gen)
        view.plays(past=epoch)
        assert view.page.url == address
    expect(view.page).to_have_url(re.compile(rf"rate={re.escape(rate)}"))
    view.plays(past=epoch + 1)


LIVE = ("Penalty", "Batch size", "Dropout", "β₁", "β₂", "ε")


def test_each_number_of_the_training_acts_while_it_is_dragged(open_view):
    view = open_view(config=Config(regularizer="l2"))
    view.play.click()
    view.plays(past=2)
    for name in LIVE:
        if not view.page.get_by_role("group", name=name, exact=True).is_visible():
            view.page.get_by_role("button", name="More").click()
        gen, epoch = view.root.get_attribute("data-gen"), view.epoch
        with held(view.page, name):
            expect(view.root).not_to_have_attribute("data-gen", gen)
            view.plays(past=epoch)


def test_data_move_while_the_noise_is_dragged(open_view):
    view = open_view()
    points = view.points()
    with held(view.page, "Noise"):
        view.page.wait_for_function(
            "([map, before]) => [...map.querySelectorAll('canvas')].at(-1).toDataURL() !== before",
            arg=[view.map.element_handle(), points],
        )
    expect(view.page).to_have_url(re.compile("noise="))


@pytest.mark.parametrize(("name", "value", "meanwhile"), [("Learning rate", "0.01", 2), ("Training share", "0.5", 0)])
def test_what_is_dragged_to_and_fro_is_what_it_was(open_view, name, value, meanwhile):
    """Another training share begins another run, but the one that was left is kept until the slider is let go."""
    view = open_view()
    view.steps(2)
    before = view.learned()
    with held(view.page, name) as slider:
        view.at(meanwhile)
        box = view.page.get_by_role("group", name=name, exact=True).bounding_box()
        view.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=8)
        expect(slider).to_have_attribute("aria-valuetext", value)
        view.at(2)
    assert view.learned() == before
