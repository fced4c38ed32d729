"""Width × depth: slices change nothing, cells are the engine's own nets, and size does what the page says."""

from math import inf

import numpy as np
import pytest

from playground import Config, Run
from playground.data import make_data
from playground.study import capacity
from playground.study.capacity import Capacity, Training, parameters

FEW = Config(dataset="moons", samples=120, train_share=0.3, noise=1.2, activation="tanh")
TINY = FEW.replace(samples=40, dropout=0.2)

FRESH = range(6400, 6420)


def complete(capacity):
    """All cells at once."""
    while capacity.advance(inf):
        pass
    return capacity


def same(one, other):
    assert one.cells.keys() == other.cells.keys()
    for place, cell in one.cells.items():
        for a, b in zip(cell.measures, other.cells[place].measures, strict=True):
            assert np.array_equal(a, b, equal_nan=True)
        assert np.array_equal(cell.theta, other.cells[place].theta)


@pytest.mark.parametrize("batch_size", [1, 7, 5000])
def test_slices_change_nothing(batch_size):
    config = TINY.replace(batch_size=batch_size)
    whole = complete(Capacity(config, (1, 4), (1, 2), range(3), 4))
    sliced = Capacity(config, (1, 4), (1, 2), range(3), 4)
    slices = 1
    while sliced.advance(0.0):
        slices += 1
    same(whole, sliced)
    assert slices >= 12  # four cells, each trained and then measured


def test_the_order_of_the_cells_changes_nothing():
    plain = complete(Capacity(TINY, (1, 3), (1, 2), range(2), 3))
    other = Capacity(TINY, (1, 3), (1, 2), range(2), 3)
    other.prefer((1, 1))
    other.advance(inf)
    assert other.place == (1, 1)
    same(plain, complete(other))


def test_results_come_one_by_one_and_stay():
    grid = Capacity(TINY, (2, 1), (1,), range(2), 3)
    assert np.isnan(grid.solved(0.5)).all()
    shares = [grid.share]
    while grid.advance(0.0):
        shares.append(grid.share)
        assert (~np.isnan(grid.mean())).sum() == len(grid.cells)
    shares.append(grid.share)
    assert (np.diff(shares) >= -1e-12).all()  # sums of shares round
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert grid.finished
    assert list(grid.cells) == [(0, 1), (0, 0)]  # the narrow one first


def test_every_net_of_a_cell_is_the_run_of_its_seed():
    grid = complete(Capacity(TINY, (3,), (2,), (5, 9), 6))
    cell = grid.cells[0, 0]
    for k, seed in enumerate((5, 9)):
        run = Run(TINY.replace(hidden=(3, 3), init_seed=seed)).advance(6)
        # Stacked products add in another order: see tests/test_seeds.py.
        assert np.allclose([m[k] for m in cell.measures], run.measures, rtol=0, atol=1e-9)
        assert np.allclose(cell.theta[k], run.model.trainer.theta, rtol=0, atol=1e-9)


def test_seeds_in_groups_are_the_same_seeds(monkeypatch):
    def trained():
        training = Training(TINY, range(5), 4)
        while training.advance(inf):
            pass
        return training.result()

    together = trained()
    monkeypatch.setattr(capacity, "_ELEMENTS", 40 * 18 * 2)  # room for two of five at once
    apart = trained()
    assert apart.theta.shape == together.theta.shape
    assert np.allclose(apart.theta, together.theta, rtol=0, atol=1e-9)


def test_a_result_is_there_at_the_end_only():
    training = Training(TINY, range(2), 4)
    training.advance(0.0)
    with pytest.raises(ValueError, match="the result is there at the end"):
        training.result()


def test_a_picture_may_ask_for_single_epochs():
    training = Training(TINY, range(2), 4)
    for epoch in (1, 2, 3):
        assert training.advance(inf, epochs=1)
        assert training.model.trainer.epoch == epoch


@pytest.mark.parametrize(
    "options", [{}, {"batch_norm": True}, {"dataset": "blobs", "classes": 4}, {"dataset": "waves"}]
)
def test_parameters_are_counted_without_training(options):
    grid = complete(Capacity(TINY.replace(**options), (1, 5), (1, 3), [0], 1))
    assert (grid.parameters() == grid.table(lambda cell: cell.theta.shape[1])).all()
    config = TINY.replace(**options)
    assert parameters(config, make_data(config)) == Run(config).layout.size


def test_a_net_that_diverged_does_not_count_as_solved():
    wild = TINY.replace(dataset="waves", optimizer="sgd", rate=10.0, activation="relu")
    cell = complete(Capacity(wild, (6,), (2,), range(12), 30)).cells[0, 0]
    assert 0 < cell.alive.sum() < 12
    assert cell.share(-inf) == cell.alive.mean()
    assert np.isfinite(cell.mean())


def test_larger_nets_learn_few_noisy_rows_by_heart_and_are_no_better_for_it():
    """The claim of the page, on seeds and rows that were not used while tuning it."""
    gains, losses = [], []
    for data_seed in (61, 62, 63):
        grid = complete(Capacity(FEW.replace(data_seed=data_seed), (2, 16), (2,), FRESH, 300))
        gains.append(np.diff(grid.mean("train")[0])[0])
        losses.append(-np.diff(grid.mean("test")[0])[0])
    assert min(gains) > 0.05
    assert np.mean(losses) > 0.0


def test_the_spiral_wants_depth_and_width():
    spiral = Config(dataset="spiral", activation="tanh")
    grid = complete(Capacity(spiral, (2, 12), (1, 3), range(6450, 6458), 150))
    test = grid.mean("test")
    assert test[1, 1] == test.max()
    assert test[1, 1] > test[0, 0] + 0.15
