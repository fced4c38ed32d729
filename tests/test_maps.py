"""Maps of a net: the same values as its predictions, with the right orientation."""

import numpy as np
import pytest

from playground import Config, Run
from playground.live.maps import GRID, SHOWN, TILE, Maps, feature_maps
from playground.tables.activations import ACTIVATIONS
from playground.tables.features import FEATURES, expand
from playground.tables.losses import LOSSES
from playground.web.encode import UNKNOWN, levels, odds, shares, signed, winners
from tests.nets import KINDS, legal

AT = np.linspace(-6.0, 6.0, GRID)
POINTS = np.stack(np.meshgrid(AT, -AT), axis=-1).reshape(-1, 2)
STRIDE = GRID // TILE
CENTERS = slice(STRIDE // 2, None, STRIDE)

FLOAT32 = 1e-4
"""Sums of at most 20 products of size 10 in float32 are right to 20 · 10 · 6e-8 = 1.2e-5; three layers of them."""


def drawn(run, focus=None, first=()):
    maps = Maps(run.model)
    fields = [(name, "u1", (GRID, GRID)) for name in ("map", "leads", "focus")]
    frame = np.zeros((), [("tiles", "u1", (sum(maps.shown), TILE, TILE)), *fields])
    trainer = run.model.trainer
    maps.draw(trainer.theta, trainer.running, focus, frame, first)
    return maps, frame


def kind_config(loss, kind):
    task = {"dataset": "blobs", "classes": KINDS[kind]} if KINDS[kind] else {"task": "regression"}
    return Config(loss=loss, samples=60, hidden=(5, 4), activation="tanh", **task)


def near(bytes_, values, scale):
    """Whether a signed map (scale 127) or one of probabilities (254) shows these values, to half a shade."""
    zero = 127 if scale == 127 else 0
    shown = (bytes_.astype(float) - zero) / scale
    low = -1 if scale == 127 else 0
    return np.abs(shown - np.clip(values, low, 1)).max() <= 0.5 / scale + FLOAT32


def shows_odds(bytes_, z):
    """Whether log-odds are shown, to half a shade."""
    size = FLOAT32 * (1 + np.abs(z))
    return ((odds(z - size) <= bytes_) & (bytes_ <= odds(z + size))).all()


def log_odds(p):
    return np.log(p) - np.log1p(-p)


# -- the grid --------------------------------------------------------------------------------------------


def test_tiles_hold_the_points_at_the_centers_of_their_cells():
    assert np.allclose(AT[CENTERS], (np.arange(TILE) + 0.5) * 12 / TILE - 6, rtol=1e-12)


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
        assert (bright > 250).all()  # log-odds of 9 · 6
        assert (dark < 4).all()


# -- shades ----------------------------------------------------------------------------------------------


def test_signed_maps_have_their_middle_at_zero_and_end_at_one():
    assert signed(np.array([-9.0, -1, 0, 1, 9])).tolist() == [0, 0, 127, 254, 254]
    values = np.linspace(-1, 1, 1001)
    assert near(signed(values), values, 127)
    values = np.random.default_rng(0).uniform(-1, 1, 1000)
    assert np.array_equal(254 - signed(values), signed(-values)), "both signs have the same shades"


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_discretized_a_unit_shows_its_sign_and_0_is_neutral(activation):
    z = np.linspace(-6.0, 6.0, 1201)
    values = ACTIVATIONS[activation].value(z)
    shown = np.sign(signed(values).astype(int) - 127)  # how live/assets/js discretizes a unit
    large = np.abs(values) >= 1 / 127  # smaller values may be drawn as 0
    assert np.array_equal(shown[large], np.sign(values[large]))
    assert not shown[values == 0].any()
    if activation == "relu":
        assert not shown[z <= 0].any()


def test_probabilities_run_over_all_shades():
    assert shares(np.array([0.0, 0.5, 1.0])).tolist() == [0, 127, 254]
    p = np.linspace(0, 1, 1001)
    assert near(shares(p), p, 254)


def test_log_odds_of_any_size_have_shades_of_their_own_finest_about_even():
    z = np.concatenate([[0.0], np.logspace(-6, 30, 400)])
    bytes_ = odds(z).astype(int)
    assert (bytes_[0], bytes_[-1]) == (127, 254)
    assert (np.diff(bytes_) >= 0).all()
    assert np.array_equal(254 - bytes_, odds(-z)), "both classes have the same shades"
    assert odds(np.array([1e-4, 2.0, 16.0])).tolist() == [128, 217, 247]  # 127 + 127·√(z / (z + 2)), rounded


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
    with np.errstate(invalid="ignore"):
        for code in (signed, odds):
            assert (code(values) == UNKNOWN).tolist() == [False, False, False, True]
    assert (shares(np.abs(values)) == UNKNOWN).tolist() == [False, False, False, True]
    p = np.eye(3, dtype=dtype)
    p[1, 0] = value
    assert (winners(p) == UNKNOWN).tolist() == [True, False, False]


# -- nets ------------------------------------------------------------------------------------------------

HEADS = [(loss, kind) for loss in LOSSES for kind in KINDS if legal(loss, kind)]


@pytest.mark.parametrize(("loss", "kind"), HEADS)
@pytest.mark.parametrize("options", [{}, {"batch_norm": True}, {"dropout": 0.5}, {"hidden": ()}], ids=str)
def test_the_output_map_is_the_prediction_at_the_grids_points(loss, kind, options):
    run = Run(kind_config(loss, kind).replace(**options)).advance(3)
    _, frame = drawn(run)
    found = run.predict(POINTS)
    map_ = frame["map"].ravel()
    if kind == "regression":
        assert near(map_, found, 127)
    elif kind == "binary":
        assert shows_odds(map_, log_odds(found[:, 1]))
    else:
        shades, top = levels(3), np.sort(found, axis=1)
        decided = top[:, -1] - top[:, -2] > FLOAT32
        assert np.array_equal(map_[decided] // shades, found.argmax(axis=1)[decided])
        clear = (found.max(axis=1) - 1 / 3) * 1.5
        assert np.abs(map_ % shades - clear * (shades - 1)).max() <= 0.5 + FLOAT32 * shades
        assert shows_odds(frame["leads"].ravel(), np.log(top[:, -1] / top[:, -2]))


@pytest.mark.parametrize(("loss", "kind"), HEADS)
def test_tiles_are_points_of_the_full_map(loss, kind):
    run = Run(kind_config(loss, kind)).advance(2)
    maps, frame = drawn(run)
    assert maps.shown == (5, 4, KINDS[kind] if kind == "three classes" else 1)
    tiles = iter(frame["tiles"])
    for layer, count in enumerate(maps.shown, start=1):
        for unit in range(count):
            focused = drawn(run, (layer, unit))[1]
            assert np.array_equal(next(tiles), focused["focus"][CENTERS, CENTERS])
            assert np.array_equal(focused["map"], frame["map"])


def test_the_map_of_a_hidden_unit_is_its_activation():
    run = Run(Config(hidden=(5, 4), activation=("tanh", "sin"), samples=60)).advance(2)
    (W1, b1), (W2, b2), _ = run.layers()
    first = np.tanh(W1 @ run.model.features(POINTS)[:-1] + b1[:, None])
    second = np.sin(W2 @ first + b2[:, None])
    for layer, values in ((1, first), (2, second)):
        for unit, value in enumerate(values):
            assert near(drawn(run, (layer, unit))[1]["focus"].ravel(), value, 127)


@pytest.mark.parametrize("loss", [loss for loss, kind in HEADS if kind == "three classes"])
def test_the_map_of_a_class_is_its_probability(loss):
    run = Run(kind_config(loss, "three classes")).advance(2)
    found = run.predict(POINTS)
    for k in range(3):
        assert shows_odds(drawn(run, (3, k))[1]["focus"].ravel(), log_odds(found[:, k]))


@pytest.mark.parametrize(("loss", "kind"), [(loss, kind) for loss, kind in HEADS if kind != "regression"])
def test_where_single_precision_has_certainty_only_log_odds_go_on(loss, kind):
    run = Run(kind_config(loss, kind).replace(hidden=()))
    run.model.trainer.theta[...] *= 100.0
    frame = drawn(run)[1]
    z = run.model.trainer.theta.reshape(-1, 3) @ np.column_stack([POINTS, np.ones(len(POINTS))]).T
    scores = np.sort(z, axis=0) if kind == "three classes" else np.concatenate([np.zeros((1, z.shape[1])), z])
    if run.model.head.activation == "tanh":
        scores = 2.0 * z if kind == "binary" else np.sort(-np.logaddexp(0.0, -2.0 * z), axis=0)
    z = scores[-1] - scores[-2] if len(scores) > 1 else scores[0]
    assert np.abs(z).max() > 50
    assert shows_odds(frame["leads" if kind == "three classes" else "map"].ravel(), z)


def test_only_so_many_units_of_a_layer_have_maps_as_there_is_room_for():
    run = Run(Config(hidden=(SHOWN + 4, 3)))
    maps, frame = drawn(run)
    assert maps.shown == (SHOWN, 3, 1)
    first = iter(frame["tiles"][SHOWN : SHOWN + 3])
    for unit in range(3):
        assert np.array_equal(next(first), drawn(run, (2, unit))[1]["focus"][CENTERS, CENTERS])


def test_units_beyond_those_are_drawn_when_they_are_asked_for():
    run = Run(Config(hidden=(SHOWN + 4, 3, 2 * SHOWN)))
    maps, frame = drawn(run, first=(4, 0, 7, 0))
    assert maps.sizes == (SHOWN + 4, 3, 2 * SHOWN, 1)
    tiles = iter(frame["tiles"])
    for layer, units in enumerate([range(4, SHOWN + 4), range(3), range(7, 7 + SHOWN), range(1)], start=1):
        for unit in units:
            expected = frame["map"] if layer == 4 else drawn(run, (layer, unit))[1]["focus"]
            assert np.array_equal(next(tiles), expected[CENTERS, CENTERS])


@pytest.mark.parametrize("raw", [False, True])
def test_feature_maps_show_every_entry_of_the_table(raw):
    maps = feature_maps(raw)
    assert maps.shape == (len(FEATURES), GRID, GRID)
    for map_, values in zip(maps, expand(tuple(FEATURES), POINTS, raw), strict=True):
        assert near(map_.ravel(), values, 127)


@pytest.mark.parametrize("size", [1e30, 1e300])
@pytest.mark.parametrize(("loss", "kind"), HEADS)
def test_a_net_whose_numbers_overflow_is_drawn_as_unknown(loss, kind, size):
    run = Run(kind_config(loss, kind).replace(activation="relu"))
    run.model.trainer.theta[...] = size  # finite, but in float32 its products, or it, are not
    _, frame = drawn(run, (2, 0))
    unknown = frame["focus"] == UNKNOWN
    assert unknown.any()
    assert set(frame["focus"][~unknown]) <= {127, 254}  # 0 where the unit is off, or what float32 can still hold
    assert set(frame["map"][unknown]) == {UNKNOWN}  # even if a squashed infinity would be a probability of 1
    outputs = frame["tiles"][-1]
    assert set(outputs[unknown[CENTERS, CENTERS]]) == {UNKNOWN}


def test_drawing_keeps_to_memory_of_its_own():
    run = Run(Config(hidden=(4,), samples=40, batch_norm=True))
    before = run.model.trainer.snapshot()
    drawn(run, (1, 2))
    after = run.model.trainer.snapshot()
    assert np.array_equal(before.arrays, after.arrays)
    assert np.array_equal(before.running, after.running)
