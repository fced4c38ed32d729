"""Data sets and the data made from them: geometry, balance, honest noise, and what Data refuses."""

import numpy as np
import pytest
from scipy import stats

from playground.config import FIELDS, Config
from playground.data import Data, make_data
from playground.randomness import BATCHES, DATA, DROPOUT, LABELS, NOISE, SPLIT, WEIGHTS, stream
from playground.tables.datasets import DATASETS, HILLS

N = 5000
SEEDS = range(5)
CLASSIFICATION = [name for name, dataset in DATASETS.items() if dataset.problem == "classification"]
REGRESSION = [name for name, dataset in DATASETS.items() if dataset.problem == "regression"]
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


def rows(**said):
    """All rows of a Config, training first."""
    data = make_data(Config(**said))
    return np.concatenate([data.x_train, data.x_test]), np.concatenate([data.y_train, data.y_test])


def polar(points):
    """Distance, and angle clockwise from the top."""
    return np.hypot(*points.T), np.arctan2(*points.T)


def uniform(values, low, high):
    return stats.kstest(values, "uniform", (low, high - low)).pvalue > SURE


def normal(values, mean, std):
    return stats.kstest(values, "norm", (mean, std)).pvalue > SURE


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
    if DATASETS[name].problem == "classification":
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
    if DATASETS[name].problem == "regression":
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
    for label, centre in ((1, 2), (0, -2)):
        for column in points[labels == label].T:
            assert normal(column, centre, np.sqrt(0.5))
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
    turned = np.unwrap(t[1:])  # the point at the centre has no angle
    assert np.isclose(turned[-1] - turned[0], 1.75 * 2 * np.pi * 498 / 500)
    assert 0 < turned[0] < 0.1  # class 1 starts at the top


@pytest.mark.parametrize("classes", range(2, 6))
def test_neighbouring_arms_keep_the_gap_of_two_arms(classes):
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
        centred = arc + np.array([0.5, 0.25]) * radius
        assert np.allclose(np.hypot(*centred.T), radius)
        assert uniform(np.arctan2(centred[:, 1], centred[:, 0]), 0, np.pi)
    assert np.isclose(upper[:, 0].min(), -5, atol=0.001)


@pytest.mark.parametrize("classes", range(2, 6))
def test_blobs_stand_evenly_on_a_circle(classes):
    points, labels = made("blobs", classes=classes)
    centres = np.array([points[labels == c].mean(axis=0) for c in range(classes)])
    error = 5 * 0.6 / np.sqrt(N / classes)  # five standard errors of a mean
    turn = 2 * np.pi / classes
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    assert np.allclose(np.hypot(*centres.T), 3, atol=error)
    assert np.allclose(centres @ matrix, np.roll(centres, -1, axis=0), atol=2 * error)
    for c in range(classes):
        assert normal(points[labels == c, 0], centres[c, 0], 0.6)


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
    centres = np.array([(-4, 2.5), (0, 2.5), (4, 2.5), (-4, -2.5), (0, -2.5), (4, -2.5)])
    signs = np.array([1, -1, 1, -1, 1, -1])
    assert np.array_equal(target("multi-gauss", centres), signs)
    assert np.allclose(target("multi-gauss", centres + np.array([0.6, 0.8])), signs / 2)
    assert np.allclose(target("multi-gauss", centres * [1, 2]), 0)
    assert not target("multi-gauss", [(-2, 0), (2, 0), (6, 6), (0, 0)]).any()
    assert len(HILLS) == 6
    points, values = made("multi-gauss")
    assert all(uniform(column, -6, 6) for column in points.T)
    nearest = np.linalg.norm(points[:, None] - centres, axis=2).min(axis=1)
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


# Data from a Config


@pytest.mark.parametrize("name", DATASETS)
def test_the_same_config_gives_the_same_bits(name):
    config = Config(dataset=name, noise=0.3, label_noise=0.1, data_seed=7)
    first, second = make_data(config), make_data(config.replace(init_seed=3, hidden=(), rate=1))
    for part in ("x_train", "y_train", "x_test", "y_test"):
        assert np.array_equal(getattr(first, part), getattr(second, part))


@pytest.mark.parametrize("name", DATASETS)
def test_another_data_seed_gives_other_data(name):
    assert not np.array_equal(rows(dataset=name)[0], rows(dataset=name, data_seed=1)[0])


def test_purposes_have_streams_of_their_own():
    purposes = (DATA, NOISE, LABELS, SPLIT, WEIGHTS, BATCHES, DROPOUT)
    assert len(set(purposes)) == 7
    draws = {(seed, p, i): stream(seed, p, i).random() for seed in (0, 1) for p in purposes for i in (0, 1)}
    assert len(set(draws.values())) == len(draws)
    assert stream(1, DATA).random() == draws[1, DATA, 0]


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("noise", [0.05, 0.5, 2.0])
def test_noise_is_the_standard_deviation_of_the_displacement(name, noise):
    clean, labels = rows(dataset=name, samples=N)
    noisy, same = rows(dataset=name, samples=N, noise=noise)
    displacement = noisy - clean
    assert np.array_equal(labels, same)
    assert all(normal(column, 0, noise) for column in displacement.T)
    # 2n draws: the sample's standard deviation is off by a share of 1 / √(4n), here five times that.
    assert np.isclose(displacement.std(), noise, rtol=5 / np.sqrt(4 * N))
    assert stats.pearsonr(*displacement.T).pvalue > SURE
    assert stats.pearsonr(displacement[:, 0], clean[:, 0]).pvalue > SURE


def test_noise_moves_the_points_of_every_set_by_the_same():
    moved = [rows(dataset=name, noise=0.4)[0] - rows(dataset=name)[0] for name in DATASETS]
    for displacement in moved[1:]:
        assert np.allclose(displacement, moved[0], atol=1e-14)


@pytest.mark.parametrize("name", DATASETS)
def test_points_move_continuously_with_the_noise(name):
    clean, a, b = (rows(dataset=name, noise=noise)[0] for noise in (0.0, 0.3, 0.6))
    assert np.allclose(b - clean, 2 * (a - clean), atol=1e-13)


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("share", [0.001, 0.1, 0.333, 0.5])
@pytest.mark.parametrize("samples", [20, 501])
def test_label_noise_flips_exactly_its_share(name, share, samples):
    points, labels = rows(dataset=name, samples=samples, classes=3)
    same, flipped = rows(dataset=name, samples=samples, classes=3, label_noise=share)
    assert np.array_equal(points, same)
    if name in REGRESSION:
        assert np.array_equal(np.abs(flipped), np.abs(labels))
        wrong = np.signbit(flipped) != np.signbit(labels)
    else:
        assert set(flipped) <= set(labels)
        wrong = flipped != labels
    assert wrong.sum() == round(share * samples)


@pytest.mark.parametrize("name", DATASETS)
def test_more_label_noise_leaves_the_wrong_labels_wrong(name):
    clean = rows(dataset=name, classes=4)[1]
    wrong = clean != clean
    for share in (0.01, 0.1, 0.2, 0.5):
        labels = rows(dataset=name, classes=4, label_noise=share)[1]
        more = np.signbit(labels) != np.signbit(clean) if name in REGRESSION else labels != clean
        assert more[wrong].all()
        wrong = more


def test_a_wrong_label_is_each_other_class_with_the_same_chance():
    clean, wrong = (rows(dataset="blobs", classes=5, samples=N, label_noise=share)[1] for share in (0.0, 0.5))
    shift = (wrong - clean)[wrong != clean] % 5
    assert stats.chisquare(np.bincount(shift, minlength=5)[1:]).pvalue > SURE
    for label in range(5):
        turned = wrong[(clean == label) & (wrong != clean)]
        assert stats.chisquare(np.delete(np.bincount(turned, minlength=5), label)).pvalue > SURE


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("samples", [20, 333])
def test_train_share_moves_rows_one_way(name, samples):
    everything = rows(dataset=name, samples=samples)
    for share in (0.1, 0.35, 0.5, 0.9):
        data = make_data(Config(dataset=name, samples=samples, train_share=share))
        count = round(share * samples)
        assert np.array_equal(data.x_train, everything[0][:count])
        assert np.array_equal(data.y_test, everything[1][count:])


@pytest.mark.parametrize("name", CLASSIFICATION)
def test_the_split_is_shuffled(name):
    data = make_data(Config(dataset=name, samples=N))
    counts = [np.bincount(labels, minlength=2) for labels in (data.y_train, data.y_test)]
    assert stats.chi2_contingency(np.array(counts)).pvalue > SURE


@variants
def test_parameters_are_what_the_generator_asks_for(name, parameters):
    dataset = DATASETS[name]
    given = {key: parameters.get(key, FIELDS[key].default) for key in dataset.parameters}
    points = dataset.make(50, stream(0, DATA), **given)[0]
    assert np.array_equal(points, made(name, 50, **parameters)[0])
    for key in dataset.parameters:
        with pytest.raises(TypeError, match=key):
            dataset.make(50, stream(0, DATA), **{other: v for other, v in given.items() if other != key})


# Data as given

X, Y = [[0.0, 1.0], [2.0, 3.0]], [0, 1]


def test_data_holds_what_it_was_given():
    data = Data(X, Y, [[4, 5]], [2])
    assert data.x_train.tolist() == X
    assert data.x_test.dtype == np.float64
    assert data.y_train.dtype == np.int64
    assert (data.problem, data.classes) == ("classification", 3)
    assert Data(X, [0, 0], X, [0, 0]).classes == 2
    assert Data(X, [False, True], X, np.array([0, 1], np.uint8)).classes == 2
    targets = Data(X, np.float32([0.5, 2]), X, [0.0, 1.0])
    assert (targets.problem, targets.classes) == ("regression", None)
    assert targets.y_train.dtype == np.float64


def test_data_cannot_be_changed_from_inside_or_outside():
    points = np.array(X)
    data = Data(points, Y, points, Y)
    points[0, 0] = 9
    assert data.x_train[0, 0] == 0
    with pytest.raises(ValueError, match="read-only"):
        data.x_train[0, 0] = 1
    with pytest.raises(AttributeError):
        data.x_train = points


@pytest.mark.parametrize(
    ("x", "y", "sentence"),
    [
        ([1.0, 2.0], Y, r"^x_train has the shape \(2,\); it must be \(n, 2\)"),
        ([[1.0, 2.0, 3.0]], [0], r"^x_train has the shape \(1, 3\)"),
        (X, [[0], [1]], r"^y_train has the shape \(2, 1\); it must be \(n,\)"),
        (X, [0, 1, 0], "^x_train has 2 rows, y_train has 3: each point needs one label"),
        (np.empty((0, 2)), [], "^x_train has no rows"),
        (X, [], "^y_train has no rows"),
        (X, np.array([], int), "^y_train has no rows"),
        ([[0.0, np.nan], [np.inf, 1.0]], Y, "^x_train has NaN or infinity in 2 of 2 rows, first in row 0"),
        (X, [0.0, np.nan], "^y_train has NaN or infinity in 1 of 2 rows, first in row 1"),
        (X, [-1, 1], "^y_train has labels from -1 to 1; class numbers go from 0 to 99"),
        (X, [0, 2026], "^y_train has labels from 0 to 2026; class numbers go from 0 to 99"),
        (X, ["a", "b"], "^y_train must hold numbers, not <U1"),
        ([["0", "1"]], [0], "^x_train must hold numbers"),
        ([[True, False]], [0], "^x_train must hold numbers, not bool"),
        ([[None, 1.0]], [0], "^x_train must hold numbers, not object"),
        ([[1.0, 2.0], [3.0]], Y, "^x_train has rows of different lengths"),
        (X, [0.5, 1.0], "^y_train and y_test must be of one kind"),
    ],
)
def test_data_names_the_array_and_what_is_wrong_with_it(x, y, sentence):
    with pytest.raises(ValueError, match=sentence):
        Data(x, y, X, Y)
    if "train" in sentence and "one kind" not in sentence:
        with pytest.raises(ValueError, match=sentence.replace("train", "test")):
            Data(X, Y, x, y)
