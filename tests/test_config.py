"""Config: what is legal, what follows from what, and how the fields are declared."""

import copy
import dataclasses
import math
import pickle
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.config import FIELDS, LIVE, TASKS, Config
from playground.fields import fields_of
from playground.tables.datasets import DATASETS
from playground.tables.features import FEATURES
from playground.tables.losses import LOSSES
from playground.tables.optimizers import HyperParameters
from tests.strategies import LEGAL, configs

RANGED = [name for name, field in FIELDS.items() if field.kind in ("number", "integer")]
WHOLE = [name for name in RANGED if FIELDS[name].kind == "integer"]


# What is legal


@pytest.mark.parametrize("name", RANGED)
def test_both_ends_of_a_range_are_legal_and_nothing_beyond(name):
    field = FIELDS[name]
    assert field.low <= field.default <= field.high
    for end, beyond in ((field.low, -math.inf), (field.high, math.inf)):
        assert getattr(Config(**{name: end}), name) == end
        outside = end + math.copysign(1, beyond) if name in WHOLE else math.nextafter(end, beyond)
        with pytest.raises(ValueError, match=f"{name} = .* must be a (whole )?number from"):
            Config(**{name: outside})


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True, False, np.True_, "0.5", b"1", None, 1j, [1]])
@pytest.mark.parametrize("name", RANGED)
def test_what_is_no_finite_number_is_refused(name, value):
    with pytest.raises(ValueError, match=f"^{name} = "):
        Config(**{name: value})


@pytest.mark.parametrize("name", RANGED)
def test_numbers_too_large_to_write_are_refused_in_the_same_words(name):
    with pytest.raises(ValueError, match=f"^{name} = a very large number must be"):
        Config(**{name: 10**5000})


@pytest.mark.parametrize("name", WHOLE)
def test_three_point_zero_is_three_and_three_point_five_is_nothing(name):
    value = getattr(Config(**{name: FIELDS[name].low + 0.0}), name)
    assert type(value) is int
    with pytest.raises(ValueError, match="whole number"):
        Config(**{name: FIELDS[name].low + 0.5})


def test_numpy_scalars_become_plain_python():
    config = Config(
        rate=np.float32(0.5),
        samples=np.int16(100),
        batch_norm=np.True_,
        noise=Fraction(1, 2),
        penalty=1,
        hidden=np.array([4, 2]),
        features=np.array(["x1"]),
        dataset=np.str_("xor"),
        activation=np.array(["relu", "tanh"]),
    )
    assert config == Config(
        rate=0.5,
        samples=100,
        batch_norm=True,
        noise=0.5,
        penalty=1.0,
        hidden=(4, 2),
        features=("x1",),
        dataset="xor",
        activation=("relu", "tanh"),
    )
    for name in FIELDS:
        value = getattr(config, name)
        for item in value if isinstance(value, tuple) else [value]:
            assert type(item) in (int, float, bool, str), name
    assert type(config.penalty) is float


def test_minus_zero_becomes_zero():
    assert math.copysign(1, Config(noise=-0.0).noise) == 1


@pytest.mark.parametrize("name", ["raw_features", "shuffle", "batch_norm"])
@pytest.mark.parametrize("value", [0, 1, "true", None, 0.0])
def test_numbers_and_words_are_not_switches(name, value):
    with pytest.raises(ValueError, match=f"^{name} = .* must be true or false"):
        Config(**{name: value})


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field.kind == "choice"])
@pytest.mark.parametrize("value", ["nonsense", "", 3, ["nonsense"], {"sgd": 1}])
def test_an_unknown_name_is_refused_with_the_known_ones(name, value):
    with pytest.raises(ValueError, match=f"^{name} = ") as error:
        Config(**{name: value})
    assert repr(value) in str(error.value)
    assert all(known in str(error.value) for known in FIELDS[name].table)


@pytest.mark.parametrize(
    "hidden", [8, "8,8", None, (0,), (129,), (8.5,), (True,), ("8",), (1,) * 9, {8: 1}, np.array(8), ((1, 2),)]
)
def test_hidden_is_at_most_8_layers_of_1_to_128_units(hidden):
    assert Config(hidden=(1, 128) * 4).hidden == (1, 128) * 4
    assert Config(hidden=[]).hidden == ()
    assert Config(hidden=[3.0]).hidden == (3,)
    with pytest.raises(ValueError, match=r"^hidden = .* at most 8 whole numbers from 1 to 128"):
        Config(hidden=hidden)


def test_features_are_kept_in_the_order_of_the_table_and_each_once():
    assert Config(features=["sin(x2)", "x2", "x1", "x2"]).features == ("x1", "x2", "sin(x2)")
    assert Config(features=set(FEATURES)).features == tuple(FEATURES)
    assert Config(features=()).features == ()


@pytest.mark.parametrize("features", ["x1", ["x3"], None, 1, [1], {"x1": True}])
def test_features_are_a_list_of_known_names(features):
    with pytest.raises(ValueError, match=r"^features = .* must be a list of names from x1, x2"):
        Config(features=features)


def test_activation_is_one_name_or_one_for_each_hidden_layer():
    assert Config(hidden=(3, 3), activation=("relu", "tanh")).activation == ("relu", "tanh")
    assert Config(hidden=(3, 3), activation=("relu", "tanh")).activations == ("relu", "tanh")
    assert Config(hidden=(3, 3), activation="relu").activations == ("relu", "relu")
    assert Config(hidden=(), activation="relu").activations == ()
    for wrong in (("relu",), ("relu", "tanh", "relu"), (), ("relu", "nonsense"), ("relu", None)):
        with pytest.raises(ValueError, match=r"^activation = .* one for each hidden layer"):
            Config(hidden=(3, 3), activation=wrong)


def test_activations_that_are_all_the_same_are_stored_as_the_one_name():
    assert Config(hidden=(3, 3), activation=("relu", "relu")) == Config(hidden=(3, 3), activation="relu")


def test_an_unknown_field_is_refused():
    with pytest.raises(TypeError, match="learning_rate"):
        Config(learning_rate=1)


# What follows from what


def test_unsaid_problem_dataset_and_loss_follow_from_each_other():
    config = Config()
    assert (config.task, config.dataset, config.loss) == ("classification", "spiral", "cross-entropy")
    plane = Config(task="regression")
    assert (plane.task, plane.dataset, plane.loss) == ("regression", "plane", "squared")
    assert Config(dataset="plane") == plane
    for name, dataset in DATASETS.items():
        assert Config(dataset=name).task == dataset.task


@pytest.mark.parametrize("task", TASKS)
def test_dataset_and_loss_must_suit_the_problem(task):
    legal = TASKS[task].legal
    for name, table in (("dataset", DATASETS), ("loss", LOSSES)):
        for value in table:
            if value in legal[name]:
                assert getattr(Config(task=task, **{name: value}), name) == value
            else:
                with pytest.raises(ValueError, match=f"^{name} = '{re.escape(value)}' must be one of .* for {task}"):
                    Config(task=task, **{name: value})


def test_regression_allows_the_losses_that_have_a_head_for_it():
    legal = TASKS["regression"].legal["loss"]
    assert "squared" in legal
    assert not {"cross-entropy", "hinge"} & set(legal)
    assert all((name in legal) == (loss.regression is not None) for name, loss in LOSSES.items())


def test_a_new_problem_sets_dataset_and_loss_anew_only_if_they_are_illegal_for_it():
    spiral = Config(loss="hinge", rate=0.3)
    plane = spiral.replace(task="regression")
    assert plane == Config(task="regression", rate=0.3)
    assert plane.replace(task="classification") == Config(loss="squared", rate=0.3)
    assert Config(dataset="waves").replace(task="regression").dataset == "waves"
    assert Config(loss="hinge", dataset="xor").replace(task="classification").loss == "hinge"


def test_a_new_dataset_brings_its_problem_and_loss():
    assert Config(loss="hinge").replace(dataset="waves") == Config(dataset="waves")
    assert Config(dataset="waves").replace(dataset="moons", loss="hinge") == Config(dataset="moons", loss="hinge")
    assert Config(loss="hinge").replace(dataset="moons").loss == "hinge"


def test_per_layer_activations_fit_a_new_number_of_layers():
    config = Config(hidden=(2, 3, 4), activation=("relu", "tanh", "sin"))
    assert config.replace(hidden=(2, 3)).activation == ("relu", "tanh")
    assert config.replace(hidden=(2, 3, 4, 5, 6)).activation == ("relu", "tanh", "sin", "sin", "sin")
    assert config.replace(hidden=(2,)).activation == "relu"
    assert config.replace(hidden=()).activation == "relu"
    assert config.replace(hidden=(9, 9, 9)).activation == config.activation
    assert config.replace(hidden=(1, 1), activation=("elu", "sin")).activation == ("elu", "sin")


@pytest.mark.parametrize(
    "changes",
    [
        {"dataset": "plane", "task": "classification"},
        {"task": "regression", "loss": "hinge"},
        {"dataset": "waves", "loss": "hinge"},
        {"dataset": "nonsense"},
        {"task": "nonsense"},
        {"hidden": 3},
        {"rate": 11},
    ],
)
def test_replace_refuses_what_is_said_to_be_illegal(changes):
    with pytest.raises(ValueError, match=" must be "):
        Config(hidden=(2, 2), activation=("relu", "tanh")).replace(**changes)


@given(configs(), st.data())
def test_replace_keeps_legality_and_what_was_said(config, data):
    name = data.draw(st.sampled_from(list(FIELDS)))
    if name == "loss":
        value = data.draw(st.sampled_from(TASKS[config.task].legal["loss"]))
    else:
        value = data.draw(LEGAL[FIELDS[name].kind](FIELDS[name]))
    changed = config.replace(**{name: value})
    assert getattr(changed, name) == FIELDS[name].check(value)
    assert Config(**dataclasses.asdict(changed)) == changed
    followers = {"task": {"dataset", "loss"}, "dataset": {"task", "loss"}, "hidden": {"activation"}}
    assert config.differences(changed) <= {name} | followers.get(name, set())


@given(configs())
def test_replacing_nothing_changes_nothing(config):
    assert config.replace() == config
    assert dataclasses.replace(config) == config
    assert config.replace(**{name: getattr(config, name) for name in FIELDS}) == config


@given(configs())
def test_a_config_is_a_value(config):
    for twin in (copy.deepcopy(config), pickle.loads(pickle.dumps(config))):
        assert twin == config
        assert hash(twin) == hash(config)
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.rate = 1.0


# Live fields


def test_live_fields_are_those_of_training_and_nothing_of_data_or_net():
    training = {"rate", "schedule", "period", "decay", "warmup", "batch_size", "shuffle"}
    rule = {"optimizer", *fields_of(HyperParameters)}
    restraint = {"regularizer", "penalty", "dropout", "clip_norm"}
    assert training | rule | restraint == LIVE


def test_a_change_of_live_fields_needs_no_restart_and_any_other_does():
    config = Config()
    assert not config.needs_restart(config)
    assert not config.needs_restart(config.replace(rate=1, batch_size=1, optimizer="sgd"))
    assert config.needs_restart(config.replace(rate=1, init_seed=1))
    assert config.differences(config.replace(rate=1, init_seed=1)) == {"rate", "init_seed"}
