"""The live view as a Streamlit component in a fragment, with data from the session's player.

Frames are sent by their own WebSocket (playground.web.connection). Where a host does not forward it, the browser asks
by fragment reruns and receives the answers as the component's data. There is no loop: a closed tab does not ask, so
nothing trains.
"""

import streamlit as st

from playground.diagnosis.findings import FINDINGS
from playground.presets import PRESETS
from playground.web.mount import answer_by_fragment, component, mounted

KEY = "live_view"

_view = component("playground_live_view", "live", "view")

GALLERY = [{"name": name, "label": preset.label, "link": preset.link} for name, preset in PRESETS.items()]
"""The presets as present mode gets them, with every run of the page; `link` by keys and texts."""

LESSONS = {kind.lesson for kind in FINDINGS.values()}
"""The pages that findings name."""


@st.fragment
def live_view(experiment) -> None:
    """Show `experiment.player`. After a change in the drawing the page is rerun."""

    player = experiment.player

    def on_message():
        experiment.on_message(st.query_params.to_dict())

    def ask():
        on_message()
        answer_by_fragment(player, KEY)

    shown = _view(
        key=KEY,
        data=mounted(player, presets=GALLERY),
        on_ask_change=ask,
        on_edited_change=on_message,
        on_lesson_change=on_message,
    )
    if shown.lesson in LESSONS:
        # With the experiment in the address: without it Streamlit clears the query on a change of page.
        st.switch_page(f"pages/{shown.lesson}.py", query_params=experiment.config.to_query())
    if experiment.page_is_behind:
        st.rerun()  # updates the link and the other controls
