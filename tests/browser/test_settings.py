"""Settings changed in mid-run act at once; those of the data and the net start anew, from the same seeds."""

import re
from itertools import groupby

import pytest
from playwright.sync_api import expect

from playground import Config
from tests.browser.conftest import BOTH_WAYS

pytestmark = [pytest.mark.browser, BOTH_WAYS]

WATCH = """root => {
  const epochs = [+root.dataset.epoch];
  new MutationObserver(() => epochs.push(+root.dataset.epoch)).observe(root, { attributeFilter: ["data-epoch"] });
  return epochs;
}"""


def slider(page, name):
    return page.get_by_role("group", name=name, exact=True).get_by_role("slider")


def press(page, name, key):
    slider(page, name).focus()
    page.keyboard.press(key)


def type_in(page, name, text):
    page.get_by_role("spinbutton", name=name).fill(text)
    page.keyboard.press("Enter")


def choose(page, name, option):
    page.get_by_role("combobox", name=name).click()
    page.get_by_role("option", name=option, exact=True).click()


def choose_dropout(page):
    page.get_by_role("button", name="More").click()
    press(page, "Dropout", "ArrowRight")


CHANGES = {
    "rate=0.03": lambda page: press(page, "Learning rate", "ArrowRight"),
    "batch_size=12": lambda page: press(page, "Batch size", "ArrowRight"),
    "optimizer=sgd": lambda page: choose(page, "Optimizer", "SGD"),
    "regularizer=l2": lambda page: choose(page, "Regularization", "L2"),
    "penalty=0.003": lambda page: press(page, "Penalty", "ArrowRight"),
    "dropout=0.05": choose_dropout,
}


@pytest.mark.slow
def test_settings_of_the_training_act_in_mid_run_without_reset(open_view):
    view = open_view()
    view.play.click()
    view.plays(past=5)
    epochs = view.root.evaluate_handle(WATCH)
    for part, change in CHANGES.items():
        change(view.page)
        expect(view.page).to_have_url(re.compile(re.escape(part)))
        view.plays(past=view.epoch + 5)
    shown = [epoch for epoch, _ in groupby(epochs.json_value())]
    # At thirty a second an epoch has two pictures, or one where the server is busy: none is missed, none comes back.
    assert shown == list(range(shown[0], shown[-1] + 1))


def test_a_change_takes_the_run_on_from_the_picture_that_is_shown(open_view):
    view = open_view()
    view.play.click()
    view.plays(past=5)
    view.pause.click()
    view.stands()
    before = view.learned()
    press(view.page, "Learning rate", "ArrowRight")
    expect(view.page).to_have_url(re.compile("rate=0.03"))
    assert view.learned() == before
    view.steps(1)
    assert view.learned()["map"] != before["map"]


def test_settings_of_the_data_start_anew_and_the_same_ones_give_the_same_start(open_view):
    view = open_view()
    start, points = view.learned(), view.points()
    for there, back, part in (
        (lambda page: press(page, "Noise", "ArrowRight"), lambda page: press(page, "Noise", "ArrowLeft"), "noise=0.05"),
        (lambda page: type_in(page, "Data seed", "7"), lambda page: type_in(page, "Data seed", "0"), "data_seed=7"),
    ):
        view.steps(1)
        there(view.page)
        view.at(0)
        expect(view.page).to_have_url(re.compile(part))
        assert view.points() != points
        view.steps(1)
        back(view.page)
        view.at(0)
        expect(view.page).not_to_have_url(re.compile(part))
        assert view.points() == points
        assert view.learned() == start


@pytest.mark.slow
def test_settings_of_the_net_start_anew_and_it_goes_on_playing(open_view):
    view = open_view()
    view.play.click()
    view.plays(past=5)
    choose(view.page, "Activation", "ReLU")
    expect(view.network.get_by_text("ReLU").first).to_be_visible()
    view.plays(past=3)
    view.page.get_by_role("radio", name="Circle").click()
    expect(view.page).to_have_url(re.compile("dataset=circles"))
    view.plays(past=3)


@pytest.mark.slow
def test_new_weights_are_others_and_new_data_too(open_view):
    view = open_view()
    start, points = view.learned(), view.points()
    view.page.get_by_role("button", name="New data").click()
    expect(view.page).to_have_url(re.compile("data_seed=1"))
    view.until("root.dataset.epoch === '0'")
    assert view.points() != points
    assert view.learned()["links"] == start["links"]
    view.page.get_by_role("button", name="More").click()
    view.page.get_by_role("button", name="New weights").click()
    expect(view.page).to_have_url(re.compile("init_seed=1"))
    assert view.learned()["links"] != start["links"]


def test_a_run_that_diverges_says_so_and_stops(open_view):
    view = open_view(config=Config(task="regression", activation="relu", optimizer="sgd", rate=10.0))
    view.play.click()
    view.stands()
    line = view.root.get_by_role("group", name="What is going on")
    expect(line).to_contain_text("Diverged after epoch")
    expect(view.root.get_by_role("paragraph").filter(has_text=re.compile("iverged"))).to_be_hidden()  # it is said once
    expect(view.play).to_be_disabled()
    expect(view.step).to_be_disabled()
    view.reset.click()
    view.at(0)
    expect(view.play).to_be_enabled()
    expect(line).not_to_contain_text("Diverged after epoch")
