"""Pictures of a net: the same values as its predictions, the right way up."""

import numpy as np
import pytest

from playground import Config, Run
from playground.live.maps import GRID, SHOWN, TILE, Maps, feature_maps
from playground.tables.features import FEATURES, expand
from playground.tables.losses import LOSSES
from playground.web.encode import UNKNOWN, grid_points, levels, shares, signed, winners
from tests.nets import TASKS, legal

POINTS = grid_points(GRID)

FLOAT32 = 1e-4
"""Sums of at most 20 products of size 10 in float32 are right to 20 · 10 · 6e-8 = 1.2e-5; three layers of them."""


def drawn(run, focus=None):
    maps = Maps(run.machine)
    fields = [(name, "u1", (GRID, GRID)) for name in ("map", "focus")]
    frame = np.zeros((), [("tiles", "u1", (sum(maps.shown), TILE, TILE)), *fields])
    trainer = run.machine.trainer
    maps.draw(trainer.theta, trainer.running, focus, frame)
    return maps, frame


def task_config(loss, task):
    problem = {"dataset": "blobs", "classes": TASKS[task]} if TASKS[task] else {"problem": "regression"}
    return Config(loss=loss, samples=60, hidden=(5, 4), activation="tanh", **problem)


def near(bytes_, values, scale):
    """Whether a signed map (scale 127) or one of probabilities (254) shows these values, to half a shade."""
    zero = 127 if scale == 127 else 0
    shown = (bytes_.astype(float) - zero) / scale
    low = -1 if scale == 127 else 0
    return np.abs(shown - np.clip(values, low, 1)).max() <= 0.5 / scale + FLOAT32


# -- the grid --------------------------------------------------------------------------------------------


def test_the_grid_runs_from_top_left_by_cell_centres():
    grid = POINTS.reshape(GRID, GRID, 2)
    assert np.allclose(grid[0, 0], [-5.94, 5.94], rtol=1e-15)
    assert np.allclose(grid[0, -1], [5.94, 5.94], rtol=1e-15)
    assert np.allclose(grid[-1, 0], [-5.94, -5.94], rtol=1e-15)
    assert np.allclose(np.diff(grid[0, :, 0]), 0.12, rtol=1e-12)
    assert np.allclose(np.diff(grid[:, 0, 1]), -0.12, rtol=1e-12)


def test_a_map_is_the_right_way_up():
    for name, layers in {
        "right": [(np.array([[9.0, 0.0]]), np.zeros(1))],
        "top": [(np.array([[0.0, 9.0]]), np.zeros(1))],
    }.items():
        map_ = drawn(Run(Config(hidden=()), layers=layers))[1]["map"].astype(int)
        bright, dark = {
            "right": (map_[:, -1], map_[:, 0]),
            "top": (map_[0], map_[-1]),
        }[name]
        assert (bright == 254).all()
        assert (dark == 0).all()


# -- shades ----------------------------------------------------------------------------------------------


def test_signed_maps_have_their_middle_at_zero_and_end_at_one():
    assert signed(np.array([-9.0, -1, 0, 1, 9])).tolist() == [0, 0, 127, 254, 254]
    values = np.linspace(-1, 1, 1001)
    assert near(signed(values), values, 127)
    values = np.random.default_rng(0).uniform(-1, 1, 1000)
    assert np.array_equal(254 - signed(values), signed(-values)), "both signs have the same shades"


def test_probabilities_run_over_all_shades():
    assert shares(np.array([0.0, 0.5, 1.0])).tolist() == [0, 127, 254]
    p = np.linspace(0, 1, 1001)
    assert near(shares(p), p, 254)


@pytest.mark.parametrize("classes", [2, 3, 4, 5, 20, 100])
def test_a_winner_is_shown_with_how_clearly_it_won(classes):
    shades = levels(classes)
    rng = np.random.default_rng(classes)
    p = rng.dirichlet(np.full(classes, 0.3), 500).T
    byte = winners(p).astype(int)
    assert np.array_equal(byte // shades, p.argmax(axis=0))
    clear = (p.max(axis=0) - 1 / classes) / (1 - 1 / classes)
    assert np.abs(byte % shades - clear * (shades - 1)).max() <= 0.5 + 1e-9
    sure, nobody = winners(np.eye(classes)), winners(np.full((classes, 1), 1 / classes))
    assert sure.tolist() == [shades * k + shades - 1 for k in range(classes)]
    assert nobody.tolist() == [0]
    assert sure.max() < UNKNOWN


NUMBERS = np.array([-1.0, 0.0, 1.0])


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_has_a_byte_of_its_own(value, dtype):
    values = np.append(NUMBERS, value).astype(dtype)
    assert (signed(values) == UNKNOWN).tolist() == [False, False, False, True]
    assert (shares(np.abs(values)) == UNKNOWN).tolist() == [False, False, False, True]
    p = np.eye(3, dtype=dtype)
    p[1, 0] = value
    assert (winners(p) == UNKNOWN).tolist() == [True, False, False]


# -- nets ------------------------------------------------------------------------------------------------

HEADS = [(loss, task) for loss in LOSSES for task in TASKS if legal(loss, task)]


@pytest.mark.parametrize(("loss", "task"), HEADS)
@pytest.mark.parametrize("options", [{}, {"batch_norm": True}, {"dropout": 0.5}, {"hidden": ()}], ids=str)
def test_the_output_map_is_the_prediction_at_the_grids_points(loss, task, options):
    run = Run(task_config(loss, task).replace(**options)).advance(3)
    _, frame = drawn(run)
    found = run.predict(POINTS)
    map_ = frame["map"].ravel()
    if task == "regression":
        assert near(map_, found, 127)
    elif task == "binary":
        assert near(map_, found[:, 1], 254)
    else:
        shades, top = levels(3), np.sort(found, axis=1)
        decided = top[:, -1] - top[:, -2] > FLOAT32
        assert np.array_equal(map_[decided] // shades, found.argmax(axis=1)[decided])
        clear = (found.max(axis=1) - 1 / 3) * 1.5
        assert np.abs(map_ % shades - clear * (shades - 1)).max() <= 0.5 + FLOAT32 * shades


@pytest.mark.parametrize(("loss", "task"), HEADS)
def test_tiles_are_every_fifth_cell_of_the_full_map(loss, task):
    run = Run(task_config(loss, task)).advance(2)
    maps, frame = drawn(run)
    assert maps.shown == (5, 4, TASKS[task] if task == "three classes" else 1)
    tiles = iter(frame["tiles"])
    for layer, count in enumerate(maps.shown, start=1):
        for unit in range(count):
            focused = drawn(run, (layer, unit))[1]
            assert np.array_equal(next(tiles), focused["focus"][2::5, 2::5])
            assert np.array_equal(focused["map"], frame["map"])


def test_the_map_of_a_hidden_unit_is_its_activation():
    run = Run(Config(hidden=(5, 4), activation=("tanh", "sin"), samples=60)).advance(2)
    (W1, b1), (W2, b2), _ = run.layers()
    first = np.tanh(W1 @ run.machine.features(POINTS)[:-1] + b1[:, None])
    second = np.sin(W2 @ first + b2[:, None])
    for layer, values in ((1, first), (2, second)):
        for unit, value in enumerate(values):
            assert near(drawn(run, (layer, unit))[1]["focus"].ravel(), value, 127)


def test_the_map_of_a_class_is_its_probability():
    run = Run(task_config("cross-entropy", "three classes")).advance(2)
    found = run.predict(POINTS)
    for k in range(3):
        assert near(drawn(run, (3, k))[1]["focus"].ravel(), found[:, k], 254)


def test_only_so_many_units_of_a_layer_have_maps_as_there_is_room_for():
    run = Run(Config(hidden=(SHOWN + 4, 3)))
    maps, frame = drawn(run)
    assert maps.shown == (SHOWN, 3, 1)
    first = iter(frame["tiles"][SHOWN : SHOWN + 3])
    for unit in range(3):
        assert np.array_equal(next(first), drawn(run, (2, unit))[1]["focus"][2::5, 2::5])


@pytest.mark.parametrize("raw", [False, True])
def test_feature_maps_show_every_entry_of_the_table(raw):
    maps = feature_maps(raw)
    assert maps.shape == (len(FEATURES), GRID, GRID)
    for map_, values in zip(maps, expand(tuple(FEATURES), POINTS, raw), strict=True):
        assert near(map_.ravel(), values, 127)


@pytest.mark.parametrize("size", [1e30, 1e300])
@pytest.mark.parametrize(("loss", "task"), HEADS)
def test_a_net_whose_numbers_overflow_is_drawn_as_unknown(loss, task, size):
    run = Run(task_config(loss, task).replace(activation="relu"))
    run.machine.trainer.theta[...] = size  # finite, but in float32 its products, or it, are not
    _, frame = drawn(run, (2, 0))
    unknown = frame["focus"] == UNKNOWN
    assert unknown.any()
    assert set(frame["focus"][~unknown]) <= {127, 254}  # 0 where the unit is off, or what float32 can still hold
    assert set(frame["map"][unknown]) == {UNKNOWN}  # even if a squashed infinity would be a probability of 1
    outputs = frame["tiles"][-1]
    assert set(outputs[unknown[2::5, 2::5]]) == {UNKNOWN}


def test_drawing_keeps_to_memory_of_its_own():
    run = Run(Config(hidden=(4,), samples=40, batch_norm=True))
    before = run.machine.trainer.snapshot()
    drawn(run, (1, 2))
    after = run.machine.trainer.snapshot()
    assert np.array_equal(before.arrays, after.arrays)
    assert np.array_equal(before.running, after.running)
