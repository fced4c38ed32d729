"""The main page: data in the sidebar, the common controls on top, and the live view below them."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.lessons.course import FORMER
from playground.web import connection, redirects, static

base = st.get_option("server.baseUrlPath")
app = st.App(__file__, routes=[*connection.routes(base), *static.routes(base), *redirects.routes(FORMER, base)])

# Streamlit imports this file once to find `app`, and then runs it for every session.
if get_script_run_ctx(suppress_warning=True):
    from playground.live.component import live_view
    from playground.ui import frame, panels

    with frame.page("Playground", panels.data_panel, drawers={"more": panels.more}) as experiment:
        with st.container(key="title"):
            st.title("Playground", anchor=False)
        with st.container(key="live"):
            live_view(experiment)  # created first, so that a change appears before the widgets are updated
            panels.data_strip(experiment)
        with st.container(key="above"):  # on the screen it is above the live view
            panels.common_row(experiment)
