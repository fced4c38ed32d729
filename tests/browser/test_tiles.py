"""What the colors of units and maps say."""

import re

import pytest
from playwright.sync_api import expect

from playground import Config
from playground.palette import CLASSES, NEUTRAL

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TILES = """(part, column) => {
  const canvas = part.querySelectorAll("canvas")[column], left = 6;    // right of the marks of the biases
  const copy = new OffscreenCanvas(canvas.width - left, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, -left, 0);
  const { data } = copy.getImageData(0, 0, copy.canvas.width, copy.canvas.height);
  const colors = [];
  // Corners are rounded, and between two tiles there is nothing.
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 255) colors.push([...data.slice(at, at + 3)].join());
  }
  return colors;
}"""


def color(hex_):
    return ",".join(str(int(hex_[at : at + 2], 16)) for at in (1, 3, 5))


def field(hex_, of=NEUTRAL["light"]):
    """The color of a field that is sure: paler than a point's."""
    pairs = zip(*(map(int, color(text).split(",")) for text in (of, hex_)), strict=True)
    return ",".join(str(int(low + (high - low) * 0.8 + 0.5)) for low, high in pairs)


def test_a_unit_that_says_0_is_neutral_when_discretized(open_view):
    view = open_view(config=Config(activation="relu", hidden=(4,)))
    neutral = color(NEUTRAL["light"])
    soft = view.network.evaluate(TILES, 1)
    assert soft.count(neutral) > 100  # a unit of ReLU is off at about half of the square
    view.root.get_by_role("switch", name="Discretize").click()
    hard = view.network.evaluate(TILES, 1)
    assert {after for before, after in zip(soft, hard, strict=True) if before == neutral} == {neutral}
    assert set(hard) == {neutral, field(CLASSES[1])}
    # The output decides everywhere.
    assert set(view.network.evaluate(TILES, 2)) == {field(CLASSES[0]), field(CLASSES[1])}


DIVERGING = Config(task="regression", optimizer="sgd", rate=10, activation="relu")
"""Its losses are 4.6, 2e118, 8e165, 4e213 and 2e261; the fifth epoch is more than a float64 can hold."""

COLORS = """part => {
  const canvas = part.querySelector("canvas");
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  const parts = (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  return [...new Set(new Uint32Array(data.buffer))].map(parts);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_net_that_diverged_is_striped_and_has_no_color_of_the_data(open_view, scheme):
    view = open_view(config=DIVERGING, color_scheme=scheme)
    assert len(view.map.evaluate(COLORS)) > 10
    view.play.click()
    expect(view.root.get_by_role("group", name="What is going on")).to_contain_text("Diverged after epoch")
    view.stands()
    stripes = view.map.evaluate(COLORS)
    assert len(stripes) == 2
    assert all(max(color) - min(color) < 20 for color in stripes)  # grays
    box = view.map.bounding_box()
    view.page.mouse.move(box["x"] + 50, box["y"] + 50)
    expect(view.result.get_by_text("unknown")).to_be_visible()


def test_numbers_beyond_single_precision_are_shown(open_view):
    view = open_view(config=DIVERGING)
    view.steps(1)
    assert view.value("Loss", "train").endswith("e118")
    view.curve.focus()
    view.page.keyboard.press("End")
    text = view.curve.get_attribute("aria-valuetext")
    assert text.count("e118") == 2
    view.button("output").hover()
    expect(view.root.get_by_text(re.compile("3e38"))).not_to_have_count(0)
