"""Data sets: geometry, balance, and the promises of their help texts."""

import numpy as np
import pytest
from scipy import stats

from playground.config import FIELDS, Config
from playground.engine.run import Run
from playground.randomness import DATA, stream
from playground.tables.datasets import DATASETS, HILLS

N = 5000
SEEDS = range(5)
MANY = [name for name, dataset in DATASETS.items() if "classes" in dataset.parameters]
VARIANTS = (
    [(name, {}) for name in DATASETS]
    + [(name, {"classes": c}) for name in MANY for c in range(3, 6)]
    + [("checkerboard", {"cells": k}) for k in (2, 3, 5, 8)]
)
variants = pytest.mark.parametrize(("name", "parameters"), VARIANTS, ids=lambda value: str(value))

SURE = 1e-6
"""Smallest p-value that passes. The seeds are fixed: a test that passes once always does."""


def made(name, n=N, seed=0, **parameters):
    config = Config(dataset=name, **parameters)
    return DATASETS[name].sample(n, stream(seed, DATA), config)


def polar(points):
    """Distance, and angle clockwise from the top."""
    return np.hypot(*points.T), np.arctan2(*points.T)


def uniform(values, low, high):
    inside = low - 1e-12 <= values.min() and values.max() <= high + 1e-12
    return inside and stats.kstest(values, "uniform", (low, high - low)).pvalue > SURE


def normal(values, mean, std):
    # The standard deviation of a sample is off by a share of 1 / √(2n); five times that is allowed.
    near = np.isclose(values.std(), std, rtol=5 / np.sqrt(2 * len(values)))
    return near and stats.kstest(values, "norm", (mean, std)).pvalue > SURE


class Given:
    """Stands for a generator that happens to draw these points."""

    def __init__(self, points):
        self.points = np.array(points, dtype=float)

    def uniform(self, low, high, size):
        assert size == self.points.shape
        return self.points


def target(name, points):
    return DATASETS[name].make(len(points), Given(points))[1]


# Every set


@variants
@pytest.mark.parametrize("n", [20, 21, N])
def test_points_are_finite_and_labels_of_their_kind(name, parameters, n):
    points, labels = made(name, n, **parameters)
    assert points.shape == (n, 2)
    assert labels.shape == (n,)
    assert np.isfinite(points).all()
    if DATASETS[name].task == "classification":
        assert labels.dtype.kind == "i"
        assert set(labels) == set(range(parameters.get("classes", 2)))
    else:
        assert labels.dtype == np.float64
        assert np.abs(labels).max() <= 1.2


@variants
def test_points_lie_in_the_square_most_within_five(name, parameters):
    points = np.concatenate([made(name, seed=seed, **parameters)[0] for seed in SEEDS])
    assert np.abs(points).max() <= 6
    # The uniform squares of the regression sets keep (10/12)² = 69 % there.
    assert (np.abs(points).max(axis=1) <= 5).mean() > 0.68


@variants
def test_the_same_generator_gives_the_same_points(name, parameters):
    for first, second in zip(made(name, **parameters), made(name, **parameters), strict=True):
        assert np.array_equal(first, second)


@variants
@pytest.mark.parametrize("n", [20, 23, N])
def test_class_counts_are_balanced(name, parameters, n):
    if DATASETS[name].task == "regression":
        return
    labels = made(name, n, **parameters)[1]
    counts = np.bincount(labels)
    if name in ("xor", "checkerboard"):  # there the place decides
        side = parameters.get("cells", 4)
        share = (side * side + 1) // 2 / side**2
        assert stats.binomtest(int(counts[1]), n, share).pvalue > SURE
    else:
        assert counts.max() - counts.min() <= 1


# Geometry, one by one


def test_linear_is_two_half_planes_with_a_gap_of_one():
    points, labels = made("linear")
    across = points @ [np.sqrt(3) / 2, 0.5]
    assert np.array_equal(across > 0, labels == 1)
    assert np.abs(across).min() >= 0.5
    assert np.abs(across).min() < 0.51


def test_gauss_is_two_clouds_of_variance_one_half():
    points, labels = made("gauss")
    for label, center in ((1, 2), (0, -2)):
        for column in points[labels == label].T:
            assert normal(column, center, np.sqrt(0.5))
    offsets = points - np.where(labels == 1, 2.0, -2.0)[:, None]
    assert stats.pearsonr(*offsets.T).pvalue > SURE


def test_xor_is_a_uniform_square_pushed_from_its_axes():
    points, labels = made("xor")
    assert np.array_equal(labels == 1, points[:, 0] * points[:, 1] >= 0)
    for column in points.T:
        assert uniform(np.abs(column), 0.3, 5.3)
        assert uniform(column - 0.3 * np.sign(column), -5, 5)


@pytest.mark.parametrize("cells", range(2, 9))
def test_checkerboard_alternates_from_cell_to_cell(cells):
    points, labels = made("checkerboard", cells=cells)
    place = (points + 5) / 10 * cells
    column, row = np.floor(place).astype(int).T
    assert np.unique(column).tolist() == np.unique(row).tolist() == list(range(cells))
    corner = labels[(column == 0) & (row == 0)]
    assert set(corner) == {1}
    for label, parity in ((1, 0), (0, 1)):
        assert set((column + row)[labels == label] % 2) == {parity}
    assert uniform(np.concatenate(place.T) % 1, 0.05, 0.95)


def test_checkerboard_of_two_is_exclusive_or():
    points, labels = made("checkerboard", cells=2)
    assert np.array_equal(labels == 1, points[:, 0] * points[:, 1] > 0)


def test_circles_are_a_disk_and_a_ring_uniform_in_radius_and_angle():
    points, labels = made("circles")
    r, t = polar(points)
    assert uniform(r[labels == 1], 0, 2.5)
    assert uniform(r[labels == 0], 3.5, 5)
    for label in (0, 1):
        assert uniform(t[labels == label], -np.pi, np.pi)


def test_rings_are_of_alternating_class_and_even_in_each():
    points, labels = made("rings")
    r, t = polar(points)
    bounds = [(0.0, 0.8), (1.4, 2.2), (2.8, 3.6), (4.2, 5.0)]
    assert uniform(t, -np.pi, np.pi)
    for label, own in ((1, bounds[0::2]), (0, bounds[1::2])):
        mine = r[labels == label]
        counts = [((low <= mine) & (mine <= high)).sum() for low, high in own]
        areas = np.array([high**2 - low**2 for low, high in own])
        assert sum(counts) == len(mine)
        assert stats.chisquare(counts, len(mine) * areas / areas.sum()).pvalue > SURE
        for low, high in own:
            assert uniform(mine[(low <= mine) & (mine <= high)] ** 2, low**2, high**2)


def test_spiral_of_two_turns_once_and_three_quarters_and_its_arms_mirror_each_other():
    points, labels = made("spiral", 1000)
    blue, orange = points[labels == 1], points[labels == 0]
    assert np.allclose(blue, -orange, atol=1e-12)
    r, t = polar(blue)
    assert np.allclose(r, np.arange(500) / 100)
    turned = np.unwrap(t[1:])  # the point at the center has no angle
    assert np.isclose(turned[-1] - turned[0], 1.75 * 2 * np.pi * 498 / 500)
    assert 0 < turned[0] < 0.1  # class 1 starts at the top


@pytest.mark.parametrize("classes", range(2, 6))
def test_neighboring_arms_keep_the_gap_of_two_arms(classes):
    r, t = polar(made("spiral", 1000 * classes, classes=classes)[0])
    outer = r > 5 / 3.5  # further in than a gap, some arm has not yet begun
    down = np.abs(np.cos(t) + 1) < 1e-4  # a narrow ray away from the start
    crossings = r[outer & down]
    # An arm meets the ray in several rows next to each other; the middle of each such group is its crossing.
    groups = np.split(np.sort(crossings), np.flatnonzero(np.diff(np.sort(crossings)) > 0.5) + 1)
    assert np.allclose(np.diff([group.mean() for group in groups]), 5 / 3.5, atol=0.02)
    assert len(groups) >= 2


def test_moons_are_two_half_circles_that_mirror_each_other():
    points, labels = made("moons")
    radius = 10 / 3
    upper, lower = points[labels == 0], -points[labels == 1]
    for arc in (upper, lower):
        centered = arc + np.array([0.5, 0.25]) * radius
        assert np.allclose(np.hypot(*centered.T), radius)
        assert uniform(np.arctan2(centered[:, 1], centered[:, 0]), 0, np.pi)
    assert np.isclose(upper[:, 0].min(), -5, atol=0.001)


@pytest.mark.parametrize("classes", range(2, 6))
def test_blobs_stand_evenly_on_a_circle(classes):
    points, labels = made("blobs", classes=classes)
    centers = np.array([points[labels == c].mean(axis=0) for c in range(classes)])
    error = 5 * 0.6 / np.sqrt(N / classes)  # five standard errors of a mean
    turn = 2 * np.pi / classes
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    assert np.allclose(np.hypot(*centers.T), 3, atol=error)
    assert np.allclose(centers @ matrix, np.roll(centers, -1, axis=0), atol=2 * error)
    for c in range(classes):
        assert normal(points[labels == c, 0], centers[c, 0], 0.6)


@pytest.mark.parametrize("classes", range(2, 6))
def test_pinwheel_is_that_of_johnson_and_others(classes):
    points, labels = made("pinwheel", classes=classes)
    # As in the code published with Johnson et al. 2016: a rotation matrix for each row, applied from the right.
    features = stream(0, DATA).standard_normal((N, 2)) * np.array([0.3, 0.05])
    features[:, 0] += 1.0
    angles = np.linspace(0, 2 * np.pi, classes, endpoint=False)[labels] + 0.25 * np.exp(features[:, 0])
    rotations = np.stack([np.cos(angles), -np.sin(angles), np.sin(angles), np.cos(angles)])
    theirs = np.einsum("ti,tij->tj", features, np.reshape(rotations.T, (-1, 2, 2)))
    assert np.allclose(points, 2.4 * theirs)


def test_plane_is_a_plane():
    points, values = made("plane")
    assert all(uniform(column, -6, 6) for column in points.T)
    solution, residual, *_ = np.linalg.lstsq(np.column_stack([points, np.ones(N)]), values)
    assert np.allclose(solution, [0.1, 0.1, 0], atol=1e-12)
    assert residual < 1e-20


def test_multi_gauss_has_six_cones_of_radius_two_on_flat_land():
    centers = np.array([(-4, 2.5), (0, 2.5), (4, 2.5), (-4, -2.5), (0, -2.5), (4, -2.5)])
    signs = np.array([1, -1, 1, -1, 1, -1])
    assert np.array_equal(target("multi-gauss", centers), signs)
    assert np.allclose(target("multi-gauss", centers + np.array([0.6, 0.8])), signs / 2)
    assert np.allclose(target("multi-gauss", centers * [1, 2]), 0)
    assert not target("multi-gauss", [(-2, 0), (2, 0), (6, 6), (0, 0)]).any()
    assert len(HILLS) == 6
    points, values = made("multi-gauss")
    assert all(uniform(column, -6, 6) for column in points.T)
    nearest = np.linalg.norm(points[:, None] - centers, axis=2).min(axis=1)
    assert np.array_equal(values == 0, nearest >= 2)


def test_waves_lie_between_minus_one_and_one_and_a_line_explains_nothing_of_them():
    points, values = made("waves")
    assert values.min() >= -1
    assert values.max() <= 1
    assert np.array_equal(target("waves", points), target("waves", -points))  # so it correlates with no line
    line = np.linalg.lstsq(np.column_stack([points, np.ones(N)]), values)[0]
    explained = 1 - np.var(values - np.column_stack([points, np.ones(N)]) @ line) / np.var(values)
    assert explained < 10 / N  # two slopes fitted to noise explain about 2 / n


def test_waves_are_smooth():
    points = made("waves")[0]
    step = 1e-3
    # |slope| of cos(π·x1/4 + sin(π·x2/6)) is at most √((π/4)² + (π/6)²) < 0.95.
    assert np.abs(target("waves", points + np.array([step, 0])) - target("waves", points)).max() < 0.95 * step


@variants
def test_parameters_are_what_the_generator_asks_for(name, parameters):
    dataset = DATASETS[name]
    given = {key: parameters.get(key, FIELDS[key].default) for key in dataset.parameters}
    points = dataset.make(50, stream(0, DATA), **given)[0]
    assert np.array_equal(points, made(name, 50, **parameters)[0])
    for key in dataset.parameters:
        with pytest.raises(TypeError, match=key):
            dataset.make(50, stream(0, DATA), **{other: v for other, v in given.items() if other != key})


# What the help texts promise, kept by the engine


@pytest.mark.parametrize(
    ("said", "least"),
    [
        ({"dataset": "linear", "hidden": ()}, 0.99),
        ({"dataset": "gauss", "hidden": ()}, 0.99),
        ({"dataset": "plane", "hidden": ()}, 0.99),
        ({"dataset": "xor", "hidden": (), "features": ("x1*x2",)}, 0.99),
        ({"dataset": "circles", "hidden": (), "features": ("x1^2", "x2^2")}, 0.99),
        ({"dataset": "circles", "hidden": (3,)}, 0.95),
        ({"dataset": "waves", "hidden": (8, 8)}, 0.9),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else str(value),
)
def test_a_set_is_as_easy_as_its_help_says(said, least):
    run = Run(Config(rate=0.03, **said))
    run.advance(100)
    assert (run.r2 if run.config.task == "regression" else run.accuracy)("test") >= least
