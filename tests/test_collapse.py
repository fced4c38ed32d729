"""Linear layers collapse into one; nonlinear layers are checked until they separate the data."""

import numpy as np
import pytest

from playground import Config, Run
from playground.engine.model import Model
from playground.study.collapse import collapse, stretches
from playground.study.layers import LayerWatch
from playground.study.separability import verdict
from playground.tables.activations import ACTIVATIONS
from tests.nets import KINDS, random_run, rows

# Products of six matrices of numbers of about 1: some hundred roundings of numbers up to 1e3.
CLOSE = {"rtol": 1e-11, "atol": 1e-11}


def config(kind, **said):
    task = {"task": "regression"} if KINDS[kind] is None else {}
    return Config(activation="linear", **task, **said)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hidden", [(), (1,), (5, 3), (4, 8, 2, 6, 3)])
def test_the_collapsed_matrix_predicts_the_same(kind, hidden):
    rng = np.random.default_rng(len(hidden))
    deep = random_run(config(kind, hidden=hidden, features=("x1", "x2", "sin(x1)")), kind, rng)
    W, b = collapse(deep.layers())
    flat = Model(deep.config.replace(hidden=()), deep.data, layers=[(W, b)])
    points = rng.uniform(-6, 6, (50, 2))
    assert np.allclose(flat.outputs(points), deep.model.outputs(points), **CLOSE)
    assert np.allclose(flat.predict(points), deep.predict(points), **CLOSE)


def test_replicas_collapse_together():
    rng = np.random.default_rng(0)
    layers = [
        (rng.normal(size=(7, 4, 2)), rng.normal(size=(7, 4))),
        (rng.normal(size=(7, 3, 4)), rng.normal(size=(7, 3))),
    ]
    W, b = collapse(layers)
    for k in range(7):
        one = collapse([(W[k], b[k]) for W, b in layers])
        assert np.allclose(W[k], one[0], **CLOSE)
        assert np.allclose(b[k], one[1], **CLOSE)


def test_nothing_cannot_be_collapsed():
    with pytest.raises(ValueError, match="layers is empty"):
        collapse([])


@pytest.mark.parametrize(
    ("said", "lengths"),
    [
        ({"hidden": (4, 2), "activation": "linear"}, [3]),
        ({"hidden": (4, 2), "activation": "tanh"}, [1, 1, 1]),
        ({"hidden": (4, 2, 3), "activation": ("linear", "relu", "linear")}, [2, 2]),
        ({"hidden": (4,), "activation": "linear", "batch_norm": True}, [1, 1]),
        ({"hidden": ()}, [1]),
    ],
)
def test_a_bend_parts_what_can_be_written_as_one(said, lengths):
    assert stretches(Config(**said)) == lengths


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "linear"])
def test_a_bend_cannot_be_collapsed(activation):
    """The second difference of an affine map is 0; that of a net with any other activation is not."""
    run = random_run(Config(hidden=(4, 3), activation=activation), "binary", np.random.default_rng(0))
    points = np.stack([np.linspace(-6, 6, 41), np.linspace(3, -3, 41)], axis=1)
    assert np.abs(np.diff(run.model.outputs(points)[0], n=2)).max() > 1e-6  # rounding: 1e-15


# -- the watch over the layers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        {"dataset": "xor", "hidden": (8,), "activation": "sigmoid", "optimizer": "sgd", "rate": 0.3},
        {"dataset": "spiral", "hidden": (8, 8)},
        {"dataset": "circles", "hidden": (4, 3), "activation": "tanh", "batch_norm": True, "dropout": 0.1},
        {"dataset": "blobs", "classes": 3, "hidden": (3,)},
        {"dataset": "linear", "hidden": ()},
    ],
)
def test_what_the_watch_remembers_is_what_a_fresh_look_finds(said):
    """Yesterday's line or proof saves the program; it may not change the answer."""
    config = Config(samples=120, **said)
    run = Run(config)
    watch = LayerWatch(run.model)
    since = [None] * (len(config.hidden) + 1)
    for epoch in range(0, 40, 2):
        seen = watch.look(epoch)
        for layer, now in enumerate(seen):
            points = watch.outputs(layer)
            classes = (1,) if run.model.classes == 2 else range(run.model.classes)
            fresh = all(verdict(points, run.data.y_train, c).separable for c in classes)
            assert now.separable == fresh
            since[layer] = None if not fresh else epoch if since[layer] is None else since[layer]
            assert now.since == since[layer]
            assert len(now.proofs) == len(classes) or not now.separable
        run.advance(2)


def test_looking_does_not_disturb_the_training():
    config = Config(samples=100, hidden=(4, 4), batch_norm=True, dropout=0.2)
    alone, watched = Run(config).advance(5), Run(config)
    watch = LayerWatch(watched.model)
    for epoch in range(5):
        watch.look(epoch)
        watched.advance()
    assert (alone.model.trainer.theta == watched.model.trainer.theta).all()


def test_the_last_hidden_layer_of_a_net_that_has_solved_its_task_is_separable():
    run = Run(Config(dataset="circles", hidden=(6,), activation="tanh", rate=0.03)).advance(60)
    assert run.accuracy("train") == 1.0
    seen = LayerWatch(run.model).look(60)
    assert [now.separable for now in seen] == [False, True]
    assert seen[1].since == seen[1].first == 60


def test_one_class_alone_has_nothing_to_separate():
    data = rows(np.random.default_rng(0), "binary", 8)
    run = Run(Config(hidden=(2,)), data=type(data)(data.x_train, data.y_train * 0, data.x_test, data.y_test))
    assert [now.separable for now in LayerWatch(run.model).look(0)] == [True, True]
