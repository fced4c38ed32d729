"""Many seeds at once: each replica is the run that its seed gives."""

import tracemalloc

import numpy as np
import pytest

from playground import Config, Run, Seeds
from playground.engine import model
from playground.tables.activations import ACTIVATIONS
from playground.tables.losses import LOSSES
from playground.tables.optimizers import OPTIMIZERS
from tests.nets import KINDS, legal

SEEDS = (3, 0, 11)

CLOSE = {"rtol": 0, "atol": 1e-9}
"""A stacked product adds in another order: some roundings of 1e-16 a step. In 40 steps of a training that still moves
they grow by a factor of a thousand or so, and rules that divide by small gradients take another thousand."""


def check(config, epochs=5):
    seeds = Seeds(config, SEEDS).advance(epochs)
    assert seeds.epoch == epochs
    points = np.random.default_rng(0).uniform(-6, 6, (9, 2))
    for k, seed in enumerate(SEEDS):
        run = Run(config.replace(init_seed=seed)).advance(epochs)
        for (W, b), (own_W, own_b) in zip(seeds.layers(), run.layers(), strict=True):
            assert np.allclose(W[k], own_W, **CLOSE)
            assert np.allclose(b[k], own_b, **CLOSE)
        assert np.allclose(seeds.predict(points)[k], run.predict(points), **CLOSE)
        for part in ("train", "test"):
            assert np.isclose(seeds.loss(part)[k], run.loss(part), **CLOSE)
        assert np.allclose([m[k] for m in seeds.measures], run.measures, **CLOSE)


SMALL = Config(samples=76, hidden=(5, 4))  # 38 rows: three batches of 10 and one of 8


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_each_replica_is_the_run_of_its_seed(activation):
    check(SMALL.replace(activation=activation))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(
    "options",
    [{}, {"dropout": 0.3}, {"batch_norm": True}, {"dropout": 0.3, "batch_norm": True, "clip_norm": 0.5}],
    ids=["plain", "dropout", "batch norm", "all"],
)
def test_each_replica_is_the_run_of_its_seed_with_options(optimizer, options):
    check(SMALL.replace(optimizer=optimizer, regularizer="l1", schedule="cosine", period=10, **options))


@pytest.mark.parametrize(("loss", "kind"), [(loss, kind) for loss in LOSSES for kind in KINDS if legal(loss, kind)])
def test_each_replica_is_the_run_of_its_seed_for_every_head(loss, kind):
    task = {"dataset": "blobs", "classes": KINDS[kind]} if KINDS[kind] else {"task": "regression"}
    check(SMALL.replace(loss=loss, **task))


@pytest.mark.parametrize("hidden", [(), (1,), (20, 20, 20)])
@pytest.mark.parametrize("features", [(), ("x1",), ("x1", "x2", "x1*x2")])
def test_each_replica_is_the_run_of_its_seed_at_every_size(hidden, features):
    check(SMALL.replace(hidden=hidden, features=features, dropout=0.2))


def test_one_seed_alone_and_many_are_alike():
    alone, many = Seeds(SMALL, [7]).advance(3), Seeds(SMALL, range(7, 40)).advance(3)
    assert alone.loss("test").shape == (1,)
    assert many.accuracy("test").shape == (33,)
    assert np.allclose(alone.loss("test")[0], many.loss("test")[0], **CLOSE)


def test_a_replica_that_diverged_has_nan_and_the_others_go_on():
    seeds = Seeds(SMALL, SEEDS)
    seeds._model.trainer.theta[1] = 1e300
    seeds.advance(3)
    losses = seeds.loss("train")
    assert np.isnan(losses[1])
    assert np.isnan(seeds.accuracy("test")[1])
    for k in (0, 2):
        assert np.isclose(losses[k], Run(SMALL.replace(init_seed=SEEDS[k])).advance(3).loss("train"), **CLOSE)


def test_no_seeds_are_named():
    with pytest.raises(ValueError, match="seeds is empty; give at least one initial seed"):
        Seeds(SMALL, [])


def test_nets_of_several_classes_that_diverged_have_no_accuracy():
    """It was 0.2, the share of class 0: a mean over seeds would have swallowed the divergence."""
    config = Config(dataset="blobs", classes=5, hidden=(8, 8), activation="linear", optimizer="sgd", rate=10.0)
    seeds = Seeds(config, range(2)).advance(20)
    assert np.isnan(seeds.accuracy()).all()
    assert all("Lower the learning rate (now 10)" in said for said in seeds.error)


def test_history_and_error_are_those_of_the_runs():
    config = SMALL.replace(task="regression", activation="leaky-relu", optimizer="sgd", rate=0.6)
    seeds = Seeds(config, range(8)).advance(12)
    assert seeds.history.rows.shape == (13, 4, 8)
    assert np.array_equal(seeds.history.test_loss[-1], seeds.loss("test"), equal_nan=True)
    for seed, said in zip(seeds.seeds, seeds.error, strict=True):
        run = Run(config.replace(init_seed=seed)).advance(12)
        assert said == run.error
        rows = len(run.history)
        # On the way to infinity what rounding adds grows along: in a hundred steps, to a share of 1e-9.
        assert np.allclose(seeds.history.rows[:rows, :, seed], run.history.rows, rtol=1e-6)
        assert np.isnan(seeds.history.rows[rows:, :, seed]).all()
    assert 0 < sum(said is not None for said in seeds.error) < 8


def test_scores_are_for_their_own_task():
    plane = Seeds(SMALL.replace(task="regression"), range(2)).advance()
    with pytest.raises(ValueError, match="accuracy is for classification"):
        plane.accuracy()
    assert np.allclose(
        plane.r2("test"), [Run(plane.config.replace(init_seed=k)).advance().r2("test") for k in range(2)]
    )
    with pytest.raises(ValueError, match="r2 is for regression"):
        Seeds(SMALL, range(2)).r2()
    with pytest.raises(ValueError, match="'val'; it must be 'train' or 'test'"):
        Seeds(SMALL, [0]).loss("val")


@pytest.mark.parametrize("seeds", [["12"], [2**40], [-1], [0.5], [None]])
def test_seeds_out_of_range_are_named(seeds):
    with pytest.raises(ValueError, match=r"init_seed = .* must be a whole number from 0 to 999999"):
        Seeds(SMALL, seeds)


LARGE = Config(samples=400, hidden=(32, 32))


@pytest.mark.parametrize(
    "options",
    [{}, {"batch_size": 150}, {"batch_norm": True, "dropout": 0.3, "activation": "gelu", "batch_size": 5000}],
    ids=["small batches", "large batches", "everything"],
)
def test_seeds_take_no_more_memory_than_they_say(options, monkeypatch):
    tracemalloc.start()
    try:
        Seeds(LARGE.replace(**options), range(8)).advance(1)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    monkeypatch.setattr(model, "MOST_BYTES", 0.9 * peak)
    with pytest.raises(ValueError, match="8 seeds of this net need"):
        Seeds(LARGE.replace(**options), range(8))


def test_too_many_seeds_at_once_are_refused_with_how_many_may_be():
    """64 nets of 2-64-64-1 on 2,000 rows take 0.57 GB; nothing said where it ends."""
    config = Config(hidden=(128, 128), samples=5000)
    with pytest.raises(
        ValueError, match=r"200 seeds of this net need 8\.\d GB; the bound is 1 GB. Use at most 2\d seeds"
    ) as e:
        Seeds(config, range(200))
    assert str(e.value).endswith("at once")
