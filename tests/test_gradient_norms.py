"""Gradient norms by layer, and the share of steps that clipping cuts."""

import numpy as np
import pytest

from playground import Config, Run
from playground.engine.model import Model
from playground.study.flow import Flow, Steps
from playground.study.graph import PointTrace
from tests.nets import through_the_gates

DEEP = Config(dataset="xor", hidden=(4, 3, 4), activation="tanh", init_seed=3)


@pytest.mark.parametrize(
    "config", [DEEP, DEEP.replace(hidden=()), DEEP.replace(batch_norm=True), DEEP.replace(classes=3)]
)
def test_norms_of_weights_are_those_of_the_training_gradient(config):
    run = Run(config)
    batch = np.ascontiguousarray(run.model.trainer.table.T)
    grad = through_the_gates(run, run.model.trainer.theta, batch).grad
    found = Flow(run.model).norms()
    expected = [np.linalg.norm(run.layout.W(grad, layer)[:, :-1]) for layer in run.layout.layers]
    assert np.allclose(found.weights, expected, rtol=1e-12, atol=0)  # sums of squares in another order
    assert found.reach == pytest.approx(expected[0] / expected[-1], rel=1e-12)


def test_norms_of_outputs_are_those_of_the_points_one_by_one():
    run = Run(DEEP)
    found = Flow(run.model).norms().outputs
    squares = np.zeros(len(run.layout.layers))
    for point, label in zip(run.data.x_train, run.data.y_train, strict=True):
        through = PointTrace(run.model, point, label)
        for k, stage in enumerate(through.network.stages):
            squares[k] += np.sum(through.back(stage.activate or stage.affine) ** 2)
    assert np.allclose(found, np.sqrt(squares / len(run.data.x_train)), rtol=1e-12, atol=0)


def test_replicas_are_measured_at_once():
    seeds = (0, 1, 5)
    together = Flow(Model(DEEP, seeds=seeds)).norms()
    for k, seed in enumerate(seeds):
        alone = Flow(Model(DEEP.replace(init_seed=seed))).norms()
        # Stacked products add in another order.
        assert np.allclose(together.weights[k], alone.weights, rtol=1e-10, atol=0)
        assert np.allclose(together.outputs[k], alone.outputs, rtol=1e-10, atol=0)


def test_it_looks_at_theta_as_it_stands_and_leaves_the_run_as_it_is():
    run, other = Run(DEEP.replace(batch_norm=True)), Run(DEEP.replace(batch_norm=True))
    flow = Flow(run.model)
    for _ in range(3):
        before = flow.norms().weights
        run.advance()
        other.advance()
        assert not np.allclose(flow.norms().weights, before)
    assert np.array_equal(run.model.trainer.theta, other.model.trainer.theta)
    assert np.array_equal(run.model.trainer.running, other.model.trainer.running)
    assert np.allclose(flow.norms().weights, Flow(run.model).norms().weights, rtol=1e-13, atol=0)


def test_the_gradient_vanishes_with_depth_under_a_sigmoid_and_grows_under_large_weights():
    vanishing = DEEP.replace(hidden=(8,) * 8, activation="sigmoid", initializer="xavier")
    exploding = DEEP.replace(hidden=(8,) * 8, activation="linear", initializer="large")
    vanished, exploded = (Flow(Model(config, seeds=range(20))).norms() for config in (vanishing, exploding))
    assert (vanished.reach < 1e-3).all()
    # Eight products with weights of deviation 3 over 8 units: a factor of about 3·√8 each.
    assert (exploded.outputs[:, 0] > 1e4 * exploded.outputs[:, -1]).all()


@pytest.mark.parametrize("limit", [0.0, 0.05, 0.3, 100.0])
def test_the_share_of_cut_steps_is_counted_as_it_happens(limit):
    """Against a run without the count: after the cut its gradient is as long as the limit exactly where it was cut."""
    config = DEEP.replace(clip_norm=limit, optimizer="sgd", rate=0.1)
    steps, plain = Steps(Run(config)), Run(config)
    cut = 0
    for _ in range(60):
        norm = steps.take()
        plain.advance_batches(1)
        after = plain.gradient_norm
        cut += bool(limit) and abs(after - limit) < 1e-9 * limit  # g·(c / ‖g‖) has length c up to roundings
        assert after == pytest.approx(min(norm, limit or np.inf), rel=1e-9)
    assert (steps.taken, steps.cut) == (60, cut)
    assert steps.share == cut / 60
    assert np.array_equal(steps.run.model.trainer.theta, plain.model.trainer.theta)


def test_a_run_that_diverges_takes_no_more_steps():
    steps = Steps(Run(Config(dataset="plane", hidden=(8, 8), activation="relu", rate=10.0, optimizer="sgd")))
    norms = [steps.take() for _ in range(2000)]
    assert norms[-1] is None
    assert steps.taken == sum(norm is not None for norm in norms)
