"""The drawing of the net: inputs, layers and units to click on and to look at."""

import re

import pytest
from playwright.sync_api import expect

from playground import Config

pytestmark = pytest.mark.browser

UNIT_AT_THE_POINTER = re.compile("^bias")


COLUMN = "(part, column) => part.querySelectorAll('.maps canvas')[column].toDataURL()"
LINKS = "part => part.querySelector('svg').outerHTML"
CHANGED = """async (part, [column, before]) => {
  const canvas = part.querySelectorAll('.maps canvas')[column];
  while (canvas.toDataURL() === before) await new Promise(requestAnimationFrame);
}"""


def count_links(view):
    return view.network.evaluate("part => part.querySelectorAll('path:not(.glow)').length")


def test_a_click_on_an_input_feeds_it_to_the_net_or_leaves_it_out(open_view):
    view = open_view()
    assert count_links(view) == 2 * 8 + 8 * 8 + 8
    view.steps(1)
    square = view.button("input x₁²")
    expect(square).to_have_attribute("aria-pressed", "false")
    square.click()
    expect(view.page).to_have_url(re.compile(r"features=x1%2Cx2%2Cx1(%5E|\^)2"))
    expect(square).to_have_attribute("aria-pressed", "true")
    view.at(0)
    assert count_links(view) == 3 * 8 + 8 * 8 + 8
    view.button("input x₂").click()
    expect(view.page).to_have_url(re.compile(r"features=x1%2Cx1(%5E|\^)2"))
    expect(view.button("input x₂")).to_have_attribute("aria-pressed", "false")
    assert count_links(view) == 2 * 8 + 8 * 8 + 8


@pytest.mark.slow
def test_layers_can_be_added_and_removed_up_to_their_limits(open_view):
    view = open_view()
    fewer, more = view.button("Remove a hidden layer"), view.button("Add a hidden layer")
    fewer.click()
    expect(view.network.get_by_text("1 hidden layer", exact=True)).to_be_visible()
    fewer.click()
    expect(view.page).to_have_url(re.compile("hidden=none"))
    expect(view.network.get_by_text("0 hidden layers")).to_be_visible()
    expect(fewer).to_be_disabled()
    for _ in range(8):
        more.click()
    expect(view.network.get_by_text("8 hidden layers")).to_be_visible()
    expect(more).to_be_disabled()
    expect(view.page).to_have_url(re.compile("hidden=" + "%2C".join("4" * 8)))
    expect(view.unit(8, 4)).to_be_attached()


def test_units_can_be_added_and_removed_up_to_their_limits(open_view):
    view = open_view(config=Config(hidden=(2, 127)))
    view.button("Remove a unit from layer 1").click()
    view.button("Add a unit to layer 2").click()
    expect(view.page).to_have_url(re.compile("hidden=1%2C128"))
    expect(view.button("Remove a unit from layer 1")).to_be_disabled()
    expect(view.button("Add a unit to layer 2")).to_be_disabled()
    expect(view.button("Remove a unit from layer 2")).to_be_enabled()
    expect(view.network.get_by_title("Units 1–16 of 128")).to_be_visible()
    view.button("Add a unit to layer 1").click()
    expect(view.page).to_have_url(re.compile("hidden=2%2C128"))


WIDE = Config(hidden=(40, 3), samples=60)


def test_units_beyond_the_sixteenth_are_on_further_pages(open_view):
    view = open_view(config=WIDE)
    view.steps(1)
    first, links = (view.network.evaluate(what, 1) for what in (COLUMN, LINKS))
    view.button("Later units of layer 1").click()
    expect(view.network.get_by_title("Units 17–32 of 40")).to_be_visible()
    view.unit(1, 17).hover()
    expect(view.result.get_by_role("heading", name="Unit 17 of layer 1")).to_be_visible()
    expect(view.root.get_by_text(UNIT_AT_THE_POINTER)).to_be_visible()
    view.network.evaluate(CHANGED, [1, first])
    assert view.network.evaluate(LINKS) != links
    view.button("Earlier units of layer 1").click()
    expect(view.unit(1, 1)).to_be_visible()
    expect(view.button("Earlier units of layer 1")).to_be_disabled()


@pytest.mark.slow
def test_the_arrow_keys_turn_pages_and_playing_goes_on_with_the_new_units(open_view):
    view = open_view(config=WIDE)
    view.unit(1, 16).focus()
    view.page.keyboard.press("ArrowDown")
    expect(view.unit(1, 17)).to_be_focused()
    expect(view.result.get_by_role("heading", name="Unit 17 of layer 1")).to_be_visible()
    view.page.keyboard.press("ArrowUp")
    expect(view.unit(1, 16)).to_be_focused()
    view.play.click()
    view.plays()
    before = view.network.evaluate(COLUMN, 1)
    view.button("Later units of layer 1").click()
    view.button("Later units of layer 1").click()
    expect(view.unit(1, 40)).to_be_visible()
    expect(view.button("Later units of layer 1")).to_be_disabled()
    view.network.evaluate(CHANGED, [1, before])
    view.plays(past=view.epoch)


def test_the_pointer_on_a_unit_shows_its_map_large_and_its_numbers(open_view):
    view = open_view()
    view.steps(2)
    output = view.picture()
    view.unit(1, 3).hover()
    expect(view.result.get_by_role("heading", name="Unit 3 of layer 1")).to_be_visible()
    expect(view.root.get_by_text(UNIT_AT_THE_POINTER)).to_be_visible()
    large = view.picture()
    assert large != output
    view.button("input x₁x₂").hover()
    expect(view.result.get_by_role("heading", name="Input x₁x₂")).to_be_visible()
    expect(view.root.get_by_text("Not used. Click to add it to the inputs.")).to_be_visible()
    assert view.picture() not in (output, large)
    view.counter.hover()
    expect(view.result.get_by_role("heading", name="Output")).to_be_visible()
    expect(view.root.get_by_text(UNIT_AT_THE_POINTER)).to_be_hidden()
    assert view.picture() == output


def test_the_keyboard_looks_at_units_as_the_pointer_does(open_view):
    view = open_view()
    view.steps(1)
    output, keyboard = view.picture(), view.page.keyboard
    view.root.get_by_role("switch", name="Dash negative").focus()
    keyboard.press("Tab")
    expect(view.button("input x₁")).to_be_focused()
    focused = view.network.locator(":focus")
    for key, name in (("ArrowDown", "input x₂"), ("ArrowRight", r"unit \d of layer 1")):
        keyboard.press(key)
        expect(focused).to_have_attribute("aria-label", re.compile(name))
    name = focused.get_attribute("aria-label")
    expect(view.result.get_by_role("heading", name=name.capitalize())).to_be_visible()
    expect(view.root.get_by_text(UNIT_AT_THE_POINTER)).to_be_visible()
    assert view.picture() != output
    keyboard.press("Escape")
    expect(view.result.get_by_role("heading", name="Output")).to_be_visible()
    expect(view.root.get_by_text(UNIT_AT_THE_POINTER)).to_be_hidden()
    assert view.picture() == output
    assert view.epoch == 1  # arrows on units are not steps


@pytest.mark.slow
def test_a_click_holds_a_unit_until_escape(open_view):
    view = open_view()
    view.unit(2, 1).click()
    view.counter.hover()
    heading = view.result.get_by_role("heading", name="Unit 1 of layer 2")
    expect(heading).to_be_visible()
    expect(view.unit(2, 1)).to_have_attribute("aria-pressed", "true")
    view.page.keyboard.press("Escape")
    expect(heading).to_be_hidden()
    expect(view.unit(2, 1)).to_have_attribute("aria-pressed", "false")


@pytest.mark.slow
def test_after_a_click_on_an_input_the_output_is_shown(open_view):
    view = open_view()
    output, product = view.result.get_by_role("heading", name="Output"), view.button("input x₁x₂")
    product.hover()
    expect(view.result.get_by_role("heading", name="Input x₁x₂")).to_be_visible()
    product.click()
    expect(product).to_have_attribute("aria-pressed", "true")
    expect(output).to_be_visible()
    box = product.bounding_box()
    view.page.mouse.move(box["x"] + box["width"] - 5, box["y"] + box["height"] / 2)
    expect(output).to_be_visible()
    view.unit(1, 1).hover()
    product.hover()
    expect(view.result.get_by_role("heading", name="Input x₁x₂")).to_be_visible()


COVERED = """part => {
  const card = part.querySelector(".card").getBoundingClientRect();
  const over = ({ left, right, top, bottom }) =>
    right > card.left && left < card.right && bottom > card.top && top < card.bottom;
  const parts = [...part.querySelectorAll(".target, .small, .foot, .page")];
  return parts.filter((each) => over(each.getBoundingClientRect())).length;
}"""


@pytest.mark.slow
@pytest.mark.parametrize("hidden", [(8, 8), (16, 16, 16), (4,) * 8, (128,) * 8], ids=len)
@pytest.mark.parametrize("viewport", [(1280, 720), (1366, 768), (1920, 1080)])
def test_a_card_covers_nothing(open_view, hidden, viewport):
    view = open_view(config=Config(hidden=hidden), viewport=dict(zip(("width", "height"), viewport, strict=True)))
    for unit in ((1, 1), (len(hidden), 3)):
        view.unit(*unit).hover()
        expect(view.root.get_by_text(UNIT_AT_THE_POINTER)).to_be_visible()
        assert view.network.evaluate(COVERED) == 0
    room, card = (view.network.locator(name).bounding_box() for name in (".room", ".card"))
    assert room["y"] + room["height"] <= card["y"] + 0.5
    assert card["y"] + card["height"] <= viewport[1]


@pytest.mark.slow
def test_a_tap_on_a_phone_shows_the_map_of_a_unit_where_it_was_tapped(open_view):
    view = open_view(viewport={"width": 420, "height": 900}, has_touch=True)
    unit = view.unit(2, 5)
    unit.tap()
    copy = view.network.locator(".copy")
    expect(copy).to_be_in_viewport(ratio=1)
    expect(view.result.get_by_text("Esc to release")).to_have_count(0)
    card, box = view.network.locator(".card").bounding_box(), unit.bounding_box()
    gap = max(box["y"] - (card["y"] + card["height"]), card["y"] - (box["y"] + box["height"]))
    assert box["height"] < gap < 80  # a neighbor stays visible
    assert copy.evaluate("canvas => new Set(canvas.getContext('2d').getImageData(0, 0, 96, 96).data).size > 9")
    unit.tap()
    expect(copy).to_be_hidden()


SPACING = """part => {
  const style = new CSSStyleSheet(), cut = [];
  style.replaceSync(`* {
    letter-spacing: 0.12em !important; word-spacing: 0.16em !important; line-height: 1.5 !important;
  }`);
  const root = part.getRootNode();
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, style];
  const plane = part.querySelector(".plane").getBoundingClientRect();
  for (const word of part.querySelectorAll(".label, .count, .page, .foot span")) {
    const { left, right } = word.getBoundingClientRect();
    if (left < plane.left - 0.5 || right > plane.right + 0.5) cut.push(word.textContent);
  }
  return cut;
}"""


@pytest.mark.slow
@pytest.mark.parametrize("hidden", [(8, 8), (128,) * 8], ids=len)
def test_with_wide_text_spacing_no_word_of_the_network_is_cut(open_view, hidden):
    view = open_view(config=Config(hidden=hidden, dataset="blobs", classes=5), viewport={"width": 1280, "height": 720})
    assert view.network.evaluate(SPACING) == []


@pytest.mark.slow
@pytest.mark.parametrize("viewport", [(1280, 720), (1920, 1080)])
def test_what_changes_the_network_can_be_hit(open_view, viewport):
    view = open_view(config=Config(hidden=(128,) * 8), viewport=dict(zip(("width", "height"), viewport, strict=True)))
    sizes = view.network.evaluate("""part => [...part.querySelectorAll("button.small, .feature")].map((button) => {
      const { width, height } = button.getBoundingClientRect();
      return Math.min(width, height);
    })""")
    assert min(sizes) >= 31.9


@pytest.mark.slow
def test_the_pointer_on_a_link_or_a_bias_shows_its_value(open_view):
    view = open_view()
    x, y = view.network.evaluate(
        """part => {
          const path = part.querySelector('path:not(.glow)');
          const { x, y } = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
          return [x, y];
        }"""
    )
    view.page.mouse.move(x, y)
    expect(view.root.get_by_text(re.compile(r"^Weight from x₁ to unit 1 of layer 1\s*−?\d"))).to_be_visible()
    box = view.unit(1, 1).bounding_box()
    view.page.mouse.move(box["x"] - 3, box["y"] + box["height"] - 3)
    expect(view.root.get_by_text(re.compile("^Bias of unit 1 of layer 1"))).to_be_visible()
