"""A component on a page: how it is declared, and what it is given when the page runs."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from playground.web.channel import Channel
from playground.web.connection import register, say_way
from playground.web.static import loader
from playground.web.wire import pack


def component(name: str, folder: str, view: str) -> Callable:
    """Streamlit's component that shows `view` of the folder. Its markup comes with its modules."""
    return st.components.v2.component(name, html="<p>\n</p>", js=loader(folder, view))


def answer_by_fragment(channel: Channel, key: str) -> None:
    """For the callback of a component's trigger "ask": the way where a host passes no connection."""
    state = st.session_state.get(key)
    if state is not None and state.ask:  # a browser always sends both; another client need not
        say_way("Streamlit's runs of a fragment")
        channel.hang_up()
        channel.answer(state.ask)


def mounted(channel: Channel) -> bytes:
    """The component's data: its token, and the payload unless that goes by the connection."""
    register(channel)
    sections = {} if channel.connected else {"payload": np.frombuffer(channel.payload, np.uint8)}
    return pack({"token": channel.token}, sections)
