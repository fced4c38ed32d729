"""The player where things go wrong: pages left and come back to, messages late, answers that fail, runs without end."""

import numpy as np
import pytest

from playground import Config, Run
from playground.live import stretches, trail
from playground.live.player import Player
from tests.live_client import Browser, set_clock, shows

CONFIG = Config(samples=60, hidden=(4, 3), batch_size=10)


@pytest.fixture(autouse=True)
def _plenty_of_time(monkeypatch):
    """A clock that does not advance, so that a busy machine cuts no chunk short."""
    set_clock(monkeypatch, lambda: 0.0)


@pytest.fixture
def browser():
    return Browser(Player(CONFIG)).ask().ask(show=0)  # sees epoch 4; two more are computed


def test_a_browser_that_comes_back_stands_where_it_stood(browser):
    browser.ask("hello", gen=browser.gen, at=4.0)
    assert browser.header["kind"] == "start"
    assert browser.positions == [4.0]
    assert sorted(browser.history) == list(range(7))  # 5 and 6 were told before, and will be told again
    assert shows(browser.ask().frames[0], Run(CONFIG).advance(5))


def test_a_stranger_is_told_where_the_run_stands(browser):
    assert Browser(browser.player, browser.player.answer({"kind": "hello"})).positions == [6.0]


def test_a_reset_that_comes_twice_resets_once(browser):
    asked = {"kind": "reset", "gen": browser.gen, "seq": browser.seq + 1}
    browser.read(browser.player.answer(asked))
    assert browser.positions == [0.0]
    browser.ask()
    payload = browser.payload
    assert browser.player.answer(asked) == payload
    assert browser.player.run.epoch == 3


def test_an_answer_that_failed_can_be_asked_for_again(browser, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Run, "advance", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            browser.ask()
    browser.read(browser.player.answer(browser.asked))
    assert browser.positions == [7.0, 8.0, 9.0]


def test_a_run_ends_at_the_last_epoch_and_says_so(browser, monkeypatch):
    monkeypatch.setattr(stretches, "LAST_EPOCH", 8)
    browser.ask()
    assert browser.positions == [7.0, 8.0]
    assert "epoch 8" in browser.header["error"]
    browser.ask()
    assert browser.positions == [8.0]
    browser.ask("reset")
    assert browser.header["error"] is None


def test_of_huge_nets_fewer_moments_are_kept(monkeypatch):
    monkeypatch.setattr(trail, "BYTES", 0)
    browser = Browser(Player(CONFIG))
    for _ in range(10):
        browser.ask()
    assert len(browser.player._trail) == trail.LEAST


# -- what is clicked in the drawing ----------------------------------------------------------------------


@pytest.fixture
def edits(browser):
    """The changes that the player has been asked for."""
    found = []
    browser.player.on_edit = lambda **changes: found.append(changes)
    return found


def test_an_edit_is_read_as_changes_of_the_config(browser, edits):
    edit = {"features": ["x1", "x2", "x1*x2"], "hidden": [4, 3, 2]}
    browser.ask("look", edit=edit)
    assert edits == [{"features": ("x1", "x2", "x1*x2"), "hidden": (4, 3, 2)}]


def test_an_edit_of_a_run_that_is_no_more_asks_for_nothing(browser, edits):
    browser.player.answer({"gen": browser.gen - 1, "kind": "look", "edit": {"hidden": [1]}})
    assert edits == []


@pytest.mark.parametrize(
    "edit", [None, 5, "x1", [], {"hidden": 5}, {"hidden": ["4"]}, {"hidden": [True]}, {"features": "x1"}, {"rate": 1}]
)
def test_an_edit_that_is_none_asks_for_nothing(browser, edits, edit):
    browser.ask("look", edit=edit)
    assert edits == []


# -- an epoch goes on as it began ------------------------------------------------------------------------


@pytest.mark.parametrize("shuffle", [True, False])
def test_shuffle_changed_within_an_epoch_waits_for_the_next(shuffle):
    """Every row once: the epoch under way keeps its order, and a snapshot within it remembers which."""
    config = CONFIG.replace(shuffle=shuffle)
    changed, straight = Run(config).advance().advance_batches(1), Run(config).advance(2)
    changed.change(config.replace(shuffle=not shuffle))
    moment = changed.snapshot()
    for _ in range(2):
        changed.advance()
        assert np.array_equal(changed.layers()[0][0], straight.layers()[0][0])
        changed.restore(moment)
    changed.advance(2)
    assert not np.array_equal(changed.layers()[0][0], straight.advance().layers()[0][0])


# -- what is dragged on the page -------------------------------------------------------------------------


def test_a_number_that_is_dragged_is_read_as_a_change_of_the_config(browser, edits):
    browser.player.answer({"kind": "set", "gen": browser.gen, "values": {"rate": "0.03", "batch_size": "20"}})
    assert edits == [{"rate": 0.03, "batch_size": 20}]


@pytest.mark.parametrize(
    "values",
    [None, 5, [], {"rate": "fast"}, {"rate": "-1"}, {"rate": 0.1}, {"optimizer": "sgd"}, {"hidden": "3"}, {"x": "1"}],
)
def test_what_is_no_number_in_range_asks_for_nothing(browser, edits, values):
    payload = browser.player.payload
    assert browser.player.answer({"kind": "set", "gen": browser.gen, "values": values}) is payload
    assert edits == []


@pytest.fixture
def dragged():
    """One whose player follows a slider of the noise, as an Experiment lets it."""
    player = Player(CONFIG, on_edit=lambda **changes: player.change(player.config.replace(**changes)))
    browser = Browser(player).ask().ask(show=0)  # sees epoch 4; two more are computed

    def drag(noise):
        asked = {"kind": "set", "gen": browser.gen, "at": browser.at, "values": {"noise": noise}}
        return browser.read(player.answer(asked))

    return browser, drag


def test_a_slider_that_begins_another_run_and_comes_back_goes_on_with_the_first(dragged):
    browser, drag = dragged
    assert drag("0.5").positions == [0.0]
    assert drag("1").positions == [0.0]
    assert drag("0.0").positions == [4.0]
    assert sorted(browser.history) == list(range(7))
    assert shows(browser.ask().frames[0], Run(CONFIG).advance(5))


def test_a_slider_that_is_let_go_elsewhere_has_left_the_run_for_good(dragged):
    browser, drag = dragged
    drag("0.5")
    browser.player.change(browser.player.config)  # the page tells of the same value when it is let go
    assert drag("0.0").positions == [0.0]


def test_a_reset_while_a_slider_is_dragged_forgets_the_run_before(dragged):
    browser, drag = dragged
    drag("0.5")
    browser.read(browser.player.answer({"kind": "reset", "gen": browser.gen, "seq": browser.seq + 1}))
    assert drag("0.0").positions == [0.0]


def test_the_first_frames_under_a_setting_that_is_dragged_in_play_come_with_the_answer(dragged):
    browser, _ = dragged
    payloads = []
    browser.player.connect(payloads.append, lambda: None)
    said = {"gen": browser.gen, "at": browser.at, "values": {"rate": "0.03"}, "n": 2, "unit": "epoch", "count": 1}
    browser.player.answer({"kind": "set", **said})
    change, chunk = payloads
    assert browser.read(change).header["kind"] == "change"
    straight = Run(CONFIG).advance(4)
    straight.change(CONFIG.replace(rate=0.03))
    assert browser.read(chunk).positions == [5.0, 6.0]
    assert shows(browser.frames[0], straight.advance())
    # The browser asks for them when it hears of the change, and then has them.
    assert browser.player.answer({**said, "kind": "next", "gen": browser.gen, "seq": 1}) is chunk


def test_a_setting_waits_for_one_frame_at_most(browser, monkeypatch):
    monkeypatch.setattr(type(browser.player), "hurried", True)
    browser.ask(n=12)
    assert len(browser.frames) == 1
