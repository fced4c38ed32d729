"""Textbook surfaces: their gradients, their minima, and the optimizers' paths on them."""

import json
from pathlib import Path

import numpy as np
import pytest

from playground import Config
from playground.study.race import ENTRANTS, Entry
from playground.study.terrain import LOST, STEEP, TERRAINS, descend
from playground.tables.optimizers import OPTIMIZERS
from tests.torch_peer import KNOWN, optimizer_of

EACH = pytest.mark.parametrize("name", TERRAINS)
SGD = OPTIMIZERS["sgd"]()

STEPS = 60
RATES = {"sgd": 1e-3, "momentum": 5e-4, "nesterov": 5e-4, "adagrad": 0.3, "rmsprop": 0.02, "adam": 0.05}
WALKS = {f"{terrain} {rule}": (terrain, rule) for terrain in TERRAINS for rule in KNOWN["optimizer"]}
"""By name: terrain and rule, with the rates above and the table's hyper-parameters."""


def within(name, count, rng):
    low_x, high_x, low_y, high_y = TERRAINS[name].box
    return rng.uniform(low_x, high_x, count), rng.uniform(low_y, high_y, count)


@EACH
def test_the_gradient_is_the_slope_of_the_value(name):
    terrain = TERRAINS[name]
    x, y = within(name, 200, np.random.default_rng(0))
    h = 6e-6
    by_hand = (
        (terrain.value(x + h, y) - terrain.value(x - h, y)) / (2 * h),
        (terrain.value(x, y + h) - terrain.value(x, y - h)) / (2 * h),
    )
    scale = np.abs(terrain.value(x, y)).max()
    for found, expected in zip(terrain.gradient(x, y), by_hand, strict=True):
        # Rounding 1e-16·scale / h, and h²/6 of a third derivative of at most 24·100·2 within the boxes.
        assert np.allclose(found, expected, rtol=0, atol=1e-10 * scale + 4800 * h * h)


@EACH
def test_the_goals_are_its_minima(name):
    terrain = TERRAINS[name]
    x, y = within(name, 20_000, np.random.default_rng(1))
    lowest = min(terrain.value(*goal) for goal in terrain.goals)
    assert (terrain.value(x, y) >= lowest - 1e-9).all()  # nothing in the box is lower than the goals
    for goal in terrain.goals:
        # Himmelblau's are given to six digits, on curvatures of up to 100.
        assert np.allclose(terrain.gradient(*goal), 0.0, atol=1e-4)
        assert np.isclose(terrain.value(*goal), lowest, atol=1e-9)


@EACH
def test_starts_and_goals_are_in_the_picture(name):
    terrain = TERRAINS[name]
    low_x, high_x, low_y, high_y = terrain.box
    for x, y in (terrain.start, *terrain.goals):
        assert low_x < x < high_x
        assert low_y < y < high_y


def test_the_middle_of_the_saddle_is_neither_top_nor_bottom():
    value, gradient = TERRAINS["saddle"].value, TERRAINS["saddle"].gradient
    assert gradient(0.0, 0.0) == (0.0, 0.0)
    assert value(0.0, 0.1) < value(0.0, 0.0) < value(0.1, 0.0)


# -- ways down --------------------------------------------------------------------------------------------


def test_descent_in_a_ravine_shrinks_each_coordinate_by_its_own_factor():
    rates = np.array([0.01, 0.05, 0.079])
    down = descend(TERRAINS["ravine"], [Entry(SGD, rate) for rate in rates], (-4.0, 1.0), 50)
    t = np.arange(51)[:, None]
    assert np.allclose(down.places[..., 0], -4.0 * (1 - rates) ** t, rtol=1e-12)
    assert np.allclose(down.places[..., 1], (1 - STEEP * rates) ** t, rtol=1e-12)
    assert np.allclose(down.heights, TERRAINS["ravine"].value(down.places[..., 0], down.places[..., 1]), rtol=1e-15)


def test_descent_in_the_ravine_diverges_above_two_over_the_steepest_curvature():
    limit = 2 / STEEP
    entries = [Entry(SGD, limit * share) for share in (0.99, 1.01)]
    heights = descend(TERRAINS["ravine"], entries, (-4.0, 1.0), 3000).heights
    assert heights[-1, 0] < 1e-20
    assert np.isnan(heights[-1, 1])


def test_who_diverged_stays_away_and_the_others_go_on():
    entries = [Entry(SGD, 1e-3), Entry(SGD, 10.0), Entry(ENTRANTS["adam"](), 0.05)]
    down = descend(TERRAINS["rosenbrock"], entries, (-1.2, 1.0), 100)
    gone = np.isnan(down.places[:, 1, 0])
    assert gone[-1]
    assert (np.diff(gone.astype(int)) >= 0).all()
    assert (np.abs(down.places[~gone, 1]) < LOST).all()
    assert np.isnan(down.moved[-1, 1]).all()
    assert np.isnan(down.effective()[-1, 1]).all()
    assert (down.places[:, [0, 2]] == descend(TERRAINS["rosenbrock"], entries[::2], (-1.2, 1.0), 100).places).all()


def test_effective_steps_on_a_terrain():
    entries = [Entry(SGD, 0.01), Entry(ENTRANTS["adagrad"](), 0.3), Entry(ENTRANTS["rmsprop"](), 0.02)]
    down = descend(TERRAINS["ravine"], entries, (-4.0, 1.0), 300)
    at_once, smooth = down.moved / np.abs(down.slopes), down.effective()
    assert np.allclose(at_once[:, 0], 0.01, rtol=1e-12)
    assert np.allclose(smooth[:, 0], 0.01, rtol=1e-12)
    assert np.allclose(smooth[0], at_once[0], rtol=1e-15)
    for factors in (at_once, smooth):
        assert (factors[1:, 1] <= factors[:-1, 1] * (1 + 1e-14)).all()  # √r only grows; sums and quotients are rounded
        assert (np.diff(factors[:, 2], axis=0) > 0.0).any()


def test_momentum_along_a_steady_slope_steps_as_with_ten_times_its_rate():
    slope = TERRAINS["ravine"]._replace(gradient=lambda x, y: (0.0 * x + 1.0, 0.0 * y - 3.0))
    down = descend(slope, [Entry(ENTRANTS["momentum"](mu=0.9), 0.02)], (0.0, 0.0), 300)
    assert np.allclose(down.effective()[-1], 0.02 / (1 - 0.9), rtol=1e-9)  # 0.9³⁰⁰ is 2e-14


def test_where_the_slope_is_zero_there_is_no_effective_step():
    assert np.isnan(descend(TERRAINS["saddle"], [Entry(SGD, 0.1)], (-2.0, 0.0), 5).effective()[..., 1]).all()


def test_noise_is_added_to_every_gradient():
    noise = np.random.default_rng(0).normal(size=(20, 2))
    entries = [Entry(SGD, 0.1)]
    places = descend(TERRAINS["saddle"], entries, (-2.0, 0.0), 20, noise).places[:, 0]
    slopes = np.stack(TERRAINS["saddle"].gradient(places[:-1, 0], places[:-1, 1]), axis=1)
    assert np.allclose(places[1:] - places[:-1], -0.1 * (slopes + noise), atol=1e-14)
    assert np.abs(places[-1, 1]) > 0.01  # without noise it would stand on the ridge for ever


# -- against torch ----------------------------------------------------------------------------------------


def our_walk(terrain, rule):
    entry = Entry(ENTRANTS[rule](), RATES[rule])
    return descend(TERRAINS[terrain], [entry], TERRAINS[terrain].start, STEPS).places[:, 0]


def their_walk(terrain, rule):
    """By torch: its autograd of the value, its optimizer. {"places": (steps + 1, 2) as lists}."""
    import torch

    place = torch.nn.Parameter(torch.tensor(TERRAINS[terrain].start, dtype=torch.float64))
    optimizer = optimizer_of(Config(optimizer=rule, rate=RATES[rule]), [place])
    found = [place.tolist()]
    for _ in range(STEPS):
        optimizer.zero_grad()
        TERRAINS[terrain].value(place[0], place[1]).backward()
        optimizer.step()
        found.append(place.tolist())
    return {"places": found}


CLOSE = {"rtol": 0, "atol": 1e-9}
"""Roundings of 1e-16 in gradients of up to 1,000 grow by the terrain's curvature · rate on the way, a factor of at most
1,000 in 60 steps."""

STORED = json.loads((Path(__file__).parent / "data" / "torch" / "descents.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("name", STORED)
def test_a_way_down_is_the_one_stored_by_torch(name):
    assert np.allclose(our_walk(*WALKS[name]), STORED[name]["places"], **CLOSE)


@pytest.mark.parametrize("name", WALKS)
def test_a_way_down_is_torchs(name):
    pytest.importorskip("torch", reason="torch is not installed; its stored ways are checked instead")
    assert np.allclose(our_walk(*WALKS[name]), their_walk(*WALKS[name])["places"], **CLOSE)


def test_the_stored_ways_are_walks():
    """A terrain that is not stored yet is met where torch is installed; tests/data/make_descents.py stores it."""
    assert STORED.keys() <= WALKS.keys()
