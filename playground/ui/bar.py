"""The bar of a page whose sidebar is closed: the product's name, and a button that says what the sidebar holds.

Its script also closes the sidebar in a narrow window, and ties the button More to what it opens.
"""

from collections.abc import Iterable

import streamlit as st

from playground.web.mount import component

KEY = "bar"

_bar = component("playground_bar", "ui", "bar")


def bar(name: str, button: str, drawers: Iterable[str] = ()) -> str:
    """Show `name` and `button` while the sidebar is closed.

    `drawers` are the keys of the page's buttons that open something in the place of the sidebar. Returns the key of
    what is open, or "".
    """
    shown = opened() if opened() in drawers else ""
    _bar(
        key=KEY,
        data={"name": name, "button": button, "drawers": list(drawers), "drawer": shown, "phone": on_phone()},
        default={"phone": False},
        on_phone_change=lambda: None,
        on_closed_change=close,
    )
    return shown


def on_phone() -> bool:
    """Whether the window is as narrow as a phone's. False until the browser has said so."""
    state = st.session_state.get(KEY)
    return bool(state and state.get("phone"))


DRAWER = "drawer"


def opened() -> str:
    """The key of the open drawer, or ""."""
    return st.session_state.get(DRAWER, "")


def toggle(name: str) -> None:
    """Open the drawer `name`, or close it. For callbacks."""
    st.session_state[DRAWER] = "" if opened() == name else name


def close() -> None:
    """Close what is open. For callbacks."""
    st.session_state[DRAWER] = ""
