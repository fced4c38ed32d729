"""The numbers of a run against direct computation, and the rows that are wrong against the accuracy."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, mean_squared_error, r2_score, recall_score

from playground import Config, Run
from playground.diagnosis.numbers import numbers
from playground.diagnosis.rows import Rows
from playground.live.player import Player
from playground.tables.losses import LOSSES
from tests.live_client import Browser, set_clock

SMALL = Config(samples=120, hidden=(4, 3), noise=0.5)


@pytest.fixture(autouse=True)
def _plenty_of_time(monkeypatch):
    set_clock(monkeypatch, lambda: 0.0)


def told(config, epochs=5):
    run = Run(config).advance(epochs)
    state = run.snapshot()
    return run, numbers(run.model, state, Rows(run.model).read(state))


def sets(run):
    data = run.data
    return {"train": (data.x_train, data.y_train), "test": (data.x_test, data.y_test)}


@pytest.mark.parametrize("loss", [name for name, loss in LOSSES.items() if loss.binary])
@pytest.mark.parametrize("classes", [2, 4])
def test_confusion_and_recall_are_those_of_scikit_learn(loss, classes):
    run, found = told(SMALL.replace(dataset="blobs", classes=classes, loss=loss))
    for name, (x, y) in sets(run).items():
        predicted = run.predict(x).argmax(axis=1)
        labels = range(classes)
        assert found["sets"][name]["confusion"] == confusion_matrix(y, predicted, labels=labels).tolist()
        assert found["sets"][name]["recall"] == pytest.approx(recall_score(y, predicted, labels=labels, average=None))


def test_r2_and_rmse_are_those_of_scikit_learn():
    run, found = told(SMALL.replace(dataset="waves"))
    for name, (x, y) in sets(run).items():
        assert found["sets"][name]["r2"] == pytest.approx(r2_score(y, run.predict(x)), rel=1e-12)
        assert found["sets"][name]["rmse"] == pytest.approx(mean_squared_error(y, run.predict(x)) ** 0.5, rel=1e-12)
        assert found["sets"][name]["r2"] == pytest.approx(run.r2(name), rel=1e-12)


def test_a_class_without_rows_has_no_recall():
    run = Run(SMALL)
    state = run.snapshot()
    outcome = Rows(run.model).read(state)
    one_class = outcome._replace(labels=np.zeros_like(outcome.labels))
    assert numbers(run.model, state, one_class)["sets"]["train"]["recall"][1] is None


def test_parameters_are_counted_layer_by_layer():
    assert told(SMALL)[1]["parameters"] == (2 + 1) * 4 + (4 + 1) * 3 + (3 + 1) * 1
    # Normalized layers have γ and β, and their bias is not trained.
    assert told(SMALL.replace(batch_norm=True))[1]["parameters"] == (2 * 4 + 8) + (4 * 3 + 6) + 4


@pytest.mark.parametrize("more", [{}, {"batch_norm": True}, {"clip_norm": 0.1}, {"regularizer": "l2", "penalty": 0.1}])
def test_the_layers_gradients_make_up_that_of_the_last_step(more):
    run, found = told(SMALL.replace(**more))
    assert np.hypot.reduce([layer["gradient"] for layer in found["layers"]]) == pytest.approx(run.gradient_norm)


def test_before_the_first_step_there_is_no_gradient():
    assert [layer["gradient"] for layer in told(SMALL, 0)[1]["layers"]] == [None, None, None]


def test_dead_and_saturated_units_are_counted_with_direct_computation():
    run, found = told(SMALL.replace(activation="relu", initializer="large"))
    x = run.model.features(run.data.x_train)[:-1]
    for layer, (W, b) in zip(found["layers"], run.layers()[:-1], strict=False):
        x = np.maximum(W @ x + b[:, None], 0.0)
        assert layer["dead"] == (x == 0.0).all(axis=1).sum()
        assert layer["saturated"] == 0
    run, found = told(SMALL.replace(activation="tanh", initializer="large"))
    x = run.model.features(run.data.x_train)[:-1]
    for layer, (W, b) in zip(found["layers"], run.layers()[:-1], strict=False):
        x = np.tanh(W @ x + b[:, None])
        flat = (1.0 - x * x < 0.01).mean(axis=1)
        assert (layer["dead"], layer["saturated"]) == ((flat == 1).sum(), ((flat > 0.5) & (flat < 1)).sum())
    assert sum(layer["saturated"] for layer in found["layers"][:-1]) > 0


# -- clipped steps ---------------------------------------------------------------------------------------

CLIPPED = SMALL.replace(clip_norm=0.5, optimizer="sgd", rate=0.1)


def test_the_share_of_clipped_steps_is_counted_step_by_step():
    run, clipped = Run(CLIPPED), 0
    for _ in range(40):
        run.advance_batches(1)
        clipped += run.uncut_norm > 0.5
    assert 0 < clipped < 40
    assert run.clipping == (40, clipped)


def test_counting_clipped_steps_changes_no_bit():
    by_one, at_once = Run(CLIPPED), Run(CLIPPED)
    at_once.advance(3)
    for _ in range(3 * by_one.batches):
        by_one.advance_batches(1)
    assert by_one.clipping == at_once.clipping
    assert np.array_equal(by_one.model.theta, at_once.model.theta)


def test_the_share_is_of_the_steps_since_the_last_numbers():
    browser, run = Browser(Player(CLIPPED)), Run(CLIPPED)
    for _ in range(4):
        before = run.clipping
        run.advance(3)
        browser.ask(n=3, numbers=True)
        steps, clipped = np.subtract(run.clipping, before)
        assert browser.header["numbers"]["clipped"] == clipped / steps
    share = browser.header["numbers"]["clipped"]
    assert browser.ask("look", numbers=True).header["numbers"]["clipped"] == share
    assert Browser(Player(SMALL)).ask(numbers=True).header["numbers"]["clipped"] is None


# -- wrong rows ------------------------------------------------------------------------------------------


def flags(browser):
    rows = browser.net["train_rows"] + browser.net["test_rows"]
    packed = np.frombuffer(browser.sections["wrong"], np.uint8).reshape(browser.header["count"], -1)
    return np.unpackbits(packed, axis=1, count=rows).astype(bool)


@pytest.mark.parametrize("loss", [name for name, loss in LOSSES.items() if loss.binary])
@pytest.mark.parametrize("classes", [2, 3])
def test_wrong_rows_are_those_that_the_accuracy_does_not_count(loss, classes):
    browser = Browser(Player(SMALL.replace(dataset="blobs", classes=classes, loss=loss)))
    for _ in range(3):
        browser.ask(n=4, errors=True)
        for frame, wrong in zip(browser.frames, flags(browser), strict=True):
            cut = browser.net["train_rows"]
            assert frame["statistics"][2] == pytest.approx(1.0 - wrong[:cut].mean(), abs=1e-12)
            assert frame["statistics"][3] == pytest.approx(1.0 - wrong[cut:].mean(), abs=1e-12)


def test_a_frame_that_is_looked_at_again_has_its_own_wrong_rows_and_numbers():
    browser = Browser(Player(SMALL)).ask(n=6, show=1, errors=True)
    before, at = flags(browser)[1], browser.at
    browser.ask("look", errors=True, numbers=True)
    assert np.array_equal(flags(browser)[0], before)
    assert browser.header["numbers"]["at"] == at
    cut = browser.net["train_rows"]
    right = np.trace(browser.header["numbers"]["sets"]["train"]["confusion"])
    assert right == cut - before[:cut].sum()


def test_nothing_is_computed_that_is_not_asked_for():
    browser = Browser(Player(SMALL)).ask()
    assert "wrong" not in browser.sections
    assert "numbers" not in browser.header
    regression = Browser(Player(SMALL.replace(dataset="plane"))).ask(errors=True)
    assert "wrong" not in regression.sections
