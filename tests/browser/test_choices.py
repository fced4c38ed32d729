"""The lists with pictures: a click or the keyboard chooses, and the space bar plays after a click."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def combobox(page, name):
    return page.get_by_role("combobox", name=name, exact=True)


def option(page, name):
    return page.get_by_role("option", name=name, exact=True)


def test_a_click_shows_pictures_and_chooses_and_the_space_bar_plays(open_view):
    view = open_view()
    page = view.page
    activation = combobox(page, "Activation")
    activation.click()
    expect(page.get_by_role("option")).to_have_count(10)
    expect(page.get_by_role("option").locator("svg")).to_have_count(10)
    expect(option(page, "GELU")).to_have_attribute("aria-selected", "true")
    option(page, "Softplus").hover()
    expect(page.get_by_text("A smooth version of ReLU; always positive.")).to_be_visible()
    option(page, "ReLU").click()
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(activation).to_have_text("ReLU")
    expect(page).to_have_url(re.compile("activation=relu"))
    page.keyboard.press("Space")
    view.plays(past=2)


@pytest.mark.slow
def test_the_keyboard_opens_moves_types_chooses_and_leaves(open_view):
    view = open_view().settled()
    page = view.page
    optimizer = combobox(page, "Optimizer")
    optimizer.focus()
    page.keyboard.press("ArrowDown")
    expect(optimizer).to_have_attribute("aria-expanded", "true")
    expect(optimizer).to_have_attribute("aria-activedescendant", "option-adam")
    for key, name in (("Home", "sgd"), ("ArrowDown", "momentum"), ("End", "adam"), ("n", "nesterov")):
        page.keyboard.press(key)
        expect(optimizer).to_have_attribute("aria-activedescendant", f"option-{name}")
    page.keyboard.press("Escape")
    expect(optimizer).to_have_attribute("aria-expanded", "false")
    expect(optimizer).to_have_text("Adam")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(optimizer).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(optimizer).to_have_text("SGD")
    expect(optimizer).to_be_focused()
    expect(page).to_have_url(re.compile("optimizer=sgd"))
    assert view.epoch == 0


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1280, 720), (420, 900), (360, 640)], ids=str)
def test_an_open_list_is_whole_in_the_window(open_view, size):
    width, height = size
    view = open_view(viewport={"width": width, "height": height})
    box = combobox(view.page, "Activation")
    box.scroll_into_view_if_needed()
    box.click()
    shown = view.page.get_by_role("listbox").locator("..").bounding_box()
    assert shown["x"] >= 0
    assert shown["y"] >= 0
    assert shown["x"] + shown["width"] <= width
    assert shown["y"] + shown["height"] <= height


@pytest.mark.slow
def test_layers_with_activations_of_their_own_say_so(open_view):
    view = open_view(activation="relu,tanh")
    page = view.page
    activation = combobox(page, "Activation")
    expect(activation).to_have_text("By layer")
    activation.click()
    expect(page.get_by_role("option")).to_have_count(11)
    option(page, "Sine").click()
    expect(page).to_have_url(re.compile("activation=sin"))
    activation.click()
    expect(page.get_by_role("option")).to_have_count(10)
