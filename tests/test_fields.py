"""How Config's fields and the tables behind them are declared: all that a widget, a link and a lesson read."""

import re

import pytest

from playground.config import FIELDS, TASKS, Config
from playground.fields import fields_of
from playground.tables.activations import ACTIVATIONS
from playground.tables.datasets import DATASETS
from playground.tables.features import FEATURES
from playground.tables.initializers import INITIALIZERS
from playground.tables.losses import LOSSES
from playground.tables.optimizers import OPTIMIZERS, HyperParameters
from playground.tables.regularizers import REGULARIZERS
from playground.tables.schedules import SCHEDULES
from tests.strategies import LEGAL

TABLES = {
    "task": TASKS,
    "dataset": DATASETS,
    "features": FEATURES,
    "activation": ACTIVATIONS,
    "initializer": INITIALIZERS,
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "regularizer": REGULARIZERS,
}
ENTRIES = [pytest.param(record, id=f"{name}-{key}") for name, table in TABLES.items() for key, record in table.items()]
RANGED = [name for name, field in FIELDS.items() if field.kind in ("number", "integer")]


def test_the_docstring_lists_every_field_in_order_with_its_range():
    lines = dict(re.findall(r"^    (\w+) {2,}(.+)$", Config.__doc__, flags=re.MULTILINE))
    elsewhere = fields_of(HyperParameters)  # which say of themselves what they are
    assert list(lines) == [name for name in FIELDS if name not in elsewhere]
    for name in RANGED:
        if name in elsewhere:
            continue
        field = FIELDS[name]
        assert lines[name].startswith((f"{field.low} to {field.high}", f"{field.low:g} to {field.high:g}")), name
        assert field.unit in ("", "points") or field.unit in lines[name], name


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_says_what_a_widget_needs(name):
    field = FIELDS[name]
    assert field.name == name
    assert field.label
    assert field.help.endswith(".")
    assert field.kind in LEGAL
    if field.kind in ("number", "integer"):
        assert (field.step is None) == bool(field.log)
        assert field.log or 0 < field.step <= field.high - field.low
    if field.kind in ("choice", "choices"):
        assert field.table is TABLES[name]


@pytest.mark.parametrize("record", ENTRIES)
def test_every_entry_of_a_table_has_label_help_and_formula(record):
    assert record.label
    assert record.help.endswith((".", "?"))
    assert record.formula


@pytest.mark.parametrize("name", TABLES)
def test_names_can_stand_in_a_comma_separated_list(name):
    for key in TABLES[name]:
        assert re.fullmatch(r"[a-z0-9^*()-]+", key), key
    assert FIELDS[name].kind != "choices" or "none" not in TABLES[name]  # "none" is the empty list


@pytest.mark.parametrize("table", [DATASETS, OPTIMIZERS, SCHEDULES], ids=["datasets", "optimizers", "schedules"])
def test_parameters_of_entries_are_config_fields(table):
    for record in table.values():
        assert set(record.parameters) <= set(FIELDS)


def test_a_slider_near_one_rests_in_each_decade_of_what_is_left():
    assert FIELDS["beta2"].stops()[-5:] == [0.999, 0.9997, 0.9999, 0.99997, 0.99999]


def test_a_slider_of_whole_numbers_rests_at_none_twice():
    assert FIELDS["batch_size"].stops()[:12] == [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 25]


@pytest.mark.parametrize("field", [field for field in FIELDS.values() if field.kind in ("number", "integer")])
def test_a_slider_rests_at_both_ends_and_only_where_a_value_is_legal(field):
    stops = field.stops()
    assert (stops[0], stops[-1]) == (field.low, field.high)
    assert stops == sorted(set(stops))
    assert [field.check(stop) for stop in stops] == stops


NO_SIZE = {"data_seed", "init_seed", "classes", "cells"}
"""Numbers of which none is too large or too small: they choose other data or weights."""


@pytest.mark.parametrize(
    "name", [name for name, field in FIELDS.items() if field.kind in ("number", "integer", "layers")]
)
def test_the_help_of_a_size_says_what_too_much_and_too_little_of_it_do(name):
    help = FIELDS[name].help.lower()
    assert ("too large →" in help or "too many →" in help) == (name not in NO_SIZE)
    assert bool(re.search(r"(too small|too few|\b0) →", help)) == (name not in NO_SIZE)
