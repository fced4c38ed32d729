"""What of the curve is shown: the scale of its axis, and what lies beyond it."""

import re

import pytest
from playwright.sync_api import expect

from playground import Config, Run

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REGRESSION = Config(task="regression")

WATCH = """curve => {
  const pen = curve.querySelector("canvas").getContext("2d"), seen = { redraws: 0, texts: [], arrows: [], dots: [] };
  const spy = (name, note) => {
    const own = pen[name];
    pen[name] = (...given) => {
      note(...given);
      return own.apply(pen, given);
    };
  };
  spy("clearRect", () => Object.assign(seen, { redraws: seen.redraws + 1, texts: [], arrows: [], dots: [] }));
  spy("fillText", (text, x, y) => seen.texts.push([text, x, y]));
  // Nothing but an arrow ends in a point outside the axes.
  spy("lineTo", (x, y) => (y < 2 || y > curve.clientHeight - 18) && seen.arrows.push([x, y]));
  spy("arc", (x, y) => seen.dots.push([x, y]));
  return seen;
}"""


class Curve:
    """What is drawn of the curve from here on."""

    def __init__(self, view):
        self.view = view
        self._seen = view.curve.evaluate_handle(WATCH)

    def __getitem__(self, name):
        return self._seen.json_value()[name]

    def again(self):
        """Draws the whole of it."""
        self.view.root.get_by_role("group", name="Curve of").get_by_role("button").first.click()
        return self

    @property
    def top(self) -> float:
        """The highest number at the axis of the loss."""
        return max(float(text) for text, x, _ in self["texts"] if text != "epoch" and x < 40)


def losses(config, epochs):
    return Run(config).advance(epochs).history.rows[:, :2].max(axis=1)


def test_one_epoch_is_a_dot(open_view):
    view = open_view()
    curve = Curve(view).again()
    assert len(curve["dots"]) == 2
    assert len({x for x, _ in curve["dots"]}) == 1
    assert not curve["arrows"]
    view.steps(1)
    assert not curve["dots"]


def test_the_first_loss_does_not_set_the_scale_and_an_arrow_says_that_it_is_higher(open_view):
    view = open_view(config=REGRESSION)
    expected = losses(REGRESSION, 4)
    assert expected[0] > 50 * expected[1]
    curve = Curve(view).again()
    assert expected[0] / 2 < curve.top < 2 * expected[0]
    assert not curve["arrows"]
    view.steps(1)
    assert expected[1] / 2 < curve.top <= 2 * expected[1]
    arrows, redraws = curve["arrows"], curve["redraws"]
    assert arrows
    assert all(y < 2 for _, y in arrows)
    view.steps(3)
    assert curve["redraws"] == redraws  # what comes after fits
    assert curve["arrows"] == arrows


def test_a_first_loss_that_is_not_far_off_is_shown(open_view):
    view = open_view()
    view.steps(2)
    curve = Curve(view).again()
    assert losses(Config(), 2)[0] / 2 < curve.top
    assert not curve["arrows"]


def test_the_axes_seldom_change_in_play(open_view):
    view = open_view()
    view.settled()
    curve = Curve(view)
    view.play.click()
    view.plays(past=110)
    view.pause.click()
    view.stands()
    # Once the first epoch is over, at epochs 21, 51 and 101, and once or twice if the loss has risen above the axis.
    assert curve["redraws"] <= 6


def test_a_curve_that_diverges_leaves_at_the_top(open_view):
    view = open_view(config=REGRESSION.replace(optimizer="sgd", rate=10, activation="relu"))
    view.steps(4)
    curve = Curve(view).again()
    assert curve["arrows"]
    assert all(y < 2 for _, y in curve["arrows"])


def test_a_diverged_run_has_the_same_last_losses_in_the_curve_and_in_the_numbers(open_view):
    view = open_view(config=REGRESSION.replace(optimizer="sgd", rate=10, activation="relu"))
    view.play.click()
    view.stands()
    train, test = (view.value("Loss", rows) for rows in ("train", "test"))
    assert re.fullmatch(r"\d\.\de\d{3}", train)
    view.curve.focus()
    view.page.keyboard.press("End")
    expect(view.curve).to_have_attribute("aria-valuetext", f"epoch {view.epoch}, train {train}, test {test}")
    view.reset.click()
    view.at(0)
    view.page.keyboard.press("End")
    expect(view.curve).to_have_attribute("aria-valuenow", "0")


def test_the_axis_becomes_logarithmic_by_itself_until_the_user_chooses(open_view):
    view = open_view(config=REGRESSION)
    log = view.root.get_by_role("switch", name="Log")
    expect(log).not_to_be_checked()
    expected = losses(REGRESSION, 40)
    assert expected[1] > 100 * expected.min()
    view.play.click()
    view.plays(past=40)
    expect(log).to_be_checked()
    view.reset.click()
    view.at(0)
    expect(log).not_to_be_checked()
    log.click()
    log.click()
    view.play.click()
    view.plays(past=40)
    expect(log).not_to_be_checked()


def test_a_score_far_below_zero_leaves_at_the_bottom(open_view):
    view = open_view(config=REGRESSION)
    view.button("R²").click()
    curve = Curve(view)
    view.steps(2)
    ticks = [text for text, x, _ in curve["texts"] if text != "epoch" and x < 40]
    assert ticks[0] == "0"
    assert curve["arrows"]
    assert all(y > 2 for _, y in curve["arrows"])


def test_a_loss_that_rises_for_long_is_followed(open_view):
    """Noise learned by heart: the test loss rises again, and stays."""
    config = Config(dataset="moons", samples=60, noise=1.5, label_noise=0.2, hidden=(32, 32), rate=0.03)
    rising = losses(config, 60)
    assert rising[-5:].min() > 2 * rising[:20].max()
    view = open_view(config=config)
    curve = Curve(view)
    view.play.click()
    view.plays(past=60)
    view.pause.click()
    view.stands()
    assert rising[-5:].max() / 2 < curve.top
    assert not curve["arrows"]
