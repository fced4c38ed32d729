"""Checks that a new table entry must pass; test_one_more runs them in a copy of the project with added entries."""

import dataclasses

import numpy as np
import pytest

from playground import Config
from playground.config import FIELDS
from playground.fields import fields_of
from playground.query import read, write
from playground.scene.server import SceneServer
from playground.study.terrain import TERRAINS, usual_rate
from playground.ui.frame import PAGES
from tests.page_client import config, opened, put, widget
from tests.test_lessons import EACH, LESSONS, check_layout, check_values, shown


def extras(table):
    return [name for name in table or () if name.startswith("extra-")]


NEW = {name: extras(field.table) for name, field in FIELDS.items() if field.kind in ("choice", "choices")}
NAMED = {"features": ("x1", "x2", *NEW["features"]), "activation": NEW["activation"], "kappa": 0.25}
LINKED = [
    Config(**{name: names[k % len(names)] for name, names in NEW.items() if names} | NAMED | {"hidden": (3,) * 5})
    for k in range(2)
]
"""Every new entry is in one of them."""

EXPERIMENTS = pytest.mark.parametrize("linked", LINKED, ids=["classes", "numbers"])


def test_every_table_that_a_link_can_name_has_a_new_entry():
    assert {name for name, names in NEW.items() if not names} == {"task"}, "the engine knows these two and no other"
    assert {linked.task for linked in LINKED} == {"classification", "regression"}


@EXPERIMENTS
@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_every_page_opens_by_a_link_to_new_entries(path, linked):
    assert config(opened(path, **linked.to_query())) == linked


def test_a_new_hyper_parameter_has_a_widget_and_stands_in_the_link():
    at = opened(optimizer="extra-half")
    assert widget(at, "kappa").value == Config().kappa
    put(at, "kappa", 0.75)
    assert config(at).to_query() == {"optimizer": "extra-half", "kappa": "0.75"}


@EXPERIMENTS
@EACH
def test_every_lesson_takes_new_entries_along_and_plays(lesson, linked):
    server = SceneServer(lesson, linked, lesson.settings())
    check_layout(server)
    check_values(*shown(server))
    for _ in range(2):
        if server.show.advance():
            check_values(shown(server)[0], server.show.update())


def settings_of(lesson):
    """The lesson's settings with a new entry, one at a time; each new optimizer on each surface; and each view."""
    usual = lesson.settings()
    for name, field in fields_of(lesson.settings).items():
        for entry in extras(field.table):
            said = {name: (entry,) if field.kind == "choices" else entry}
            yield dataclasses.replace(usual, **said)
            if name == "racers":
                for surface in fields_of(lesson.settings)["surface"].table:
                    yield dataclasses.replace(usual, surface=surface, **{name: (entry, "adam-raw")})
    for view in getattr(fields_of(lesson.settings).get("view"), "table", ()):
        yield dataclasses.replace(usual, view=view)


@EACH
def test_every_setting_of_a_lesson_takes_a_new_entry_and_is_linked(lesson):
    for settings in settings_of(lesson):
        assert read(lesson.settings, write(settings)) == (settings, [])
        server = SceneServer(lesson, Config(), settings)
        check_layout(server)
        check_values(*shown(server))
        if server.show.advance():
            check_values(shown(server)[0], server.show.update())


@pytest.mark.parametrize("grain", ["layers", "units", "operations"])
@pytest.mark.parametrize("activation", NEW["activation"])
def test_what_flows_back_is_told_of_every_new_activation(grain, activation):
    lesson = LESSONS["backpropagation"]
    server = SceneServer(lesson, Config(), lesson.settings(activation=activation, grain=grain))
    while server.show.advance():
        check_values(shown(server)[0], server.show.update())


def test_a_new_rule_and_a_new_terrain_find_a_rate_that_gets_somewhere():
    for terrain in TERRAINS:
        for rule in NEW["optimizer"]:
            assert 1e-4 <= usual_rate(terrain, rule) <= 1.0
    assert np.isfinite([usual_rate(terrain, "sgd") for terrain in extras(TERRAINS)]).all()
