"""The right widget for any field of Config, made from its declaration in FIELDS.

A widget is a view: its value is set from the Config before it is made, and its callback sets the Config. Range,
step, unit, names and words come from the declaration only.
"""

from collections.abc import Iterable
from math import ceil, floor, log10

import numpy as np
import streamlit as st

from playground.config import FIELDS, PROBLEMS
from playground.fields import Field
from playground.ui.experiment import Experiment

MOST_STOPS = 120
"""A slider with more stops than it has pixels cannot reach them all; such numbers are typed."""

MIXED = "mixed"
"""Stands for a tuple of activations in the widget that sets all layers at once."""


def control(experiment: Experiment, name: str, **looks) -> None:
    """The widget for the field `name`, with `name` as its key. `looks` are Streamlit's: disabled, label_visibility."""
    field = FIELDS[name]
    WIDGETS[field.kind](experiment, field, label=field.label, help=_help(field), **looks)


def seed(experiment: Experiment, name: str, action: str, icon: str) -> None:
    """A seed to type, and the button that takes the next one."""
    field = FIELDS[name]
    following = (getattr(experiment.config, name) + 1) % (field.high + 1)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", wrap=False):
        control(experiment, name)
        # The number is fixed when the button is made: a callback that fires twice for one click does no harm.
        st.button(action, icon=icon, key=f"{name}.next", on_click=experiment.change, kwargs={name: following})


def layer_activation(experiment: Experiment, layer: int) -> None:
    """The activation of one hidden layer, 0 the first."""
    field = FIELDS["activation"]
    names = _per_layer(experiment)

    def put(key: str) -> None:
        experiment.change(activation=(*names[:layer], st.session_state[key], *names[layer + 1 :]))

    _choice(f"activation.{layer}", names[layer], field.table, put, label=f"Layer {layer + 1}")


def _number(experiment: Experiment, field: Field, **looks) -> None:
    value = getattr(experiment.config, field.name)
    key = _view(field.name, value)
    looks |= {"key": key, "on_change": _take, "args": (experiment, field.name)}
    if field.log or (field.high - field.low) / field.step <= MOST_STOPS:
        # Not st.slider: it draws a value that lies between its stops, as one from a link may, at the nearest stop.
        st.select_slider(options=sorted({*stops(field), value}), format_func=plain, **looks)
    else:
        st.number_input(min_value=field.low, max_value=field.high, step=field.step, format=PLAIN[field.kind], **looks)


def _one_of(experiment: Experiment, field: Field, **looks) -> None:
    value = getattr(experiment.config, field.name)
    table = {name: field.table[name] for name in legal(experiment, field)}
    options = list(table) if isinstance(value, str) else [MIXED, *table]

    def put(key: str) -> None:
        if st.session_state[key] != MIXED:
            experiment.change(**{field.name: st.session_state[key]})

    _choice(field.name, value if isinstance(value, str) else MIXED, table, put, options=options, **looks)


def _choice(key: str, value: str, table, put, *, options: Iterable[str] = (), **looks) -> None:
    looks |= {"key": _view(key, value), "on_change": put, "args": (key,)}
    looks |= {
        "options": options or list(table),
        "format_func": lambda name: table[name].label if name in table else "By layer",
    }
    if len(table) == 2:
        st.segmented_control(required=True, width="stretch", **looks)
    else:
        st.selectbox(**looks)


def _switch(experiment: Experiment, field: Field, **looks) -> None:
    key = _view(field.name, getattr(experiment.config, field.name))
    st.toggle(key=key, on_change=_take, args=(experiment, field.name), **looks)


WIDGETS = {"number": _number, "integer": _number, "choice": _one_of, "switch": _switch}
"""By kind of field. Features and hidden layers have none: they are clicked in the live view."""


def stops(field: Field) -> list[float]:
    """Where a slider rests: every step of the range; of a log range 1 and 3 in each decade, and 0 if it is legal."""
    if field.log:
        decades = range(floor(log10(field.low or LOWEST)), ceil(log10(field.high)) + 1)
        inner = (float(f"{digit}e{decade}") for decade in decades for digit in (1, 3))
    else:
        steps = range(ceil((field.high - field.low) / field.step))
        inner = (round(field.low + step * field.step, 10) for step in steps)
    return sorted({field.low, field.high, *(stop for stop in inner if field.low <= stop <= field.high)})


LOWEST = 1e-5
"""The decade above 0 in a log range that has 0."""

PLAIN = {"number": "%g", "integer": "%d"}
"""How the browser writes a typed number: all its digits, whatever the step."""


def plain(number: float) -> str:
    """The shortest text that reads back as the same number, without an exponent where that is short: 10, 0.00001."""
    if 0 < number < LOWEST:
        return np.format_float_scientific(number, trim="-", exp_digits=1)
    return np.format_float_positional(number, trim="-")


def legal(experiment: Experiment, field: Field) -> Iterable[str]:
    """The names that the field may have for the present problem."""
    return PROBLEMS[experiment.config.problem].legal.get(field.name, field.table)


def _help(field: Field) -> str:
    restart = "" if field.live else " Starts the run anew."
    unit = f" In {field.unit}." if field.unit else ""
    return f"{field.help}{unit}{restart}"


def _per_layer(experiment: Experiment) -> tuple[str, ...]:
    config = experiment.config
    return config.activation if isinstance(config.activation, tuple) else (config.activation,) * len(config.hidden)


def _view(key: str, value) -> str:
    # Only where it differs: a value that is set is sent to the browser, and would pull the thumb from under a drag.
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def _take(experiment: Experiment, name: str) -> None:
    experiment.change(**{name: st.session_state[name]})
