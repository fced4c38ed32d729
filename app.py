"""The playground: data on the left, the common controls above, the net that learns in the middle."""

import streamlit as st

from playground.live.component import live_view
from playground.ui import frame, panels

with frame.page("Playground", panels.data_panel) as experiment:
    with st.container(key="title"):
        st.title("Playground", anchor=False)
    above = st.container()
    with st.container(key="live"):
        live_view(experiment)  # made first, so that a change shows before the widgets are told of it
    with above:
        panels.common_row(experiment)
