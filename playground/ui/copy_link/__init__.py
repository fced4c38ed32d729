"""A button that copies the address of the page, which holds the whole experiment."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent

_button = st.components.v2.component(
    "copy_link",
    html=(HERE / "copy_link.html").read_text(),
    css=(HERE / "copy_link.css").read_text(),
    js=(HERE / "copy_link.js").read_text(),
)


def copy_link() -> None:
    """The button. It reads the address when it is clicked, so it needs no data and no rerun."""
    _button(key="copy_link")
