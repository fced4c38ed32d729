"""The scene as a Streamlit component in a fragment, with data from the session's server of the lesson."""

from functools import partial

import streamlit as st

from playground.scene.server import SceneServer
from playground.web.mount import answer_by_fragment, component, mounted

KEY = "scene"

_scene = component("playground_scene", "scene", "scene")


@st.fragment
def scene(server: SceneServer) -> None:
    """Show the scene of `server`. The browser updates the page's address when settings change."""
    key = f"{KEY}.{server.lesson.name}"
    _scene(key=key, data=mounted(server), on_ask_change=partial(answer_by_fragment, server, key))
