"""Backpropagation through the whole net, against differences of its loss."""

import numpy as np
import pytest

from playground import Config
from playground.tables.activations import ACTIVATIONS
from playground.tables.losses import LOSSES
from tests.nets import KINDS, legal, random_run, through_the_gates
from tests.pairs import each_pair

H = 6e-6
"""About the cube root of the rounding unit, where the two errors of a central difference are equally small."""

TREATMENTS = {
    "plain": {},
    "batch norm": {"batch_norm": True},
    "dropout": {"dropout": 0.4},
    "l1": {"regularizer": "l1", "penalty": 0.05},
    "l2": {"regularizer": "l2", "penalty": 0.05},
}
SIZES = [(), (1,), (1, 1), (16,), (3, 2, 3, 2, 3)]
HEADS = [(loss, kind) for loss in LOSSES for kind in KINDS if legal(loss, kind)]


def case(activation, loss, kind, hidden=(5, 4), **treatment):
    """A run with all parameters random, the batch of one batch, and a dropout mask that stays."""
    rng = np.random.default_rng([len(activation), len(loss), KINDS[kind] or 0, *hidden])
    task = "classification" if KINDS[kind] else "regression"
    config = Config(
        task=task, loss=loss, activation=activation, hidden=hidden, features=("x1", "x2", "sin(x1)"), **treatment
    )
    run = random_run(config, kind, rng)
    batch = np.ascontiguousarray(run.model.trainer.table.T)
    mask = run.model.trainer._masks().T if config.dropout else None
    return run, batch, mask, rng


def straight(run, batch, mask, rng):
    """Theta and a unit direction such that no kink lies between θ − h·u and θ + h·u, where no derivative would exist.

    A number of order 1 falls within h of a kink once in 10⁵; there are a hundred of them, so the first draw nearly
    always serves.
    """
    for _ in range(5):
        theta = run.model.trainer.theta.copy()
        direction = rng.standard_normal(theta.shape)
        direction /= np.sqrt(direction @ direction)
        below, above = (through_the_gates(run, theta + s * H * direction, batch, mask) for s in (-1, 1))
        if np.array_equal(below.signs, above.signs):
            return theta, direction, below, above
    raise AssertionError("five directions met a kink")


def check(run, batch, mask, rng):
    running = run.model.trainer.running.copy()
    theta, direction, below, above = straight(run, batch, mask, rng)
    found = through_the_gates(run, theta, batch, mask).grad
    difference = (above.loss - below.loss) / (2 * H)
    # A random direction sees a share of about 1/√P of the gradient. One that happens to see nothing says nothing, so
    # the error is measured against that share where the derivative itself is smaller.
    size = max(abs(difference), np.sqrt(found @ found / len(found)))
    assert abs(difference - found @ direction) < 1e-6 * size
    assert np.array_equal(run.model.trainer.running, running)


@each_pair("activation, loss, kind, treatment", ACTIVATIONS, HEADS, TREATMENTS)
def test_backprop_is_the_derivative_of_the_loss(activation, loss, kind, treatment):
    check(*case(activation, loss, kind, **TREATMENTS[treatment]))


@each_pair("hidden, batch_norm, loss, kind", [(sizes,) for sizes in SIZES], [False, True], HEADS)
def test_backprop_is_right_at_every_width_and_depth(hidden, batch_norm, loss, kind):
    check(*case("tanh", loss, kind, hidden=hidden, batch_norm=batch_norm))


def test_backprop_is_right_with_another_activation_in_each_layer():
    names = tuple(ACTIVATIONS)[:8]
    check(*case(names, "cross-entropy", "three classes", hidden=(4, 3, 4, 3, 4, 3, 4, 3)))


def test_backprop_is_right_with_everything_at_once():
    check(*case("swish", "cross-entropy", "three classes", batch_norm=True, dropout=0.3, regularizer="l2", penalty=0.1))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_bias_before_batch_normalization_has_no_gradient(activation):
    run, batch, mask, _ = case(activation, "cross-entropy", "binary", batch_norm=True)
    grad = through_the_gates(run, run.model.trainer.theta, batch, mask).grad
    for layer in run.layout.hidden:
        # Sums of seven numbers that cancel: a few roundings of each are left.
        assert np.abs(run.layout.W(grad, layer)[:, -1]).max() < 1e-14


def test_the_gradient_of_a_batch_is_the_mean_of_its_rows():
    run, batch, _, _ = case("tanh", "squared", "regression")
    theta = run.model.trainer.theta
    whole = through_the_gates(run, theta, batch).grad
    single = [through_the_gates(run, theta, batch[:, k : k + 1]).grad for k in range(batch.shape[1])]
    assert np.allclose(whole, np.mean(single, axis=0), rtol=0, atol=1e-14 * np.abs(single).max())
