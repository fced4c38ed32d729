"""A choice from a table: a button that opens a list with a picture of each entry and help on the active one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from playground.ui.sketches import choices_file
from playground.web.mount import component

_choice = component("choice", "ui", "choice")


def choice(
    key: str,
    field: str,
    label: str,
    names: Sequence[str],
    value: str,
    take: Callable[[str], None],
    about: str = "",
    extra: Mapping[str, str] | None = None,
) -> None:
    """One of `names`, entries in the table of a field of Config, or of `extra`, names with a label only.

    `take` is called with the name that the user has chosen. `about` is the help of the whole choice.
    """
    extra = extra or {}

    def chosen() -> None:
        name = st.session_state[key].get("chosen")
        if name in names:
            take(name)

    data: dict[str, Any] = {
        "contents": choices_file(),
        "field": field,
        "title": label,
        "about": about,
        "names": list(names),
        "value": value,
        "extra": dict(extra),
    }
    _choice(key=key, data=data, on_chosen_change=chosen)
