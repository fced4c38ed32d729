"""The callouts of a first visit: one at a time, never again, and not in the way."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_first_visitor_is_told_four_things_once(open_view):
    view = open_view(first_visit=True, viewport={"width": 1280, "height": 720})
    page, note = view.page, view.page.get_by_role("note", name="First steps")
    for start in ("A square is a unit", "A line is a weight", "Blue stands for class 1"):
        expect(note).to_contain_text(start)
        note.get_by_role("button", name="Next").click()
    expect(note).to_contain_text("Press Play or the space bar")
    note.get_by_role("button", name="Got it").click()
    expect(note).to_have_count(0)
    page.reload()
    view.ready()
    expect(note).to_have_count(0)


@pytest.mark.slow
@pytest.mark.parametrize("end", ["Skip", "Escape", "Play", "Space"])
def test_they_end_by_skip_escape_or_play(open_view, end):
    view = open_view(first_visit=True)
    page, note = view.page, view.page.get_by_role("note", name="First steps")
    expect(note).to_be_visible()
    if end == "Skip":
        note.get_by_role("button", name="Skip").click()
    elif end == "Play":
        view.play.click()
    else:
        page.keyboard.press(end)
    expect(note).to_have_count(0)
    page.reload()
    view.ready()
    expect(note).to_have_count(0)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1280, 720), (1400, 900), (420, 900), (360, 640)], ids=str)
def test_each_is_in_the_window_beside_what_it_explains_and_not_over_play(open_view, size):
    width, height = size
    view = open_view(first_visit=True, viewport={"width": width, "height": height}).settled()
    note = view.page.get_by_role("note", name="First steps")
    for button in ("Next", "Next", "Next", "Got it"):
        box, ring = note.bounding_box(), view.root.locator(".callout-ring").bounding_box()
        play = view.play.bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
        assert not _meet(box, play)
        assert not _meet(box, ring) or ring["width"] > 0.5 * width
        assert ring["y"] + ring["height"] > 0
        assert ring["y"] < height
        note.get_by_role("button", name=button).click()


def _meet(a, b):
    across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
    down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
    return across > 0 and down > 0


@pytest.mark.slow
def test_a_net_without_hidden_units_has_its_callouts_too(open_view):
    view = open_view(first_visit=True, hidden="none")
    note = view.page.get_by_role("note", name="First steps")
    expect(note).to_contain_text("A square is a unit")
    note.get_by_role("button", name="Next").click()
    expect(note).to_contain_text("A line is a weight")
