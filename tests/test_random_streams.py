"""Random streams, pinned: a link names seeds, and means the rows, weights and batches that were drawn from them.

NumPy does not promise that its Generator draws the same numbers for ever (NEP 19). Where one of these hashes changes,
every link that was ever passed on means something else: say so in the list of changes, with the version of NumPy.
The hashes were taken with NumPy 2.4.6. What is hashed does not depend on CPU or BLAS: whole numbers, fractions that are
exact, and what goes through a logarithm or a sine in steps of 2⁻²⁰.
"""

import hashlib

import numpy as np
import pytest

from playground import Config, Run
from playground.data import make_data
from playground.randomness import BATCHES, DATA, DROPOUT, LABELS, NOISE, SPLIT, WEIGHTS, stream


def digest(*arrays):
    """The first 12 digits of SHA-256 of the numbers, in steps of 2⁻²⁰, and their shapes."""
    found = hashlib.sha256()
    for array in arrays:
        array = np.asarray(array)
        if array.dtype.kind == "f":
            array = np.round(array * 2**20)
        found.update(f"{array.shape}".encode() + array.astype("<i8").tobytes())
    return found.hexdigest()[:12]


def draws(rng):
    """Some of each kind of draw that the playground makes."""
    order = np.tile(np.arange(7), (3, 1))
    return [
        rng.integers(0, 2**62, 8),
        rng.random(8),
        rng.permutation(20),
        rng.permuted(order, axis=1),
        rng.integers(1, 5, 8),
        rng.standard_normal(8),
        rng.uniform(-6, 6, 8),
        rng.choice([-1.0, 1.0], 8),
    ]


STREAMS = {
    "data": "cd6b92dbd23d",
    "noise": "5e8aba2ae081",
    "labels": "7776d2ca23dd",
    "split": "b2038105f3ba",
    "weights": "2cc69c922310",
    "batches": "95f543e7f370",
    "dropout": "3e55b69ddb7f",
}

PURPOSES = {"data": DATA, "noise": NOISE, "labels": LABELS, "split": SPLIT, "weights": WEIGHTS, "batches": BATCHES,
            "dropout": DROPOUT}  # fmt: skip


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_stream_gives_the_numbers_that_it_always_gave(purpose):
    found = digest(*draws(stream(0, PURPOSES[purpose])), *draws(stream(999_999, PURPOSES[purpose], 7)))
    assert found == STREAMS[purpose]


ROWS = {
    "linear": "75dfbc1c6a0d",
    "gauss": "161bce22f1cd",
    "xor": "a5ebfe6f0b56",
    "checkerboard": "dc8f92dc995c",
    "circles": "13951a3171dd",
    "rings": "d186cac84701",
    "spiral": "273dcd1b9edf",
    "moons": "9b2906d5ec29",
    "blobs": "c03f9e969cc8",
    "pinwheel": "27d5d0d55024",
    "plane": "b9755dab3440",
    "multi-gauss": "8075a47faf1e",
    "waves": "045c439a24c2",
}


@pytest.mark.parametrize("dataset", ROWS)
def test_a_link_means_the_rows_that_it_always_meant(dataset):
    data = make_data(Config(dataset=dataset, samples=60, noise=0.3, label_noise=0.2, data_seed=5))
    assert digest(data.x_train, data.y_train, data.x_test, data.y_test) == ROWS[dataset]


WEIGHTS_DRAWN = {
    "zeros": "7d81aa02230a",
    "small": "b100e6b6956f",
    "large": "817599ba2fd4",
    "uniform": "7b7edb4bd31a",
    "xavier": "6b0f8b3f7d68",
    "he": "fcb596b578ca",
    "auto": "8f7c54a6ef4a",
}


@pytest.mark.parametrize("initializer", WEIGHTS_DRAWN)
def test_a_link_means_the_weights_that_it_always_meant(initializer):
    layers = Run(Config(initializer=initializer, hidden=(4, 3), init_seed=5, samples=20)).layers()
    assert digest(*(part for pair in layers for part in pair)) == WEIGHTS_DRAWN[initializer]


def test_a_link_means_the_batches_and_the_masks_that_it_always_meant():
    trainer = Run(Config(samples=60, hidden=(4, 3), dropout=0.25, init_seed=5, data_seed=5)).model.trainer
    assert digest(trainer._order()) == "c0096202bc37"
    assert digest(trainer._masks() > 0) == "a3a554ab5457"
