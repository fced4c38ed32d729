"""Early stopping: the best epoch is the best, and its weights come back bit for bit."""

import numpy as np
import pytest

from playground import Config, Run
from playground.engine.evaluator import Measures
from playground.study.stopping import Best, gap

FEW = Config(dataset="moons", samples=100, train_share=0.3, noise=1.2, hidden=(24, 24), activation="tanh")
"""30 noisy rows and 697 parameters: a net that overfits."""

FRESH = range(8200, 8206)


@pytest.mark.parametrize("options", [{}, {"dropout": 0.3, "batch_norm": True}, {"regularizer": "l2"}], ids=str)
def test_the_kept_weights_give_that_epochs_loss_bit_for_bit(options):
    run = Run(FEW.replace(**options, init_seed=3))
    best = Best(run)
    for _ in range(60):
        run.advance()
        best.see()
    losses = run.history.test_loss.copy()
    assert best.epoch == losses.argmin()
    assert best.loss == losses.min()
    again = Run(run.config).advance(best.epoch)
    assert again.loss("test") == best.loss
    assert np.array_equal(again.model.trainer.theta, best.theta)
    assert np.array_equal(again.model.trainer.running, best.running)
    run.restore(best.moment)
    assert run.epoch == best.epoch
    assert run.loss("test") == best.loss


def test_looking_for_the_best_changes_nothing():
    watched, alone = Run(FEW), Run(FEW)
    best = Best(watched)
    for _ in range(20):
        watched.advance()
        best.see()
        alone.advance()
    assert np.array_equal(watched.history.rows, alone.history.rows)


def test_the_gap_is_test_minus_train():
    assert gap(Measures(0.25, 1.0, 0.9, 0.5)).gap == 0.75
    assert gap(Run(FEW).history.rows[0]).test == Run(FEW).loss("test")


def test_few_noisy_rows_are_learned_by_heart():
    """The claim of the page, on seeds not used while tuning it: the gap opens, and the best epoch comes early."""
    for seed in FRESH:
        run = Run(FEW.replace(init_seed=seed, data_seed=seed)).advance(400)
        losses = run.history.test_loss
        best = losses.argmin()
        assert best < 200
        assert losses[-1] > 1.2 * losses[best]
        assert gap(run.measures).gap > gap(run.history.rows[best]).gap + 0.1
