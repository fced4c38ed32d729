"""Features: their scale, their order, and what is left as it is."""

import math

import numpy as np
import pytest

from playground.tables.features import FEATURES, expand

NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)
"""Gauss-Legendre: exact for the polynomials here, and to rounding for sin² and cos² over two periods."""

SQUARE = np.stack(np.meshgrid(6 * NODES, 6 * NODES), axis=-1).reshape(-1, 2)
SHARES = np.outer(WEIGHTS, WEIGHTS).ravel() / 4

POINTS = np.random.default_rng(0).uniform(-6, 6, (1000, 2))


@pytest.mark.parametrize("name", FEATURES)
def test_root_mean_square_over_the_square_is_that_of_x1(name):
    values, x1 = expand([name], SQUARE)[0], SQUARE[:, 0]
    assert np.isclose(SHARES @ values**2, SHARES @ x1**2, rtol=1e-12)


def test_x1_and_x2_stay_as_they_are():
    assert np.array_equal(expand(["x1", "x2"], POINTS), POINTS.T)


@pytest.mark.parametrize("name", FEATURES)
def test_sign_and_zero_keep_their_meaning(name):
    scaled, raw = expand([name], POINTS), expand([name], POINTS, raw=True)
    assert np.array_equal(np.sign(scaled), np.sign(raw))
    assert np.allclose(scaled * FEATURES[name].rms / math.sqrt(12), raw, rtol=1e-14)


def test_raw_features_are_left_as_they_are():
    expected = {  # of those that this test knows
        "x1": 2.0,
        "x2": -0.5,
        "x1^2": 4.0,
        "x2^2": 0.25,
        "x1*x2": -1.0,
        "sin(x1)": math.sin(2.0),
        "sin(x2)": -math.sin(0.5),
        "cos(x1)": math.cos(2.0),
        "cos(x2)": math.cos(0.5),
    }
    values = expand(list(expected), [[2.0, -0.5]], raw=True)[:, 0]
    assert dict(zip(expected, values.tolist(), strict=True)) == pytest.approx(expected, rel=1e-15)


def test_scaled_features_are_of_comparable_size():
    assert np.abs(expand(list(FEATURES), POINTS)).max() <= 3 * math.sqrt(12)  # the largest is x1·x2 in a corner
    assert np.abs(expand(list(FEATURES), POINTS, raw=True)).max() > 30


@pytest.mark.parametrize(
    "points", [POINTS, POINTS[::2], POINTS.astype(np.float32), POINTS.tolist(), np.asfortranarray(POINTS)]
)
def test_expand_gives_one_contiguous_row_for_each_feature(points):
    inputs = expand(["x2", "x1"], points, raw=True)
    assert inputs.shape == (2, len(points))
    assert inputs.dtype == np.float64
    assert inputs.flags.c_contiguous
    assert np.array_equal(inputs, np.asarray(points).T[::-1])


def test_expand_without_features_has_no_rows_and_without_points_no_columns():
    assert expand([], POINTS).shape == (0, 1000)
    assert expand(["x1"], np.empty((0, 2))).shape == (1, 0)


def test_expand_leaves_the_points_alone():
    points = POINTS.copy()
    expand(list(FEATURES), points)[...] = 0
    assert np.array_equal(points, POINTS)
