"""The server's side of the live view: what it answers to what is asked, in order, twice, late or malformed."""

from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import Config, Run
from playground.live import trail
from playground.live.ask import UNITS, PlayerAsk
from playground.live.frames import STATISTICS
from playground.live.player import Player
from playground.live.stretches import BUDGET
from playground.tables.features import FEATURES
from playground.web.channel import MOST_FRAMES
from playground.web.turns import TURNS
from tests.live_client import Browser, set_clock, shows
from tests.messages import unpack

CONFIG = Config(samples=60, hidden=(4, 3), batch_size=10, schedule="step", period=3, dropout=0.2)


@pytest.fixture(autouse=True)
def _plenty_of_time(monkeypatch):
    """A clock that does not advance, so that a busy machine cuts no chunk short."""
    set_clock(monkeypatch, lambda: 0.0)


def meet(config=CONFIG):
    return Browser(Player(config))


# -- what is told ----------------------------------------------------------------------------------------


def test_a_start_tells_everything():
    browser = meet()
    data, net = Run(CONFIG).data, browser.net
    assert browser.header["kind"] == "start"
    for part, x, y in (("train", data.x_train, data.y_train), ("test", data.x_test, data.y_test)):
        rows = np.frombuffer(browser.sections[part], "<f4").reshape(-1, 3)
        assert np.array_equal(rows, np.column_stack([x, y]).astype("<f4"))
    assert len(browser.sections["inputs"]) == len(FEATURES) * net["grid"] ** 2
    assert (net["hidden"], net["outputs"], net["shown"]) == ([4, 3], 1, [4, 3, 1])
    assert net["shapes"] == [[4, 3], [3, 5], [1, 4]]
    assert (net["train_rows"], net["test_rows"], net["batches"]) == (30, 30, 3)
    assert net["batch_size"] == 10
    assert [f["name"] for f in net["features"] if f["on"]] == ["x1", "x2"]
    assert net["statistics"] == list(STATISTICS)
    assert len(browser.frames) == 1
    assert shows(browser.frames[0], Run(CONFIG))
    assert list(browser.history) == [0]


@pytest.mark.parametrize("unit", ["epoch", "batch"])
@pytest.mark.parametrize("stride", [1, 4])
def test_frames_are_the_run_after_each_stretch_of_training(unit, stride):
    browser, run = meet(), Run(CONFIG)
    for _ in range(3):
        browser.ask(unit=unit, count=stride)
        assert browser.header["kind"] == "chunk"
        assert len(browser.frames) == 3
        for frame in browser.frames:
            (run.advance if unit == "epoch" else run.advance_batches)(stride)
            assert shows(frame, run)
    assert np.array_equal(list(browser.history.values()), run.history.rows)
    assert list(browser.history) == list(range(run.epoch + 1))


def test_chunks_are_numbered():
    browser = meet()
    assert [browser.ask().header["seq"] for _ in range(4)] == [1, 2, 3, 4]
    assert browser.header["gen"] == browser.gen


def test_a_repeated_ask_gets_the_same_bytes_and_trains_nothing():
    browser = meet().ask()
    again = browser.player.answer(browser.asked)
    assert again == browser.payload
    assert browser.player.run.epoch == 3


def test_an_ask_of_an_old_generation_gets_the_current_payload():
    browser = meet().ask()
    old = dict(browser.asked, seq=2)
    browser.player.change(CONFIG.replace(rate=0.5))
    now = browser.player.payload
    assert browser.player.answer(old) == now
    assert browser.player.payload == now
    assert browser.player.run.epoch == 3


@pytest.mark.parametrize("said", [{"gen": 99, "seq": 1}, {"seq": 9}])
def test_numbers_that_were_never_given_out_get_a_start(said):
    browser = meet().ask()
    gen = browser.gen
    browser.ask(**said)
    assert browser.header["kind"] == "start"
    assert browser.gen > gen
    assert list(browser.history) == [0, 1, 2, 3]
    assert browser.ask().positions == [4, 5, 6]


def test_hello_gets_everything_about_the_present():
    browser = meet().ask()
    newcomer = Browser(browser.player, browser.player.answer({"gen": 0, "seq": 0, "kind": "hello"}))
    assert newcomer.header["kind"] == "start"
    assert newcomer.positions == [3]
    assert list(newcomer.history) == [0, 1, 2, 3]
    assert newcomer.ask().positions == [4, 5, 6]


def test_reset_starts_anew_from_the_same_seeds():
    browser = meet()
    first = browser.ask().payload
    browser.ask("reset")
    assert browser.header["kind"] == "start"
    assert browser.positions == [0]
    assert shows(browser.frames[0], Run(CONFIG))
    again = unpack(browser.ask().payload)[1]
    assert again == unpack(first)[1]


def test_a_look_shows_the_very_frame_that_was_shown():
    browser = meet()
    browser.ask(show=0)
    shown, ahead = browser.frames[0], browser.player.run.position
    for focus in (None, [1, 2], [3, 0]):
        browser.ask("look", focus=focus)
        (frame,) = browser.frames
        assert browser.header["kind"] == "look"
        assert browser.header["focus"] == focus
        for name in shown:
            assert np.array_equal(frame[name], shown[name])
        assert ("focus" in frame) == bool(focus)
    assert browser.player.run.position == ahead
    assert browser.ask().positions == [4, 5, 6], "looking trains nothing and forgets nothing"


def test_looking_changes_nothing():
    watched, alone = meet(), meet()
    for _ in range(3):
        watched.ask("look", focus=[2, 1])
        watched.ask(focus=[1, 0])
        alone.ask()
        for frame, plain in zip(watched.frames, alone.frames, strict=True):
            assert all(np.array_equal(frame[name], plain[name]) for name in plain)


def test_other_units_of_a_wide_layer_have_tiles_when_they_are_asked_for():
    browser = meet(CONFIG.replace(hidden=(40, 3)))
    assert browser.header["first"] == [0, 0, 0]
    plain = browser.frames[0]
    for first, told in (([24, 0, 0], [24, 0, 0]), ([99, 9, -3], [24, 0, 0]), ([1], [0, 0, 0]), ("all", [0, 0, 0])):
        browser.ask("look", first=first)
        assert browser.header["first"] == told
        assert np.array_equal(browser.frames[0]["tiles"][16:], plain["tiles"][16:])
        assert np.array_equal(browser.frames[0]["tiles"][:16], plain["tiles"][:16]) == (told == [0, 0, 0])
    browser.ask("look", focus=[1, 39], first=[24, 0, 0])
    assert browser.header["focus"] == [1, 39]
    browser.ask(first=[16, 0, 0])
    assert browser.header["first"] == [16, 0, 0]


# -- changes ---------------------------------------------------------------------------------------------

LIVE_CHANGE = CONFIG.replace(rate=0.1, optimizer="momentum", batch_size=7)


@pytest.mark.parametrize("changes", [[LIVE_CHANGE], [CONFIG.replace(rate=0.3), LIVE_CHANGE]], ids=["one", "two"])
@pytest.mark.parametrize("show", [0, 1, 2])
def test_a_live_change_goes_on_from_the_frame_shown(show, changes):
    browser = meet().ask()
    browser.ask(show=show)
    shown = browser.at
    for config in changes:  # a slider may move again before the browser has asked
        browser.player.change(config)
    browser.read(browser.player.payload)
    assert browser.header["kind"] == "change"
    assert browser.header["count"] == 0
    browser.ask()
    run = Run(CONFIG).advance(int(shown))
    run.change(LIVE_CHANGE)
    for frame in browser.frames:
        run.advance()
        assert shows(frame, run)
    assert np.array_equal([browser.history[epoch] for epoch in range(run.epoch + 1)], run.history.rows), (
        "epochs computed under the old rules are told anew"
    )


def test_a_live_change_keeps_the_frame_for_a_look():
    browser = meet()
    browser.ask(show=0)
    shown = browser.frames[0]
    browser.player.change(LIVE_CHANGE)
    browser.read(browser.player.payload)
    browser.ask("look", focus=[1, 1])
    assert np.array_equal(browser.frames[0]["map"], shown["map"])
    assert browser.ask().positions == [2, 3, 4]


def test_back_trains_on_from_the_frame_shown():
    browser = meet()
    browser.ask(show=0)
    browser.ask(back=True, unit="batch", n=1)
    assert browser.positions == [1 + 1 / 3]
    assert shows(browser.frames[0], Run(CONFIG).advance().advance_batches())


def test_a_change_before_the_browser_has_met_the_run_tells_everything():
    player = Player(CONFIG)
    player.change(LIVE_CHANGE)
    browser = Browser(player)
    assert browser.header["kind"] == "start"
    run = Run(LIVE_CHANGE).advance()
    assert shows(browser.ask().frames[0], run)


@pytest.mark.parametrize("change", [{"hidden": (5,)}, {"dataset": "xor"}, {"init_seed": 3}, {"task": "regression"}])
def test_a_change_of_data_or_net_starts_anew(change):
    browser = meet().ask()
    gen, changed = browser.gen, CONFIG.replace(**change)
    browser.player.change(changed)
    browser.read(browser.player.payload)
    assert browser.header["kind"] == "start"
    assert browser.gen > gen
    assert shows(browser.frames[0], Run(changed))
    assert shows(browser.ask().frames[0], Run(changed).advance())


def test_the_same_config_again_is_no_change():
    browser = meet().ask()
    browser.player.change(CONFIG.replace())
    assert browser.player.payload == browser.payload


# -- limits ----------------------------------------------------------------------------------------------


@pytest.fixture
def epochs_take(monkeypatch):
    """Sets how many seconds an epoch takes: the clock is then the run's epoch."""

    def epochs_take(browser, seconds):
        set_clock(monkeypatch, lambda: seconds * browser.player.run.epoch)
        return browser

    return epochs_take


def test_an_answer_keeps_within_its_budget(epochs_take):
    """0.08 s are over after three epochs of 0.03 s, whether they are three frames or one."""
    assert epochs_take(meet(), 0.03).ask(n=12).positions == [1, 2, 3]
    assert epochs_take(meet(), 0.03).ask(n=1, unit="epoch", count=1000).positions == [3]


def test_time_between_frames_is_spent_on_training(epochs_take):
    assert epochs_take(meet(), 0.001).ask(n=1, unit="time", count=10).positions == [10]


def test_a_chunk_has_as_many_frames_as_were_asked_for_within_reason():
    assert [len(meet().ask(n=n).frames) for n in (1, 12, 1000, 0, -5)] == [1, 12, MOST_FRAMES, 1, 1]


def test_the_trail_of_frames_is_bounded():
    browser = meet()
    for _ in range(10):
        browser.ask(n=12)
    assert len(browser.player._trail) == trail.LONGEST
    browser.ask("look", at=0.0)  # long forgotten: the present is shown instead
    assert browser.positions == [120]


@pytest.mark.parametrize(("batch_size", "parts", "positions"), [
    (10, 2, [0.48, 1.0, 1.48, 2.0]),
    (10, 4, [0.24, 0.48, 0.72, 1.0]),
    (125, 4, [0.5, 1.0, 1.5, 2.0]),
    (250, 2, [1.0, 2.0, 3.0, 4.0]),
])  # fmt: skip
def test_an_epoch_is_shown_in_as_many_parts_as_asked_or_as_it_has_batches(batch_size, parts, positions):
    config = Config(batch_size=batch_size)
    browser = Browser(Player(config))
    browser.ask(n=1)  # until now nobody knows how long a batch takes
    browser.ask(n=len(positions), parts=parts)
    assert browser.positions == pytest.approx([1 + position for position in positions])
    assert shows(browser.frames[1], Run(config).advance_batches(round(browser.positions[1] * 250 / batch_size)))


def test_parts_of_an_epoch_with_a_short_last_batch_end_where_it_does():
    browser = Browser(Player(Config(samples=202, batch_size=100)))  # 100 rows and one
    browser.ask(n=1)
    browser.ask(n=4, parts=2)
    assert browser.positions == pytest.approx([1 + 100 / 101, 2, 2 + 100 / 101, 3])


def test_a_crowded_server_shows_whole_epochs_and_more_of_them(monkeypatch):
    monkeypatch.setattr(TURNS, "_crowded", True)
    monkeypatch.setattr(TURNS, "_measure", lambda: None)
    browser = Browser(Player(Config())).ask(n=10, parts=2)
    assert browser.positions == list(range(1, MOST_FRAMES + 1))
    browser.ask(n=3, parts=2)
    assert len(browser.frames) == 3


def test_a_browser_that_outlived_its_server_is_told_everything():
    old, new = Player(Config()), Player(Config())
    browser = Browser(old).ask()
    browser.read(new.answer({**browser.asked, "seq": browser.seq + 1}))
    assert browser.header["kind"] == "start"
    assert browser.gen == new.gen


@pytest.mark.parametrize("unit", ["epoch", "batch", "time"])
def test_a_run_that_diverges_says_so_and_stops(unit, monkeypatch):
    clock = count(step=1e-6)
    set_clock(monkeypatch, lambda: next(clock))
    wild = Config(task="regression", activation="relu", hidden=(16,) * 6, optimizer="sgd", rate=10, samples=100)
    browser = meet(wild)
    for _ in range(100):
        browser.ask(unit=unit)
        if browser.header["error"]:
            break
    assert "Lower the learning rate (now 10)" in browser.header["error"]
    here = browser.at
    assert browser.ask(unit=unit).positions == [here]
    assert browser.header["error"]
    calm = wild.replace(rate=1e-5, clip_norm=1.0)
    browser.player.change(calm)
    browser.read(browser.player.payload)
    assert browser.ask(unit="epoch").header["error"] is None
    assert browser.at > here


# -- anything at all -------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.just(10**400) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
TEXTS = st.dictionaries(
    st.sampled_from(["rate", "hidden", "dataset", "batch_norm"]) | st.text(max_size=3),
    st.sampled_from(["0.3", "3,2", "moons", "true", "1e999", "nan"]) | st.text(max_size=3),
    max_size=2,
)
LIKELY = st.fixed_dictionaries(
    {},
    optional={
        "gen": st.integers(0, 3) | JSON,
        "seq": st.integers(0, 3) | JSON,
        "kind": st.sampled_from(PlayerAsk.KINDS) | JSON,
        "n": st.integers(0, 3) | JSON,
        "unit": st.sampled_from(UNITS) | JSON,
        "count": st.integers(0, 3) | JSON,
        "focus": st.lists(st.integers(-1, 4), min_size=2, max_size=2) | JSON,
        "first": st.lists(st.integers(-1, 40) | JSON, min_size=2, max_size=2) | JSON,
        "at": st.integers(0, 3) | JSON,
        "back": st.booleans() | JSON,
        "values": TEXTS | JSON,
        "link": TEXTS | JSON,
    },
)


@settings(max_examples=100)
@given(asks=st.lists(LIKELY | JSON, max_size=5))
def test_whatever_is_asked_is_answered(asks):
    player = Player(Config(samples=20, hidden=(20,)))
    player.run.change(player.config.replace(batch_size=5000))
    for ask in asks:
        if isinstance(ask, dict) and ask.get("unit") == "time":
            ask = {**ask, "unit": "batch"}  # time stands still here
        header, sections = unpack(player.answer(ask))
        assert header["count"] * header["frame_bytes"] == len(sections.get("frames", b""))
        for row in np.frombuffer(sections["history"], "<f8").reshape(-1, 5):
            assert row[0] >= 0


def test_an_epoch_too_long_for_an_answer_is_shown_in_parts(monkeypatch):
    ticks = count()
    set_clock(monkeypatch, lambda: BUDGET / 2 * next(ticks))
    browser = meet()
    positions = []
    while not positions or positions[-1] < 3:
        browser.ask()
        positions += browser.positions
    assert any(position % 1 for position in positions)
    assert positions == sorted(set(positions))
    assert np.array_equal(browser.player.run.layers()[0][0], Run(CONFIG).advance(3).layers()[0][0])


def test_a_step_too_long_for_an_answer_takes_several_and_has_one_frame(monkeypatch):
    ticks = count()
    set_clock(monkeypatch, lambda: BUDGET * next(ticks))
    browser, straight = meet(), Run(CONFIG)
    for epoch in range(1, 4):
        reached = [browser.ask(n=1, unit="step").header["position"]]
        while not browser.frames:
            reached.append(browser.ask(n=1, unit="step").header["position"])
        assert reached == pytest.approx([epoch - 2 / 3, epoch - 1 / 3, epoch])
        assert browser.positions == [epoch]
        assert shows(browser.frames[0], straight.advance())


def test_a_step_that_was_begun_can_be_left(monkeypatch):
    ticks = count()
    set_clock(monkeypatch, lambda: BUDGET * next(ticks))
    browser, straight = meet(), Run(CONFIG).advance_batches(2)
    browser.ask(n=1, unit="step")
    assert browser.ask(n=1, unit="batch").positions == [straight.position]
    assert shows(browser.frames[0], straight)
    browser.ask(n=1, unit="step")
    assert browser.ask("reset").positions == [0.0]


def test_a_step_goes_to_the_end_of_the_epoch():
    browser = meet().ask(n=1, unit="batch")
    assert browser.ask(n=1, unit="step").positions == [1.0]
    assert shows(browser.frames[0], Run(CONFIG).advance())


def test_a_step_that_diverges_ends_with_a_frame(monkeypatch):
    ticks = count()
    set_clock(monkeypatch, lambda: BUDGET * next(ticks))
    wild = Config(task="regression", activation="relu", hidden=(16,) * 6, optimizer="sgd", rate=10, samples=100)
    browser = meet(wild)
    while not browser.header["error"]:
        browser.ask(n=1, unit="step")
    assert len(browser.frames) == 1


@pytest.mark.parametrize("live", [{}, {"optimizer": "momentum", "rate": 0.1, "dropout": 0.0}])
def test_a_reset_is_the_start_of_a_new_run(live):
    """Without another setting since then the run is not made anew, but goes back to its first moment."""
    browser, config = meet().ask(), CONFIG.replace(**live)
    browser.player.change(config)
    browser.read(browser.player.payload)
    for _ in range(2):
        assert shows(browser.ask("reset").frames[0], Run(config))
        assert shows(browser.ask().frames[2], Run(config).advance(3))
        assert len(browser.player.run.history) == 4
