"""Margins of multi-class scores, against the table of losses and a plain loop."""

import numpy as np
import pytest

from playground import Config, Run
from playground.study import margins
from playground.study.probes import Probe
from playground.tables.losses import LOSSES


def scores(classes=4, n=50, seed=0):
    rng = np.random.default_rng(seed)
    return 3.0 * rng.standard_normal((classes, n)), rng.integers(0, classes, n)


def test_the_margin_is_the_right_score_minus_the_best_of_the_others():
    z, y = scores()
    for k in range(len(y)):
        assert margins.margins(z, y)[k] == z[y[k], k] - max(z[j, k] for j in range(4) if j != y[k])
    np.testing.assert_array_equal(margins.margins(z, y) > 0, z.argmax(axis=0) == y)


def test_content_are_just_the_rows_without_loss():
    z, y = scores(n=2000)
    assert 0 < margins.margin_met(z, y).sum() < 2000
    head = LOSSES["hinge"].multiclass
    np.testing.assert_array_equal(margins.margin_met(z, y), head.value(z, head.encode(y, 4))[0] == 0.0)


def test_a_content_row_has_no_say_in_the_step():
    z, y = scores(n=200)
    head = LOSSES["hinge"].multiclass
    slope = head.slope(z, head.encode(y, 4))
    np.testing.assert_array_equal((slope == 0).all(axis=0), margins.margin_met(z, y))
    head = LOSSES["cross-entropy"].multiclass
    assert (head.slope(z, head.encode(y, 4)) != 0).all(), "cross-entropy is never quite satisfied"


def test_stacks_are_measured_net_by_net():
    (z, y), (w, _) = scores(), scores(seed=1)
    both = np.stack([z, w])
    for measure in (margins.margins, margins.margin_met):
        np.testing.assert_array_equal(measure(both, y)[1], measure(w, y))
    np.testing.assert_array_equal(margins.margin(both)[1], margins.margin(w))
    assert margins.rms(both).shape == (2,)


def test_lead_is_the_margin_of_the_prediction():
    z, _ = scores()
    np.testing.assert_array_equal(margins.margin(z), margins.margins(z, z.argmax(axis=0)))


def test_size_ignores_what_all_classes_share_and_grows_with_the_scores():
    z, _ = scores()
    assert margins.rms(z + np.arange(50.0)) == pytest.approx(margins.rms(z), rel=1e-12)  # rounding of sums near 50
    assert margins.rms(10.0 * z) == pytest.approx(10.0 * margins.rms(z), rel=1e-12)
    assert margins.rms(np.ones((3, 5))) == 0.0


def test_hinge_is_content_in_the_end_where_cross_entropy_pushes_on():
    config = Config(dataset="blobs", classes=3, hidden=(8,), samples=120)
    grown = {}
    for loss in ("hinge", "cross-entropy"):
        run = Run(config.replace(loss=loss)).advance(100)
        z = Probe(run.model).look()[-1].a
        before = margins.rms(z)
        rows = margins.margin_met(z, run.data.y_train)
        run.advance(200)
        grown[loss] = margins.rms(Probe(run.model).look()[-1].a) / before
        if loss == "hinge":
            assert rows.all(), "these blobs are far apart"
    # Content rows give no gradient, but Adam's momentum goes on for some steps; cross-entropy goes on like log(epochs).
    assert grown["hinge"] < 1.05
    assert grown["cross-entropy"] > 1.2


@pytest.mark.parametrize("wrong", [(np.zeros((1, 3)), np.zeros(3, int)), (np.zeros((3, 4)), np.zeros(3, int))])
def test_scores_that_do_not_fit_are_refused(wrong):
    with pytest.raises(ValueError, match=r"they must be \(…, C, n\) and \(n,\) with C ≥ 2"):
        margins.margins(*wrong)
