"""The scene in Streamlit: one component in one fragment, fed by the session's director of this lesson."""

from pathlib import Path

import streamlit as st

from playground.live.assets import bundle
from playground.scene.director import Director

KEY = "scene"

_scene = st.components.v2.component("playground_scene", **bundle("scene", Path(__file__).parent / "assets")._asdict())


@st.fragment
def scene(director: Director) -> None:
    """Show what `director` has. The browser keeps the page's address in step with the settings."""
    key = f"{KEY}.{director.lesson.name}"

    def ask():
        director.answer(st.session_state[key].ask)

    _scene(key=key, data=director.payload, on_ask_change=ask)
