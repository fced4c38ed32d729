"""The scene in Streamlit: one component in one fragment, fed by the session's server of this lesson."""

from functools import partial

import streamlit as st

from playground.scene.server import SceneServer
from playground.web.mount import answer_by_fragment, component, mounted

KEY = "scene"

_scene = component("playground_scene", "scene", "scene")


@st.fragment
def scene(server: SceneServer) -> None:
    """Show what `server` has. The browser keeps the page's address in step with the settings."""
    key = f"{KEY}.{server.lesson.name}"
    _scene(key=key, data=mounted(server), on_ask_change=partial(answer_by_fragment, server, key))
