"""A page that outlives its server: when the connection is back, the page is run again, and everything on it goes on.

Streamlit connects again by itself, but to a new session, which has run nothing: what the live view or a lesson asks
there finds no answer. Mounted outside of every fragment, so that its word is a run of the whole page.
"""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent

_watch = st.components.v2.component(
    "playground_reconnect",
    html="<!-- nothing to see -->\n<i hidden></i>",
    js=(HERE / "reconnect.js").read_text(encoding="utf-8"),
)


def reconnect() -> None:
    """Watch the connection of this page."""
    _watch(key="reconnect", height=1, on_again_change=lambda: None)
