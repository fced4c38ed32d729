"""Verdicts on separability against exhaustive searches, and against scikit-learn."""

import tracemalloc
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from sklearn.svm import SVC

from playground import Config
from playground.data import make_data
from playground.study import lines
from playground.study.hulls import outline
from playground.study.lines import best_line
from playground.study.separability import hardest, verdict
from playground.tables.features import FEATURES, expand

ROUNDING = 1e-12
"""Of sums of a few hundred numbers of about 1, in units of the points' size."""


# -- a search that knows nothing of linear programs ---------------------------------------------------------------


def cross(o, a, b):
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def on_segment(p, a, b):
    inside = min(a[0], b[0]) <= p[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= p[1] <= max(a[1], b[1])
    return cross(a, b, p) == 0 and inside


def in_hull(p, corners):
    """Whether p lies in the hull of (x, y) whole numbers: in one of their triangles or on one of their segments."""
    if p in corners or any(on_segment(p, a, b) for a, b in combinations(corners, 2)):
        return True
    for triangle in combinations(corners, 3):
        a, b, c = triangle
        sides = [cross(a, b, p), cross(b, c, p), cross(c, a, p)]
        if cross(a, b, c) and (min(sides) >= 0 or max(sides) <= 0):
            return True
    return False


def segments_cross(a, b, c, d):
    return cross(a, b, c) * cross(a, b, d) < 0 and cross(c, d, a) * cross(c, d, b) < 0


def hulls_meet(one, other):
    """Exact in whole numbers. Two hulls in the plane meet if one has a corner in the other or two edges cross."""
    return (
        any(in_hull(p, other) for p in one)
        or any(in_hull(p, one) for p in other)
        or any(segments_cross(*s, *t) for s in combinations(one, 2) for t in combinations(other, 2))
    )


def parted(points, labels):
    """Whether the classes of whole points (n, 2) are separable."""
    one = [tuple(p) for p, label in zip(points.tolist(), labels, strict=True) if label == 1]
    other = [tuple(p) for p, label in zip(points.tolist(), labels, strict=True) if label != 1]
    return not one or not other or not hulls_meet(one, other)


def most_right(points, labels):
    """How many rows the best line has right: all but the fewest that must be left out for the rest to be separable."""
    n = len(labels)
    for out in range(n + 1):
        for rows in combinations(range(n), n - out):
            if parted(points[list(rows)], labels[list(rows)]):
                return n - out
    raise AssertionError("no rows at all are separable")


KINDS = ("any", "small grid", "collinear", "duplicates", "one class", "linear", "vertical")


def small_set(seed, most=9):
    """A few points with whole coordinates: of each kind that could trip somebody."""
    rng = np.random.default_rng(seed)
    kind, n = KINDS[seed % len(KINDS)], int(rng.integers(1, most))
    points = rng.integers(-9, 10, (n, 2))
    labels = rng.integers(0, 2, n)
    if kind == "small grid":
        points = rng.integers(0, 3, (n, 2))
    elif kind == "collinear":
        points = rng.integers(-4, 5, (n, 1)) * rng.integers(-3, 4, (1, 2)) + rng.integers(-3, 4, (1, 2))
    elif kind == "duplicates":
        points = points[rng.integers(0, 1 + n // 2, n)]
    elif kind == "one class":
        labels[:] = rng.integers(0, 2)
    elif kind == "linear":
        labels = (points @ rng.integers(-3, 4, 2) > rng.integers(-3, 4)).astype(int)
    elif kind == "vertical":
        points[:, 0] = rng.integers(0, 2, n)
    return points, labels


def check(points, labels, found):
    """A verdict brings its own proof: look whether it is one."""
    upper = labels == 1
    points = np.asarray(points, dtype=float)
    size = np.abs(points - points.mean(axis=0)).max() or 1.0
    if found.separable:
        far = np.where(upper, 1.0, -1.0) * (points @ found.w + found.b)
        assert (far > 0).all()
        assert found.line.accuracy == 1.0
        if np.isfinite(found.margin):
            assert np.isclose(np.linalg.norm(found.w), 1.0, rtol=0, atol=ROUNDING)
            assert np.isclose(far.min(), found.margin, rtol=0, atol=ROUNDING * size)
            assert set(np.flatnonzero(found.weights > 1e-9)) <= set(found.support)
        return
    weights = found.weights
    assert (weights >= 0).all()
    assert (weights > 0).sum() <= points.shape[1] + 2
    for side in (upper, ~upper):
        assert np.isclose(weights[side].sum(), 1.0, rtol=0, atol=ROUNDING)
        # The promise is 1e-9 of the range; a proof of few rows is solved to rounding.
        assert np.allclose(weights[side] @ points[side], found.point, rtol=0, atol=1e-9 * size)
    assert found.line.accuracy < 1.0
    assert found.margin == 0.0


@pytest.mark.parametrize("block", range(10))
def test_the_verdict_agrees_with_a_search_on_a_thousand_small_sets(block):
    for seed in range(100 * block, 100 * block + 100):
        points, labels = small_set(seed)
        found = verdict(points, labels)
        assert found.separable == parted(points, labels), f"seed {seed}: {points.tolist()} {labels.tolist()}"
        check(points, labels, found)


def test_the_best_line_is_the_best_of_all_on_small_sets():
    for seed in range(200):
        points, labels = small_set(10_000 + seed, most=8)
        line = best_line(points.astype(float), labels == 1)
        n = len(labels)
        assert line.exact
        assert line.accuracy == most_right(points, labels) / n, f"{points.tolist()} {labels.tolist()}"
        assert ((points @ line.w + line.b > 0) == (labels == 1)).mean() == line.accuracy


def test_the_margin_is_the_best_of_all_lines_in_the_plane():
    """The widest strip ends at a row of one class and one of the other, or along a segment of one and a row of the
    other: its direction is among these few."""
    tried = 0
    for seed in range(300):
        points, labels = small_set(20_000 + seed)
        found = verdict(points, labels)
        if not found.separable or not np.isfinite(found.margin):
            continue
        tried += 1
        points, upper = points.astype(float), labels == 1
        normals = [p - q for p in points[upper] for q in points[~upper]]
        for side in (points[upper], points[~upper]):
            normals += [np.array([-(p - q)[1], (p - q)[0]]) for p, q in combinations(side, 2)]
        widest = 0.0
        for w in normals:
            length = np.linalg.norm(w)
            for sign in (1, -1) if length else ():
                heights = points @ (sign * w / length)
                widest = max(widest, 0.5 * (heights[upper].min() - heights[~upper].max()))
        assert np.isclose(found.margin, widest, rtol=1e-9, atol=0)
    assert tried > 60


@pytest.mark.parametrize("names", [("x1", "x2"), ("x1", "x2", "x1*x2"), tuple(FEATURES)], ids=len)
@pytest.mark.parametrize("dataset", ["linear", "gauss", "xor", "circles", "spiral", "moons"])
def test_the_margin_is_that_of_scikit_learn(dataset, names):
    data = make_data(Config(dataset=dataset))
    points = expand(names, data.x_train).T
    found = verdict(points, data.y_train)
    check(points, data.y_train, found)
    # Hinge loss at a price that allows no slack; its tolerance is on the dual, hence 1e-4 on the margin.
    model = SVC(kernel="linear", C=1e7, tol=1e-8, max_iter=200_000)
    if found.separable:
        model.fit(points, data.y_train)
        w = model.coef_[0]
        assert np.isclose(found.margin, 1.0 / np.linalg.norm(w), rtol=1e-4)
        assert np.allclose(found.w, w / np.linalg.norm(w), rtol=0, atol=1e-2)
        assert found.margin >= (1 - ROUNDING) * min_distance(points, data.y_train, w, model.intercept_[0])


def min_distance(points, labels, w, b):
    return (np.where(labels == 1, 1.0, -1.0) * (points @ w + b)).min() / np.linalg.norm(w)


def radon(points, upper):
    """Exact in fractions, any dimension: whether some d + 2 rows or fewer hold a point of both hulls (Kirchberger)."""
    n, d = points.shape
    for count in range(2, d + 3):
        for rows in combinations(range(n), count):
            side = [bool(upper[r]) for r in rows]
            if all(side) or not any(side):
                continue
            weights = solved(points[list(rows)].tolist(), side, d)
            if weights is not None and min(weights) >= 0:
                return True
    return False


def solved(rows, side, d):
    """Weights with Σ over the upper = Σ over the others = 1 and the same mean, where there is just one such choice."""
    sign = [1 if s else -1 for s in side]
    table = [[Fraction(s * int(row[k])) for row, s in zip(rows, sign, strict=True)] + [Fraction(0)] for k in range(d)]
    table += [[Fraction(int(s == want)) for s in side] + [Fraction(1)] for want in (True, False)]
    pivots, at = [], 0
    for column in range(len(rows)):
        row = next((r for r in range(at, len(table)) if table[r][column]), None)
        if row is None:
            return None
        table[at], table[row] = table[row], table[at]
        table[at] = [v / table[at][column] for v in table[at]]
        for r in range(len(table)):
            if r != at and table[r][column]:
                table[r] = [v - table[r][column] * p for v, p in zip(table[r], table[at], strict=True)]
        pivots.append(at)
        at += 1
    if any(row[-1] for row in table[at:]):
        return None
    return [table[p][-1] for p in pivots]


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_the_verdict_agrees_with_a_search_in_every_dimension(d):
    answers = []
    for seed in range(30):
        rng = np.random.default_rng([seed, d])
        points = rng.integers(-2, 3, (d + 4, d))
        labels = rng.integers(0, 2, d + 4)
        found = verdict(points, labels)
        meet = radon(points, labels == 1)
        assert found.separable != meet
        check(points, labels, found)
        answers.append(meet)
    assert 0 < sum(answers) < len(answers)


# -- degenerate sets --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("labels", "b"), [([], -1.0), ([1, 1], 1.0), ([0, 0], -1.0)])
def test_with_fewer_than_two_classes_there_is_nothing_to_separate(labels, b):
    found = verdict(np.zeros((len(labels), 2)), labels)
    assert found.separable
    assert found.margin == np.inf
    assert (found.w == 0).all()
    assert found.b == (b if labels else 1.0)
    assert found.line.accuracy == 1.0


def test_the_same_place_with_two_labels_is_its_own_proof():
    found = verdict([[2.0, 3.0], [2.0, 3.0], [9.0, 9.0]], [0, 1, 1])
    assert not found.separable
    assert found.point.tolist() == [2.0, 3.0]
    assert found.weights.tolist() == [1.0, 1.0, 0.0]
    assert found.line.accuracy == 2 / 3


def test_no_dimension_at_all_leaves_the_larger_class():
    found = verdict(np.zeros((3, 0)), [1, 0, 0])
    assert not found.separable
    assert found.line.accuracy == 2 / 3


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
@pytest.mark.parametrize("shift", [0.0, 1e3])
@pytest.mark.parametrize("dataset", ["linear", "xor"])
def test_size_and_place_of_the_points_change_nothing(dataset, scale, shift):
    data = make_data(Config(dataset=dataset, samples=100))
    plain = verdict(data.x_train, data.y_train)
    moved = verdict(scale * (data.x_train + shift), data.y_train)
    assert moved.separable == plain.separable
    # A shift by 1e3 takes three digits of 1e-16 · 1e3.
    assert np.isclose(moved.margin, scale * plain.margin, rtol=1e-9, atol=0)


def test_columns_of_very_different_size_change_nothing():
    data = make_data(Config(dataset="xor"))
    points = expand(("x1", "x2", "x1*x2"), data.x_train).T
    assert verdict(points * [1e6, 1.0, 1e-6], data.y_train).separable
    assert not verdict(points[:, :2] * [1e6, 1e-6], data.y_train).separable


def test_points_almost_on_a_line_are_still_separated():
    """Units that have learned nearly the same: the second direction is a millionth of the first, and decides."""
    rng = np.random.default_rng(0)
    along, labels = rng.uniform(-1, 1, 300), rng.integers(0, 2, 300)
    points = np.stack([along + 1e-6 * labels, along], axis=1)
    assert verdict(points, labels).separable


def test_hulls_nearer_than_the_tolerance_count_as_meeting():
    for gap, separable in ((1e-8, True), (1e-10, False)):
        found = verdict([[0.0, 0.0], [1.0, 0.0], [0.5, gap], [0.5, 1.0]], [0, 0, 1, 1])
        assert found.separable == separable


def test_every_class_is_asked_for_against_the_rest():
    data = make_data(Config(dataset="blobs", classes=4, samples=80))
    found = [verdict(data.x_train, data.y_train, c) for c in range(4)]
    assert [v.separable for v in found] == [True] * 4
    for c, v in enumerate(found):
        assert ((data.x_train @ v.w + v.b > 0) == (data.y_train == c)).all()
    in_a_row = [verdict([[0.0], [1.0], [2.0]], [0, 1, 2], c) for c in range(3)]
    assert [v.separable for v in in_a_row] == [True, False, True]
    assert hardest([[0.0], [1.0], [2.0]], [0, 1, 2], 3)[0] == 1
    c, least = hardest(data.x_train, data.y_train, 4)
    assert least.margin == min(v.margin for v in found) == found[c].margin


@pytest.mark.parametrize(
    ("points", "labels", "words"),
    [
        (np.zeros(3), np.zeros(3), "must be"),
        (np.zeros((3, 2)), np.zeros(2), "must be"),
        ([[np.nan, 0.0]], [1], "finite"),
    ],
)
def test_rows_that_make_no_sense_are_named(points, labels, words):
    with pytest.raises(ValueError, match=words):
        verdict(points, labels)


def test_the_best_plane_is_at_least_what_its_hints_and_the_larger_class_reach():
    rng = np.random.default_rng(1)
    points, upper = rng.normal(size=(60, 5)), rng.random(60) < 0.4
    hint = rng.normal(size=5)
    line = best_line(points, upper, [hint])
    heights = points @ hint
    by_hint = max(max(np.mean((heights > t) == upper), np.mean((heights < t) == upper)) for t in heights)
    assert not line.exact
    assert line.accuracy >= max(by_hint, np.mean(~upper))
    assert line.accuracy == ((points @ line.w + line.b > 0) == upper).mean()


@pytest.mark.parametrize("seed", range(40))
def test_the_outline_is_the_smallest_that_holds_all_points(seed):
    points, _ = small_set(30_000 + seed)
    corners = [tuple(p) for p in outline(points).tolist()]
    places = [tuple(p) for p in points.tolist()]
    assert set(corners) <= set(places)
    assert len(set(corners)) == len(corners)
    assert all(in_hull(p, corners) for p in places)
    for corner in corners:
        assert not in_hull(corner, [p for p in corners if p != corner])


@pytest.mark.parametrize("scale", [1e160, 1e-160])
def test_coordinates_whose_squares_are_no_numbers_are_refused(scale):
    with pytest.raises(ValueError, match=r"points go up to .*; it must be from 1e-100 to 1e"):
        verdict(scale * np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1]))


def test_the_best_line_of_many_rows_takes_fifty_megabytes():
    """2,520 rows took 0.8 GB, and twice as many four times that."""
    points = np.random.default_rng(0).normal(size=(1500, 2))
    upper = points[:, 0] * points[:, 1] > 0
    tracemalloc.start()
    try:
        best_line(points, upper)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 50e6


def test_blocks_of_rows_do_not_show(monkeypatch):
    rng = np.random.default_rng(0)
    for _ in range(20):
        points, upper = rng.integers(0, 6, (30, 2)).astype(float), rng.random(30) < 0.5
        whole = best_line(points, upper)
        monkeypatch.setattr(lines, "PAIRS", int(rng.integers(1, 400)))
        parts = best_line(points, upper)
        assert np.array_equal(whole.w, parts.w)
        assert (whole.b, whole.accuracy) == (parts.b, parts.accuracy)


def test_more_rows_than_can_be_compared_are_refused():
    points = np.random.default_rng(0).normal(size=(10_001, 2))
    with pytest.raises(ValueError, match="points has 10,001 rows; the best line is looked for among 10,000 at most"):
        best_line(points, points[:, 0] * points[:, 1] > 0)
