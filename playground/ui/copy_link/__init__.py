"""Buttons that copy the address of the page, which holds the whole experiment, and open another one.

A link of TensorFlow Playground is understood, too: pasted, or behind the # of this page's own address.
"""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import streamlit as st

from playground import tfp
from playground.config import Config
from playground.query import Problem
from playground.ui.experiment import Experiment

HERE = Path(__file__).parent
KEY = "copy_link"
LONGEST = 10_000
"""Characters of a text that is read as a link."""

_buttons = st.components.v2.component(
    "copy_link",
    html=(HERE / "copy_link.html").read_text(encoding="utf-8"),
    css=(HERE / "copy_link.css").read_text(encoding="utf-8"),
    js=(HERE / "copy_link.js").read_text(encoding="utf-8"),
)


def copy_link(experiment: Experiment) -> None:
    """The buttons. The copier reads the address when it is clicked, so it needs no rerun."""

    def pasted() -> None:
        text = st.session_state[KEY].get("pasted")
        if isinstance(text, str):
            open_link(experiment, text[:LONGEST])

    _buttons(key=KEY, data={"foreign": sorted(tfp.OWN)}, on_pasted_change=pasted)


def open_link(experiment: Experiment, text: str) -> None:
    """Open the experiment of a link of this page or of TensorFlow Playground; another text is refused in a sentence."""
    experiment.dismissed.clear()  # whoever pastes a text asks anew what is wrong with it
    if tfp.is_address(text):
        carried = tfp.read(text)
        experiment.open(carried.config, [Problem("", carried.sentence)])
        return
    query = _query(text)
    if query is None:
        experiment.open(experiment.config, [Problem("", "This text is not a link to an experiment and was ignored.")])
    else:
        experiment.open(*Config.from_query(query))


def _query(text: str) -> dict[str, list[str]] | None:
    """The query of an address; None for a text that is no address."""
    try:
        parts = urlsplit(text)
        return parse_qs(parts.query) if parts.query or parts.scheme in ("http", "https") else None
    except ValueError:
        return None
