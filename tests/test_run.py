"""A run: pausing, looking and changing in mid-run, and what it says when something does not fit."""

import dataclasses

import numpy as np
import pytest

from playground import Config, Data, Run, Seeds
from playground.config import FIELDS, LIVE
from playground.engine.evaluator import Measures
from playground.fields import fields_of
from playground.live.frames import frame_type
from playground.live.maps import GRID, TILE, Maps
from playground.tables.losses import LOSSES
from playground.tables.optimizers import OPTIMIZERS, HyperParameters
from playground.tables.schedules import SCHEDULES
from tests.nets import KINDS, legal

EVERYTHING = Config(
    samples=46,  # 23 rows to train on: batches of 5, 5, 5, 5 and 3
    batch_size=5,
    hidden=(5, 4),
    optimizer="adam",
    schedule="warmup-cosine",
    warmup=3,
    period=20,
    dropout=0.3,
    batch_norm=True,
    regularizer="l2",
    clip_norm=1.0,
)
RUNS = {
    "everything": EVERYTHING,
    "momentum": EVERYTHING.replace(optimizer="momentum", dropout=0.0, clip_norm=0.0),
    "one batch": EVERYTHING.replace(batch_size=5000, batch_norm=False),
    "regression": EVERYTHING.replace(task="regression", activation="tanh"),
    "no hidden layer": EVERYTHING.replace(hidden=()),
    "no features": EVERYTHING.replace(features=()),
    "five classes": EVERYTHING.replace(dataset="blobs", classes=5, samples=100, loss="hinge"),
    "in order": EVERYTHING.replace(shuffle=False),
}
EACH = pytest.mark.parametrize("config", RUNS.values(), ids=RUNS)


def same(one, other):
    """Whether two runs are in the same state, bit for bit."""
    a, b = (run.model.trainer.snapshot() for run in (one, other))
    return (
        (a.epoch, a.row, a.steps, a.rule) == (b.epoch, b.row, b.steps, b.rule)
        and np.array_equal(a.arrays, b.arrays)
        and np.array_equal(a.running, b.running)
        and np.array_equal(one.history.rows, other.history.rows)
        and one.measures == other.measures
    )


# -- pausing and looking ---------------------------------------------------------------------------------


@EACH
def test_pausing_changes_nothing(config):
    whole = Run(config).advance(10)
    by_epoch, by_batch, by_threes = Run(config), Run(config), Run(config)
    for _ in range(10):
        by_epoch.advance()
    for _ in range(10 * by_batch.batches):
        by_batch.advance_batches()
    by_threes.advance_batches(3).advance(4).advance_batches(1)
    by_threes.advance(10 - by_threes.epoch)
    assert same(whole, by_epoch)
    assert same(whole, by_batch)
    assert same(whole, by_threes)


@EACH
@pytest.mark.parametrize("batches", [0, 7])
def test_going_back_to_a_snapshot_changes_nothing(config, batches):
    run = Run(config).advance_batches(batches)
    moment = run.snapshot()
    run.advance(3)
    run.restore(moment)
    assert same(run, Run(config).advance_batches(batches))
    assert same(run.advance(4), Run(config).advance_batches(batches).advance(4))


@EACH
def test_looking_changes_nothing(config):
    watched, alone = Run(config), Run(config)
    points = np.random.default_rng(0).uniform(-6, 6, (11, 2))
    maps = Maps(watched.model)
    frame = np.zeros((), frame_type(1, sum(maps.shown), TILE, GRID, leads=maps.leads, focused=False))
    for _ in range(3 * watched.batches):
        watched.advance_batches()
        watched.predict(points)
        watched.measures, watched.penalty, watched.gradient_norm, watched.layers(), repr(watched)
        trainer = watched.model.trainer
        maps.draw(trainer.theta, trainer.running, None, frame)
    assert same(watched, alone.advance(3))


def test_same_config_same_bits_and_another_seed_other_bits():
    assert same(Run(EVERYTHING).advance(3), Run(EVERYTHING).advance(3))
    for seed in ("init_seed", "data_seed"):
        other = Run(EVERYTHING.replace(**{seed: 1})).advance(3)
        assert not same(Run(EVERYTHING).advance(3), other)


def test_what_it_hands_out_is_not_its_own():
    run = Run(EVERYTHING)
    for W, b in run.layers():
        W[...], b[...] = np.nan, np.nan
    assert same(run, Run(EVERYTHING))
    with pytest.raises(ValueError, match="read-only"):
        run.history.rows[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        run.data.x_train[0] = 0


# -- what a run is asked ---------------------------------------------------------------------------------


def test_position_counts_the_share_of_the_epoch_under_way():
    run = Run(EVERYTHING)
    found = [run.advance_batches().position for _ in range(6)]
    assert found == pytest.approx([5 / 23, 10 / 23, 15 / 23, 20 / 23, 1, 1 + 5 / 23], rel=1e-15)
    assert run.epoch == 1
    assert run.advance().position == 2, "advance goes to the end of the epoch under way"


def test_history_has_a_row_for_every_epoch_and_one_for_the_start():
    run = Run(EVERYTHING)
    rows = [run.measures, *(run.advance().measures for _ in range(150))]
    assert len(run.history) == 151
    assert np.array_equal(run.history.rows, rows)
    for k, name in enumerate(Measures._fields):
        assert np.array_equal(getattr(run.history, name), run.history.rows[:, k])


HEADS = [(loss, kind) for loss in LOSSES for kind in KINDS if legal(loss, kind)]


@pytest.mark.parametrize(("loss", "kind"), HEADS)
def test_measures_are_those_of_the_predictions(loss, kind):
    task = {"dataset": "blobs", "classes": KINDS[kind]} if KINDS[kind] else {"task": "regression"}
    run = Run(Config(loss=loss, samples=60, noise=1.0, label_noise=0.2 * bool(KINDS[kind]), **task)).advance(2)
    data = run.data
    for part, x, y in (("train", data.x_train, data.y_train), ("test", data.x_test, data.y_test)):
        found = run.predict(x)
        if KINDS[kind]:
            assert found.shape == (len(x), KINDS[kind])
            assert np.allclose(found.sum(axis=1), 1, rtol=0, atol=1e-15)
            assert run.accuracy(part) == pytest.approx((found.argmax(axis=1) == y).mean(), abs=1e-15)
        else:
            assert found.shape == (len(x),)
            assert run.loss(part) == pytest.approx(LOSSES[loss].regression.value(found, y).mean(), rel=1e-12)
            assert run.r2(part) == pytest.approx(1 - ((found - y) ** 2).sum() / ((y - y.mean()) ** 2).sum(), rel=1e-12)
    if loss == "cross-entropy":
        right = run.predict(data.x_test)[np.arange(len(data.x_test)), data.y_test]
        assert run.loss("test") == pytest.approx(-np.log(right).mean(), rel=1e-9)  # 1 − p loses digits near 1


@pytest.mark.parametrize(("loss", "kind"), HEADS)
@pytest.mark.parametrize("size", [1e3, 1e150])
def test_a_very_sure_net_predicts_without_a_warning(loss, kind, size):
    task = {"dataset": "blobs", "classes": KINDS[kind]} if KINDS[kind] else {"task": "regression"}
    run = Run(Config(loss=loss, hidden=(), **task))
    run.model.trainer.theta[...] *= size
    found = run.predict(np.random.default_rng(0).uniform(-6, 6, (20_000, 2)))
    assert np.isfinite(found).all()
    assert not KINDS[kind] or np.allclose(found.sum(axis=1), 1, rtol=0, atol=1e-15)


def test_scores_are_for_their_own_problem():
    with pytest.raises(ValueError, match="accuracy is for classification"):
        Run(Config(task="regression")).accuracy()
    with pytest.raises(ValueError, match="r2 is for regression"):
        Run(Config()).r2()
    with pytest.raises(ValueError, match="of = 'valid'; it must be 'train' or 'test'"):
        Run(Config()).loss("valid")


def test_the_penalty_is_the_price_of_the_weights():
    run = Run(Config(regularizer="l2", penalty=0.5)).advance()
    weights = np.concatenate([W.ravel() for W, _ in run.layers()])
    assert run.penalty == pytest.approx(0.5 * 0.5 * weights @ weights, rel=1e-12)
    assert Run(Config()).penalty == 0


# -- changing in mid-run ---------------------------------------------------------------------------------

CHANGES = {
    "rate": 0.1,
    "schedule": "step",
    "period": 7,
    "decay": 0.25,
    "warmup": 9,
    "optimizer": "rmsprop",
    **{name: 0.3 * field.low + 0.7 * field.high for name, field in fields_of(HyperParameters).items()},
    "batch_size": 7,
    "shuffle": False,
    "regularizer": "l1",
    "penalty": 1.0,
    "dropout": 0.6,
    "clip_norm": 0.1,
}


def test_every_live_field_has_a_change_here():
    assert set(CHANGES) == LIVE


@pytest.mark.parametrize("batches", [10, 12])
@pytest.mark.parametrize("name", CHANGES)
def test_a_live_change_equals_a_run_that_had_those_values_from_there(name, batches):
    changed = EVERYTHING.replace(**{name: CHANGES[name]})
    run = Run(EVERYTHING).advance_batches(batches)
    there = run.snapshot()
    run.change(changed)
    other = Run(changed)
    other.restore(there)
    run.advance(3), other.advance(3)
    a, b = (r.model.trainer.snapshot() for r in (run, other))
    assert (a.epoch, a.row, a.steps) == (b.epoch, b.row, b.steps)
    assert np.array_equal(a.arrays, b.arrays)
    assert np.array_equal(a.running, b.running)
    assert run.rate == other.rate


@pytest.mark.parametrize("name", CHANGES)
def test_changing_there_and_back_changes_nothing(name):
    run = Run(EVERYTHING).advance_batches(12)
    if name != "optimizer":  # another rule starts with an empty memory
        run.change(EVERYTHING.replace(**{name: CHANGES[name]}))
    run.change(EVERYTHING)
    assert same(run.advance(2), Run(EVERYTHING).advance_batches(12).advance(2))


@pytest.mark.parametrize("name", sorted(set(FIELDS) - LIVE))
def test_changing_a_field_that_is_not_live_raises(name):
    others = {"task": "regression", "dataset": "xor", "features": ("x1",), "hidden": (3,), "activation": "tanh",
              "initializer": "he", "loss": "hinge", "train_share": 0.3, "noise": 0.1, "label_noise": 0.1}  # fmt: skip
    old = getattr(EVERYTHING, name)
    value = others[name] if name in others else (not old if isinstance(old, bool) else old + 1)
    run = Run(EVERYTHING)
    with pytest.raises(ValueError, match=f"{name}.* cannot change during training; create a new Run"):
        run.change(EVERYTHING.replace(**{name: value}))
    assert run.config == EVERYTHING


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_the_rate_in_force_is_the_rate_times_the_schedules_factor(schedule):
    config = Config(rate=0.5, schedule=schedule, period=4, warmup=3, samples=20)
    run, whole = Run(config), Run(config.replace(optimizer="sgd", batch_size=5000))
    for epoch in range(10):
        assert run.rate == 0.5 * SCHEDULES[schedule].factor(epoch, config)
        run.advance()
        before, rate = whole.model.trainer.theta.copy(), whole.rate
        moved = whole.advance().model.trainer.theta - before
        # Of plain descent the step is rate × gradient; θ of about 1 is right to a rounding.
        assert np.allclose(moved, -rate * whole.model.trainer.grad, rtol=0, atol=1e-15)


# -- what does not fit -----------------------------------------------------------------------------------

FIT = [(np.zeros((3, 2)), np.zeros(3)), (np.zeros((1, 3)), np.zeros(1))]


@pytest.mark.parametrize(
    ("layers", "complaint"),
    [
        (FIT[:1], r"W \(3, 2\) b \(3,\); for this config they must be W \(3, 2\) b \(3,\), W \(1, 3\) b \(1,\)"),
        ([], "layers are none"),
        ([(np.zeros((2, 3)), np.zeros(3)), FIT[1]], r"layers are W \(2, 3\)"),
        ([(np.zeros((3, 2)), np.zeros((3, 1))), FIT[1]], r"b \(3, 1\)"),
        ([FIT[0], (np.full((1, 3), np.nan), np.zeros(1))], "NaN or infinity"),
        ([FIT[0], (np.zeros((1, 3)), [np.inf])], "NaN or infinity"),
    ],
)
def test_layers_that_do_not_fit_are_named_with_what_would(layers, complaint):
    with pytest.raises(ValueError, match=complaint):
        Run(Config(hidden=(3,)), layers=layers)


@pytest.mark.parametrize("points", [[1.0, 2.0], np.zeros((3, 3)), np.zeros((2, 2, 2)), 5.0])
def test_points_that_do_not_fit_are_named_with_what_would(points):
    with pytest.raises(ValueError, match=r"points has shape .* it must be \(n, 2\)"):
        Run(Config()).predict(points)


@pytest.mark.parametrize(
    "layers", [5, [[1, 2, 3]], [("a", "b")], [(1,)], "weights", [(np.zeros((3, 2)), "x")]], ids=str
)
def test_layers_that_are_none_are_named(layers):
    with pytest.raises(ValueError, match=r"layers must be \[\(W, b\), \.\.\.\]"):
        Run(Config(hidden=(3,)), layers=layers)


def test_what_is_no_config_and_no_data_is_named():
    x, y = np.zeros((3, 2)), np.array([0, 1, 0])
    with pytest.raises(TypeError, match=r"data is a tuple; it must be Data\(x_train, y_train, x_test, y_test\)"):
        Run(Config(), data=(x, y, x, y))
    with pytest.raises(TypeError, match="config is a dict; it must be a Config"):
        Run({"dataset": "xor"})


@pytest.mark.parametrize("amount", [-1, 1.5, "3", None, True])
def test_an_amount_of_training_is_a_whole_number(amount):
    for advance in (Run(EVERYTHING).advance, Run(EVERYTHING).advance_batches, Seeds(EVERYTHING, [0]).advance):
        with pytest.raises(ValueError, match=r"(epochs|batches) = .* must be a whole number of at least 0"):
            advance(amount)
    assert Run(EVERYTHING).advance(np.int64(2)).epoch == 2


def test_a_run_of_given_rows_says_so():
    run = Run(Config(dataset="spiral"))
    assert repr(run) == "<Run of spiral at epoch 0>"
    assert repr(Run(Config(dataset="spiral"), data=run.data)) == "<Run of given rows at epoch 0>"


def test_huge_numbers_in_rows_and_points_raise_no_warning():
    x = np.array([[5e307, 1.0], [1.0, 2.0], [3.0, 1.0]])
    run = Run(Config(features=("x1", "x1^2")), data=Data(x, [0, 1, 0], x, [0, 1, 0]))
    assert run.error.startswith("The loss is not finite before training")
    assert np.isnan(Run(Config(features=("sin(x1)",))).predict([[np.inf, 1.0]])).all()


@pytest.mark.parametrize("target", [0.0, 0.1, -3.0])
def test_r2_of_targets_that_are_all_the_same_is_one_or_zero(target):
    """As scikit-learn's r2_score with force_finite; it was −inf, and NaN for a perfect fit."""
    x, y = np.random.default_rng(0).normal(size=(20, 2)), np.full(20, target)
    config, data = Config(task="regression", hidden=()), Data(x, y, x[:7], y[:7])
    met = Run(config, data=data, layers=[(np.zeros((1, 2)), np.array([target]))])
    missed = Run(config, data=data, layers=[(np.zeros((1, 2)), np.array([target + 1.0]))])
    assert (met.r2("train"), met.r2("test"), missed.r2("train"), missed.r2("test")) == (1.0, 1.0, 0.0, 0.0)


def test_labels_that_do_not_fit_the_problem_are_named():
    x = np.zeros((3, 2))
    with pytest.raises(ValueError, match="y_train and y_test hold fractions"):
        Run(Config(), data=Data(x, [0.5, 1.0, 0.0], x, [0.0, 1.0, 0.0]))
    with pytest.raises(ValueError, match="y_train has labels from -1"):
        Data(x, [-1, 1, 0], x, [0, 1, 0])


def test_given_rows_may_have_more_classes_than_the_config_says():
    x = np.random.default_rng(0).normal(size=(9, 2))
    run = Run(Config(), data=Data(x, np.arange(9) % 3, x, np.arange(9) % 3)).advance(2)
    assert run.predict(x).shape == (9, 3)
    assert run.error is None


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_given_layers_are_where_it_starts(optimizer):
    rng = np.random.default_rng(0)
    layers = [(rng.normal(size=W.shape), rng.normal(size=b.shape)) for W, b in FIT]
    run = Run(Config(hidden=(3,), optimizer=optimizer), layers=layers)
    for given, found in zip(layers, run.layers(), strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(given, found, strict=True))


def test_a_config_is_all_that_a_run_is_made_of():
    assert {f.name for f in dataclasses.fields(Config)} == set(FIELDS)
    assert Run(EVERYTHING).config is EVERYTHING
