"""What is drawn over the map besides its colors: points outside the square, test points, glyphs of classes."""

import numpy as np
import pytest
from playwright.sync_api import expect

from playground import Config, Run
from playground.tables.datasets import HALF

pytestmark = pytest.mark.browser

NOISY = Config(dataset="moons", noise=2)
INKED = """canvas => {
  const { width, height } = canvas, blank = Object.assign(document.createElement("canvas"), { width, height });
  return canvas.toDataURL() !== blank.toDataURL();
}"""


def outside(rows):
    return int((np.abs(rows) > HALF).any(axis=1).sum())


def test_points_outside_the_square_are_counted_and_test_points_have_a_sign(open_view):
    data = Run(NOISY).data
    view = open_view(config=NOISY)
    train, test = outside(data.x_train), outside(data.x_test)
    assert train > 1
    assert test > 1
    expect(view.result.get_by_text(f"{train} points lie outside.")).to_be_visible()
    kinds = view.result.locator(".kinds")
    expect(kinds).to_have_text("")
    view.root.get_by_role("switch", name="Show test data").click()
    expect(view.result.get_by_text(f"{train + test} points lie outside.")).to_be_visible()
    expect(kinds.get_by_text("test")).to_be_visible()
    expect(kinds.get_by_text("train")).to_be_visible()


@pytest.mark.slow
def test_where_all_points_are_inside_nothing_is_said(open_view):
    view = open_view()
    expect(view.result.get_by_text("outside")).to_have_count(0)


@pytest.mark.slow
@pytest.mark.parametrize("classes", [2, 5])
def test_each_of_several_classes_has_a_glyph_in_its_region(open_view, classes):
    view = open_view(config=Config(dataset="blobs", classes=classes))
    view.steps(8)
    assert view.map.locator(".glyphs").evaluate(INKED) == (classes > 2)
    view.unit(1, 1).hover()  # the map of a unit has no regions
    expect(view.result.get_by_role("heading", name="Unit 1 of layer 1")).to_be_visible()
    assert not view.map.locator(".glyphs").evaluate(INKED)


@pytest.mark.slow
def test_negative_weights_can_be_dashed(open_view):
    view = open_view()
    view.steps(1)
    dashed = view.network.locator("path[stroke-dasharray]")
    switch = view.root.get_by_role("switch", name="Dash negative")
    expect(dashed).to_have_count(0)
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    weights = np.concatenate([W.ravel() for W, _ in Run(Config()).advance().layers()])
    steps = np.floor(weights * 16 + 0.5)  # a weight is drawn to a sixteenth
    expect(dashed).to_have_count(int((steps < 0).sum()))
    view.steps(2)
    switch.click()
    expect(dashed).to_have_count(0)
