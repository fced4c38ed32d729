"""Gradient descent on one layer converges to the closed form, and no other weights are better."""

import numpy as np
import pytest

from playground import Config, Run
from playground.config import TASKS
from playground.study.least_squares import best_linear

REGRESSIONS = TASKS["regression"].legal["dataset"]


@pytest.mark.parametrize("dataset", REGRESSIONS)
def test_the_one_layer_net_descends_to_it(dataset):
    config = Config(dataset=dataset, hidden=(), optimizer="sgd", rate=0.1, batch_size=5000, noise=0.3)
    run = Run(config).advance(300)
    best = best_linear(run.model)
    # The features have variance near 1, so each epoch leaves a tenth less or so of the distance: 0.9³⁰⁰ = 2e-14.
    (W, b), *_ = run.layers()
    np.testing.assert_allclose(W[0], best.w, atol=1e-9)
    assert b[0] == pytest.approx(best.b, abs=1e-9)
    assert run.loss("train") == pytest.approx(best.train_loss, rel=1e-9)
    assert run.loss("test") == pytest.approx(best.test_loss, rel=1e-6)


def test_no_other_line_is_better():
    run = Run(Config(dataset="waves", hidden=()))
    best = best_linear(run.model)
    theta = run.model.trainer.theta
    steps = np.random.default_rng(0).normal(size=(200, 3)) * np.logspace(-6, 0, 200)[:, None]
    for step in steps:
        theta[...] = np.append(best.w, best.b) + step
        assert run.model.evaluator.measure().train_loss >= best.train_loss * (1 - 1e-12)  # rounding of the mean


def test_a_net_without_features_has_a_bias_only():
    run = Run(Config(dataset="plane", hidden=(), features=()))
    assert best_linear(run.model).w.shape == (0,)


def test_a_classification_is_refused():
    with pytest.raises(ValueError, match="least squares is for a regression"):
        best_linear(Run(Config()).model)
