"""Torch: optimizers on given gradients and whole short trainings, met in float64.

What torch found for one seed is stored and always checked; with torch installed another seed is asked afresh.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from playground.tables.activations import ACTIVATIONS
from tests.nets import KINDS, legal
from tests.torch_peer import CASES, KNOWN, TORCH_CONFIGS, make, make_path, our_path, ours, their_path, theirs

FOLDER = Path(__file__).parent / "data" / "torch"
STORED = {
    name: json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")) for name in ("trainings", "optimizers")
}

CLOSE = {"rtol": 0, "atol": 1e-8}
"""Parameters are of order 1. Engines part by some roundings of 1e-16 a step; thirty steps that each divide by a root of
squared gradients, 1e-4 and smaller where a unit is nearly dead, leave 1e-10 at the worst."""


@pytest.fixture
def torch():
    module = pytest.importorskip("torch", reason="torch is not installed; its stored trajectories are checked instead")
    module.set_num_threads(1)
    return module


def check(found, expected):
    assert np.allclose(found["losses"], expected["losses"], **CLOSE)
    assert np.allclose(found["theta"], expected["theta"], **CLOSE)


@pytest.mark.parametrize("name", CASES)
def test_a_short_training_is_torchs(name, torch):
    case = make(name, seed=1)
    check(ours(case), theirs(case))


@pytest.mark.parametrize("name", STORED["trainings"]["cases"])
def test_a_short_training_is_the_stored_one(name):
    case = STORED["trainings"]["cases"][name]
    check(ours(case), case["found"])


@pytest.mark.parametrize("name", TORCH_CONFIGS)
def test_an_optimizers_path_is_torchs(name, torch):
    path = make_path(name, seed=1)
    # Theta reaches tens on gradients of a thousand, whose steps are right to 1e-13 each: relative there.
    assert np.allclose(
        our_path(TORCH_CONFIGS[name], path), their_path(TORCH_CONFIGS[name], path), rtol=1e-10, atol=1e-10
    )


@pytest.mark.parametrize("name", STORED["optimizers"]["cases"])
def test_an_optimizers_path_is_the_stored_one(name):
    path = STORED["optimizers"]["cases"][name]
    assert np.allclose(our_path(TORCH_CONFIGS[name], path), path["found"], rtol=1e-10, atol=1e-10)


def test_the_stored_trajectories_are_those_of_the_cases():
    assert STORED["trainings"]["cases"].keys() == CASES.keys()
    assert STORED["optimizers"]["cases"].keys() == TORCH_CONFIGS.keys()
    assert {told["torch"].split(".")[0] for told in STORED.values()} == {"2"}


def test_every_entry_that_torch_knows_has_a_case():
    configs = [config for _, config in CASES.values()]
    assert {name for config in configs for name in config.activations} == {*KNOWN["activation"]}
    for field in ("optimizer", "regularizer", "loss"):
        assert {getattr(config, field) for config in configs} == {*KNOWN[field]}
    heads = {(loss, kind) for loss in KNOWN["loss"] for kind in KINDS if legal(loss, kind)}
    assert {(config.loss, kind) for kind, config in CASES.values()} == heads


@pytest.mark.parametrize("name", KNOWN["activation"])
def test_an_activation_is_torchs(name, torch):
    functional = torch.nn.functional
    peer = {
        "linear": lambda z: z,
        "leaky-relu": lambda z: functional.leaky_relu(z, 0.01),
        "swish": functional.silu,
        "gelu": lambda z: functional.gelu(z, approximate="tanh"),
        "sin": torch.sin,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
    }.get(name) or getattr(functional, name)
    z = torch.linspace(-40, 40, 1000, dtype=torch.float64, requires_grad=True)  # 0, the kink, is not among them
    theirs = peer(z)
    theirs.sum().backward()
    entry, at = ACTIVATIONS[name], z.detach().numpy()
    # Sums of terms up to |z| = 40 by other formulas: some roundings of 40; torch's softplus is straight from 20 on,
    # where what it leaves out is e⁻²⁰ = 2e-9.
    close = {"rtol": 0, "atol": 3e-9 if name == "softplus" else 1e-13}
    with np.errstate(over="ignore"):  # far out an exponential may overflow on the way to the right limit
        value = entry.value(at)
        assert np.allclose(value, theirs.detach().numpy(), **close)
        assert np.allclose(entry.slope(at, value), z.grad.numpy(), **close)
