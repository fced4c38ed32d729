"""A lesson's page between link, experiment and session; run by Streamlit's own test runner."""

import pytest

from playground import Config
from playground.lessons.course import COURSE
from playground.ui.lesson import KEY
from tests.visitor import go, opened, run

LINE = "pages/can_a_line_do_it.py"


def director(at, name="can_a_line_do_it"):
    return at.session_state[f"{KEY}.{name}"]


@pytest.mark.parametrize("entry", COURSE, ids=[entry.name for entry in COURSE])
def test_a_lesson_begins_with_the_learners_own_experiment(entry):
    own = Config(dataset="moons", hidden=(3,), rate=0.02)
    at = opened(f"pages/{entry.name}.py", **own.to_query())
    assert director(at, entry.name).given == own


def test_a_link_opens_a_lesson_where_it_was():
    at = opened(LINE, walk="3", noise="0.3")
    assert director(at).settings.walk == 3
    assert director(at).given == Config(noise=0.3)
    assert at.query_params == {"walk": "3", "noise": "0.3"}


@pytest.mark.parametrize("query", [{"walk": "99"}, {"wolk": "3"}, {"rate": "x"}])
def test_what_is_wrong_in_a_lessons_link_is_said(query):
    at = opened(LINE, **query)
    assert director(at).settings.walk == 0
    (name,) = query
    assert [text.value for text in at.text if name in text.value]


def test_back_leads_to_where_the_lesson_was():
    at = opened(LINE, walk="3")
    go(at, walk="5")
    assert director(at).settings.walk == 5
    go(at, walk="3")
    assert director(at).settings.walk == 3


def test_a_lesson_is_found_again_as_it_was_left():
    at = opened(LINE, walk="3")
    at.switch_page("app.py")
    run(at)
    at.switch_page(LINE)
    at.query_params.clear()
    run(at)
    assert director(at).settings.walk == 3


def test_a_solution_can_be_set_and_is_checked():
    at = opened(LINE)
    number = "challenge.can_a_line_do_it.0"
    at.button(key=f"{number}.check").click()
    run(at)
    assert at.info or at.success
    at.button(key=f"{number}.load").click()
    run(at)
    lesson = director(at).lesson
    for name, value in lesson.challenges[0].solution.items():
        assert getattr(director(at).settings, name) == value
    at.button(key=f"{number}.check").click()
    run(at)
    assert at.success


def test_the_playground_opens_with_the_lessons_net():
    at = opened(LINE, walk="3")
    assert director(at).config != director(at).given
    at.button(key="to_playground").click()
    assert not at.run().exception
