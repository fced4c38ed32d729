"""Linear separability: the guided walk and the challenges, as a learner takes them."""

import re

import pytest
from playwright.sync_api import expect

from playground import Config
from playground.lessons.separability.settings import WALK
from tests.browser.lesson_page import SceneView

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def scene(visit):
    return SceneView(visit("linear_separability")).ready()


def cells(scene, row):
    return scene.root.locator("[data-panel=table] tbody tr").nth(row).get_by_role("button")


def instruction(scene):
    return scene.root.locator("[data-panel=instruction] .text")


def test_next_goes_from_stop_to_stop_and_back(scene):
    following = scene.root.get_by_role("button", name="Next")
    for number, stop in enumerate(WALK[1:], 1):
        following.click()
        expect(instruction(scene)).to_have_text(stop.instruction)
        expect(scene.page).to_have_url(re.compile(f"walk={number}"))
    scene.root.get_by_role("button", name="Back", exact=True).click()
    expect(instruction(scene)).to_have_text(WALK[-2].instruction)
    following.click()
    scene.root.get_by_role("button", name="Your own net").click()
    expect(instruction(scene)).to_have_text(WALK[0].instruction)


def test_one_click_on_the_product_turns_no_into_yes(visit):
    scene = SceneView(visit("linear_separability", walk="2", data="xor", inputs="plain", net="none")).ready()
    expect(cells(scene, 0).first).to_have_text("no")
    scene.settings.get_by_label("Features").select_option("product")
    expect(cells(scene, 1).first).to_have_text("yes")
    scene.play.click()
    expect(scene.root.locator("[data-panel=seen] dd").first).to_have_text(re.compile(r"^(99|100)\.\d\s%$"))


def test_a_layer_is_said_to_be_separable_when_it_is(scene):
    expect(cells(scene, 1).first).to_have_text("no")
    scene.play.click()
    expect(cells(scene, 1).first).to_have_text("yes")
    expect(cells(scene, 1).nth(1)).to_have_text(re.compile(r"^\d+$"))
    seen = scene.root.locator("[data-panel=seen] .text")
    expect(seen).to_have_text(re.compile(r"Layer 1 has been separable since epoch \d+"))


def test_a_click_on_a_row_shows_its_points(scene):
    expect(scene.root.get_by_text("The points behind layer 1")).to_be_visible()
    before = scene.pictures()
    cells(scene, 0).first.click()
    expect(scene.root.get_by_role("heading", name="The points", exact=True)).to_be_visible()
    assert scene.pictures() != before


def test_a_line_is_named_while_it_is_drawn(visit):
    """Behind layer 1 no line parts these points at first, and after a few epochs one does."""
    own = Config(dataset="moons", hidden=(2, 2), activation="tanh", init_seed=3, rate=0.03)
    scene = SceneView(visit("linear_separability", own, shown="1")).ready()
    name = scene.root.get_by_text("a line that parts them")
    expect(cells(scene, 1).first).to_have_text("no")
    expect(name).to_be_hidden()
    scene.play.click()
    expect(cells(scene, 1).first).to_have_text("yes")
    expect(name).to_be_visible()


def test_linear_layers_are_shown_as_one_matrix(visit):
    said = {"data": "circles", "inputs": "plain", "net": "4-3", "bend": "linear", "walk": "9"}
    scene = SceneView(visit("linear_separability", **said)).ready()
    expect(scene.root.get_by_text("= one matrix")).to_be_visible()
    scene.settings.get_by_label("Activation").select_option("tanh")
    expect(scene.root.get_by_text("= one matrix")).to_have_count(0)


def test_the_circle_without_a_hidden_layer_is_solved_by_its_solution(scene):
    page = scene.page
    first = page.get_by_test_id("stMain").locator(".st-key-challenge-0")
    first.get_by_role("button", name="Check my answer").click()
    expect(first.get_by_text("This takes the circle and no hidden layer.")).to_be_visible()
    first.get_by_role("button", name="Solution").click()
    page.get_by_role("button", name="Apply this solution").click()
    expect(scene.settings.get_by_label("Features")).to_have_value("squares")
    first.get_by_role("button", name="Check my answer").click()
    expect(first.get_by_text(re.compile("φ\\(x\\) is separable; after 40 epochs"))).to_be_visible()
