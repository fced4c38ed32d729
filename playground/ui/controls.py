"""The right widget for any field of Config, made from its declaration in FIELDS.

A widget is a view: it is made with its value in the Config, and its callback sets the Config. Range, step, unit, names
and words come from the declaration only.

Every message of the browser carries the values of all widgets as they stood when it was sent. Some are sent before the
browser has heard that Python moved a widget (a button, the drawing, a link or another widget changed the Config), above
all where the live view asks by runs of its fragment. Therefore a widget that Python moves is made anew, under a key of
its own: what comes from the old one is ignored, while the user may move a widget to and fro at once.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import streamlit as st

from playground.config import FIELDS, TASKS
from playground.fields import LOWEST, Field
from playground.ui.experiment import Experiment

MOST_STOPS = 120
"""A slider with more stops than it has pixels cannot reach them all; such numbers are typed."""

MIXED = "mixed"
"""Stands for a tuple of activations in the widget that sets all layers at once."""


def control(experiment: Experiment, name: str, **looks) -> None:
    """The widget for the field `name`, with `looks` that are Streamlit's: disabled, label_visibility."""
    field = FIELDS[name]
    WIDGETS[field.kind](experiment, field, label=field.label, help=_help(field), **looks)


def seed(experiment: Experiment, name: str, action: str, icon: str) -> None:
    """A seed to type, and the button that takes the next one."""
    field = FIELDS[name]
    following = (getattr(experiment.config, name) + 1) % (field.high + 1)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", wrap=False):
        control(experiment, name)
        # The number is fixed when the button is made: a callback that fires twice for one click does no harm.
        st.button(action, icon=icon, key=f"{name}.next", on_click=experiment.request_change, kwargs={name: following})


def layer_activation(experiment: Experiment, layer: int) -> None:
    """The activation of one hidden layer, 0 the first."""

    def changes_of(name: str) -> dict[str, Any]:
        names = experiment.config.activations
        return {"activation": (*names[:layer], name, *names[layer + 1 :])}

    view = _view(experiment, f"activation.{layer}", experiment.config.activations[layer], changes_of)
    _choice(FIELDS["activation"].table, label=f"Layer {layer + 1}", **view)


def _number(experiment: Experiment, field: Field, **looks) -> None:
    looks |= _view_of_field(experiment, field.name)
    if field.log or (field.high - field.low) / field.step <= MOST_STOPS:
        # Not st.slider: it draws a value that lies between its stops, as one from a link may, at the nearest stop.
        st.select_slider(options=sorted({*field.stops(), looks["value"]}), format_func=plain, **looks)
    else:
        st.number_input(min_value=field.low, max_value=field.high, step=field.step, format=PLAIN[field.kind], **looks)


def _one_of(experiment: Experiment, field: Field, **looks) -> None:
    def changes_of(name: str) -> dict[str, str]:
        return {} if name == MIXED else {field.name: name}

    names = list(legal(experiment, field))
    value = getattr(experiment.config, field.name)
    if not isinstance(value, str):
        value = MIXED
        names.insert(0, MIXED)
    _choice(field.table, names, **looks, **_view(experiment, field.name, value, changes_of))


def _choice(table: Mapping[str, Any], names: Iterable[str] = (), *, value: str, **looks) -> None:
    options = looks["options"] = list(names or table)
    looks["format_func"] = lambda name: table[name].label if name in table else "By layer"
    if len(table) == 2:
        st.segmented_control(required=True, default=value, width="stretch", **looks)
    else:
        st.selectbox(index=options.index(value), **looks)


def _switch(experiment: Experiment, field: Field, **looks) -> None:
    st.toggle(**looks, **_view_of_field(experiment, field.name))


WIDGETS = {"number": _number, "integer": _number, "choice": _one_of, "switch": _switch}
"""By kind of field. Features and hidden layers have none: they are clicked in the live view."""


PLAIN = {"number": "%g", "integer": "%d"}
"""How the browser writes a typed number: all its digits, whatever the step."""


def plain(number: float) -> str:
    """The shortest text that reads back as the same number, without an exponent where that is short: 10, 0.00001."""
    if 0 < number < LOWEST:
        return np.format_float_scientific(number, trim="-", exp_digits=1)
    return np.format_float_positional(number, trim="-")


def legal(experiment: Experiment, field: Field) -> Iterable[str]:
    """The names that the field may have for the present task."""
    return TASKS[experiment.config.task].legal.get(field.name, field.table)


def _help(field: Field) -> str:
    restart = "" if field.live else " Starts the run anew."
    unit = f" In {field.unit}." if field.unit else ""
    return f"{field.help}{unit}{restart}"


def _view_of_field(experiment: Experiment, name: str) -> dict[str, Any]:
    return _view(experiment, name, getattr(experiment.config, name), lambda value: {name: value})


def _view(experiment: Experiment, name: str, value, changes_of: Callable) -> dict[str, Any]:
    """What makes a widget a view: its key, its value, and the callback that makes changes of a new value."""
    key = _key(experiment, name)
    if st.session_state.get(key, value) != value:
        experiment.moves[name] += 1
        key = _key(experiment, name)
    # The value is said in every run: behind a closed popover the browser makes a widget when it is opened, and knows
    # the last run only.
    return {"key": key, "value": value, "on_change": _take, "args": (experiment, name, key, changes_of)}


def _key(experiment: Experiment, name: str) -> str:
    return f"{name}-{experiment.moves[name]}"


def _take(experiment: Experiment, name: str, key: str, changes_of: Callable) -> None:
    if key == _key(experiment, name):
        experiment.request_change(**changes_of(st.session_state[key]))
