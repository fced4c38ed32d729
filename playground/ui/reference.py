"""One section for each table, one card for each entry. A new entry of a table is a new card, with no change here."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import plotly.graph_objects as go
import streamlit as st

from playground.config import FIELDS
from playground.figures import entries
from playground.ui.controls import plain
from playground.ui.experiment import Experiment


class Section(NamedTuple):
    """A table (the one of Config's field), a sentence about it, and the picture of an entry."""

    title: str
    field: str
    about: str
    picture: Callable[[Any], go.Figure]


SECTIONS = (
    Section("Data", "dataset", "What there is to learn. The square reaches from −6 to 6 both ways.", entries.dataset),
    Section(
        "Features",
        "features",
        "What the net is told about a point. Unless they are left raw, all are brought to the same mean square.",
        entries.feature,
    ),
    Section(
        "Activations",
        "activation",
        "What bends the output of a hidden unit: a, as a function of z.",
        entries.activation,
    ),
    Section("Losses", "loss", "How wrong the output is: what training makes small.", entries.loss),
    Section(
        "Initial weights",
        "initializer",
        "Where the weights start, and how large a signal still is after each of ten layers, before any training.",
        entries.initializer,
    ),
    Section(
        "Optimizers",
        "optimizer",
        "How the gradient g becomes a step, at rate η. Each runs down the same ravine from the same start.",
        entries.optimizer,
    ),
    Section("Schedules", "schedule", "What the rate is multiplied with, epoch by epoch.", entries.schedule),
    Section("Regularization", "regularizer", "What large weights cost, on top of the loss.", entries.regularizer),
)

KEYS = {
    "Space": "Play and pause; a button that has the focus is pressed instead",
    "K": "Play and pause, whatever has the focus",
    "→": "One epoch; with Shift one batch",
    "R": "Reset: the same weights, from epoch 0",
    "Arrows": "From unit to unit, once one has the focus",
    "Enter": "Do what a click does",
    "Esc": "Close what is open",
}
"""Of the live view."""


def section(experiment: Experiment, about: Section) -> None:
    """The cards of one table, as many in a row as fit."""
    st.text(about.about)
    with st.grid("auto", min_column_width=260, gap=(40, 32), key=f"cards-{about.field}"):
        for name, entry in FIELDS[about.field].table.items():
            with st.container(gap="xsmall", key=f"card-{about.field}-{name}"):
                _card(experiment, about, name, entry)


def keys() -> None:
    """What can be done from the keyboard."""
    st.text("The live view listens to these keys, unless you are typing.")
    st.table({"Key": list(KEYS), "What it does": list(KEYS.values())}, border="horizontal")


def _card(experiment: Experiment, about: Section, name: str, entry: Any) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.header(entry.label, anchor=False)
        _try_it(experiment, about.field, name)
    st.plotly_chart(
        _picture(about, name),
        key=f"picture-{about.field}-{name}",
        config={"displayModeBar": False},
        alt=f"{entry.label}: {entry.formula}",
    )
    if entry.formula != entry.label:  # some features are their own formula
        st.text(entry.formula)
    st.caption(entry.help)
    for parameter in getattr(entry, "parameters", ()):
        st.caption(_range(parameter))


@cache
def _picture(about: Section, name: str) -> go.Figure:
    # Once a process: to make those of a table takes 0.1 s and more, and every run of the page shows one table.
    return about.picture(FIELDS[about.field].table[name])


def _try_it(experiment: Experiment, field: str, name: str) -> None:
    """The way back to the playground with this entry in place of the present one."""
    config = experiment.config
    value = {*config.features, name} if field == "features" else name
    try:
        query = config.replace(**{field: value}).to_query()
    except ValueError:  # as a loss that is for classes only, while a number is to be predicted
        return
    st.page_link("app.py", label="Try it", icon=":material/arrow_forward:", icon_position="right", query_params=query)


def _range(name: str) -> str:
    field = FIELDS[name]
    low, high, usual = plain(field.low), plain(field.high), plain(field.default)
    return f"{field.label}: {low} to {high}, default {usual}. {field.help}"
