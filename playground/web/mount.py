"""Declares the drawn components and passes them their data when a page runs."""

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from playground.web.channel import Channel
from playground.web.connection import register, say_way
from playground.web.static import loader
from playground.web.wire import pack


def component(name: str, folder: str, view: str) -> Callable:
    """Declare a Streamlit component that shows `view` of the folder. The loader adds its markup."""
    return st.components.v2.component(name, html="<p>\n</p>", js=loader(folder, view))


def answer_by_fragment(channel: Channel, key: str) -> None:
    """Callback of a component's trigger "ask": the transport for hosts that do not forward the WebSocket."""
    state = st.session_state.get(key)
    if state is not None and state.ask:  # browsers always send both; other clients may not
        say_way("reruns of a Streamlit fragment")
        channel.hang_up()
        channel.answer(state.ask)


def mounted(channel: Channel, **more: Any) -> bytes:
    """The component's data: its token, `more` values, and the payload unless the WebSocket is connected."""
    register(channel)
    sections = {} if channel.connected else {"payload": np.frombuffer(channel.payload, np.uint8)}
    return pack({"token": channel.token, **more}, sections)
