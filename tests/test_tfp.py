"""Addresses of TensorFlow Playground are read as experiments, and what is lost is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import Config, Run
from playground.tfp import FEATURES, is_address, read

SITE = "https://playground.tensorflow.org/"
USUAL = Config(
    dataset="circles",
    hidden=(4, 2),
    activation="tanh",
    optimizer="sgd",
    loss="squared",
    rate=0.03,
    penalty=0.0,
    initializer="uniform",
    raw_features=True,
    shuffle=False,
)

FIRST = (
    "#activation=tanh&batchSize=10&dataset=circle&regDataset=reg-plane&learningRate=0.03&regularizationRate=0&noise=0"
    "&networkShape=4,2&seed=0.37412&showTestData=false&discretize=false&percTrainData=50&x=true&y=true&xTimesY=false"
    "&xSquared=false&ySquared=false&cosX=false&sinX=false&cosY=false&sinY=false&collectStats=false"
    "&problem=classification&initZero=false&hideText=false"
)
"""The address of its first page."""

ADDRESSES = {
    FIRST: USUAL.replace(data_seed=37412),
    "#activation=relu&batchSize=30&dataset=spiral&learningRate=0.003&networkShape=8,8,8&percTrainData=80&sinX=true"
    "&sinY=true&problem=classification": USUAL.replace(
        dataset="spiral",
        activation="relu",
        batch_size=30,
        rate=0.003,
        hidden=(8, 8, 8),
        train_share=0.8,
        features=("x1", "x2", "sin(x1)", "sin(x2)"),
    ),
    "#activation=linear&dataset=xor&regularization=L1&regularizationRate=0.001&networkShape=&x=true&y=true&xTimesY=true"
    "&seed=0.5": USUAL.replace(
        dataset="xor",
        activation="linear",
        regularizer="l1",
        penalty=0.001,
        hidden=(),
        data_seed=50000,
        features=("x1", "x2", "x1*x2"),
    ),
    "#problem=regression&regDataset=reg-gauss&activation=sigmoid&networkShape=6,4&learningRate=0.1": USUAL.replace(
        dataset="multi-gauss", samples=1200, activation="sigmoid", hidden=(6, 4), rate=0.1
    ),
    "#dataset=gauss&noise=50&networkShape=1&x=false&regularization=L2&regularizationRate=0.3"
    "&initZero=true": USUAL.replace(
        dataset="gauss",
        noise=3.5**0.5,
        hidden=(1,),
        features=("x2",),
        regularizer="l2",
        penalty=0.3,
        initializer="zeros",
    ),
    "#dataset=spiral&noise=30&networkShape=4": USUAL.replace(dataset="spiral", noise=0.3 / 3**0.5, hidden=(4,)),
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_the_experiment(address):
    for text in (SITE + address, address, f"http://localhost:8501/{address}"):
        assert is_address(text)
        config, left = read(text)
        assert config == ADDRESSES[address]
        assert not left
        assert Config.from_query(config.to_query()) == (config, [])


def test_what_cannot_be_carried_over_is_said_in_one_sentence():
    address = "#dataset=circle&noise=25&networkShape=8,8,8,8,8,8,8,8,8,8&showTestData=true&discretize=true"
    address += "&playButton_hide=true"
    config, left = carried = read(SITE + address)
    assert config == USUAL.replace(label_noise=0.079, hidden=(8,) * 8)
    assert len(left) == 5
    assert carried.sentence == (
        "From TensorFlow Playground, with other points and initial weights. Not carried over: "
        "layers beyond the eighth, of 10; the place of wrong labels (there near the boundary, here anywhere); "
        "the switch of the test data; the switch Discretize; hidden controls."
    )


def test_nothing_lost_is_said_too():
    assert read(SITE + FIRST).sentence == (
        "From TensorFlow Playground: the same settings, with other points and other initial weights."
    )


def test_the_bare_address_is_its_first_page():
    assert read(SITE).config == USUAL
    assert is_address(SITE)


@pytest.mark.parametrize("text", ["", "hello", "http://localhost:8501/?dataset=xor", "#", "#top", "#activation=tanh"])
def test_other_texts_are_no_such_address(text):
    assert not is_address(text)


KEYS = st.sampled_from(["networkShape", "noise", "batchSize", "seed", "learningRate", "activation", "what", *FEATURES])


@given(st.dictionaries(KEYS, st.text() | st.floats().map(str)))
def test_any_values_give_a_legal_experiment(said):
    config, left = read("#" + "&".join(f"{key}={value}" for key, value in said.items()))
    assert Config.from_query(config.to_query()) == (config, [])
    assert all(phrase.isprintable() for phrase in left)


@pytest.mark.parametrize("value", [f"networkShape={'9' * 5000},2", "seed=1e305", "batchSize=1e300"])
def test_numbers_beyond_all_bounds_give_a_legal_experiment_too(value):
    """Beyond what `int` reads, and beyond a float when it is scaled."""
    config, _ = read(f"#{value}")
    assert Config.from_query(config.to_query()) == (config, [])


def test_its_first_page_learns_as_there():
    """There the circle is solved by 4 and 2 tanh units within a few hundred epochs."""
    assert Run(read(SITE).config).advance(200).accuracy("test") > 0.9
