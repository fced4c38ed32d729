"""What the defaults and the README promise to learn, on twenty seeds that were never used while choosing them."""

import numpy as np
import pytest

from playground import Config, Run

SEEDS = range(7000, 7020)
"""For the data and the starting weights alike."""


def accuracies(epochs, **said):
    """Test accuracy after so many epochs, for each seed."""
    runs = (Run(Config(data_seed=seed, init_seed=seed, **said)) for seed in SEEDS)
    return np.array([run.advance(epochs).accuracy("test") for run in runs])


def test_xor_is_learned_without_a_hidden_layer_from_the_product_of_its_coordinates():
    line = {"dataset": "xor", "hidden": (), "optimizer": "sgd", "rate": 0.03}
    assert (accuracies(20, features=("x1", "x2", "x1*x2"), **line) >= 0.99).all()


def test_a_line_on_xor_stays_near_a_half():
    found = accuracies(20, dataset="xor", hidden=(), optimizer="sgd", rate=0.03)
    assert (np.abs(found - 0.5) <= 0.1).all()


@pytest.mark.parametrize("dataset", ["circles", "xor"])
def test_eight_units_learn_the_easy_sets_within_fifty_epochs(dataset):
    found = accuracies(50, dataset=dataset, hidden=(8,), activation="gelu", optimizer="adam", rate=0.03)
    assert (found >= 0.99).sum() >= 18


@pytest.mark.slow
def test_two_layers_of_sixteen_learn_the_spiral_within_a_hundred_and_fifty_epochs():
    found = accuracies(150, dataset="spiral", hidden=(16, 16), activation="gelu", optimizer="adam", rate=0.01)
    assert (found >= 0.95).sum() >= 18
