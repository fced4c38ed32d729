"""Sliders of the page act while they are dragged, where frames travel by their own connection."""

import re

import pytest
from playwright.sync_api import expect

from playground import Config

pytestmark = pytest.mark.browser


def test_a_setting_acts_while_it_is_dragged_and_the_link_follows_when_it_is_let_go(open_view):
    view = open_view()
    view.play.click()
    view.plays(past=5)
    address, gen, epoch = view.page.url, view.root.get_attribute("data-gen"), view.epoch
    with view.held("Learning rate") as (slider, drag):
        drag(0.9)
        rate = slider.get_attribute("aria-valuetext")
        assert float(rate) > 0.3
        expect(view.root).not_to_have_attribute("data-gen", gen)
        view.plays(past=epoch)
        assert view.page.url == address
    expect(view.page).to_have_url(re.compile(rf"rate={re.escape(rate)}"))
    view.plays(past=epoch + 1)


LIVE = ("Penalty", "Batch size", "Dropout", "β₁", "β₂", "ε")


@pytest.mark.slow
def test_each_number_of_the_training_acts_while_it_is_dragged(open_view):
    view = open_view(config=Config(regularizer="l2"))
    view.play.click()
    view.plays(past=2)
    for name in LIVE:
        gen, epoch = view.root.get_attribute("data-gen"), view.epoch
        with view.held(name) as (_, drag):
            drag(0.9)
            expect(view.root).not_to_have_attribute("data-gen", gen)
            view.plays(past=epoch)


@pytest.mark.slow
def test_data_move_while_the_noise_is_dragged(open_view):
    view = open_view()
    points = view.points()
    with view.held("Noise") as (_, drag):
        drag(0.9)
        view.page.wait_for_function(
            "([map, before]) => [...map.querySelectorAll('canvas')].at(-1).toDataURL() !== before",
            arg=[view.map.element_handle(), points],
        )
    expect(view.page).to_have_url(re.compile("noise="))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "value", "meanwhile"), [("Learning rate", "0.01", 2), ("Training share", "0.5", 0)])
def test_what_is_dragged_to_and_fro_is_what_it_was(open_view, name, value, meanwhile):
    """Another training share begins another run, but the one that was left is kept until the slider is let go."""
    view = open_view()
    view.steps(2)
    before = view.learned()
    with view.held(name) as (slider, drag):
        drag(0.9)
        view.at(meanwhile)
        drag(0.5)
        expect(slider).to_have_attribute("aria-valuetext", value)
        view.at(2)
    assert view.learned() == before
