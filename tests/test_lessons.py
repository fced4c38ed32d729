"""Rules for every lesson: consistent declarations, pictures that can be drawn, challenges that can be solved."""

import dataclasses
import importlib
import itertools
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from playground import Config
from playground.config import FIELDS
from playground.fields import fields_of
from playground.lessons.course import COURSE
from playground.query import keys, known, read, write
from playground.scene.known import grown
from playground.scene.server import SceneServer
from playground.scene.show import Lesson, Verdict, as_sent
from tests.scene_client import ask, told

PAGES = Path(__file__).parent.parent / "pages"


def lesson_of(name: str) -> Lesson:
    """The record that the page of that name shows."""
    text = (PAGES / f"{name}.py").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("from playground.lessons.")]
    return importlib.import_module(line.split()[1]).LESSON


LESSONS = {entry.name: lesson_of(entry.name) for entry in COURSE}
EACH = pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)


def shown(server: SceneServer):
    """The panels by name and all values that the browser would receive."""
    show = server.show
    return show.layout().panels, {**show.static(), **show.update()}


def check_values(panels, values):
    grown({}, values, panels)  # refuses what is not declared
    for value in map(as_sent, values.values()):
        if not isinstance(value, np.ndarray):
            json.dumps(value, allow_nan=False)


def check_layout(server):
    layout = server.show.layout()
    for row in layout.rows:
        assert sum(panel.span for panel in row) <= 12
    for control in layout.controls:
        assert control.name in server.fields
        value = getattr(server.settings, control.name)
        assert control.disabled or (value, control.value) != (None, None), f"{control.name} would show nothing"
    for button in layout.buttons:
        for name, value in button.sets.items():
            server.fields[name].check(value)


@EACH
def test_the_course_says_what_the_lesson_says(lesson):
    (entry,) = [entry for entry in COURSE if entry.name == lesson.name]
    assert (lesson.title, lesson.question, lesson.icon) == (entry.title, entry.question, entry.icon)
    assert lesson.default != Config()


def former_names(lesson):
    """What settings were called in links, by those names; a lesson may have no past."""
    return getattr(lesson.settings, "FORMER", {})


@EACH
def test_settings_and_experiment_share_no_name_in_a_link(lesson):
    """Neither today nor in links from before a lesson's settings had a prefix."""
    assert all(key.startswith(f"{lesson.settings.PREFIX}.") for key in keys(lesson.settings).values())
    assert set(former_names(lesson).values()) <= set(fields_of(lesson.settings))
    assert not set(known(lesson.settings)) & set(FIELDS)


def test_lessons_share_no_prefix():
    assert len({lesson.settings.PREFIX for lesson in LESSONS.values()}) == len(LESSONS)


@EACH
def test_settings_travel_in_a_link(lesson):
    for challenge in lesson.challenges:
        settings = dataclasses.replace(lesson.settings(), **challenge.solution)
        assert read(lesson.settings, write(settings)) == (settings, [])


OLD_LINKS = {
    "linear_separability": (
        {"walk": "9", "data": "circles", "inputs": "three", "axis_1": "x1^2", "net": "4-3", "bend": "linear"},
        {
            "walk": 9,
            "dataset": "circles",
            "features": "three",
            "axis_1": "x1^2",
            "hidden": "4-3",
            "activation": "linear",
        },
    ),
    "backpropagation": (
        {"view": "depth", "depth": "8", "bend": "sin", "start": "he", "cut": "2.0", "at_x1": "-4.0"},
        {"view": "depth", "depth": 8, "activation": "sin", "initializer": "he", "clip_norm": 2.0, "at_x1": -4.0},
    ),
    "optimizers": (
        {"ground": "saddle", "racers": "sgd,adam", "adam_rate": "0.05", "batch": "50", "draw": "3", "shake": "0.2"},
        {
            "surface": "saddle",
            "racers": ("sgd", "adam"),
            "adam_rate": 0.05,
            "batch_size": 50.0,
            "seed": 3,
            "noise": 0.2,
        },
    ),
    "initialization": (
        {"scheme": "he", "bend": "tanh", "depth": "8", "width": "16", "normalise": "true", "draw": "7"},
        {"initializer": "he", "activation": "tanh", "depth": 8, "width": 16, "batch_norm": True, "init_seed": 7},
    ),
    "capacity_and_regularization": (
        {"view": "brakes", "price": "l1", "strength": "0.05", "silent": "0.3", "bend": "tanh", "begin": "built"},
        {"view": "brakes", "regularizer": "l1", "penalty": 0.05, "dropout": 0.3, "activation": "tanh"}
        | {"initializer": "built"},
    ),
    "loss_functions": (
        {"view": "losses", "blur": "0.3", "at1": "2.0", "at2": "-1.0", "deep": "2", "wide": "8", "pa": "0.5"},
        {"view": "losses", "noise": 0.3, "at_x1": 2.0, "at_x2": -1.0, "depth": 2, "width": 8, "pa": 0.5},
    ),
}


@pytest.mark.parametrize("name", OLD_LINKS)
def test_links_from_before_there_were_prefixes_still_work(name):
    lesson, (old, said) = LESSONS[name], OLD_LINKS[name]
    assert read(lesson.settings, old) == (lesson.settings(**said), [])
    assert set(former_names(lesson)) <= set(old)


@EACH
def test_what_a_link_says_in_todays_words_counts(lesson):
    for former, name in former_names(lesson).items():
        field = fields_of(lesson.settings)[name]
        now, then = values_of(field, field.default)[:2] if field.kind != "switch" else (True, False)
        for query in ({former: field.write(then)}, {}):
            both = read(lesson.settings, {keys(lesson.settings)[name]: field.write(now), **query})
            assert both == (lesson.settings(**{name: now}), [])


def values_of(field, default):
    """Values to try for a setting: the ends of a range, every name of a table."""
    if field.table and field.kind == "choice":
        return list(field.table)
    if field.kind == "switch":
        return [not default]
    return [field.low, field.high] if field.low < field.high else []


@EACH
def test_every_setting_gives_pictures_that_can_be_drawn(lesson):
    """One at a time from the default, each control of the first layout and of what it leads to."""
    start = lesson.settings()
    server = SceneServer(lesson, Config(), start)
    tried = set()
    names = {control.name for control in server.show.layout().controls}
    for name in sorted(names):
        for value in values_of(server.fields[name], getattr(start, name)):
            server.take(Config(), dataclasses.replace(start, **{name: value}))
            check_layout(server)
            check_values(*shown(server))
            if server.show.advance():
                check_values(shown(server)[0], server.show.update())
            tried.add((name, value))
    assert len(tried) >= len(names)


OWN = {
    "regression": Config(dataset="plane"),
    "five classes": Config(dataset="blobs", classes=5, hidden=(3,)),
    "no features": Config(features=()),
    "no hidden layer": Config(hidden=()),
    "deep": Config(hidden=(8,) * 8, batch_norm=True, dropout=0.2),
    "hinge": Config(dataset="xor", loss="hinge", hidden=(2,)),
    "few rows": Config(samples=20, train_share=0.1, batch_size=5000),
    "diverges": Config(rate=10.0, optimizer="sgd", activation="relu", raw_features=True),
}


@EACH
@pytest.mark.parametrize("own", OWN)
def test_every_experiment_can_be_brought_along(lesson, own):
    server = SceneServer(lesson, OWN[own], lesson.settings())
    check_layout(server)
    check_values(*shown(server))
    for _ in range(3):
        if not server.show.advance():
            break
        check_values(shown(server)[0], server.show.update())


@pytest.fixture
def _steady_clock(monkeypatch):
    """Long work is cut by the clock; here each look at it takes as long as the last."""
    ticks = itertools.count()
    for name, module in list(sys.modules.items()):
        for clock in ("perf_counter", "thread_time"):
            if name.startswith("playground.") and hasattr(module, clock):
                monkeypatch.setattr(module, clock, lambda: next(ticks) / 256)


def same(pictures, others):
    """Whether positions and values are the same, number by number."""
    assert [position for position, _ in pictures] == [position for position, _ in others]
    for (_, a), (_, b) in zip(pictures, others, strict=True):
        assert a.keys() == b.keys()
        for name in a:
            np.testing.assert_array_equal(a[name], b[name], name)


@EACH
@pytest.mark.usefixtures("_steady_clock")
def test_playing_it_to_and_fro_gives_the_same_pictures(lesson):
    first, second = (SceneServer(lesson, Config(), lesson.settings()) for _ in range(2))
    _, ((_, seen),) = told(first.payload)
    for _ in range(5):
        _, pictures = ask(first, kind="next", n=1)
        same(pictures, ask(second, kind="next", n=1)[1])
        for _, values in pictures:
            seen |= {name: value for name, value in values.items() if not name.endswith(".row")}
            rows = {f"{name}s": value[None] for name, value in values.items() if name.endswith(".row")}
            seen |= {name: np.concatenate([seen[name], row]) if name in seen else row for name, row in rows.items()}
        # A browser that comes back is told what the other one has seen, and changes nothing.
        same([(first.show.position, seen)], ask(second, kind="hello", gen=0)[1])


def live_settings(lesson, **base):
    """(settings, name, value) for each live setting that these settings have a widget for, or a place to click."""
    settings = lesson.settings(**base)
    server = SceneServer(lesson, Config(), settings)
    layout = server.show.layout()
    picks = (getattr(panel, "pick", None) or () for panel in layout.panels.values())
    names = {control.name for control in layout.controls if not control.disabled}
    names |= {name for pick in picks for name in ([pick] if isinstance(pick, str) else pick)}
    names |= {name for button in layout.buttons for name in button.sets}
    for name in sorted(names):
        field = server.fields[name]
        if field.live:
            shown = next((control.value for control in layout.controls if control.name == name), None)
            now = shown if getattr(settings, name) is None else getattr(settings, name)
            value = next(value for value in values_of(field, now) if value != now)
            yield settings, name, 2 if name in ("layer", "gate") else value


BASES = [
    *(("backpropagation", {"view": view}) for view in ("point", "slopes", "depth")),
    *(("capacity_and_regularization", {"view": view}) for view in ("sizes", "brakes", "line")),
    *(("loss_functions", {"view": view}) for view in ("losses", "pair")),
    ("backpropagation", {"walk": "epochs"}),
    ("initialization", {"batch_norm": True}),
    ("capacity_and_regularization", {"shown": "solved"}),
    ("optimizers", {"plane": "random", "length": 50}),
    ("optimizers", {"surface": "saddle"}),
    ("linear_separability", {}),
    ("linear_separability", {"dataset": "blobs", "hidden": "4-3"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "base"), BASES, ids=str)
@pytest.mark.usefixtures("_steady_clock")
def test_what_is_changed_in_mid_run_follows_the_picture_that_is_shown(name, base):
    """Of two browsers with the same frame, one has more queued: after the change both show the same."""
    lesson = LESSONS[name]
    for settings, setting, value in live_settings(lesson, **base):
        starts = []
        for ahead in (0, 7):
            server = SceneServer(lesson, Config(), settings)
            while server.show.preparing:
                ask(server, kind="next", n=1)
            ask(server, kind="set", values={})  # so that pictures are counted from 0
            pictures = [ask(server, kind="next", n=1, at=0) for _ in range(4 + ahead)]
            at = min(4, sum(map(len, (some for _, some in pictures))))
            changed = ask(server, kind="set", values={setting: value}, at=at)[1]
            assert getattr(server.settings, setting) == value
            starts.append([*changed, *(one for _ in range(3) for one in ask(server, kind="next", n=1)[1])])
        same(*starts)


CHALLENGES = [
    pytest.param(lesson, challenge, id=f"{name}-{number}")
    for name, lesson in LESSONS.items()
    for number, challenge in enumerate(lesson.challenges, 1)
]


def verdict_on(lesson, challenge, settings) -> Verdict:
    server = SceneServer(lesson, Config(), settings)
    work = challenge.check(server.config, server.settings)
    shares = []
    while True:
        try:
            shares.append(next(work))
        except StopIteration as end:
            assert shares == sorted(shares)
            assert all(0 <= share <= 1 for share in shares)
            return end.value


@EACH
def test_there_are_two_or_three_challenges(lesson):
    assert 2 <= len(lesson.challenges) <= 3


@pytest.mark.parametrize(("lesson", "challenge"), CHALLENGES)
@pytest.mark.slow
def test_the_solution_of_a_challenge_solves_it(lesson, challenge):
    settings = dataclasses.replace(lesson.settings(), **challenge.solution)
    verdict = verdict_on(lesson, challenge, settings)
    assert verdict.solved, verdict.text


@pytest.mark.slow
@pytest.mark.parametrize(("lesson", "challenge"), CHALLENGES)
def test_a_challenge_is_not_solved_by_doing_nothing(lesson, challenge):
    assert not verdict_on(lesson, challenge, lesson.settings()).solved
