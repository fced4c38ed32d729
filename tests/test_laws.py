"""Laws of training: true of every run, whatever it learns."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import Config, Data, Run
from playground.engine.network import Memory, Network
from playground.tables.activations import ACTIVATIONS
from playground.tables.optimizers import OPTIMIZERS
from playground.tables.regularizers import REGULARIZERS
from tests.nets import random_run

EPS = np.finfo(float).eps


def rows_seen(run, epochs):
    """The rows of data in the order in which each epoch trains on them: (epochs, rows, 2)."""
    trainer, seen = run.model.trainer, []
    targets = trainer.table.shape[1] - run.layout.layers[0].fan_in - 1
    for _ in range(epochs):
        epoch = []
        for part in trainer._draw():
            for batch in part.streams[0]:
                epoch.extend(batch[targets:-1].T)
        seen.append(epoch)
        run.advance()
    return np.array(seen)


# -- batches ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shuffle", [False, True])
@given(samples=st.integers(20, 120), batch_size=st.integers(1, 130))
def test_every_row_once_per_epoch_the_short_last_batch_included(shuffle, samples, batch_size):
    config = Config(samples=samples, batch_size=batch_size, shuffle=shuffle, raw_features=True, hidden=())
    run = Run(config)
    (seen,) = rows_seen(run, 1)
    x = run.data.x_train
    assert np.array_equal(seen[np.lexsort(seen.T)], x[np.lexsort(x.T)])
    assert run.batches == -(-len(x) // min(batch_size, len(x)))
    assert shuffle or np.array_equal(seen, x)


def test_the_order_differs_between_epochs_with_shuffle_and_stays_without():
    seen = rows_seen(Run(Config(samples=60, hidden=())), 70)  # past the orders that are drawn at once
    assert len({epoch.tobytes() for epoch in seen}) == 70
    still = rows_seen(Run(Config(samples=60, hidden=(), shuffle=False)), 3)
    assert len({epoch.tobytes() for epoch in still}) == 1


def test_the_order_depends_on_the_data_seed_alone():
    rows = [
        rows_seen(Run(Config(samples=60, hidden=(), **change)), 2)
        for change in ({}, {"init_seed": 9}, {"optimizer": "sgd", "rate": 0.5})
    ]
    assert np.array_equal(rows[0], rows[1])
    assert np.array_equal(rows[0], rows[2])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_batch_larger_than_the_data_is_all_of_it(optimizer):
    all_, more = (Run(Config(samples=40, optimizer=optimizer, batch_size=n)).advance(5) for n in (20, 5000))
    assert np.array_equal(all_.model.trainer.theta, more.model.trainer.theta)


# -- symmetries ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_norm", [False, True])
def test_hidden_units_may_be_relabeled(optimizer, batch_norm):
    config = Config(hidden=(6, 5), optimizer=optimizer, samples=60, batch_norm=batch_norm, regularizer="l2")
    names = [np.random.default_rng(0).permutation(n) for n in config.hidden]
    layers = Run(config.replace(initializer="he")).layers()
    renamed = [
        (layers[0][0][names[0]], layers[0][1][names[0]]),
        (layers[1][0][names[1]][:, names[0]], layers[1][1][names[1]]),
        (layers[2][0][:, names[1]], layers[2][1]),
    ]
    one, other = Run(config, layers=layers).advance(3), Run(config, layers=renamed).advance(3)
    points = np.random.default_rng(1).uniform(-6, 6, (50, 2))
    # Sums over units run in another order. 18 steps at most double a difference of a few roundings; AdaGrad and Adam
    # divide by gradients down to 1e-4 of the largest: 1e-15 · 2¹⁸ · 1e4 is far above what is seen, 1e-10 is not.
    assert np.allclose(one.predict(points), other.predict(points), rtol=0, atol=1e-10)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_zeros_keep_the_units_of_a_layer_identical(activation):
    for W, b in Run(Config(initializer="zeros", activation=activation, hidden=(5, 4))).advance(5).layers():
        # Each unit sees the same sums, which BLAS may add in another order for rows at a block's end.
        assert np.allclose(W, W[:1], rtol=0, atol=1e-12)
        assert np.allclose(b, b[:1], rtol=0, atol=1e-12)


@pytest.mark.parametrize("optimizer", ["adagrad", "rmsprop", "adam"])
def test_the_path_ignores_the_scale_of_the_loss(optimizer):
    # Regression with a linear net: targets and weights twice as large make the loss's gradient twice as large.
    # With ε → 0 these rules take the same steps for it; two rates of one half each, so nets stay alike.
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-5, 5, (30, 2)), rng.normal(size=30)
    config = Config(task="regression", hidden=(), optimizer=optimizer, eps=1e-12, rate=0.01)
    layers = [(np.array([[0.5, -0.5]]), np.zeros(1))]
    one = Run(config, data=Data(x, y, x, y), layers=layers).advance(5)
    double = [(2 * W, 2 * b) for W, b in layers]
    two = Run(config.replace(rate=0.02), data=Data(x, 2 * y, x, 2 * y), layers=double).advance(5)
    # ε is 1e-12 against gradients that are seldom below 1e-4.
    assert np.allclose(2 * one.predict(x), two.predict(x), rtol=0, atol=1e-7)


# -- options ---------------------------------------------------------------------------------------------


@given(clip=st.floats(0.01, 2), seed=st.integers(0, 50))
def test_clipping_bounds_the_step(clip, seed):
    config = Config(samples=20, optimizer="sgd", rate=0.5, clip_norm=clip, init_seed=seed, initializer="large")
    run, free = Run(config), Run(config.replace(clip_norm=0.0))
    start = run.model.trainer.theta.copy()
    step = run.advance_batches().model.trainer.theta - start
    unclipped = free.advance_batches().model.trainer.theta - start
    length, whole = np.linalg.norm(step), np.linalg.norm(unclipped)
    # θ of about 3 moves by the step: each of a hundred parameters is right to a rounding of 3.
    assert length <= 0.5 * clip + 1e-14
    assert np.isclose(0.5 * run.gradient_norm, length, rtol=0, atol=1e-13)
    assert np.allclose(step, unclipped * min(1, 0.5 * clip / whole), rtol=1e-12, atol=1e-14), "the direction stays"


@pytest.mark.parametrize("regularizer", [name for name, entry in REGULARIZERS.items() if entry.slope])
def test_the_price_leaves_biases_and_normalization_alone(regularizer):
    config = Config(samples=20, optimizer="sgd", rate=0.1, batch_size=20, batch_norm=True, penalty=0.3)
    priced, free = Run(config.replace(regularizer=regularizer)), Run(config)
    before = free.model.trainer.theta.copy()
    moved = priced.advance().model.trainer.theta - free.advance().model.trainer.theta
    on = free.layout.on_weights() == 1
    assert (moved[~on] == 0).all()
    slope = REGULARIZERS[regularizer].slope(before)
    assert np.allclose(moved[on], -0.1 * 0.3 * slope[on], rtol=0, atol=4 * EPS * np.abs(before).max())
    for layer in free.layout.layers:
        assert not free.layout.W(on, layer)[:, -1].any(), "a bias has a price"
        assert free.layout.W(on, layer)[:, :-1].all(), "a weight has none"


def test_l1_zeroes_weights_that_l2_only_makes_small():
    config = Config(dataset="gauss", hidden=(), features=("x1", "x2", "x1^2", "sin(x1)", "cos(x2)"), optimizer="sgd")
    # The smallest step of L1 is rate × penalty = 0.001, so a weight that it holds at zero hops within that.
    found = {
        name: np.abs(Run(config.replace(regularizer=name, penalty=0.1, rate=0.01)).advance(300).layers()[0][0])
        for name in ("l1", "l2")
    }
    assert (found["l1"] < 0.002).sum() > (found["l2"] < 0.002).sum()


@pytest.mark.parametrize("hidden", [(), (6,), (6, 5)])
def test_dropout_zero_equals_none(hidden):
    config = Config(samples=40, hidden=hidden)
    none, zero = Run(config).advance(3), Run(config)
    zero.change(config.replace(dropout=0.5))
    zero.change(config.replace(dropout=0.0))
    assert np.array_equal(none.model.trainer.theta, zero.advance(3).model.trainer.theta)


def test_dropout_silences_its_share_and_scales_up_the_rest():
    run = Run(Config(samples=2000, hidden=(30, 20), dropout=0.25))
    layout = run.layout
    masks = run.model.trainer._masks()
    assert (masks[:, layout.ones] == 1).all(), "biases are never dropped"
    units = np.delete(masks, layout.ones, axis=1)
    assert set(np.unique(units)) == {0.0, 1 / 0.75}
    # A binomial share of N = 50000 draws scatters by √(¼·¾/N); five of them. Scaled up, the mean stays 1.
    assert abs((units == 0).mean() - 0.25) < 5 * np.sqrt(0.25 * 0.75 / units.size)
    before = masks.copy()
    assert not np.array_equal(run.advance().model.trainer._masks(), before), "another epoch, another sub-net"


def test_test_mode_needs_no_dropout():
    config = Config(samples=40, hidden=(6, 5), dropout=0.5, loss="squared")
    run = Run(config).advance(3)
    plain = Run(config.replace(dropout=0.0), layers=run.layers())
    points = np.random.default_rng(0).uniform(-6, 6, (20, 2))
    assert np.array_equal(run.predict(points), plain.predict(points))
    assert run.measures == plain.measures


def test_normalized_units_have_the_mean_and_deviation_they_learned():
    rng = np.random.default_rng(0)
    run = random_run(Config(hidden=(6,), batch_norm=True), "binary", rng, n=40)
    trainer, layer = run.model.trainer, run.layout.layers[0]
    memory = Memory(trainer.theta, trainer.grad, trainer.running.copy(), np.ascontiguousarray(trainer.table.T))
    network = Network(run.layout, run.model.head, memory, training=True)
    network.forward()
    z, before = network.z[layer.rows], run.layout.W(trainer.theta, layer) @ memory.batch[1:]
    # Forty numbers of order 1 to a rounding each. ε = 1e-5 beside the variance takes half its share from the deviation.
    assert np.allclose(z.mean(axis=1), trainer.theta[layer.beta], rtol=0, atol=1e-14)
    assert np.allclose(z.std(axis=1), trainer.theta[layer.gamma], rtol=0.5e-5 / before.var(axis=1).min())
    assert before.var(axis=1).min() > 0.1


@pytest.mark.parametrize(("batch_size", "ends"), [(20, (20, 23)), (11, (11, 23)), (22, (23,)), (23, (23,))])
def test_running_averages_follow_each_batch_by_a_tenth(batch_size, ends):
    run = Run(Config(samples=46, batch_size=batch_size, shuffle=False, hidden=(6,), batch_norm=True))
    x = run.model.features(run.data.x_train)[:-1]
    mean, variance = 0.0, 1.0
    for rows in map(slice, (0, *ends), ends):  # the last batch included, be it short or of one row more
        W, b = run.layers()[0]
        z = W @ x[:, rows] + b[:, None]
        mean, variance = 0.9 * mean + 0.1 * z.mean(axis=1), 0.9 * variance + 0.1 * z.var(axis=1, ddof=1)
        run.advance_batches()
        assert np.allclose(run.model.trainer.running, [mean, variance], rtol=1e-13, atol=1e-15)


# -- divergence and memory -------------------------------------------------------------------------------

WILD = Config(
    task="regression",
    activation="relu",
    hidden=(16,) * 6,
    optimizer="sgd",
    rate=10.0,
    samples=100,
    features=("x1", "x2"),
)


@pytest.mark.parametrize("by", ["epoch", "batch"])
def test_a_run_that_diverges_stops_at_the_last_finite_moment_with_advice(by):
    run = Run(WILD)
    (run.advance if by == "epoch" else run.advance_batches)(200)
    assert run.error.startswith(f"Training diverged after epoch {run.epoch} ")
    assert "Lower the learning rate (now 10)" in run.error
    assert run.error.endswith(".")
    state = run.model.trainer.snapshot()
    assert np.isfinite(state.arrays).all()
    assert np.isfinite(run.history.rows).all()
    assert np.isfinite(run.measures).all()
    assert len(run.history) == run.epoch + 1
    assert np.isfinite(run.predict(run.data.x_test)).all()
    here = run.position
    assert run.advance(3).advance_batches(3).position == here
    assert np.array_equal(run.model.trainer.snapshot().arrays, state.arrays)


def test_a_run_diverges_at_the_same_batch_however_it_is_advanced():
    """By epochs it once stood at 4.0 with a loss of 2e261, by batches at 4.96 with an infinite one."""
    config = Config(dataset="plane", hidden=(8, 8), activation="relu", optimizer="sgd", rate=10.0)
    runs = [Run(config) for _ in range(4)]
    runs[0].advance(10)
    runs[1].advance_batches(300)
    for run, batches in ((runs[2], 1), (runs[3], 7)):
        while run.advance_batches(batches).error is None:
            pass
    for run in runs:
        assert np.isfinite(run.measures).all()
        assert (run.position, run.error) == (runs[0].position, runs[0].error)
        assert np.array_equal(run.snapshot().theta, runs[0].snapshot().theta)
        assert np.array_equal(run.history.rows, runs[0].history.rows)


def test_weights_of_any_size_with_a_finite_loss_are_no_divergence():
    run = Run(Config(samples=40, hidden=(3,), activation="tanh", optimizer="sgd"))
    run.model.trainer.theta[run.layout.layers[0].weights] *= 1e160
    assert np.isfinite(run.advance(2).advance_batches(3).loss())
    assert run.error is None


def test_the_advice_names_the_penalty_where_that_is_the_cause():
    """With plain descent rate · penalty > 2 pushes each weight beyond zero, further each time."""
    calm = Config(dataset="circles", activation="tanh", optimizer="sgd", rate=1.0, samples=100, penalty=10.0)
    assert "Lower the penalty (now 10) or" in Run(calm.replace(regularizer="l2")).advance(400).error
    assert "penalty" not in Run(WILD.replace(regularizer="l2", penalty=1e-6)).advance(200).error


def test_weights_whose_loss_is_not_finite_are_named_before_any_training():
    layers = [(1e200 * W, b) for W, b in Run(Config(task="regression", activation="relu")).layers()]
    run = Run(Config(task="regression", activation="relu"), layers=layers)
    assert run.error.startswith("The loss is not finite before training")
    assert run.advance(2).epoch == 0


def test_a_change_of_rate_lets_a_diverged_run_go_on():
    run = Run(WILD.replace(clip_norm=0.0)).advance(200)
    calm = WILD.replace(rate=1e-5, clip_norm=1.0)
    run.change(calm)
    assert run.error is None
    there = run.epoch
    assert run.advance(3).epoch == there + 3
    assert run.error is None


def test_a_diverged_run_remembers_it_across_snapshots():
    run = Run(WILD)
    healthy = run.snapshot()
    run.advance(200)
    ill = run.snapshot()
    run.restore(healthy)
    assert run.error is None
    run.restore(ill)
    assert run.error


@pytest.mark.parametrize(
    "config",
    [
        pytest.param("samples=100, hidden=(4, 2), batch_size=50", id="small"),
        pytest.param("", id="default", marks=pytest.mark.slow),
    ],
)
def test_ten_thousand_epochs_with_their_history_stay_within_fifty_megabytes(config):
    code = f"""
import resource, sys
from playground import Config, Run
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
run = Run(Config({config})).advance(10_000)
assert len(run.history) == 10_001, run.error
unit = 1 if sys.platform == "darwin" else 1024
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit)
"""
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert float(done.stdout) < 50e6
