"""The Reference page: one section per table, one card per entry. A new entry gets its card without a change here."""

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
    """The table of a field of Config, a sentence about it, and the function that draws an entry."""

    title: str
    field: str
    about: str
    picture: Callable[[Any], go.Figure]


SECTIONS = (
    Section("Data", "dataset", "The data sets to learn. Both coordinates run from −6 to 6.", entries.dataset),
    Section(
        "Features",
        "features",
        "The inputs of the network. Unless raw features are chosen, all are scaled to the same mean square.",
        entries.feature,
    ),
    Section(
        "Activations",
        "activation",
        "The nonlinearity applied by each hidden unit: a as a function of z.",
        entries.activation,
    ),
    Section("Losses", "loss", "How far the output is from the target. Training minimizes the loss.", entries.loss),
    Section(
        "Initial weights",
        "initializer",
        "The distribution of the initial weights. Each figure shows the size of the signal after each of ten layers, "
        "before training.",
        entries.initializer,
    ),
    Section(
        "Optimizers",
        "optimizer",
        "How the gradient g becomes a step, with learning rate η. Each figure has the same valley and start.",
        entries.optimizer,
    ),
    Section("Schedules", "schedule", "The factor by which the learning rate is multiplied.", entries.schedule),
    Section("Regularization", "regularizer", "The penalty on large weights, added to the loss.", entries.regularizer),
)

KEYS = {
    "Space": "Play or pause; a button that you reached by the Tab key is pressed instead",
    "K": "Play or pause, whatever has the focus",
    "→": "Train for one epoch, with Shift for one batch",
    "R": "Reset to epoch 0 with the same initial weights",
    "Z": "Undo: bring back the run that the last reset, change or link has ended",
    "Arrows": "Move from unit to unit, if a unit has the focus",
    "Enter": "The same as a click",
    "Esc": "Close what is open, or release a pinned unit",
}
"""The keys of the live view."""


def section(experiment: Experiment, about: Section) -> None:
    """The cards of one table, as many in a row as fit."""
    st.text(about.about)
    with st.grid("auto", min_column_width=260, gap=(40, 32), key=f"cards-{about.field}"):
        for name, entry in FIELDS[about.field].table.items():
            with st.container(gap="xsmall", key=f"card-{about.field}-{name}"):
                _card(experiment, about, name, entry)


def keys() -> None:
    """The table of keyboard shortcuts."""
    st.text("These keys work in the live view, except while you are typing.")
    st.table({"Key": list(KEYS), "Action": list(KEYS.values())}, border="horizontal")


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
    # Cached per process: the figures of a table take 0.1 s or more, and every run of the page shows one table.
    return about.picture(FIELDS[about.field].table[name])


def _try_it(experiment: Experiment, field: str, name: str) -> None:
    """A link to the playground with this entry in place of the current one."""
    config = experiment.config
    value = {*config.features, name} if field == "features" else name
    try:
        query = config.replace(**{field: value}).to_query()
    except ValueError:  # for example a loss for classification while the task is regression
        return
    st.page_link("app.py", label="Try it", icon=":material/arrow_forward:", icon_position="right", query_params=query)


def _range(name: str) -> str:
    field = FIELDS[name]
    low, high, usual = plain(field.low), plain(field.high), plain(field.default)
    return f"{field.label}: {low} to {high}, default {usual}. {field.help}"
