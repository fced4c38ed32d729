"""The Reference page: every entry of every table, with its figure and its formula."""

import streamlit as st

from playground.ui import frame
from playground.ui.reference import SECTIONS, keys, section

with frame.page("Reference") as experiment:
    st.title("Reference")
    # Only the open tab is drawn: all figures at once would keep the browser busy for seconds.
    *tabs, last = st.tabs([about.title for about in SECTIONS] + ["Keys"], key="section", on_change="rerun")
    for tab, about in zip(tabs, SECTIONS, strict=True):
        if tab.open:
            with tab:
                section(experiment, about)
    if last.open:
        with last:
            keys()
