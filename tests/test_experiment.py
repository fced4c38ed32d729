"""What changes the experiment of a session, and what only looks as if it did: late messages of a browser at play."""

from types import SimpleNamespace
from unittest import mock

import pytest
from streamlit.testing.v1 import AppTest

from playground.config import Config
from playground.ui import experiment
from playground.ui.controls import MIXED
from playground.ui.copy_link import open_link
from playground.ui.experiment import KEY, Experiment
from tests.page_client import Chooser, config, go, opened, put, run, widget

PAGE = "a page"


@pytest.fixture(scope="module")
def page() -> AppTest:
    return opened()


@pytest.fixture
def main(page: AppTest) -> AppTest:
    go(page)
    assert config(page) == Config()
    return page


@pytest.fixture
def shown() -> Experiment:
    """An experiment on its page, in a browser that knows of it."""
    experiment = Experiment({"dataset": "moons"})
    assert experiment.sync_url({"dataset": "moons"}, PAGE, False) is None  # it is there already
    return experiment


def click(at: AppTest, key: str) -> None:
    widget(at, key).click()
    run(at)


# --- there and back -----------------------------------------------------------------------------

THERE_AND_BACK = {
    "rate": (0.03, 0.01),
    "optimizer": ("sgd", "adam"),
    "shuffle": (False, True),
    "batch_norm": (True, False),
    "samples": (510, 500),
    "activation.1": ("relu", "gelu"),
}


@pytest.mark.parametrize("key", THERE_AND_BACK)
def test_a_setting_can_be_moved_back_at_once(main, key):
    for value in THERE_AND_BACK[key] * 2:
        put(main, key, value)
        assert widget(main, key).value == value
    assert config(main) == Config()


def test_a_setting_can_be_moved_back_before_the_browser_has_heard(main):
    go(main, dataset="moons")
    behind = dict(main.query_params)
    for rate in (0.03, 0.01):
        main.query_params = behind
        put(main, "rate", rate)
        assert config(main) == Config(dataset="moons", rate=rate)


def test_what_another_widget_moved_can_be_moved_on_and_back(main):
    put(main, "activation.1", "relu")
    assert widget(main, "activation").value == MIXED
    put(main, "activation", "tanh")
    put(main, "activation", "sin")
    put(main, "activation", "tanh")
    assert config(main).activation == "tanh"


# --- late messages of widgets -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["data_seed", "init_seed"])
def test_clicks_during_play_count_right(main, name):
    """After each click come messages with all the numbers that were shown before it."""
    messages = []
    widget(main, name)  # opens what it is in: a browser says nothing of a button that it does not show
    for clicks in range(1, 6):
        messages.append(main._tree.get_widget_states())
        click(main, f"{name}.next")
        for message in messages:
            main._run(message)
            assert not main.exception
            assert config(main) == Config(**{name: clicks})
        assert widget(main, name).value == clicks


def test_a_number_that_python_moved_can_be_moved_back_at_once(main):
    click(main, "data_seed.next")
    for seed in (0, 1, 0):
        put(main, "data_seed", seed)
        assert config(main) == Config(data_seed=seed)


def test_widgets_are_made_anew_only_where_python_moves_them(main):
    keys = {name: widget(main, name).key for name in ("rate", "data_seed", "shuffle")}
    put(main, "rate", 0.3)
    click(main, "data_seed.next")
    after = {name: widget(main, name).key for name in keys}
    assert [name for name in keys if keys[name] != after[name]] == ["data_seed"]


MADE_WITH = {"initializer": "auto", "activation.1": "gelu", "eps": "1e-8", "shuffle": True, "period": "77"}


@pytest.mark.parametrize("name", MADE_WITH)
def test_a_widget_says_its_value_in_every_run(name):
    """One behind the button More is made by the browser whenever that opens, from what that run said."""
    at = opened(schedule="cosine", period="77")
    for _ in range(2):
        found = widget(run(at), name)
        if isinstance(found, Chooser):
            assert found.value == MADE_WITH[name]
            continue
        proto = found.proto
        said = proto.default
        if hasattr(proto, "options"):
            said = proto.options[int(said if isinstance(said, int) else said[0])]
        assert said == MADE_WITH[name]


# --- changes ------------------------------------------------------------------------------------


def test_an_activation_for_a_layer_that_is_gone_changes_nothing(main):
    main.session_state[KEY].request_change(hidden=(8,))  # in the drawing; the page still shows two layers
    put(main, "activation.1", "relu")
    assert config(main) == Config(hidden=(8,))


def test_a_stale_wish_leaves_everything_as_it_is(shown):
    before, player = shown.config, shown.player.config
    shown.request_change(loss="hinge", dataset="waves")
    shown.request_change(activation=("relu", "tanh", "sin"))
    shown.request_change(hidden=(0,))
    assert shown.config is before
    assert shown.player.config is player
    assert not shown.page_is_behind


def test_a_problem_that_is_come_back_to_has_its_data_and_loss_again(shown):
    shown.request_change(loss="hinge", rate=0.3)
    shown.request_change(task="regression")
    assert shown.config == Config(task="regression", rate=0.3)
    shown.request_change(dataset="waves", noise=0.5)
    shown.request_change(task="classification")
    assert shown.config == Config(dataset="moons", loss="hinge", rate=0.3, noise=0.5)
    shown.request_change(task="regression")
    assert shown.config == Config(dataset="waves", rate=0.3, noise=0.5)


def test_a_problem_that_a_link_has_left_has_its_data_and_loss_again(shown):
    shown.request_change(loss="squared")
    shown.sync_url({"dataset": "waves"}, PAGE, True)
    shown.sync_url({"dataset": "waves"}, PAGE, True)
    assert shown.config == Config(dataset="waves")
    shown.request_change(task="classification")
    assert shown.config == Config(dataset="moons", loss="squared")


def test_what_is_said_with_a_problem_goes_before_what_it_had(shown):
    shown.request_change(task="regression")
    shown.request_change(task="classification", dataset="xor")
    assert shown.config == Config(dataset="xor")


def test_a_wish_for_what_is_no_setting_is_an_error(shown):
    with pytest.raises(TypeError, match="color"):
        shown.request_change(color="red")


def test_the_page_is_behind_until_it_is_run(shown):
    shown.request_change(rate=0.3)
    assert shown.page_is_behind
    assert shown.page_is_behind  # looking changes nothing
    shown.sync_url({"dataset": "moons"}, PAGE, False)
    assert not shown.page_is_behind


# --- addresses ----------------------------------------------------------------------------------


def test_going_back_is_a_new_config(main):
    put(main, "rate", 0.3)
    go(main, dataset="moons")
    assert config(main) == Config(dataset="moons")


def test_a_message_from_an_address_of_the_past_undoes_nothing(main):
    go(main, dataset="moons")
    behind = dict(main.query_params)
    put(main, "rate", 0.3)
    for _ in range(3):
        main.query_params = behind
        assert config(run(main)) == Config(dataset="moons", rate=0.3)


def test_a_click_with_an_address_one_change_behind_keeps_both_changes(main):
    go(main, dataset="moons")
    behind = dict(main.query_params)
    put(main, "rate", 0.3)
    main.query_params = behind
    put(main, "optimizer", "sgd")
    assert config(main) == Config(dataset="moons", rate=0.3, optimizer="sgd")


def test_another_address_is_a_new_config_once_the_last_was_heard_of(shown):
    behind = {"dataset": "moons"}
    shown.request_change(rate=0.3)
    address = shown.sync_url(behind, PAGE, False)
    assert address == {"dataset": "moons", "rate": "0.3"}
    assert shown.sync_url({"dataset": "xor"}, PAGE, False) == address
    shown.on_message(behind)
    assert shown.sync_url({"dataset": "xor"}, PAGE, False) == address
    shown.on_message(address)
    assert shown.sync_url({"dataset": "xor"}, PAGE, False) is None
    assert shown.config == Config(dataset="xor")


def test_the_address_goes_there_and_back_with_the_setting(shown):
    behind = {"dataset": "moons"}
    shown.request_change(rate=0.3)
    on_its_way = shown.sync_url(behind, PAGE, False)
    shown.request_change(rate=0.01)
    assert shown.sync_url(behind, PAGE, False) == behind  # though this message came from there
    assert shown.sync_url(on_its_way, PAGE, False) == behind
    assert shown.sync_url(behind, PAGE, False) is None
    assert shown.config == Config(dataset="moons")


@pytest.mark.parametrize(("page", "by_history"), [("another page", False), (PAGE, True)])
def test_an_address_that_somebody_went_to_is_a_new_config(shown, page, by_history):
    shown.request_change(rate=0.3)
    shown.sync_url({"dataset": "moons"}, PAGE, False)
    shown.sync_url({"dataset": "xor"}, page, by_history)
    assert shown.config == shown.player.config == Config(dataset="xor")


def test_a_change_is_later_than_the_address_that_it_comes_with(shown):
    shown.request_change(rate=0.3)
    assert shown.sync_url({"dataset": "xor"}, PAGE, True) == {"dataset": "moons", "rate": "0.3"}


def test_pages_work_without_what_streamlit_does_not_promise():
    with mock.patch.object(experiment, "get_script_run_ctx", return_value=SimpleNamespace(page_script_hash=PAGE)):
        assert config(opened(dataset="moons")) == Config(dataset="moons")


@pytest.mark.parametrize("text", ["no link", "http://localhost/?rate=fast", "#networkShape=3"])
def test_a_pasted_text_is_answered_each_time(shown, text):
    open_link(shown, text)
    said = shown.problems
    shown.dismiss()
    open_link(shown, text)
    assert said
    assert shown.problems == said
