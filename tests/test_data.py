"""Data: what it refuses, and what a Config makes of it: honest noise, one thing moving at a time."""

import numpy as np
import pytest
from scipy import stats

from playground.config import Config
from playground.data import Data, make_data
from playground.randomness import BATCHES, DATA, DROPOUT, LABELS, NOISE, SPLIT, WEIGHTS, stream
from playground.tables.datasets import DATASETS

N = 5000
CLASSIFICATION = [name for name, dataset in DATASETS.items() if dataset.task == "classification"]
REGRESSION = [name for name, dataset in DATASETS.items() if dataset.task == "regression"]

SURE = 1e-6
"""Smallest p-value that passes. The seeds are fixed: a test that passes once always does."""


def rows(**said):
    """All rows of a Config, training first."""
    data = make_data(Config(**said))
    return np.concatenate([data.x_train, data.x_test]), np.concatenate([data.y_train, data.y_test])


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
    assert all(stats.kstest(column, "norm", (0, noise)).pvalue > SURE for column in displacement.T)
    # 2n draws: the sample's standard deviation is off by a share of 1 / √(4n), here five times that.
    assert np.isclose(displacement.std(), noise, rtol=5 / np.sqrt(4 * N))
    assert stats.pearsonr(*displacement.T).pvalue > SURE
    assert stats.pearsonr(displacement[:, 0], clean[:, 0]).pvalue > SURE


def test_noise_moves_the_points_of_every_set_by_the_same():
    moved = [np.sort(rows(dataset=name, noise=0.4)[0] - rows(dataset=name)[0], axis=0) for name in DATASETS]
    for displacement in moved[1:]:  # sorted, because the split orders the rows by their classes
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
        # A target of 0, as half of multi-gauss has, has no other sign: then it becomes −1 or 1.
        assert np.array_equal(np.abs(flipped), np.where((labels == 0) & (flipped != 0), 1.0, np.abs(labels)))
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
        more = labels != clean
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
@pytest.mark.parametrize("share", [0.1, 0.5, 0.77])
def test_the_split_is_stratified(name, share):
    """Of each class the rows for training are its share, but for one row."""
    data = make_data(Config(dataset=name, classes=3, train_share=share))
    of_all = np.bincount(np.concatenate([data.y_train, data.y_test]))
    assert np.abs(np.bincount(data.y_train) - of_all * len(data.y_train) / 500).max() <= 1


def test_the_split_is_shuffled():
    """Which rows of a class are for training is chance: their places along the spiral's arm are uniform."""
    data = make_data(Config(dataset="spiral", samples=N))
    along = np.hypot(*data.x_train[data.y_train == 0].T) / 5
    assert stats.kstest(along, "uniform").pvalue > SURE


# Data as given

X, Y = [[0.0, 1.0], [2.0, 3.0]], [0, 1]


def test_data_holds_what_it_was_given():
    data = Data(X, Y, [[4, 5]], [2])
    assert data.x_train.tolist() == X
    assert data.x_test.dtype == np.float64
    assert data.y_train.dtype == np.int64
    assert (data.task, data.classes) == ("classification", 3)
    assert Data(X, [0, 0], X, [0, 0]).classes == 2
    assert Data(X, [False, True], X, np.array([0, 1], np.uint8)).classes == 2
    targets = Data(X, np.float32([0.5, 2]), X, [0.0, 1.0])
    assert (targets.task, targets.classes) == ("regression", None)
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
        (X, [-1, 1], "^y_train has labels from -1 to 1; class numbers must be from 0 to 99"),
        (X, [0, 2026], "^y_train has labels from 0 to 2026; class numbers must be from 0 to 99"),
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


def test_whole_numbers_may_be_classes_or_targets_whatever_their_dtype():
    data = Data(X, [0.0, 2.0], X, [1.0, 1.0])
    classes = data.for_task("classification")
    assert (classes.task, classes.classes) == ("classification", 3)
    assert classes.y_train.tolist() == [0, 2]
    assert classes.for_task("regression").y_train.tolist() == [0.0, 2.0]
    assert classes.for_task("classification") is classes


@pytest.mark.parametrize("wrong", [0.5, -1.0, 1e300, 2026.0])
def test_targets_that_are_no_class_numbers_are_refused_as_such(wrong):
    with pytest.raises(ValueError, match=r"^y_train"):
        Data(X, [0.0, wrong], X, [0.0, 1.0]).for_task("classification")
