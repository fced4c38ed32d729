"""The scene in Streamlit: one component in one fragment, fed by the session's director of this lesson."""

from functools import partial

import streamlit as st

from playground.scene.director import Director
from playground.web.mount import answer_by_fragment, component, mounted

KEY = "scene"

_scene = component("playground_scene", "scene", "scene")


@st.fragment
def scene(director: Director) -> None:
    """Show what `director` has. The browser keeps the page's address in step with the settings."""
    key = f"{KEY}.{director.lesson.name}"
    _scene(key=key, data=mounted(director), on_ask_change=partial(answer_by_fragment, director, key))
