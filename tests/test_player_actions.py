"""What buttons of the live view do to the experiment: apply a change, open another one."""

import numpy as np
import pytest

from playground import Config, Run
from playground.live import trail
from playground.query import Problem
from playground.ui.experiment import Experiment
from tests.live_client import Browser, set_clock, shows

CONFIG = Config(samples=60, hidden=(4, 3), batch_size=10)


@pytest.fixture(autouse=True)
def _plenty_of_time(monkeypatch):
    """A clock that does not advance, so that a busy machine cuts no chunk short."""
    set_clock(monkeypatch, lambda: 0.0)


@pytest.fixture
def experiment():
    return Experiment(CONFIG.to_query())


@pytest.fixture
def browser(experiment):
    return Browser(experiment.player).ask().ask(show=0)  # sees epoch 4; two more are computed


def test_a_live_change_is_applied_from_the_frame_shown(browser, experiment):
    browser.ask("apply", values={"rate": "0.3", "clip_norm": "1"})
    assert (browser.header["kind"], browser.header["edited"]) == ("change", True)
    changed = CONFIG.replace(rate=0.3, clip_norm=1.0)
    assert experiment.config == experiment.player.config == changed
    assert experiment.page_is_behind
    straight = Run(CONFIG).advance(4)
    straight.change(changed)
    assert shows(browser.ask().frames[0], straight.advance())


def test_a_live_change_begins_a_new_run_where_that_is_asked_for(browser, experiment):
    browser.ask("apply", values={"rate": "0.3"}, restart=True)
    assert (browser.header["kind"], browser.positions, experiment.config.rate) == ("start", [0.0], 0.3)
    experiment.request_change(rate=0.1)
    assert browser.read(experiment.player.payload).header["kind"] == "start"  # the browser has not met this run
    browser.ask().ask("apply", values={"rate": "0.2"})
    assert browser.header["kind"] == "change"
    assert browser.ask("undo", at=4.0).positions == [4.0]
    assert experiment.config == CONFIG


def test_any_field_can_be_applied_and_those_of_the_net_restart(browser, experiment):
    values = {"hidden": "5,2", "activation": "relu,tanh", "dataset": "moons", "features": "x1,x2,x1*x2"}
    browser.ask("apply", values={**values, "batch_norm": "true"})
    assert (browser.header["kind"], browser.header["edited"], browser.positions) == ("start", True, [0.0])
    changed = {"hidden": (5, 2), "activation": ("relu", "tanh"), "dataset": "moons", "batch_norm": True}
    assert experiment.config == CONFIG.replace(**changed, features=("x1", "x2", "x1*x2"))


@pytest.mark.parametrize(
    "values",
    [
        None, 5, [], "rate", {}, {"rate": "fast"}, {"rate": "-1"}, {"rate": 0.3}, {"x": "1"},
        {"loss": "hinge", "rate": ""}, {"rate": "0.3", "optimizer": "none"},
        {"activation": "relu,tanh,sin"}, {"loss": ["squared"]}, {"rate": "0.01"},
        dict.fromkeys(map(str, range(101)), "1"),
    ],
)  # fmt: skip
def test_what_is_illegal_or_changes_nothing_is_answered_with_the_frame_shown(browser, experiment, values):
    before = browser.frames[0]
    browser.ask("apply", values=values)
    assert (browser.header["kind"], browser.positions, experiment.config) == ("look", [4.0], CONFIG)
    assert np.array_equal(browser.frames[0]["map"], before["map"])
    assert browser.ask().positions == [7.0, 8.0, 9.0], "what was computed ahead is kept"


def test_an_ask_that_is_repeated_is_applied_once(browser, experiment):
    browser.ask("apply", values={"rate": "0.3"})
    experiment.request_change(rate=0.1)
    experiment.player.answer(browser.asked)
    assert experiment.config.rate == 0.1


def test_a_change_is_applied_though_the_page_has_changed_another_setting_meanwhile(browser, experiment):
    experiment.request_change(optimizer="sgd")
    browser.ask("apply", values={"rate": "0.3"})
    assert experiment.config == CONFIG.replace(optimizer="sgd", rate=0.3)


def test_a_change_from_before_the_server_was_restarted_is_not_applied(browser, experiment):
    browser.ask("apply", gen=browser.gen + 2**40, values={"rate": "0.3"})
    assert (browser.header["kind"], browser.header["edited"], experiment.config) == ("start", False, CONFIG)


def test_a_link_is_opened_as_a_whole(browser, experiment):
    browser.ask("open", link={"dataset": "moons", "rate": "0.3"})
    assert (browser.header["kind"], browser.header["edited"]) == ("start", True)
    assert experiment.config == experiment.player.config == Config(dataset="moons", rate=0.3)
    assert experiment.page_is_behind
    assert not experiment.problems


def test_what_is_illegal_in_a_link_that_is_opened_is_told(browser, experiment):
    browser.ask("open", link={"dataset": "moons", "rate": "fast", "speed": "9"})
    assert experiment.config == Config(dataset="moons")
    assert len(experiment.problems) == 2
    assert all(isinstance(problem, Problem) for problem in experiment.problems)


def test_an_empty_link_opens_the_default_experiment(browser, experiment):
    browser.ask("open", link={})
    assert experiment.config == Config()


@pytest.mark.parametrize("link", [None, 5, ["rate"], {"rate": 0.3}, {"rate": ["0.3"]}, {"dataset": "moons", "x": 1}])
def test_what_is_no_link_opens_nothing(browser, experiment, link):
    browser.ask("open", link=link)
    assert (browser.header["kind"], browser.positions, experiment.config) == ("look", [4.0], CONFIG)


def test_the_page_is_told_of_no_change_that_it_made_itself(browser, experiment):
    experiment.request_change(rate=0.3)
    assert browser.read(experiment.player.payload).header["edited"] is False
    experiment.request_change(hidden=(2,))
    assert browser.read(experiment.player.payload).header["edited"] is False
    browser.ask("look", edit={"hidden": [3]})
    assert browser.header["edited"] is True


# -- undo ------------------------------------------------------------------------------------------------


def begin_anew(browser, experiment, how):
    if how == "page":
        experiment.request_change(hidden=(2, 2))
        browser.read(experiment.player.payload)
    else:
        browser.ask(how, values={"hidden": "2,2"}, link={"dataset": "moons"})
    assert (browser.header["kind"], browser.positions) == ("start", [0.0])


@pytest.mark.parametrize("how", ["reset", "page", "apply", "open"])
def test_a_run_that_was_replaced_comes_back_as_it_was_shown(browser, experiment, how):
    gen = browser.gen
    begin_anew(browser, experiment, how)
    assert browser.header["left"]["gen"] == gen
    browser.at = 4.0
    browser.ask("undo")
    assert (browser.header["kind"], browser.header["edited"], browser.positions) == ("start", True, [4.0])
    assert experiment.config == experiment.player.config == CONFIG
    straight = Run(CONFIG).advance(4)
    assert shows(browser.frames[0], straight)
    assert np.array_equal(np.array([browser.history[epoch] for epoch in range(5)]), straight.history.rows)
    assert browser.ask().positions == [5.0, 6.0, 7.0]
    assert shows(browser.frames[2], straight.advance(3))


def test_frames_shown_after_the_last_ask_come_back_too(browser, experiment):
    """The browser showed epoch 4 when it asked last, and epoch 6 when the page changed a setting."""
    browser.ask("look", at=4.0)
    experiment.request_change(dataset="moons")
    browser.read(experiment.player.payload)
    assert browser.header["left"]["epoch"] == 4
    assert browser.ask("undo", at=6.0).positions == [6.0]
    assert shows(browser.ask().frames[0], Run(CONFIG).advance(7))


def test_undo_can_be_undone(browser, experiment):
    browser.ask("apply", values={"dataset": "moons"}).ask().ask("undo").ask("undo")
    assert experiment.config == CONFIG.replace(dataset="moons")
    assert browser.positions == [3.0]
    assert browser.ask("undo").positions == [4.0]


def test_an_undo_that_is_repeated_is_done_once(browser, experiment):
    browser.ask("apply", values={"dataset": "moons"}).ask().ask("undo")
    payload = browser.payload
    assert experiment.player.answer(browser.asked) == payload
    assert experiment.config == CONFIG


def test_a_run_that_was_not_trained_is_not_kept(browser, experiment):
    begin_anew(browser, experiment, "page")
    before = browser.header["left"]
    experiment.request_change(dataset="moons")
    assert browser.read(experiment.player.payload).header["left"] == before
    assert Browser(Experiment({}).player).header["left"] is None


def test_without_a_run_that_was_replaced_undo_does_nothing(browser, experiment):
    assert browser.ask("undo").positions == [4.0]
    assert browser.header["kind"] == "look"


def test_a_diverged_run_comes_back_with_its_message():
    wild = Config(task="regression", activation="relu", hidden=(16,) * 6, optimizer="sgd", rate=10, samples=100)
    browser = Browser(Experiment(wild.to_query()).player).ask(n=12)
    error = browser.header["error"]
    assert "diverged" in error
    begin = browser.at
    assert browser.ask("reset").header["error"] is None
    assert browser.ask("undo", at=begin).header["error"] == error


def test_a_slider_that_restarts_while_it_is_dragged_leaves_the_run_before_to_undo(browser, experiment):
    for noise in ("0.5", "1"):
        asked = {"kind": "set", "gen": browser.gen, "at": browser.at, "values": {"noise": noise}}
        browser.read(experiment.player.answer(asked)).ask()
    assert browser.ask("undo", at=4.0).positions == [4.0]
    assert experiment.config == CONFIG


def test_of_a_large_net_only_the_moment_shown_is_kept(browser, experiment, monkeypatch):
    monkeypatch.setattr(trail, "LEFT_BYTES", 0)
    browser.ask("look")
    experiment.request_change(dataset="moons")
    browser.read(experiment.player.payload)
    assert len(experiment.player._left.moments) == 1
    assert browser.ask("undo", at=6.0).positions == [4.0]
