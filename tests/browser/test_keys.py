"""Which keys play, and who has the keyboard after something was clicked."""

import pytest
from playwright.sync_api import expect

from tests.browser.lesson_page import SceneView

pytestmark = pytest.mark.browser

ACTIVE = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}"""
FREE = "at => at === document.body || at.id === 'stMain'"


def free(page):
    """Waits until no widget has the keyboard."""
    page.wait_for_function(f"() => ({FREE})(({ACTIVE})())")


def plays_and_stands(view, key="Space"):
    view.page.keyboard.press(key)
    view.plays()
    view.page.keyboard.press(key)
    view.stands()


def stepper(page, label):
    return page.get_by_test_id("stNumberInput").filter(has_text=label).get_by_role("button", name="Increment")


def pick(page, label, name):
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=name, exact=True).click()


def drag(page, label):
    box = page.get_by_role("group", name=label, exact=True).bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] - 12)
    page.mouse.up()


CLICKS = {
    "data_seed=1": lambda page: page.get_by_role("button", name="New data").click(),
    "samples=510": lambda page: stepper(page, "Samples").click(),
    "activation=relu": lambda page: pick(page, "Activation", "ReLU"),
    "noise=": lambda page: drag(page, "Noise"),
    "dataset=moons": lambda page: page.get_by_role("radio", name="Moons").click(),
    "task=regression|dataset=plane": lambda page: page.get_by_role("radio", name="Regression").click(),
}


def test_space_plays_after_every_click_on_a_widget(open_view):
    view = open_view()
    page = view.page
    for parts, click in CLICKS.items():
        click(page)
        page.wait_for_url(lambda url, parts=parts: any(part in url for part in parts.split("|")))
        free(page)
        address = page.url
        plays_and_stands(view)
        assert page.url == address, parts  # the space bar has clicked nothing


@pytest.mark.slow
def test_space_plays_after_every_click_in_the_view_and_on_each_kind_of_widget(open_view):
    view = open_view()
    page, root = view.page, view.root
    drawn = [root.get_by_role("switch"), root.get_by_role("group", name="Curve of").get_by_role("button")]
    parts = [part for parts in drawn for part in parts.all() if part.is_enabled()]
    parts += [view.button(name) for name in ("Add a hidden layer", "Add a unit to layer 1", "Step one epoch", "Reset")]
    parts += [view.unit(1, 1), view.map, view.curve, view.speed, page.get_by_role("button", name="Copy link")]
    for part in parts:
        part.click()
        plays_and_stands(view)
    for label, name in (("Loss", "Squared error"), ("Optimizer", "SGD"), ("Regularization", "L2")):
        pick(page, label, name)
        free(page)
        plays_and_stands(view)
    for label in ("Learning rate", "Batch size", "Penalty", "Training share"):
        drag(page, label)
        free(page)
        plays_and_stands(view)


def test_play_is_near_for_the_tab_key(open_view):
    view = open_view()
    view.page.get_by_role("link", name="Skip to main content").focus()
    view.page.keyboard.press("Enter")
    for _ in range(8):
        view.page.keyboard.press("Tab")
        if view.play.evaluate("play => play.getRootNode().activeElement === play"):
            break
    expect(view.play).to_be_focused()


def test_space_plays_while_more_is_open(open_view):
    view = open_view()
    page = view.page
    page.get_by_role("button", name="More").click()
    free(page)
    plays_and_stands(view)
    normalize = page.get_by_role("switch", name="Batch normalization")
    page.get_by_text("Batch normalization").click()
    page.wait_for_url("**batch_norm=**")
    free(page)
    plays_and_stands(view)
    expect(normalize).to_be_checked()
    page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="Dropout")).to_be_hidden()


def test_what_was_come_to_by_the_keyboard_keeps_it(open_view):
    view = open_view()
    page = view.page
    button = page.get_by_role("button", name="New data")
    button.focus()
    page.keyboard.press("Space")
    page.wait_for_url("**data_seed=1**")
    expect(button).to_be_focused()
    view.stands()
    plays_and_stands(view, "k")
    expect(button).to_be_focused()


@pytest.mark.slow
def test_keys_are_letters_where_something_is_typed(open_view):
    view = open_view()
    page = view.page
    samples = page.get_by_role("spinbutton", name="Samples")
    activation = page.get_by_role("combobox", name="Activation", exact=True)
    for field in (samples, activation):
        field.click()
        page.keyboard.press("k")
        page.keyboard.press("Space")
        expect(field).to_be_focused()
    expect(activation).to_have_attribute("aria-expanded", "true")
    assert view.frames == 1
    view.stands()


@pytest.mark.slow
def test_space_plays_a_lesson_after_a_click_on_its_settings(visit):
    view = SceneView(visit("initialization")).ready().prepared()
    page = view.page
    view.sliders.first.click()
    free(page)
    expect(view.root).to_have_attribute("data-preparing", "false")
    plays(view, "Space")
    speed = view.root.get_by_role("combobox", name="Speed")
    speed.click()
    expect(speed).to_be_focused()
    speed.select_option("60")
    free(page)
    plays(view, "Space")
    speed.focus()
    page.keyboard.press("ArrowUp")
    expect(speed).to_be_focused()


def plays(view, key):
    view.page.keyboard.press(key)
    expect(view.root).to_have_attribute("data-playing", "true")
    view.page.keyboard.press(key)
    view.stands()


def open_more(page):
    page.get_by_role("button", name="More").click()
    expect(page.get_by_role("group", name="Dropout")).to_be_visible()


OPENED = {
    "a list": lambda page: page.get_by_role("combobox", name="Activation", exact=True).click(),
    "a drawer": open_more,
    "a field": lambda page: page.get_by_role("spinbutton", name="Samples").click(),
}


def test_escape_gives_the_keys_back_after_a_click(open_view):
    view = open_view()
    for name, click in OPENED.items():
        click(view.page)
        view.page.keyboard.press("Escape")
        free(view.page)
        address = view.page.url
        plays_and_stands(view)
        assert view.page.url == address, name
