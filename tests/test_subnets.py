"""Sub-networks of dropout: folded weights equal dropped units; the ensemble's mean is near the whole net."""

import numpy as np
import pytest

from playground import Config, Run
from playground.engine.network import Memory, Network
from playground.study.boundaries import EnsembleGrid, sides
from playground.study.contours import contours, with_gaps
from playground.study.subnets import Masks

SMALL = Config(samples=60, hidden=(7, 5), dropout=0.3, activation="tanh")


def masks(run, share=0.3, count=9, seed=0):
    return Masks.drawn(run.layout, share, count, np.random.default_rng(seed))


@pytest.mark.parametrize("hidden", [(6,), (7, 5), (4, 4, 4)])
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_folded_weights_say_what_the_engine_says_with_those_units_silent(hidden, activation):
    run = Run(SMALL.replace(hidden=hidden, activation=activation)).advance(5)
    model = run.model
    chosen = masks(run)
    batch = model.features(run.data.x_test)
    theta = model.trainer.theta
    folded = chosen.fold(theta)
    for rows, own in zip(chosen.rows, folded, strict=True):
        mask = np.repeat(rows[:, None], batch.shape[1], axis=1)
        inside = np.concatenate([np.zeros((1, batch.shape[1])), batch])
        silent = Network(
            run.layout,
            model.head,
            Memory(theta, np.zeros_like(theta), model.trainer.running, inside, mask),
            training=True,
        ).forward()
        test = Network(
            run.layout, model.head, Memory(own, None, model.trainer.running, batch), training=False
        ).forward()
        assert np.allclose(silent, test, rtol=1e-12, atol=1e-12)  # (w·m)·a and w·(m·a) round differently


def test_nobody_is_silent_without_dropout():
    run = Run(SMALL).advance(2)
    chosen = masks(run, share=0.0)
    assert (chosen.silent == 0).all()
    assert np.array_equal(chosen.fold(run.model.trainer.theta), np.tile(run.model.trainer.theta, (9, 1)))


def test_the_share_of_silent_units_is_that_of_dropout():
    run = Run(SMALL)
    silent = masks(run, share=0.3, count=2000).silent.mean() / 12
    # 24,000 draws: a standard deviation of √(0.3·0.7/24000) = 0.003; five of them.
    assert abs(silent - 0.3) < 0.015


def test_biases_and_the_first_layer_are_left_alone():
    run = Run(SMALL).advance(1)
    theta = run.model.trainer.theta
    folded = masks(run).fold(theta)
    first, *rest = run.layout.layers
    assert (run.layout.W(folded, first) == run.layout.W(theta, first)).all()
    for layer in rest:
        assert (run.layout.W(folded, layer)[..., -1] == run.layout.W(theta, layer)[..., -1]).all()


@pytest.mark.parametrize("share", [-0.1, 1.0])
def test_an_illegal_share_is_named(share):
    with pytest.raises(ValueError, match=r"share is .*; it must be at least 0 and less than 1"):
        masks(Run(SMALL), share=share)


def test_the_mean_of_many_subnets_of_one_layer_is_the_net_itself():
    """With one hidden layer the output is linear in the masks, so its mean over them is the test-mode output."""
    run = Run(SMALL.replace(hidden=(12,), dropout=0.3)).advance(30)
    model, count = run.model, 4000
    grid = EnsembleGrid(model, count, cells=6)
    theta, running = model.trainer.theta, model.trainer.running
    said = grid.outputs(masks(run, count=count).fold(theta), running)[:, 0].astype(float)
    whole = EnsembleGrid(model, 1, cells=6).outputs(theta, running)[0, 0]
    error = said.std(axis=0) / np.sqrt(count)
    # 49 nodes that share their masks: five standard errors, and float32's rounding.
    assert (np.abs(said.mean(axis=0) - whole) < 5 * error + 1e-5).all()


def test_the_mean_of_many_subnets_is_near_the_net_in_test_mode():
    """Deeper it is an approximation (Srivastava et al. 2014, §10), nearer than the sub-nets are to each other."""
    run = Run(SMALL.replace(hidden=(16, 16), dropout=0.2)).advance(60)
    model, count = run.model, 500
    theta, running = model.trainer.theta, model.trainer.running
    said = EnsembleGrid(model, count, cells=12).outputs(masks(run, 0.2, count).fold(theta), running)[:, 0]
    whole = EnsembleGrid(model, 1, cells=12).outputs(theta, running)[0, 0]
    away = np.abs(said.mean(axis=0) - whole).mean()
    assert away < 0.35 * said.std(axis=0).mean()


def test_a_crowd_sees_what_the_net_says():
    run = Run(SMALL.replace(batch_norm=True)).advance(4)
    trainer = run.model.trainer
    grid = EnsembleGrid(run.model, 2, cells=8)
    x1, x2 = np.meshgrid(grid.at, grid.at)
    said = grid.outputs(np.stack([trainer.theta] * 2), trainer.running)
    own = run.model.outputs(np.stack([x1.ravel(), x2.ravel()], axis=1)).reshape(9, 9)
    assert np.allclose(said[0, 0], own, rtol=1e-4, atol=1e-4)  # float32 through three layers
    assert np.array_equal(said[0], said[1])


@pytest.mark.parametrize(("task", "classes"), [("classification", 2), ("classification", 4), ("regression", 2)])
def test_on_a_boundary_the_prediction_changes(task, classes):
    dataset = "blobs" if task == "classification" else "waves"
    config = Config(task=task, dataset=dataset, classes=classes, samples=80, hidden=(8,)).replace()
    run = Run(config).advance(20)
    trainer = run.model.trainer
    grid = EnsembleGrid(run.model, 1)
    (lines,) = grid.boundaries(grid.outputs(trainer.theta[None], trainer.running))
    assert lines
    fields = sides(run.model.outputs(np.concatenate(lines))[None], task == "regression")[0]
    spread = np.abs(sides(run.model.outputs(np.random.default_rng(0).uniform(-6, 6, (500, 2)))[None])).mean()
    # Straight between nodes an eighth of the square apart: some field is small there, compared with the whole.
    assert np.median(np.abs(fields).min(axis=0)) < 0.05 * spread


def test_a_circle_is_one_closed_line_of_its_length():
    at = np.linspace(-6, 6, 97)
    x, y = np.meshgrid(at, at)
    (line,) = contours(np.hypot(x, y), at, at, 4.0)
    assert np.array_equal(line[0], line[-1])
    assert np.abs(np.hypot(*line.T) - 4.0).max() < 0.125**2  # curvature ¼ over a cell of ⅛: h²/8·¼, and its diagonal
    assert abs(np.hypot(*np.diff(line, axis=0).T).sum() - 8 * np.pi) < 0.01


def test_lines_of_random_functions_pass_every_crossing_once():
    rng = np.random.default_rng(5)
    at = np.arange(12.0)
    for _ in range(100):
        f = rng.normal(size=(12, 12))
        above = f > 0
        crossings = (above[1:] != above[:-1]).sum() + (above[:, 1:] != above[:, :-1]).sum()
        lines = contours(f, at, at)
        closed = [np.array_equal(line[0], line[-1]) and len(line) > 1 for line in lines]
        points = np.concatenate([line[:-1] if c else line for line, c in zip(lines, closed, strict=True)])
        assert len(points) == crossings
        assert len(np.unique(points, axis=0)) == crossings
        for line, c in zip(lines, closed, strict=True):
            if not c:  # an open line ends at the border
                assert all(min(p.min(), (11 - p).min()) == 0 for p in (line[0], line[-1]))
            assert (np.abs(np.diff(line, axis=0)).max(axis=1) <= 1.0).all()  # from side to side of one cell


@pytest.mark.parametrize("field", [np.ones((4, 4)), np.full((4, 4), np.nan), np.full((4, 4), np.inf)])
def test_where_nothing_changes_there_is_no_line(field):
    assert contours(field, np.arange(4.0), np.arange(4.0)) == []


def test_lines_are_handed_on_with_gaps():
    lines = [np.zeros((2, 2)), np.ones((3, 2))]
    path = with_gaps(lines, [4, 7])
    assert path.shape == (7, 3)
    assert np.isnan(path[[2, 6]]).all()
    assert path[3:6, 2].tolist() == [7, 7, 7]
    assert with_gaps([]).shape == (0, 3)
