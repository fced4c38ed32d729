"""What the live view says about a run: with which message, and from which frame on it holds."""

import pytest

from playground import Config, Run
from playground.diagnosis.observer import Observer
from playground.live.player import Player
from tests.live_client import Browser, set_clock

CONFIG = Config(dataset="gauss", samples=100)
"""Solved after a few epochs."""


@pytest.fixture(autouse=True)
def _plenty_of_time(monkeypatch):
    set_clock(monkeypatch, lambda: 0.0)


def finding_at(epoch, config=CONFIG):
    return Observer(Run(config).advance(epoch)).look()[0]


def test_every_message_says_what_holds_from_its_last_frame_on():
    browser = Browser(Player(CONFIG))
    for _ in range(8):
        found, said = finding_at(int(browser.positions[-1])), browser.header["finding"]
        assert said["at"] == browser.positions[-1]
        assert (said["kind"], said["sentence"]) == ((found.kind, found.sentence) if found else ("", ""))
        browser.ask(n=3)


def test_a_change_says_nothing_because_it_goes_back_only_with_the_next_ask():
    player = Player(Config(dataset="plane", hidden=(), optimizer="sgd", rate=10))
    browser = Browser(player).ask()
    assert browser.header["finding"]["kind"] == "diverged"
    assert browser.header["finding"]["ended"]
    player.change(player.config.replace(rate=0.1))
    browser.read(player.payload)
    assert "finding" not in browser.header
    browser.ask()
    assert browser.header["finding"]["kind"] != "diverged"
    assert not browser.header["finding"]["ended"]


def test_a_restart_begins_anew():
    browser = Browser(Player(CONFIG.replace(initializer="zeros")))
    assert browser.header["finding"]["kind"] == "identical"
    browser.player.change(CONFIG.replace(data_seed=1))
    assert browser.read(browser.player.payload).header["finding"]["kind"] == ""


def test_what_is_advised_is_applied_as_it_is_said():
    config = Config(dataset="xor", hidden=(), rate=0.03)
    player = Player(config, on_edit=lambda **changes: player.change(player.config.replace(**changes)))
    browser = Browser(player).ask(n=12)
    (_, layer) = browser.header["finding"]["actions"]
    browser.ask("apply", values=layer["values"])
    assert player.config == config.replace(hidden=(8,))


def test_a_run_left_by_a_slider_is_still_observed_when_the_slider_comes_back():
    changed = []
    player = Player(CONFIG, on_edit=lambda **changes: changed.append(player.change(player.config.replace(**changes))))
    browser = Browser(player).ask(n=12)
    before = browser.header["finding"]["sentence"]
    for noise in ("0.5", "0.0"):
        browser.ask("set", values={"noise": noise})
    assert len(changed) == 2
    assert browser.header["finding"]["sentence"] == before
