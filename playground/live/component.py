"""The live view in Streamlit: one component in one fragment, fed by the session's player.

Frames go by a WebSocket of their own (playground.web.connection). Where a host passes none, the browser's asks come
as runs of the fragment, and the answers as the component's data. There is no loop: a closed tab asks nothing, and so
nothing trains.
"""

import streamlit as st

from playground.web.mount import answer_by_fragment, component, mounted

KEY = "live_view"

_view = component("playground_live_view", "live", "view")


@st.fragment
def live_view(experiment) -> None:
    """Show `experiment.player`. A change made in the drawing is told to the page, which then follows."""

    player = experiment.player

    def on_message():
        experiment.on_message(st.query_params.to_dict())

    def ask():
        on_message()
        answer_by_fragment(player, KEY)

    _view(key=KEY, data=mounted(player), on_ask_change=ask, on_edited_change=on_message)
    if experiment.page_is_behind:
        st.rerun()  # the link and the controls beside the drawing follow
