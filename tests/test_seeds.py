"""Many seeds at once: each replica is the run that its seed gives."""

import numpy as np
import pytest

from playground import Config, Run, Seeds
from playground.tables.activations import ACTIVATIONS
from playground.tables.losses import LOSSES
from playground.tables.optimizers import OPTIMIZERS
from tests.nets import TASKS, legal

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


@pytest.mark.parametrize(("loss", "task"), [(loss, task) for loss in LOSSES for task in TASKS if legal(loss, task)])
def test_each_replica_is_the_run_of_its_seed_for_every_head(loss, task):
    problem = {"dataset": "blobs", "classes": TASKS[task]} if TASKS[task] else {"problem": "regression"}
    check(SMALL.replace(loss=loss, **problem))


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
    seeds._machine.trainer.theta[1] = 1e300
    seeds.advance(3)
    losses = seeds.loss("train")
    assert not np.isfinite(losses[1])
    for k in (0, 2):
        assert np.isclose(losses[k], Run(SMALL.replace(init_seed=SEEDS[k])).advance(3).loss("train"), **CLOSE)


def test_no_seeds_are_named():
    with pytest.raises(ValueError, match="seeds is empty; give at least one initial seed"):
        Seeds(SMALL, [])
