"""The guided tour of linear separability: the claim of each stop, on twenty seeds not used while tuning it."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from playground import Config
from playground.engine.model import Model
from playground.lessons.separability import LESSON
from playground.lessons.separability.projection import Plane, _surface
from playground.lessons.separability.settings import WALK, goes_to, separability_config
from playground.lessons.separability.show import SeparabilityShow
from playground.lessons.separability.words import percent
from playground.study.layers import LayerWatch
from playground.study.separability import verdict
from tests.scene_client import SceneClient

SEEDS = range(9000, 9020)
"""For the data and the starting weights alike."""


def config_of(walk, **changes):
    return separability_config(Config(), replace(LESSON.settings(), **{**goes_to(walk), **changes}))


@cache
def outcome(walk, epochs, **changes):
    """(seeds,) training score, test score, whether the last layer is separable, and the best line's share on x."""
    rows = []
    for seed in SEEDS:
        model = Model(config_of(walk, **changes).replace(data_seed=seed, init_seed=seed))
        for _ in range(epochs):
            model.trainer.train()
        measures = model.evaluator.measure()
        seen = LayerWatch(model).look(epochs)[-1]
        rows.append((measures.train_score, measures.test_score, seen.separable))
    train, test, separable = np.array(rows).T
    return train, test, separable.astype(bool)


@cache
def on_x(walk):
    """The verdict on raw x for each seed."""
    datas = (Model(config_of(walk).replace(data_seed=seed)).data for seed in SEEDS)
    return [verdict(data.x_train, data.y_train) for data in datas]


def test_logistic_regression_solves_linear_data():
    train, test, _ = outcome(1, 20)
    assert all(v.separable for v in on_x(1))
    assert (train >= 0.99).all()
    assert (test >= 0.98).all()


def test_a_line_on_xor_stays_near_a_half_though_the_best_of_all_lines_has_more():
    train, test, _ = outcome(2, 20)
    assert not any(v.separable for v in on_x(2))
    assert (np.abs(test - 0.5) <= 0.1).all()
    best = np.array([v.line.accuracy for v in on_x(2)])
    assert (best > train).all()
    # Of four equal quarters a line has three at most, and those of 250 points are not quite equal.
    assert (np.abs(best - 0.72) <= 0.06).all()


def test_one_product_solves_xor():
    train, test, separable = outcome(3, 20)
    assert separable.all()
    assert (test >= 0.99).all()
    assert (train >= 0.98).all()  # of 80 seeds one ends its 20 epochs with 3 of 250 points on the wrong side


def test_the_product_does_not_lift_the_disk_but_the_squares_do():
    assert not outcome(4, 0)[2].any()
    train, test, separable = outcome(4, 40, axis_2="x1^2", axis_3="x2^2")
    assert separable.all()
    assert (train >= 0.98).all()
    assert (test >= 0.96).all()


@pytest.mark.slow
def test_two_and_three_sigmoid_units_never_separate_xor_and_three_come_closer():
    two, three = outcome(5, 100), outcome(6, 100)
    assert not two[2].any()
    assert not three[2].any()
    assert (two[0] < 0.95).all()
    assert np.median(three[0]) > np.median(two[0])


@pytest.mark.slow
def test_four_sigmoid_units_separate_xor_from_some_seeds_and_eight_from_all():
    four, eight = outcome(7, 100), outcome(8, 100)
    assert 5 <= four[2].sum() < 20
    assert eight[2].all()
    assert (eight[0] >= 0.98).all()


@pytest.mark.slow
def test_layers_without_a_bend_do_no_better_than_the_best_line():
    train, _, separable = outcome(9, 60)
    assert not separable.any()
    assert (train <= [v.line.accuracy for v in on_x(9)]).all()


# -- the pictures -----------------------------------------------------------------------------------------------------


def show_of(walk=0, own=None, **changes):
    settings = replace(LESSON.settings(), **{**goes_to(walk), **changes})
    return SeparabilityShow(LESSON.starting_config(own or Config()), settings)


def panels_of(show):
    return {panel.id: panel for row in show.layout().rows for panel in row}


@pytest.mark.parametrize("walk", range(len(WALK)))
def test_every_stop_can_be_played_and_every_row_looked_at(walk):
    show = show_of(walk)
    client = SceneClient(show)
    for row in range(len(show.rows)):
        client.change(replace(show.settings, shown=row))
        assert client.values["table.picked"][0] == row
        assert client.advance(3)
    assert show.position == 3 * len(show.rows)
    assert len(client.values["curve.rows"]) == 1 + 3 * len(show.rows)


def test_next_leads_through_all_stops_and_home_again():
    show, seen = show_of(), []
    for _ in WALK:
        back, following = show.layout().buttons
        assert back.disabled == (show.settings.walk == 0)
        seen.append(show.settings.walk)
        show = SeparabilityShow(Config(), replace(show.settings, **following.sets))
    assert seen == list(range(len(WALK)))
    assert show.settings.walk == 0


def test_the_cross_on_the_map_lies_in_both_hulls():
    values = show_of(2).static()
    show = show_of(2)
    assert np.allclose(values["map.crosses"], show.raw.point[None])
    assert len(values["map.rings"]) == 4


def test_a_row_that_became_separable_says_since_when():
    show = show_of()
    for _ in range(60):
        show.advance()
    (since,) = {seen.since for seen in show.seen[1:]}
    values = show.update()
    assert values["table.texts"][-1][:2] == ["yes", f"{since:g}"]
    assert values["curve.marks"] == [[since, "layer 1"]]
    assert f"epoch {since:g}" in values["seen.text"]
    assert values["seen.tone"] == "yes"


def test_the_lifted_curve_lies_on_the_plane_of_the_verdict():
    show = show_of(3)
    paths = show.static()["view.paths"]
    curve = paths[paths[:, 3] == 1][:, :3]
    heights = curve @ show.phi.w + show.phi.b
    # Between two nodes of the grid the curve is taken as straight: there x1·x2·√12 / 12 bends by (12 / 96)² / 4 · 0.29.
    assert np.nanmax(np.abs(heights)) < 2e-3


def test_the_matrix_of_a_linear_net_is_the_one_that_is_shown():
    show = show_of(9)
    show.advance()
    values = show.update()
    parts = [values[f"factor{k}.values"] for k in (3, 2, 1)]
    W = parts[0][:, :-1] @ parts[1][:, :-1] @ parts[2][:, :-1]
    assert np.allclose(values["product.values"][:, :-1], W, rtol=1e-12, atol=1e-15)
    assert "product" in panels_of(show)
    assert "product" not in panels_of(show_of(9, activation="tanh"))


@pytest.mark.parametrize("shown", [-1, 0, 1, 2])
def test_more_than_three_units_are_seen_along_the_net_s_own_plane(shown):
    """The third coordinate is the distance to the plane on which the net is undecided."""
    show = show_of(0, Config(dataset="circles", hidden=(6,)), shown=shown)
    for _ in range(3):
        show.advance()
    if show.rows[show.shown][1] != 1:
        return
    points = show.update()["view.points"]
    level = np.nanmean(show.update()["view.surface"][..., 2])
    scores = show.model.outputs(show.points)[0]
    assert ((points[:, 2] > level) == (scores > 0)).all()


@pytest.mark.parametrize("seed", range(50))
def test_the_plane_fills_the_box_to_its_edges_and_no_further(seed):
    rng = np.random.default_rng(seed)
    low, high = -rng.uniform(0.1, 3, 3), rng.uniform(0.1, 3, 3)
    w = rng.normal(size=3) * (rng.random(3) < 0.8)
    plane = Plane(w, rng.normal())
    mesh = _surface(plane, low, high).reshape(-1, 3)
    signs = np.sign([w @ (corner_of(low, high, k)) + plane.b for k in range(8)])
    assert bool(len(mesh)) == (w.any() and signs.min() < signs.max())
    if len(mesh):
        # Rounding of a division by the largest of three weights, in a box of about 3.
        assert np.abs(mesh @ w + plane.b).max() <= 1e-9 * np.abs(w).max()
        assert (mesh >= low - 1e-12).all()
        assert (mesh <= high + 1e-12).all()
        assert (np.isclose(mesh, low) | np.isclose(mesh, high)).any(axis=1).sum() >= 3


def corner_of(low, high, k):
    return np.where([k & 1, k & 2, k & 4], high, low)


def test_large_data_are_cut_to_what_can_be_compared_live():
    show = show_of(0, Config(samples=5000, train_share=0.9, hidden=(64,)))
    assert len(show.points) <= 250
    assert show.config.hidden == (16,)


def test_a_regression_of_the_learner_s_gives_way_to_the_page_s_own_data():
    assert show_of(0, Config(dataset="plane")).config.task == "classification"


# -- what the lines are called -----------------------------------------------------------------------------------------

THREE = {"features": "three", "axis_1": "x1^2", "axis_2": "x2^2", "axis_3": "x1", "hidden": "none"}


def named(show, panel):
    """(label, dashed) of each line of a panel that is drawn, and of each that its key names."""
    panels, values = panels_of(show), {**show.static(), **show.update()}
    styles = getattr(panels[panel], "styles", ())
    numbers = values.get(f"{panel}.paths", np.empty((0, 3)))[:, -1]
    drawn = {styles[int(number)] for number in numbers[np.isfinite(numbers)]}
    return [{(style.label, style.dash) for style in some if style.label} for some in (drawn, styles)]


def test_the_best_line_of_what_cannot_be_parted_is_called_that():
    show = show_of(0, **THREE, shown=0)
    assert not show.raw.separable
    best = (f"best line, {percent(show.raw.line.accuracy)}", True)
    for panel in ("map", "view"):
        drawn, key = named(show, panel)
        assert best in drawn
        assert drawn == key
    # The features x1 and x2 alone: their row is that of the plane, too.
    show = show_of(0, Config(dataset="moons", hidden=(8, 8)), shown=0)
    assert (f"best line, {percent(show.raw.line.accuracy)}", True) in named(show, "view")[0]


def test_a_line_that_parts_the_points_is_called_that():
    show = show_of(0, Config(dataset="linear", hidden=(3,)), shown=0)
    drawn, key = named(show, "view")
    assert drawn == key == {("a line that parts them", False)}


@pytest.mark.parametrize("walk", range(len(WALK)))
def test_the_key_names_what_is_drawn(walk):
    show = show_of(walk)
    for row in range(len(show.rows)):
        show.change(replace(show.settings, shown=row))
        for panel in {"map", "view"} & panels_of(show).keys():
            drawn, key = named(show, panel)
            assert key == drawn, (show.rows[row], panel)
