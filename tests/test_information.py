"""Entropy and its kin: agreement with scipy, the identities of the theory, and no overflow."""

import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from playground.study import information as info

ROUNDING = 1e-12
"""Sums of at most eight terms, each rounded to 1.1e-16 a few times, of size log 1e-8 = 18 at most."""


@st.composite
def pairs(draw):
    """Two distributions over the same things, zeros included."""
    count = draw(st.integers(2, 8))
    weights = st.lists(st.integers(0, 1000) | st.just(0), min_size=count, max_size=count).filter(any)
    return tuple(info.normalized(np.array(draw(weights), dtype=float)) for _ in range(2))


BASES = {"bits": 2.0, "nats": np.e}


@pytest.mark.parametrize("unit", info.UNITS)
@given(pairs())
def test_entropy_and_kl_agree_with_scipy(unit, both):
    p, q = both
    assert info.entropy(p, unit) == pytest.approx(scipy.stats.entropy(p, base=BASES[unit]), abs=ROUNDING)
    assert info.kl(p, q, unit) == pytest.approx(scipy.stats.entropy(p, q, base=BASES[unit]), abs=ROUNDING)


@given(pairs())
def test_cross_entropy_is_entropy_plus_kl(both):
    p, q = both
    assert info.cross_entropy(p, q) == pytest.approx(float(info.entropy(p) + info.kl(p, q)), abs=ROUNDING)


@given(pairs())
def test_kl_is_never_negative_and_zero_of_itself(both):
    p, q = both
    assert info.kl(p, q) >= 0.0
    assert info.kl(p, p) == 0.0


def test_kl_of_neighbors_is_half_the_chi_square():
    p = np.array([0.2, 0.3, 0.5])
    q = p + 1e-7 * np.array([1.0, -2.0, 1.0])
    # KL = ½·Σ (p − q)²/q + O(δ³): δ = 1e-7 relative to 0.2, so 1e-6 of it at most. The plain sum is all rounding here.
    assert info.kl(p, q, "nats") == pytest.approx(0.5 * ((p - q) ** 2 / q).sum(), rel=1e-6)


def test_the_sure_thing_has_no_entropy_and_the_uniform_distribution_most():
    for classes in range(2, 6):
        assert info.entropy(info.one_hot(classes - 1, classes)) == 0.0
        assert info.entropy(np.full(classes, 1 / classes)) == pytest.approx(np.log2(classes), abs=ROUNDING)
    draws = np.random.default_rng(0).dirichlet(np.ones(4), 200)
    assert (info.entropy(draws) <= 2.0 + ROUNDING).all()


@given(pairs(), st.integers(0, 7))
def test_with_one_hot_p_both_are_minus_log_q_y(both, y):
    q = info.normalized(both[1] + 0.01)
    p = info.one_hot(y % len(q), len(q))
    for found in (info.cross_entropy(p, q, "nats"), info.kl(p, q, "nats")):
        assert found == pytest.approx(-np.log(q[y % len(q)]), abs=ROUNDING)


def test_what_is_ruled_out_and_happens_is_an_infinite_surprise():
    p, q = np.array([0.5, 0.5, 0.0]), np.array([1.0, 0.0, 0.0])
    assert info.kl(p, q) == np.inf
    assert info.cross_entropy(p, q) == np.inf
    assert info.kl(q, p) == 1.0


def test_a_stack_of_distributions_is_measured_row_by_row():
    rows = np.random.default_rng(0).dirichlet(np.ones(3), (4, 5))
    assert info.entropy(rows).shape == (4, 5)
    q = np.array([0.2, 0.3, 0.5])
    assert info.kl(rows, q)[1, 2] == info.kl(rows[1, 2], q)


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=5))
def test_softmax_agrees_with_scipy_and_never_overflows(z):
    np.testing.assert_allclose(info.softmax(z), scipy.special.softmax(z), rtol=ROUNDING, atol=0)
    np.testing.assert_allclose(info.log_softmax(z), scipy.special.log_softmax(z), rtol=ROUNDING, atol=ROUNDING)


def test_softmax_of_two_is_the_sigmoid_and_a_shift_changes_nothing():
    z = np.linspace(-30, 30, 61)
    both = info.softmax(np.stack([np.zeros_like(z), z], axis=-1))[:, 1]
    np.testing.assert_allclose(both, scipy.special.expit(z), rtol=ROUNDING)
    np.testing.assert_allclose(info.softmax([1.0, 2.0, 3.0]), info.softmax([1001.0, 1002.0, 1003.0]), rtol=ROUNDING)


def test_the_cross_entropy_of_logits_stays_finite_where_probabilities_have_become_zero():
    z = [0.0, 2000.0]
    assert info.cross_entropy_of_logits([1.0, 0.0], z, "nats") == 2000.0
    assert info.cross_entropy_of_logits([0.3, 0.7], [0.1, 0.4]) == pytest.approx(
        float(info.cross_entropy([0.3, 0.7], info.softmax([0.1, 0.4]))), abs=ROUNDING
    )


def test_weights_become_a_distribution():
    np.testing.assert_array_equal(info.normalized([1.0, 3.0]), [0.25, 0.75])
    np.testing.assert_array_equal(info.normalized([0.0, 0.0]), [0.5, 0.5])


@pytest.mark.parametrize("wrong", [[0.5, 0.6], [-0.1, 1.1], [np.nan, 1.0], [0.0, 0.0]])
def test_what_is_no_distribution_is_refused(wrong):
    for measure in (info.entropy, lambda p: info.kl(p, [0.5, 0.5]), lambda q: info.cross_entropy([0.5, 0.5], q)):
        with pytest.raises(ValueError, match="must be probabilities"):
            measure(wrong)


def test_labels_and_weights_that_are_none_are_refused():
    with pytest.raises(ValueError, match="label = 3 must be a class number from 0 to 2"):
        info.one_hot(3, 3)
    with pytest.raises(ValueError, match="weights must be finite and not negative"):
        info.normalized([1.0, -1.0])
