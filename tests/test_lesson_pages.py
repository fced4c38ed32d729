"""A lesson's page between link, experiment and session; run by Streamlit's own test runner."""

import pytest

from playground import Config
from playground.config import FIELDS
from playground.fields import fields_of
from playground.lessons.course import COURSE
from playground.query import keys, words
from playground.ui.lesson import KEY
from tests.page_client import go, opened, run
from tests.test_lessons import LESSONS

LINE = "pages/linear_separability.py"


def server(at, name="linear_separability"):
    return at.session_state[f"{KEY}.{name}"]


@pytest.mark.parametrize("entry", COURSE, ids=[entry.name for entry in COURSE])
def test_a_lesson_begins_with_the_learners_own_experiment(entry):
    own = Config(dataset="moons", hidden=(3,), rate=0.02)
    at = opened(f"pages/{entry.name}.py", **own.to_query())
    assert server(at, entry.name).given == own


@pytest.mark.parametrize("key", ["separability.walk", "walk"])
def test_a_link_opens_a_lesson_where_it_was(key):
    said = {key: "3", "noise": "0.3"}
    at = opened(LINE, **said)
    assert server(at).settings.walk == 3
    assert server(at).given == Config(noise=0.3)
    assert at.query_params == said


def test_a_lesson_and_the_experiment_may_use_the_same_word():
    at = opened(
        "pages/capacity_and_regularization.py",
        **{"capacity.dropout": "0.3", "dropout": "0.1", "capacity.view": "brakes"},
    )
    held = server(at, "capacity_and_regularization")
    assert (held.settings.dropout, held.given.dropout) == (0.3, 0.1)
    assert held.config.dropout == 0.3


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"walk": "99"}, "Stop: ‘99’ in this link is not a whole number from 0 to 9; the lesson starts with 0."),
        ({"wolk": "3"}, "‘wolk’ in this link is not a setting and was ignored."),
        (
            {"separability.wolk": "3"},
            "‘separability.wolk’ in this link is not a setting and was ignored; did you mean separability.walk?",
        ),
        ({"capacity.view": "line"}, "‘capacity.view’ in this link is not a setting and was ignored."),
        ({"rate": "x"}, "Learning rate: ‘x’ in this link is not a number from 0.00001 to 10; the lesson starts with "),
        ({"dataset": "nope"}, "Data: ‘nope’ in this link is unknown; the lesson starts with Circle."),
        ({"net": "9-9"}, "Hidden layers: ‘9-9’ in this link is unknown; the lesson starts with 3 units."),
    ],
)
def test_what_is_wrong_in_a_lessons_link_is_said(query, said):
    at = opened(LINE, **query)
    assert server(at).settings.walk == 0
    (sentence,) = [text.value for text in at.text]
    assert sentence.startswith(said)


@pytest.mark.parametrize("page", ["app.py", *(f"pages/{entry.name}.py" for entry in COURSE)])
def test_a_notice_names_what_the_page_has_instead(page):
    """All fields of the link are wrong, the experiment's and the lesson's own."""
    lesson = next((lesson for lesson in LESSONS if page == f"pages/{lesson}.py"), None)
    own = fields_of(LESSONS[lesson].settings) if lesson else {}
    at = opened(
        page, **dict.fromkeys([*FIELDS, *(keys(LESSONS[lesson].settings).values() if lesson else ())], "banana")
    )
    held = server(at, lesson).show if lesson else None
    shown = {control.name: control.value for control in held.layout().controls} if lesson else {}
    said = [text.value for text in at.text]
    assert len(said) == len(FIELDS) + len(own)
    for name, field in [*FIELDS.items(), *own.items()]:
        value = getattr(held.settings if field not in FIELDS.values() else held.config if lesson else Config(), name)
        value = shown.get(name) if value is None else value
        start = f"{field.label}: ‘banana’ in this link is "
        end = f"the {'lesson' if lesson else 'playground'} starts with {words(field, value)}."
        if value is None:
            end = " and was ignored."
        assert [text for text in said if text.startswith(start) and text.endswith(end)], (start, end)
    assert not [text for text in said if "None" in text or "False" in text or "e-0" in text]


def test_a_notice_is_worded_once_and_stays_on_another_page():
    at = opened("pages/initialization.py", scheme="banana")
    before = [text.value for text in at.text]
    at.switch_page("app.py")
    at.query_params.clear()
    run(at)
    assert [text.value for text in at.text] == before


def test_back_leads_to_where_the_lesson_was():
    at = opened(LINE, walk="3")
    go(at, walk="5")
    assert server(at).settings.walk == 5
    go(at, walk="3")
    assert server(at).settings.walk == 3


def test_a_lesson_is_found_again_as_it_was_left():
    at = opened(LINE, walk="3")
    at.switch_page("app.py")
    run(at)
    at.switch_page(LINE)
    at.query_params.clear()
    run(at)
    assert server(at).settings.walk == 3


def test_a_solution_can_be_set_and_is_checked():
    at = opened(LINE)
    number = "challenge.linear_separability.0"
    at.button(key=f"{number}.check").click()
    run(at)
    assert at.info or at.success
    at.button(key=f"{number}.load").click()
    run(at)
    lesson = server(at).lesson
    for name, value in lesson.challenges[0].solution.items():
        assert getattr(server(at).settings, name) == value
    at.button(key=f"{number}.check").click()
    run(at)
    assert at.success


def test_the_playground_opens_with_the_lessons_net():
    at = opened(LINE, walk="3")
    assert server(at).config != server(at).given
    at.button(key="to_playground").click()
    assert not at.run().exception
