"""The graph of a net in a real browser: forward, back, one gate picked, one gate opened."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW
from tests.browser.lesson_page import SceneView

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def graph(visit):
    """The scene, and the gates by their names."""

    def open_page(**more):
        scene = SceneView(visit("backpropagation", **more)).ready()
        return scene, scene.root.locator("[data-panel=graph]")

    return open_page


def numbers(graph, style):
    texts = graph.locator(f"svg > text[font-style={style}]" if style else "svg > text:not([font-style])")
    return [text for text in texts.all_text_contents() if text]


def test_values_go_forward_and_then_gradients_come_back(graph):
    scene, panel = graph()
    assert numbers(panel, "italic") == []
    for step in range(6):
        scene.step.click()
        expect(scene.root).to_have_attribute("data-position", str(step + 1))
    assert len(numbers(panel, "")) == 7  # x₁, x₂, two units with a sum and an activation each, the output
    assert numbers(panel, "italic") == []
    for step in range(6, 12):
        scene.step.click()
        expect(scene.root).to_have_attribute("data-position", str(step + 1))
    assert len(numbers(panel, "italic")) == 9  # one for each edge
    rows = scene.root.locator("[data-panel=check] tbody tr")
    for cells in rows.all():
        _, gradient, check = cells.locator("td").all_text_contents()
        assert gradient == check != ""


def test_a_gate_is_picked_and_opened(graph):
    scene, panel = graph(walk="epochs")
    panel.get_by_role("button", name="the activation of unit 2 of hidden layer 1").click()
    expect(scene.root.locator("[data-panel=seen]")).to_contain_text("upstream × local")
    expect(scene.page).to_have_url(re.compile("gate=5"))
    scene.root.get_by_role("button", name="Open this gate").click()
    expect(panel.get_by_role("button", name=re.compile("tanh, in unit 2 of hidden layer 1"))).to_be_visible()


def test_the_graph_scrolls_in_its_own_box_on_a_phone(graph):
    scene, panel = graph(viewport=NARROW, grain="operations")
    assert scene.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    box = panel.locator(".graph-box")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    for _ in range(12):
        scene.step.click()
    expect(scene.root).to_have_attribute("data-position", "12")
    assert box.evaluate("box => box.scrollLeft") > 0  # the gate at work is kept in sight
