"""The loss surface: the run's own loss, many parameter vectors at once, and planes to draw it on."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from playground import Config, Run
from playground.study.race import Entry, Race, Trail
from playground.study.surface import Landscape, Plane, Window, principal_plane, random_plane
from playground.tables.losses import LOSSES
from playground.tables.optimizers import OPTIMIZERS
from tests.nets import KINDS, legal, random_run

SMALL = Config(samples=76, hidden=(5, 4))
RATES = {"sgd": 0.3, "momentum": 0.05, "adagrad": 0.1, "adam": 0.02}
FIELD = [Entry(OPTIMIZERS[name](), rate) for name, rate in RATES.items()]

CLOSE = {"rtol": 1e-9, "atol": 1e-9}


def path_of(run, epochs=8):
    """(thetas, runnings, losses) at the start and after each epoch."""
    trainer, found = run.model.trainer, []
    for epoch in range(epochs + 1):
        found.append((trainer.theta.copy(), trainer.running.copy(), run.loss()))
        if epoch < epochs:
            run.advance()
    return tuple(map(np.array, zip(*found, strict=True)))


OPTIONS = [
    {},
    {"batch_norm": True, "optimizer": "momentum"},
    {"dropout": 0.3, "regularizer": "l2", "penalty": 0.1},
    {"hidden": ()},
    {"hidden": (), "features": ()},
    {"hidden": (3,) * 6, "activation": "tanh"},
    {"features": ("x1", "x2", "x1*x2"), "train_share": 0.1},
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: ", ".join(options) or "plain")
def test_the_surface_is_the_runs_own_loss_at_the_paths_points(options):
    run = Run(SMALL.replace(**options))
    thetas, runnings, losses = path_of(run)
    assert np.allclose(Landscape(run.model).losses(thetas, runnings), losses, **CLOSE)


@pytest.mark.parametrize(("loss", "kind"), [(loss, kind) for loss in LOSSES for kind in KINDS if legal(loss, kind)])
def test_the_surface_is_the_runs_own_loss_for_every_head(loss, kind):
    task = "classification" if KINDS[kind] else "regression"
    config = Config(hidden=(4, 3), loss=loss, task=task, optimizer="nesterov", batch_size=3)
    run = random_run(config, kind, np.random.default_rng(0), n=11)
    run._measures = None  # the start was put in by hand
    thetas, runnings, losses = path_of(run)
    assert np.allclose(Landscape(run.model).losses(thetas, runnings), losses, **CLOSE)


def test_the_surface_through_a_races_path_is_the_races_loss():
    race = Race(SMALL.replace(hidden=(2,), batch_size=5), FIELD)
    trail, losses = Trail(race), [race.measures.train_loss]
    for _ in range(30):
        race.advance()
        trail.note()
        losses.append(race.measures.train_loss)
    thetas = trail.thetas.reshape(-1, race.theta.shape[1])
    assert np.allclose(Landscape(race).losses(thetas, race.running[0]).reshape(31, 4), losses, **CLOSE)
    plane = principal_plane(thetas)
    on_plane = plane.at(plane.project(thetas))
    for theta, loss in zip(on_plane[::40], Landscape(race).losses(on_plane[::40], race.running[0]), strict=True):
        race.trainer.theta[0] = theta
        assert np.isclose(race.measures.train_loss[0], loss, **CLOSE)


def test_single_precision_is_enough_for_a_picture():
    run = Run(SMALL)
    thetas = run.model.trainer.theta + np.random.default_rng(0).normal(size=(300, run.layout.size))
    running = run.model.trainer.running
    exact, rough = (Landscape(run.model, kind).losses(thetas, running) for kind in (np.float64, np.float32))
    # 2⁻²⁴ of the largest scores, which a loss of 1 has in a few hundreds: far below the 1/255 of a shade.
    assert np.allclose(rough, exact, rtol=1e-4)


@pytest.mark.parametrize("options", [{}, {"dataset": "blobs", "classes": 3}], ids=str)
def test_single_precision_is_right_for_low_losses_too(options):
    """Round a net that has learned, where the loss is small, it was up to 0.98 of it off."""
    run = Run(Config(dataset="gauss", hidden=(4,), samples=60, rate=0.1).replace(**options)).advance(60)
    thetas = run.model.trainer.theta + np.random.default_rng(0).uniform(-0.3, 0.3, (200, run.layout.size))
    exact, rough = (Landscape(run.model, kind).losses(thetas, run.model.trainer.running) for kind in ("f8", "f4"))
    assert exact.min() < 1e-3
    assert np.allclose(rough, exact, rtol=1e-4)


def test_chunks_do_not_show():
    run = Run(SMALL)
    thetas = run.model.trainer.theta + np.random.default_rng(0).normal(size=(37, run.layout.size))
    running, losses = run.model.trainer.running, []
    for rows in (1, 5000, 1 << 20):
        landscape = Landscape(run.model, rows=rows)
        losses.append(landscape.losses(thetas, running))
    assert landscape.chunk > 37
    assert np.allclose(losses[0], losses, rtol=1e-13)  # sums in another order


def test_far_out_the_loss_is_infinite_without_a_warning():
    run = Run(SMALL.replace(activation="relu", dataset="plane"))
    assert not np.isfinite(Landscape(run.model).losses(np.full((1, run.layout.size), 1e200), run.model.trainer.running))


# -- planes -----------------------------------------------------------------------------------------------


def test_the_principal_plane_is_scikit_learns():
    rng = np.random.default_rng(0)
    thetas = rng.normal(size=(40, 12)) * np.geomspace(5, 0.1, 12) + 3
    plane, theirs = principal_plane(thetas), PCA(2).fit(thetas)
    assert np.allclose(np.abs((plane.directions * theirs.components_).sum(axis=1)), 1.0, rtol=1e-12)
    assert np.allclose(np.abs(plane.project(thetas)), np.abs(theirs.transform(thetas)), atol=1e-12)
    assert np.isclose(plane.explained(thetas), theirs.explained_variance_ratio_.sum(), rtol=1e-12)


@pytest.mark.parametrize("rank", [0, 1])
@pytest.mark.parametrize("size", [1, 2, 9])
def test_paths_that_do_not_bend_have_a_plane_all_the_same(rank, size):
    rng = np.random.default_rng(size)
    thetas = rng.normal(size=size) + rank * np.linspace(0, 1, 7)[:, None] * rng.normal(size=size)
    plane = principal_plane(thetas)
    two = min(size, 2)
    assert np.allclose((plane.directions @ plane.directions.T)[:two, :two], np.eye(two), atol=1e-12)
    assert np.allclose(plane.at(plane.project(thetas)), thetas, atol=1e-12)
    assert np.isclose(plane.explained(thetas), 1.0, rtol=1e-12)


def test_more_parameters_than_moments():
    thetas = np.random.default_rng(0).normal(size=(3, 500))
    plane = principal_plane(thetas)
    assert np.allclose(plane.at(plane.project(thetas)), thetas, atol=1e-12)  # three points lie on one plane


def test_projection_gives_places_back_also_where_directions_are_not_at_right_angles():
    rng = np.random.default_rng(0)
    plane = Plane(rng.normal(size=9), rng.normal(size=(2, 9)))
    places = rng.normal(size=(4, 5, 2))
    assert np.allclose(plane.project(plane.at(places)), places, atol=1e-12)
    away = plane.at(places) + rng.normal(size=9)
    rest = away - plane.at(plane.project(away))
    assert np.allclose(rest @ plane.directions.T, 0.0, atol=1e-12)  # the nearest point: what is left is upright


def test_who_diverged_has_no_place():
    plane = principal_plane(np.random.default_rng(0).normal(size=(5, 4)))
    thetas = np.ones((3, 4))
    thetas[1, 2], thetas[2, 0] = np.nan, np.inf
    assert np.isnan(plane.project(thetas)).all(axis=1).tolist() == [False, True, True]


@pytest.mark.parametrize("options", [{}, {"batch_norm": True}, {"hidden": ()}], ids=str)
def test_a_filter_normalized_direction_is_as_long_as_the_weights_of_each_unit(options):
    run = Run(SMALL.replace(**options)).advance(3)
    layout, theta = run.layout, run.model.trainer.theta
    plane = random_plane(layout, theta, np.random.default_rng(5))
    assert (plane.origin == theta).all()
    for layer in layout.layers:
        long = np.linalg.norm(layout.W(plane.directions, layer), axis=-1)
        assert np.allclose(long, np.linalg.norm(layout.W(theta, layer), axis=-1), rtol=1e-12)
    if options.get("batch_norm"):
        assert (plane.directions[:, layout.layers[-1].weights.stop :] == 0.0).all()
    other = random_plane(layout, theta, np.random.default_rng(6))
    assert not np.allclose(plane.directions, other.directions)


def test_units_without_weights_give_a_plane_without_directions():
    run = Run(SMALL.replace(initializer="zeros"))
    plane = random_plane(run.layout, run.model.trainer.theta, np.random.default_rng(0))
    assert (plane.directions == 0.0).all()
    assert (plane.project(np.ones((2, run.layout.size))) == 0.0).all()


def test_a_window_holds_all_finite_places_and_is_never_flat():
    places = np.array([[0.0, 1.0], [4.0, 1.0], [np.nan, 9.0], [1.0, np.inf]])
    low_a, high_a, low_b, high_b = Window.round(places).box
    assert low_a < 0.0 < 4.0 < high_a
    assert low_b < 1.0 < high_b
    assert high_b - low_b == pytest.approx((high_a - low_a) / 5)
    assert Window.round(np.zeros((2, 2))).box == pytest.approx((-5e-4, 5e-4, -5e-4, 5e-4))


def test_a_windows_grid_goes_down_from_the_top_and_to_the_right():
    grid = Window((0.0, -1.0), (4.0, 1.0)).grid(4)
    assert grid.shape == (4, 4, 2)
    assert grid[0, :, 0].tolist() == [0.5, 1.5, 2.5, 3.5]
    assert grid[:, 0, 1].tolist() == [0.75, 0.25, -0.25, -0.75]
