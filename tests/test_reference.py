"""TensorFlow Playground's own engine, met after every epoch: same start, same rows in the same order."""

import json
from pathlib import Path

import numpy as np
import pytest

from playground import Config, Data, Run

FILES = sorted((Path(__file__).parent / "data" / "reference").glob("*.json"))

CLOSE = {"rtol": 0, "atol": 1e-9}
"""Two engines in float64 part by rounding alone: 500 steps of some hundred roundings of 1e-16 each, 1e-11."""


def load(path):
    """(run before training, what the other engine found)."""
    told = json.loads(path.read_text(encoding="utf-8"))
    said = told["config"]
    task = "regression" if said["dataset"] == "plane" else "classification"
    sets = [np.array(told[part]) for part in ("train", "test")]
    # Class numbers 0 and 1 for the labels −1 and +1.
    labels = [rows[:, 2] if task == "regression" else (rows[:, 2] > 0).astype(int) for rows in sets]
    config = Config(
        task=task,
        features=tuple(said["features"]),
        raw_features=True,
        hidden=tuple(said["hidden"]),
        activation=said["activation"],
        loss="squared",
        optimizer="sgd",
        rate=said["rate"],
        batch_size=said["batch_size"],
        shuffle=False,
        regularizer=said["regularizer"],
        penalty=said["lambda"],
    )
    # Features of ours stand in the table's order; the file's weights follow the file's.
    order = [said["features"].index(name) for name in config.features]
    layers = [(np.array(layer["W"]), layer["b"]) for layer in told["initial"]]
    layers[0] = (layers[0][0][:, order], layers[0][1])
    data = Data(sets[0][:, :2], labels[0], sets[1][:, :2], labels[1])
    return Run(config, data=data, layers=layers), told, order


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def met(request):
    run, told, order = load(request.param)
    return run.advance(told["config"]["epochs"]), told, order


def test_all_four_trajectories_are_there():
    assert [path.stem for path in FILES] == [
        "circle_default",
        "plane_regression",
        "spiral_relu_l2",
        "xor_cross_logistic",
    ]


@pytest.mark.parametrize("part", ["train", "test"])
def test_the_loss_after_every_epoch_is_theirs(met, part):
    run, told, _ = met
    assert np.allclose(getattr(run.history, f"{part}_loss"), told[f"{part}_loss"], **CLOSE)
    assert run.loss(part) == run.history.rows[-1, ("train", "test").index(part)]


def test_the_final_weights_are_theirs(met):
    run, told, order = met
    for k, ((W, b), theirs) in enumerate(zip(run.layers(), told["final"], strict=True)):
        their_W = np.array(theirs["W"])
        assert np.allclose(W, their_W if k else their_W[:, order], **CLOSE)
        assert np.allclose(b, theirs["b"], **CLOSE)


def test_the_probes_are_theirs(met):
    run, told, _ = met
    probe = np.array(told["probe"])
    found = run.predict(probe[:, :2])
    # Their output of classes is tanh, between −1 and 1; ours is the probability of class 1.
    ours = found if run.config.task == "regression" else 2 * found[:, 1] - 1
    assert np.allclose(ours, probe[:, 2], **CLOSE)
