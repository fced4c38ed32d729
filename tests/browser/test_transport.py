"""Play, Pause, Step, Reset, speed, and their keys."""

import re

import pytest
from playwright.sync_api import expect

from playground import Config
from tests.browser.conftest import BOTH_WAYS

pytestmark = [pytest.mark.browser, BOTH_WAYS]


def test_a_first_visit_shows_an_untrained_net_and_a_hint_at_play(open_view):
    view = open_view()
    expect(view.counter).to_have_text("000,000")
    expect(view.root).to_have_attribute("data-playing", "false")
    expect(view.root.get_by_text("Press Play, or the space bar")).to_be_visible()
    view.play.click()
    expect(view.root.get_by_text("Press Play, or the space bar")).to_be_hidden()


def test_play_moves_the_picture_and_pause_stops_it(open_view):
    view = open_view()
    first = view.picture()
    view.play.click()
    view.plays(past=5)
    view.pause.click()
    view.stands()
    epoch, frames, picture = view.epoch, view.frames, view.picture()
    assert picture != first
    view.refreshes(20)
    assert (view.epoch, view.frames, view.picture()) == (epoch, frames, picture)


@pytest.mark.slow
def test_a_first_play_reaches_95_percent_in_five_seconds(open_view):
    view = open_view()
    view.play.click()
    view.until("parseFloat(root.querySelectorAll('tbody tr')[1].lastElementChild.textContent) >= 95", timeout=60_000)
    # At the default speed, 30 epochs a second, so that a slow machine may take longer.
    assert view.epoch <= 5 * 30
    expect(view.root.get_by_text("30 epochs/s")).to_be_visible()


def test_step_is_one_epoch_and_with_shift_one_batch(open_view):
    view = open_view()
    first, frames = view.picture(), view.frames
    view.step.click(modifiers=["Shift"])
    view.until(f"+root.dataset.frames > {frames}")
    batch = view.picture()
    assert batch != first
    assert view.epoch == 0
    view.step.click()
    view.at(1)
    view.step.click()
    view.at(2)
    assert view.picture() not in (first, batch)
    view.stands()


def test_batches_are_counted_where_they_are_made_and_nothing_moves(open_view):
    view = open_view()
    view.settled()
    parts = [view.counter, view.speed, view.readout, view.map]
    places = [part.bounding_box() for part in parts]
    counted = view.root.get_by_text(re.compile(r"^batch"))
    for batch in range(1, 12):
        view.step.click(modifiers=["Shift"])
        expect(counted).to_have_text(re.compile(rf"^batch\s{batch:02} of\s25$"))
    expect(view.counter).to_have_text("000,000")
    expect(view.root.get_by_text("Press Play, or the space bar")).to_be_hidden()
    assert [part.bounding_box() for part in parts] == places
    view.step.click()
    view.at(1)
    expect(counted).to_be_hidden()
    for _ in range(25):
        view.page.keyboard.press("Shift+ArrowRight")
    view.at(2)
    expect(counted).to_have_text(re.compile(r"^batch\s00 of\s25$"))
    view.reset.click()
    view.at(0)
    expect(counted).to_be_hidden()


@pytest.mark.slow
def test_batches_are_counted_in_play_by_batches_only(open_view):
    view = open_view()
    counted = view.root.get_by_text(re.compile(r"^batch"))
    view.play.click()
    view.plays(past=3)
    expect(counted).to_be_hidden()
    view.speed.focus()
    view.page.keyboard.press("Home")
    for batch in ("07", "03"):
        view.until(f"/^batch.{batch} of.25$/.test(root.querySelector('.batch').textContent)")


@pytest.mark.parametrize(
    ("key", "said"),
    [("Home", r"reached [1-8](\.\d)?/s"), pytest.param("End", r"[\d.]+ epochs/s", marks=pytest.mark.slow)],
)
def test_the_speed_reached_is_told_in_the_unit_of_the_speed_and_only_where_it_is_less(open_view, key, said):
    """Of 10 batches a second, all or nearly all are reached; they would be 0.4 epochs."""
    view = open_view()
    view.speed.focus()
    view.page.keyboard.press(key)
    texts = view.root.evaluate_handle(SAID, ".reached")
    frames = view.frames
    view.play.click()
    view.until(f"+root.dataset.frames > {frames} + 15")
    if key == "End":
        expect(view.root.get_by_text(re.compile(said))).to_be_visible()
    assert not [text for text in texts.json_value() if text and not re.fullmatch(said, text)]


@pytest.mark.slow
def test_a_step_that_takes_seconds_counts_its_batches_and_ends_at_once(open_view):
    view = open_view(config=Config(hidden=(128,) * 8, samples=5000, batch_size=1))
    counted = view.root.get_by_text(re.compile(r"^batch"))
    for key, shown in (("Escape", True), ("Space", True), ("r", False)):
        view.step.click()
        expect(view.pause).to_be_visible()
        expect(counted).to_have_text(re.compile(r"^batch\s\d+ of\s2500$"))
        view.page.keyboard.press(key)
        expect(view.play).to_be_visible()
        view.stands()
        view.at(0)
        expect(counted).to_be_visible(visible=shown)
    assert view.frames > 3


SAID = """(root, name) => {
  const texts = [], part = root.querySelector(name);
  const look = new MutationObserver(() => texts.push(part.textContent));
  look.observe(part, { childList: true, characterData: true, subtree: true });
  return texts;
}"""


def test_a_step_after_play_is_one_epoch_on(open_view):
    view = open_view()
    view.play.click()
    view.plays(past=3)
    view.pause.click()
    view.stands()
    view.steps(2)  # frames that were computed ahead must not be skipped


def test_reset_gives_the_very_same_start(open_view):
    view = open_view()
    start = view.learned()
    view.steps(2)
    assert view.learned()["map"] != start["map"]
    view.reset.click()
    view.at(0)
    assert view.learned() == start
    view.play.click()
    view.plays(past=3)
    view.reset.click()
    view.at(0)
    view.stands()
    assert view.learned() == start


@pytest.mark.slow
def test_the_same_run_whether_it_is_played_or_stepped(open_view):
    view = open_view()
    view.play.click()
    view.plays(past=2)
    view.pause.click()
    view.stands()
    view.steps(1)  # to the end of an epoch: it may stand within one, since an epoch has two pictures
    epoch, played = view.epoch, view.learned()
    view.reset.click()
    view.at(0)
    view.steps(epoch)
    assert view.learned() == played


def test_keys_play_step_and_reset(open_view):
    view = open_view()
    keyboard = view.page.keyboard
    first = view.picture()
    keyboard.press("Space")
    view.plays(past=0)
    keyboard.press("Space")
    view.stands()
    epoch = view.epoch
    keyboard.press("ArrowRight")
    view.at(epoch + 1)
    frames, picture = view.frames, view.picture()
    keyboard.press("Shift+ArrowRight")
    view.until(f"+root.dataset.frames > {frames}")
    assert view.epoch == epoch + 1
    assert view.picture() != picture
    keyboard.press("r")
    view.at(0)
    assert view.picture() == first


@pytest.mark.slow
def test_keys_belong_to_an_input_that_has_the_focus(open_view):
    view = open_view()
    view.steps(1)
    frames = view.frames
    view.page.get_by_role("spinbutton", name="Samples").focus()
    for key in ("Space", "ArrowRight", "Shift+ArrowRight", "r"):
        view.page.keyboard.press(key)
    view.refreshes(20)
    view.stands()
    assert (view.epoch, view.frames) == (1, frames)


@pytest.mark.slow
def test_speed_goes_from_batches_to_as_fast_as_it_goes(open_view):
    view = open_view()
    expect(view.speed).to_have_attribute("aria-valuetext", "30 epochs/s")
    view.speed.focus()
    view.page.keyboard.press("Home")
    expect(view.root.get_by_text("10 batches/s")).to_be_visible()
    view.play.click()
    frames = view.frames
    view.until(f"+root.dataset.frames >= {frames} + 5")
    assert view.epoch <= view.frames / 25 + 1  # 250 rows in batches of 10
    view.speed.focus()
    view.page.keyboard.press("End")
    expect(view.root.get_by_text("as fast as it goes")).to_be_visible()
    epoch, frames = view.epoch, view.frames
    view.until(f"+root.dataset.epoch >= {epoch} + 100")
    assert view.epoch - epoch > view.frames - frames  # several epochs in a picture


@pytest.mark.slow
def test_pause_stands_still_within_100_ms(open_view):
    view = open_view()
    times = []
    for _ in range(5):
        view.play.click()
        view.plays(past=view.epoch + 2)
        times.append(view.pause_time())
    assert sorted(times)[2] <= 100
