"""The live view in Streamlit: one component in one fragment, fed by the session's player.

The browser asks, the fragment's callback lets the player answer, the fragment hands on the payload. There is no
thread and no loop: a closed tab asks nothing, and so nothing trains.
"""

import streamlit as st

from playground.live.assets import bundle

KEY = "live_view"

_view = st.components.v2.component("playground_live_view", **bundle("view")._asdict())


@st.fragment
def live_view(experiment) -> None:
    """Show `experiment.player`; what the learner switches on the drawing goes to `experiment.wish`."""

    def ask():
        experiment.hear(st.query_params.to_dict())
        player, raw = experiment.player, st.session_state[KEY].ask
        with player.lock:
            gen, edit = player.gen, player.edit(raw)
            if edit:
                experiment.wish(**edit)
            if player.gen == gen:  # a wish that was granted has been answered by the start of a new run
                player.answer(raw)

    _view(key=KEY, data=experiment.player.payload, on_ask_change=ask)
    if experiment.page_is_behind:
        st.rerun()  # the link and the controls beside the drawing follow
