"""One linear layer for several classes: against a linear program, and against the rows that prove it."""

import numpy as np
import pytest
from scipy.optimize import linprog

from playground.study import joint
from playground.study.joint import one_layer


def small_set(seed):
    """Few rows, on a grid or not, with classes at random or laid out by a layer; every number below k occurs."""
    rng = np.random.default_rng(seed)
    n, d, k = rng.integers(2, 30), rng.integers(1, 5), rng.integers(2, 6)
    points = rng.normal(size=(n, d)) if seed % 2 else rng.integers(-2, 3, size=(n, d)).astype(float)
    labels = rng.integers(0, k, n)
    if seed % 3:
        labels = (points @ rng.normal(size=(d, k)) + rng.normal(size=k)).argmax(axis=1)
    return points, np.unique(labels, return_inverse=True)[1]


def by_program(points, labels):
    """Whether W_y·x + b_y ≥ W_j·x + b_j + 1 has a solution, for all rows and all j ≠ y."""
    count = labels.max() + 1
    if count < 2:
        return True
    rows = []
    for x, y in zip(np.column_stack([points, np.ones(len(points))]), labels, strict=True):
        for j in set(range(count)) - {y}:
            row = np.zeros((count, len(x)))
            row[y], row[j] = x, -x
            rows.append(row.ravel())
    table = -np.array(rows)
    found = linprog(np.zeros(table.shape[1]), A_ub=table, b_ub=-np.ones(len(table)), bounds=(None, None))
    assert found.status in (0, 2), found.message
    return found.status == 0


@pytest.mark.parametrize("seed", range(120))
def test_the_answer_is_that_of_the_linear_program_and_comes_with_its_proof(seed):
    points, labels = small_set(seed)
    found = one_layer(points, labels)
    assert found.separable == by_program(points, labels)
    if found.separable:
        assert ((points @ found.W.T + found.b).argmax(axis=1) == labels).all()
        return
    weights, rows = found.weights, np.arange(len(labels))
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1.0)
    assert (weights[rows, labels] == 0).all()
    signs = -weights
    signs[rows, labels] += weights.sum(axis=1)
    # Rounding of sums of up to a hundred numbers of about 1.
    assert np.abs(signs.T @ points).max() < 1e-13
    assert np.abs(signs.sum(axis=0)).max() < 1e-13


def gives_up(*_):
    raise RuntimeError("Maximum number of iterations reached.")


@pytest.mark.parametrize("seed", range(120))
def test_the_answer_is_the_same_where_least_squares_give_up(monkeypatch, seed):
    points, labels = small_set(seed)
    answer = one_layer(points, labels)
    monkeypatch.setattr(joint, "nnls", gives_up)
    found = one_layer(points, labels, pairs=answer.weights if answer.separable else answer.weights > 0)
    assert found.separable == answer.separable
    if found.separable:
        assert ((points @ found.W.T + found.b).argmax(axis=1) == labels).all()


def test_both_answers_occur_among_the_small_sets():
    answers = [one_layer(*small_set(seed)).separable for seed in range(120)]
    assert 25 < sum(answers) < 95


def test_of_three_classes_in_a_row_none_is_in_the_way():
    found = one_layer(np.array([[0.0], [1.0], [2.0]]), np.array([0, 1, 2]))
    assert found.separable
    assert not one_layer(np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 2, 1])).separable


def test_size_and_place_of_the_points_change_nothing():
    for seed in range(40):
        points, labels = small_set(seed)
        stretched = points * 10.0 ** np.arange(-6, -6 + 3 * points.shape[1], 3) + 7.0
        assert one_layer(stretched, labels).separable == one_layer(points, labels).separable


def test_what_is_tried_first_changes_nothing():
    for seed in range(60):
        points, labels = small_set(seed)
        found = one_layer(points, labels)
        other = one_layer(*small_set(seed + 1))
        layers = [(layer.W, layer.b) for layer in (other, found) if layer.separable]
        layers = [(W, b) for W, b in layers if W.shape == (labels.max() + 1, points.shape[1])]
        rng = np.random.default_rng(seed)
        pairs = (rng.random((len(labels), labels.max() + 1)) < 0.5) & (labels[:, None] != np.arange(labels.max() + 1))
        for guess in (pairs, None if found.separable else found.weights > 0):
            assert one_layer(points, labels, layers, guess).separable == found.separable


def test_a_single_class_and_classes_that_do_not_occur_have_nothing_to_separate():
    points = np.array([[0.0], [1.0], [2.0]])
    assert one_layer(points, np.array([3, 3, 3])).separable
    assert one_layer(points, np.array([0, 2, 4])).W.shape == (3, 1)


def test_hulls_nearer_than_the_tolerance_count_as_meeting():
    for gap, separable in ((1e-8, True), (1e-10, False)):
        points = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, gap], [0.5, 1.0], [0.5, 2.0]])
        assert one_layer(points, np.array([0, 0, 1, 1, 2])).separable == separable
