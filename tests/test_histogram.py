"""Histograms integrate to one, whatever is put into them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from playground.study.histogram import density, edges

numbers = st.floats(-1e300, 1e300) | st.sampled_from([np.inf, -np.inf])


@given(arrays(float, array_shapes(min_dims=1, max_dims=3), elements=numbers), st.integers(1, 40))
def test_histograms_integrate_to_one(values, bins):
    at = edges(-2.0, 3.0, bins)
    result = density(values, at)
    assert result.density.shape == (*values.shape[:-1], bins)
    # Each bin count / (n · width) is rounded three times, and 40 of them are summed.
    np.testing.assert_allclose((result.density * np.diff(at)).sum(axis=-1), 1.0, rtol=1e-13)


def test_it_agrees_with_numpy_inside_even_on_edges_and_with_uneven_bins():
    rng = np.random.default_rng(0)
    for at in (edges(-1.0, 1.0, 8), np.array([-1.0, -0.5, 0.0, 0.125, 1.0])):
        values = rng.integers(-8, 9, (4, 300)) / 8.0  # many fall on an edge exactly
        for row, found in zip(values, density(values, at).density, strict=True):
            np.testing.assert_allclose(found, np.histogram(row, at, density=True)[0], rtol=1e-13)


def test_what_lies_outside_is_in_the_end_bins_and_told():
    values = np.array([-9.0, -np.inf, 0.1, 0.9, 7.0, 1.0, 0.0, 0.5])
    result = density(values, edges(0.0, 1.0, 2))
    np.testing.assert_array_equal(result.density, [2 * 4 / 8, 2 * 4 / 8])
    assert (result.below, result.above) == (2 / 8, 1 / 8)


def test_what_is_no_number_is_left_out():
    result = density(np.array([[np.nan, 0.2, 5.0], [np.nan] * 3]), edges(0.0, 1.0, 2))
    np.testing.assert_array_equal(result.density, [[1.0, 1.0], [0.0, 0.0]])
    np.testing.assert_array_equal(result.above, [0.5, 0.0])


def test_many_numbers_give_the_density_they_were_drawn_from():
    at = edges(-3.0, 3.0, 24)
    found = density(np.random.default_rng(0).standard_normal(100_000), at).density
    middle = 0.5 * (at[1:] + at[:-1])
    # A count of m has deviation √m: at the top 0.4·0.25·1e5 = 1e4, so 1 %; five of them. In the end bins lie the tails.
    np.testing.assert_allclose(found[1:-1], np.exp(-(middle**2) / 2)[1:-1] / np.sqrt(2 * np.pi), atol=0.02)


@pytest.mark.parametrize("at", [[0.0], [1.0, 0.0], [0.0, 0.0, 1.0], [0.0, np.inf], [[0.0, 1.0]]])
def test_edges_that_are_none_are_refused(at):
    with pytest.raises(ValueError, match="edges must be two or more finite numbers in ascending order"):
        density(np.zeros(3), np.array(at))


@pytest.mark.parametrize("wrong", [(1.0, 1.0, 4), (0.0, np.inf, 4), (0.0, 1.0, 0)])
def test_edges_are_asked_for_sensibly(wrong):
    with pytest.raises(ValueError, match="low < high"):
        edges(*wrong)


def test_no_numbers_at_all_have_no_density():
    found = density(np.empty((2, 0)), edges(-1.0, 1.0, 4))
    assert not found.density.any()
    assert found.density.shape == (2, 4)
    assert not found.below.any()
    assert not found.above.any()
