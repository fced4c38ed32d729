"""The page of a lesson: its subject and question, its scene, its challenges, and a link to the playground."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from playground.config import FIELDS
from playground.query import known, words
from playground.scene.component import scene
from playground.scene.server import SceneServer
from playground.scene.show import Challenge, Lesson, Verdict
from playground.ui import frame
from playground.ui.experiment import Experiment

KEY = "lesson"


def show(lesson: Lesson) -> None:
    """The whole page."""
    with frame.page(lesson.title, settings=lesson.settings, taken=partial(_taken, lesson)) as experiment:
        server = _server(lesson, experiment)
        with st.container(key="question", gap="xxsmall"):
            st.title(lesson.title, anchor=False)
            st.markdown(f"**{lesson.question}** {lesson.about}")
        with st.container(key="scene"):
            scene(server)
        _to_the_playground(server)
        if lesson.challenges:
            st.header("Challenges", anchor=False)
            for number, challenge in enumerate(lesson.challenges):
                _challenge(server, challenge, number)


def _server(lesson: Lesson, experiment: Experiment) -> SceneServer:
    """This session's server, synchronized with the experiment and with the link by which the page was opened."""
    key = f"{KEY}.{lesson.name}"
    if key not in st.session_state:
        st.session_state[key] = SceneServer(lesson, experiment.config, experiment.own or lesson.settings())
    server = st.session_state[key]
    # A link without settings of the lesson keeps the settings that the learner left.
    server.take(experiment.config, experiment.own)
    return server


def _taken(lesson: Lesson, experiment: Experiment, key: str) -> str:
    """The lesson's value of a field, of its own or of the experiment, as text; "" if it shows none."""
    server = _server(lesson, experiment)
    if key in FIELDS:
        return words(FIELDS[key], getattr(server.config, key))
    name = known(lesson.settings)[key]
    value = getattr(server.settings, name)
    if value is None:  # the value that the control shows, in general the experiment's
        value = next((each.value for each in server.show.layout().controls if each.name == name), None)
    return words(server.fields[name], value)


def _to_the_playground(server: SceneServer) -> None:
    if st.button("Open this net in the playground", icon=":material/open_in_new:", key="to_playground"):
        st.switch_page("app.py", query_params=server.config.to_query())


@st.fragment
def _challenge(server: SceneServer, challenge: Challenge, number: int) -> None:
    key = f"challenge.{server.lesson.name}.{number}"
    with st.container(border=True, key=f"challenge-{number}"):
        st.markdown(f"**{number + 1}.** {challenge.goal}")
        with st.container(horizontal=True, gap="small"):
            asked = st.button("Check my answer", key=f"{key}.check", icon=":material/task_alt:")
            with st.popover("Hint", icon=":material/lightbulb:"):
                st.markdown(challenge.hint)
            with st.popover("Solution", icon=":material/key:"):
                st.markdown(_listed(server, challenge.solution))
                if st.button("Apply this solution", key=f"{key}.load"):
                    server.take(server.given, replace(server.settings, **challenge.solution))
                    st.session_state.pop(key, None)
                    st.rerun()
        place = st.empty()
        if asked:
            st.session_state[key] = _run(server, challenge, place)
        if key in st.session_state:
            _show_verdict(place, st.session_state[key])


def _run(server: SceneServer, challenge: Challenge, place) -> Verdict:
    bar = place.progress(0.0, "Checking")
    work = challenge.check(server.config, server.settings)
    while True:
        try:
            bar.progress(min(1.0, max(0.0, next(work))), "Checking")
        except StopIteration as end:
            return end.value


def _show_verdict(place, verdict: Verdict) -> None:
    icon = ":material/check_circle:" if verdict.solved else ":material/pending:"
    (place.success if verdict.solved else place.info)(verdict.text, icon=icon)


def _listed(server: SceneServer, solution: Mapping) -> str:
    """The settings of a solution as a list, with the labels of the controls."""
    lines = []
    for name, value in solution.items():
        field = server.fields[name]
        lines.append(f"- {field.label}: {words(field, value)}")
    return "\n".join(lines)
