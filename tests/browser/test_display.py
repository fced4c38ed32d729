"""What changes the display only, and the curve."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_switches_of_the_display_change_nothing_else(open_view):
    view = open_view()
    view.steps(3)
    before, points = view.learned(), view.points()
    test = view.root.get_by_role("switch", name="Show test data")
    test.click()
    expect(test).to_have_attribute("aria-checked", "true")
    assert view.points() != points
    assert view.learned() == before
    hard = view.root.get_by_role("switch", name="Discretize")
    hard.click()
    expect(hard).to_have_attribute("aria-checked", "true")
    after = view.learned()
    changed = {part for part in before if before[part] != after[part]}
    assert changed == {"map", "units"}
    test.click()
    hard.click()
    assert view.learned() == before
    assert view.points() == points


def curve(view):
    return view.curve.locator("canvas").evaluate("canvas => canvas.toDataURL()")


def test_the_curve_shows_loss_or_accuracy_plain_or_log(open_view):
    view = open_view()
    empty = curve(view)
    view.steps(4)
    log, metric = view.root.get_by_role("switch", name="Log"), view.root.get_by_role("group", name="Curve of")
    log.click()
    log.click()
    loss = curve(view)  # after a switch the whole curve is one stroke, whose joints differ a little from pieces
    log.click()
    expect(log).to_have_attribute("aria-checked", "true")
    logged = curve(view)
    metric.get_by_role("button", name="Accuracy").click()
    expect(metric.get_by_role("button", name="Accuracy")).to_have_attribute("aria-pressed", "true")
    expect(log).to_be_disabled()
    accuracy = curve(view)
    assert len({empty, loss, logged, accuracy}) == 4
    metric.get_by_role("button", name="Loss").click()
    log.click()
    assert curve(view) == loss


@pytest.mark.slow
def test_the_curve_is_read_by_pointer_and_by_keyboard(open_view):
    view = open_view()
    view.steps(2)
    second = [view.value("Loss", rows) for rows in ("train", "test")]
    view.steps(3)
    last = [view.value("Loss", rows) for rows in ("train", "test")]
    view.curve.focus()
    view.page.keyboard.press("End")
    expect(view.curve).to_have_attribute("aria-valuetext", "epoch 5, train {}, test {}".format(*last))
    for _ in range(3):
        view.page.keyboard.press("ArrowLeft")
    expect(view.curve).to_have_attribute("aria-valuetext", "epoch 2, train {}, test {}".format(*second))
    view.page.keyboard.press("Escape")
    expect(view.result.get_by_text("train", exact=True)).to_be_visible()
    box = view.curve.bounding_box()
    view.page.mouse.move(box["x"] + box["width"] - 10, box["y"] + 60)  # beyond the last epoch: it is read
    for number in last:
        expect(view.result.get_by_text(number, exact=True)).to_be_visible()
    view.counter.hover()
    expect(view.result.get_by_text("train", exact=True)).to_be_visible()


def test_the_pointer_on_the_map_reads_it(open_view):
    view = open_view()
    box = view.map.bounding_box()
    view.page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.25)
    expect(view.result.get_by_text("x₁ 3.0  x₂ 3.0  p(1) 0.")).to_be_visible()
