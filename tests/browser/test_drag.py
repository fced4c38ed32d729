"""Sliders of the page act while they are dragged, where frames travel by their own line."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

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


def test_data_move_while_the_noise_is_dragged(open_view):
    view = open_view()
    points = view.points()
    with held(view.page, "Noise"):
        view.page.wait_for_function(
            "([map, before]) => [...map.querySelectorAll('canvas')].at(-1).toDataURL() !== before",
            arg=[view.map.element_handle(), points],
        )
    expect(view.page).to_have_url(re.compile("noise="))


def test_what_is_dragged_to_and_fro_is_what_it_was(open_view):
    view = open_view()
    before = view.learned()
    with held(view.page, "Learning rate"):
        box = view.page.get_by_role("group", name="Learning rate", exact=True).bounding_box()
        y = box["y"] + box["height"] / 2
        view.page.mouse.move(box["x"] + box["width"] / 2, y, steps=8)
    expect(view.root).to_have_attribute("data-epoch", "0")
    assert view.learned() == before
