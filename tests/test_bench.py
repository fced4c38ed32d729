"""The benchmark compares equal work, and runs. No test checks a time."""

import subprocess
import sys
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from playground import Run
from tests.bench import naive, peers, table
from tests.bench.work import NETS, SEEDS, bench_config, forward_pass, frame, picture, rows_of

ROOT = Path(__file__).resolve().parent.parent
EPOCHS = 5

each_net = pytest.mark.parametrize("net", NETS)


def in_order(net):
    """The experiment with its rows taken as they stand, and a run of the engine on it."""
    config = bench_config(net).replace(shuffle=False)
    run = Run(config).advance(EPOCHS)
    return config, run


@each_net
def test_the_naive_version_does_the_same_work_as_the_engine(net):
    config, run = in_order(net)
    layers, (X, y) = Run(config).layers(), rows_of(config)
    losses = [naive.loss(layers, X, y)]
    for _ in range(EPOCHS):
        layers = naive.epoch(layers, X, y, config.rate, config.batch_size, np.arange(len(X)))
        losses.append(naive.loss(layers, X, y))
    # 125 steps of sums of at most 250 terms of size 1, each rounded in another order: far below 1e-12.
    np.testing.assert_allclose(losses, run.history.train_loss, rtol=0, atol=1e-12)
    for ours, theirs in zip(chain(*run.layers()), chain(*layers), strict=True):
        np.testing.assert_allclose(theirs, ours, rtol=0, atol=1e-11)
    assert losses[-1] != losses[0]


@each_net
def test_torch_does_the_same_work_as_the_engine(net):
    pytest.importorskip("torch")
    config, run = in_order(net)
    train, loss = peers.torch_training(config)
    losses = [loss()]
    for _ in range(EPOCHS):
        train(np.arange(len(run.data.x_train)))
        losses.append(loss())
    np.testing.assert_allclose(losses, run.history.train_loss, rtol=0, atol=1e-12)


@each_net
def test_scikit_learn_trains_the_same_net_for_as_many_epochs_as_asked(net):
    pytest.importorskip("sklearn")
    from sklearn.exceptions import ConvergenceWarning

    config = bench_config(net)
    X, y = rows_of(config)
    with pytest.warns(ConvergenceWarning):
        fitted = peers.sklearn_net(config, EPOCHS).fit(X, y[:, 0] > 0)
    assert fitted.n_iter_ == EPOCHS
    assert [W.T.shape for W in fitted.coefs_] == [W.shape for W, _ in Run(config).layers()]


def test_the_experiment_has_as_many_batches_as_the_table_says():
    config = bench_config(table.SMALL)
    assert Run(config).batches == table.BATCHES
    assert config.batch_size * table.BATCHES == len(rows_of(config)[0])  # no short batch: all steps alike
    assert len(SEEDS) == 64


def test_every_row_has_its_laps():
    assert {name for row in table.ROWS for name in (row.ours, row.peer)} == table.LAPS.keys()


def test_the_command_prints_a_line_for_each_cheap_row():
    command = [sys.executable, "-m", "tests.bench", "--quick", "--only", "step", "--only", "frame"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("|")]
    assert len(lines) == 2 + sum(row.key in ("step", "frame") for row in table.ROWS)
    assert all(line.count("|") == 7 for line in lines)
    assert "on 1 thread" in done.stdout or "asked for 1 thread" in done.stdout


@pytest.mark.parametrize("work", [frame, picture, forward_pass])
def test_what_the_live_view_draws_can_be_timed(work):
    assert work(bench_config(next(iter(NETS))))() > 0.0
