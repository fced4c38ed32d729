"""The lists with pictures: what the browser gets of each table."""

import json
import re

import pytest

from playground.config import FIELDS
from playground.ui.sketches import DRAWN, HEIGHT, WIDTH, choices_file, sketch
from playground.web.static import FILES

SKETCHED = [(field, name) for field in DRAWN for name in FIELDS[field].table if name != "auto"]


@pytest.mark.parametrize(("field", "name"), SKETCHED)
def test_each_entry_has_a_sketch_within_its_picture(field, name):
    drawn = sketch(field, FIELDS[field].table[name])
    assert [look for look, _ in drawn].count("line") == 1
    (line,) = [path for look, path in drawn if look == "line"]
    assert re.fullmatch(r"M-?[\d.]+,-?[\d.]+(L-?[\d.]+,-?[\d.]+)+", line)
    inside = [0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", line)]
    assert sum(inside) > len(inside) / 3


@pytest.mark.parametrize("field", DRAWN)
def test_no_two_sketches_of_a_list_are_the_same(field):
    drawn = [str(sketch(field, entry)) for entry in FIELDS[field].table.values()]
    assert len(set(drawn)) == len(drawn)


def test_all_tables_of_choices_are_one_file():
    fields = json.loads(FILES[choices_file()])
    assert fields.keys() == {name for name, field in FIELDS.items() if field.kind == "choice"} - {"dataset"}
    assert all([each["name"] for each in entries] == list(FIELDS[name].table) for name, entries in fields.items())
