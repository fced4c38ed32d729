"""The live view in Streamlit: one component in one fragment, fed by the session's player.

The browser asks, the fragment's callback lets the player answer, the fragment hands on the payload. There is no
thread and no loop: a closed tab asks nothing, and so nothing trains.
"""

import streamlit as st

from playground.live import assets

KEY = "live_view"

_view = st.components.v2.component("playground_live_view", html=assets.HTML, css=assets.CSS, js=assets.JS)


@st.fragment
def live_view(experiment) -> None:
    """Show `experiment.player`; what the learner switches on the drawing goes to `experiment.change`."""

    def ask():
        experiment.player.answer(st.session_state[KEY].ask)

    def edit():
        wish = st.session_state[KEY].edit
        experiment.change(**{name: tuple(wish[name]) for name in ("features", "hidden") if name in wish})

    _view(key=KEY, data=experiment.player.payload, on_ask_change=ask, on_edit_change=edit)
    if experiment.page_is_behind:
        st.rerun()  # the link and the controls beside the drawing follow
