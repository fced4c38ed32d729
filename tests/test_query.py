"""Config to the query of a link and back, and queries with errors."""

import urllib.parse

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.config import FIELDS, Config
from playground.query import Problem, words
from tests.strategies import configs

NUMBERS = st.one_of(st.integers(), st.floats(), st.booleans()).map(str)
NAMES = st.sampled_from([name for field in FIELDS.values() for name in field.table or ()])
TEXTS = st.one_of(st.text(), st.text(st.characters()), NUMBERS, NAMES, st.lists(NUMBERS | NAMES).map(",".join))
MAPPINGS = st.dictionaries(st.sampled_from(list(FIELDS)) | st.text(), TEXTS | st.lists(TEXTS, max_size=3))


def one(query):
    """The Config of a query with one error, and the message about it."""
    config, problems = Config.from_query(query)
    assert len(problems) == 1, problems
    key = problems[0].key
    return config, problems[0].sentence("the page", key and words(FIELDS[key], getattr(config, key)))


@given(configs())
def test_config_to_query_to_config_is_the_identity(config):
    query = config.to_query()
    assert all(isinstance(item, str) for pair in query.items() for item in pair)
    assert Config.from_query(query) == (config, [])


@given(configs())
def test_a_link_survives_the_address_bar(config):
    text = urllib.parse.urlencode(config.to_query())
    assert Config.from_query(urllib.parse.parse_qs(text)) == (config, [])


@given(st.floats(FIELDS["rate"].low, FIELDS["rate"].high))
def test_a_float_comes_back_bit_for_bit(rate):
    config, _ = Config.from_query(Config(rate=rate).to_query())
    assert config.rate.hex() == rate.hex()


@given(configs())
def test_the_query_is_the_shortest(config):
    query = config.to_query()
    for key in query:
        rest = {name: text for name, text in query.items() if name != key}
        assert Config.from_query(rest)[0] != config


def test_defaults_and_what_follows_from_the_rest_are_left_out():
    assert Config().to_query() == {}
    assert Config(task="regression").to_query() == {"dataset": "plane"}
    assert Config(loss="squared").to_query() == {"loss": "squared"}
    assert Config(features=(), hidden=(), shuffle=False, rate=1e-5).to_query() == {
        "features": "none",
        "hidden": "none",
        "rate": "1e-05",
        "shuffle": "false",
    }


@settings(max_examples=500)
@given(MAPPINGS)
def test_reading_never_raises_and_always_gives_a_legal_config(mapping):
    config, problems = Config.from_query(mapping)
    assert Config.from_query(config.to_query()) == (config, [])
    for problem in problems:
        for sentence in (problem.sentence(), problem.sentence("the page", "Circle")):
            assert sentence.endswith((".", "?"))
            assert sentence.isprintable()


@given(configs(), configs())
def test_what_is_legal_alone_but_not_together_gives_a_legal_config_and_a_sentence(one, other):
    mixed = one.to_query() | other.to_query()
    config, problems = Config.from_query(mixed)
    assert Config.from_query(config.to_query()) == (config, [])
    kept = [key for key, text in mixed.items() if FIELDS[key].write(getattr(config, key)) == text]
    assert len(kept) + len(problems) == len(mixed)


@pytest.mark.parametrize("name", FIELDS)
def test_a_wrong_value_is_named_with_what_was_used_instead(name):
    for text in ("nonsense", "", "1e999", "nan", "-1", "9" * 5000, "8,,8", "x1;x2", "\ud800", "<b>"):
        config, sentence = one({name: text})
        assert config == Config(), text
        assert sentence.startswith(f"{FIELDS[name].label}: ‘"), text
        assert " in this link is " in sentence, text
        assert sentence.endswith(f"; the page starts with {words(FIELDS[name], getattr(config, name))}."), text


def test_one_wrong_value_leaves_the_rest_as_it_was_said():
    config, sentence = one({"rate": "20", "dataset": "xor", "hidden": "4,2"})
    assert config == Config(dataset="xor", hidden=(4, 2))
    assert sentence == (
        "Learning rate: ‘20’ in this link is not a number from 0.00001 to 10; the page starts with 0.01."
    )


@pytest.mark.parametrize("key", ["rat", "ratee", "RAT"])
def test_an_unknown_key_is_named_with_the_nearest(key):
    config, sentence = one({key: "1"})
    assert config == Config()
    assert sentence == f"‘{key}’ in this link is not a setting and was ignored; did you mean rate?"


SPELLED = {
    "SPIRAL": {"dataset": "spiral"},
    "Exclusive or": {"dataset": "xor"},
    "circle": {"dataset": "circles"},
    "hills": {"dataset": "multi-gauss"},
    "Adam": {"optimizer": "adam"},
    "RELU": {"activation": "relu"},
    "Leaky ReLU,TANH": {"activation": ("leaky-relu", "tanh")},
    "X1,x₁x₂": {"features": ("x1", "x1*x2")},
    "On": {"batch_norm": True},
}


@pytest.mark.parametrize("text", SPELLED)
def test_names_and_labels_are_read_in_upper_and_lower_case(text):
    ((name, value),) = SPELLED[text].items()
    assert Config.from_query({name: text}) == (Config(**{name: value}), [])


def test_keys_are_read_in_upper_and_lower_case():
    assert Config.from_query({"RATE": "0.3", "Hidden": "4,2"}) == (Config(rate=0.3, hidden=(4, 2)), [])
    assert "2 times; the last value, ‘1’" in one({"rate": "0.3", "Rate": "1"})[1]


@pytest.mark.parametrize(
    ("name", "text", "near"),
    [
        ("dataset", "spirals", "Spiral"),
        ("dataset", "checkers", "Checkerboard"),
        ("optimizer", "adma", "Adam"),
        ("activation", "relu,tanhh", "Tanh"),
        ("features", "x1,sin(x11)", "sin x₁"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest_label(name, text, near):
    config, sentence = one({name: text})
    assert config == Config()
    assert f"‘{text}’ in this link is unknown (did you mean {near}?); the page starts with" in sentence


def test_a_key_like_nothing_is_only_named():
    assert one({"zzz": "1"})[1] == "‘zzz’ in this link is not a setting and was ignored."


def test_a_dataset_for_another_problem_gives_way_to_the_problem():
    config, sentence = one({"dataset": "plane", "problem": "classification"})
    assert config == Config()
    assert sentence == "Data: ‘plane’ in this link does not fit the other settings; the page starts with Spiral."


def test_a_loss_for_another_problem_gives_way_to_the_dataset():
    config, sentence = one({"loss": "hinge", "dataset": "waves"})
    assert config == Config(dataset="waves")
    assert sentence == (
        "Loss: ‘hinge’ in this link does not fit the other settings; the page starts with Squared error."
    )


def test_activations_for_another_number_of_layers_give_way_to_the_layers():
    config, sentence = one({"activation": "relu,tanh,relu", "hidden": "4,2"})
    assert config == Config(hidden=(4, 2))
    assert sentence == (
        "Activation: ‘relu,tanh,relu’ in this link does not fit the other settings; the page starts with GELU."
    )


def test_of_a_key_given_twice_the_last_counts():
    config, sentence = one({"rate": ["0.1", "0.3"]})
    assert config == Config(rate=0.3)
    assert sentence == "This link sets rate 2 times; the last value, ‘0.3’, is used."
    assert Config.from_query({"rate": ["0.3", "0.3"]}) == (Config(rate=0.3), [])
    assert Config.from_query({"rate": []}) == (Config(), [])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"hidden": " 8 , 4.0 "}, {"hidden": (8, 4)}),
        ({"features": "x1*x2, x1"}, {"features": ("x1", "x1*x2")}),
        ({"features": "none", "hidden": "none"}, {"features": (), "hidden": ()}),
        ({"activation": "relu,relu"}, {"activation": "relu"}),
        ({"batch_norm": "1", "shuffle": "OFF"}, {"batch_norm": True, "shuffle": False}),
        ({"samples": "1e3"}, {"samples": 1000}),
        ({"rate": "1"}, {"rate": 1.0}),
    ],
)
def test_what_people_type_is_understood(query, said):
    assert Config.from_query(query) == (Config(**said), [])


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("dataset", "circles", "Circle"),
        ("features", ("x1", "x1*x2"), "x₁, x₁x₂"),
        ("features", (), "none"),
        ("activation", ("relu", "tanh"), "ReLU, Tanh"),
        ("hidden", (8, 4), "8, 4"),
        ("hidden", (), "none"),
        ("rate", 1e-5, "0.00001"),
        ("samples", 500, "500"),
        ("shuffle", False, "off"),
        ("regularizer", "none", "none"),
        ("loss", None, ""),
    ],
)
def test_a_value_is_said_in_the_words_of_the_screen(name, value, said):
    assert words(FIELDS[name], value) == said


def test_where_nothing_is_known_to_be_used_nothing_is_said_of_it():
    problem = Problem("bend", "Activation: ‘banana’ in this link is unknown")
    assert problem.sentence() == "Activation: ‘banana’ in this link is unknown and was ignored."


def test_what_a_link_says_is_cut_where_it_is_long():
    _, sentence = one({"rate": "9" * 5000})
    assert sentence.startswith(f"Learning rate: ‘{'9' * 60}…’ in this link")
