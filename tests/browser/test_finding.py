"""The line below the map: what it says, what its buttons do, and the lesson that it leads to."""

import re

import pytest
from playwright.sync_api import expect

from playground import Config

pytestmark = pytest.mark.browser

XOR_LINE = Config(dataset="xor", hidden=(), rate=0.03)
DIVERGING = Config(dataset="plane", hidden=(), optimizer="sgd", rate=10)


def line_of(view):
    return view.result.get_by_role("group", name="What is going on")


def test_the_line_says_why_and_its_button_does_what_it_advises(open_view):
    view = open_view(config=XOR_LINE)
    line = line_of(view)
    view.play.click()
    expect(line).to_contain_text("A line cannot do better")
    view.pause.click()
    expect(view.map).to_have_attribute("aria-label", re.compile(r"What the network answers.*A line cannot do better"))
    why = line.get_by_text("The least training loss of any line")
    expect(why).to_be_hidden()
    line.get_by_role("button", name="A line cannot do better").hover()
    expect(why).to_be_visible()
    line.get_by_role("button", name="Add x₁·x₂").click()
    view.at(0)
    expect(view.page).to_have_url(re.compile("x1%2Ax2|x1\\*x2"))
    expect(line.get_by_role("button", name="Add x₁·x₂")).to_have_count(0)
    view.play.click()
    expect(line).to_contain_text(re.compile(r"Solved at epoch \d"))


@pytest.mark.slow
def test_a_run_that_diverged_begins_anew_with_smaller_steps(open_view):
    view = open_view(config=DIVERGING)
    line = line_of(view)
    view.play.click()
    expect(line).to_contain_text("Diverged after epoch")
    line.get_by_role("button", name="Rate 0.3").click()
    view.at(0)
    expect(view.page).to_have_url(re.compile("rate=0.3"))
    expect(view.play).to_be_enabled()
    expect(line).not_to_contain_text("Diverged")


@pytest.mark.slow
def test_the_lesson_opens_with_the_same_experiment(open_view):
    view = open_view(config=XOR_LINE)
    view.steps(2)
    link = line_of(view).get_by_role("link", name="Lesson")
    expect(link).to_be_visible()
    link.click()
    expect(view.page.get_by_role("heading", name="Linear separability", level=1)).to_be_visible()
    expect(view.page).to_have_url(re.compile(r"/linear_separability\?.*dataset=xor"))


@pytest.mark.slow
def test_the_line_moves_nothing(open_view):
    view = open_view(config=XOR_LINE, viewport={"width": 1280, "height": 720}).settled()

    def places():
        return [part.bounding_box() for part in (view.map, line_of(view), view.curve, view.network)]

    before = places()
    view.steps(3)
    expect(line_of(view)).to_contain_text("A line cannot do better")
    assert places() == before


def test_numbers_and_errors_are_shown_while_they_are_wanted(open_view):
    view = open_view(config=Config(dataset="xor", samples=100, noise=1.0, hidden=(2,)))
    switch = view.result.get_by_role("switch", name="Errors")
    panel = view.root.get_by_role("complementary", name="Numbers")
    button = view.button("Numbers")
    rings = view.map.locator("canvas.wrong")
    empty = rings.evaluate("canvas => canvas.toDataURL()")
    button.click()
    expect(panel.get_by_role("row", name="Trained parameters")).to_contain_text("9")
    switch.click()
    view.page.wait_for_function(
        "([canvas, empty]) => canvas.toDataURL() !== empty", arg=[rings.element_handle(), empty]
    )
    # The table, the readout and the rings are of the same prediction.
    view.steps(3)
    expect(panel.get_by_role("row", name="At epoch")).to_contain_text("3")
    counts = panel.get_by_role("table", name=re.compile("^Training")).locator("td").all_inner_texts()
    right = int(counts[0]) + int(counts[4])
    assert view.value("Accuracy", "train") == f"{100 * right / 50:.1f} %"
    view.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    switch.click()
    view.page.wait_for_function(
        "([canvas, empty]) => canvas.toDataURL() === empty", arg=[rings.element_handle(), empty]
    )


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (800, 700)])
def test_the_panel_of_numbers_covers_neither_map_nor_curve_nor_readouts(open_view, size):
    width, height = size
    view = open_view(viewport={"width": width, "height": height}).settled()
    parts = (view.map, view.curve, view.readout, view.play)
    before = [part.bounding_box() for part in parts]
    view.button("Numbers").click()
    panel = view.root.get_by_role("complementary", name="Numbers")
    expect(panel).to_be_visible()
    box = panel.bounding_box()
    assert [part.bounding_box() for part in parts] == before
    for part in before:
        beside = part["x"] >= box["x"] + box["width"] or part["y"] + part["height"] <= box["y"]
        assert beside, part
    panel.get_by_role("button", name="Close the numbers").click()
    expect(panel).to_be_hidden()


@pytest.mark.slow
def test_play_stops_when_nothing_changes_and_goes_on_when_it_is_wanted(open_view):
    # The schedule ends at rate 0 after a few epochs.
    view = open_view(config=Config(dataset="checkerboard", schedule="cosine", period=5, samples=60))
    view.play.click()
    expect(line_of(view)).to_contain_text("Stopped: nothing has changed since epoch 5.", timeout=60_000)
    view.stands()
    stopped = view.epoch
    view.play.click()
    view.plays(past=stopped + 30)
    expect(line_of(view)).to_contain_text("The schedule has run the rate down")
