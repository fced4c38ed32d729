"""The playground: data on the left, the common controls above, the net that learns in the middle."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.lessons.course import FORMER
from playground.web import connection, redirects, static

base = st.get_option("server.baseUrlPath")
app = st.App(__file__, routes=[*connection.routes(base), *static.routes(base), *redirects.routes(FORMER, base)])

# Streamlit imports this file once, to find the app, and then runs it for every visitor.
if get_script_run_ctx(suppress_warning=True):
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
