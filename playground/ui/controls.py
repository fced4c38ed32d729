"""The widget for any field of Config, built from its declaration in FIELDS.

A widget is a view: it shows the value in the Config, and its callback changes the Config. Range, step, unit, labels and
help come from the declaration only.

Every message of the browser contains the values of all widgets at the time when it was sent. A message may be older
than the last change that Python made to a widget (a button, the drawing, a link or another widget changed the Config),
in particular where the live view asks by fragment reruns. Therefore a widget that Python changes gets a new key. Values
under the old key are ignored, while the user can still move a widget back and forth quickly.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import streamlit as st

from playground.config import FIELDS, TASKS
from playground.fields import LOWEST, Field
from playground.ui.choice import choice
from playground.ui.experiment import Experiment

MOST_STOPS = 120
"""A slider cannot reach more stops than it has pixels; numbers with more stops than this are typed."""

MIXED = "mixed"
"""Shown for different activations per layer in the widget that sets all layers at once."""


def control(experiment: Experiment, name: str, **looks) -> None:
    """The widget for the field `name`. `looks` are parameters of Streamlit's widget: disabled, label_visibility."""
    field = FIELDS[name]
    WIDGETS[field.kind](experiment, field, label=field.label, help=_help(field), **looks)


def seed(experiment: Experiment, name: str, action: str, icon: str) -> None:
    """An input for a seed, and a button that chooses the next one."""
    field = FIELDS[name]
    following = (getattr(experiment.config, name) + 1) % (field.high + 1)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", wrap=False):
        control(experiment, name)
        # The number is fixed when the button is created, so a callback that runs twice for one click does no harm.
        st.button(action, icon=icon, key=f"{name}.next", on_click=experiment.request_change, kwargs={name: following})


def layer_activation(experiment: Experiment, layer: int) -> None:
    """The widget for the activation of one hidden layer, counted from 0."""

    def take(name: str) -> None:
        names = experiment.config.activations
        if layer < len(names):
            experiment.request_change(activation=(*names[:layer], name, *names[layer + 1 :]))

    field, value = FIELDS["activation"], experiment.config.activations[layer]
    choice(f"activation.{layer}", field.name, f"Layer {layer + 1}", tuple(field.table), value, take)


def _number(experiment: Experiment, field: Field, **looks) -> None:
    looks |= _view_of_field(experiment, field.name)
    if field.log or field.step is None or (field.high - field.low) / field.step <= MOST_STOPS:
        # Not st.slider: a link may set a value between two stops, which st.slider would draw at the nearest stop.
        st.select_slider(options=sorted({*field.stops(), looks["value"]}), format_func=plain, **looks)
    else:
        st.number_input(min_value=field.low, max_value=field.high, step=field.step, format=PLAIN[field.kind], **looks)


def _one_of(experiment: Experiment, field: Field, *, label: str, help: str, **looks) -> None:
    names = tuple(legal(experiment, field))
    value = getattr(experiment.config, field.name)
    if len(field.table) == 2:
        looks |= _view_of_field(experiment, field.name)
        looks |= {"label": label, "help": help, "default": looks.pop("value"), "options": names}
        st.segmented_control(required=True, width="stretch", format_func=lambda name: field.table[name].label, **looks)
        return
    mixed = {} if isinstance(value, str) else {MIXED: "By layer"}

    def take(name: str) -> None:
        if name != MIXED:
            experiment.request_change(**{field.name: name})

    choice(field.name, field.name, label, (*mixed, *names), next(iter(mixed), value), take, help, mixed)


def _switch(experiment: Experiment, field: Field, **looks) -> None:
    st.toggle(**looks, **_view_of_field(experiment, field.name))


WIDGETS = {"number": _number, "integer": _number, "choice": _one_of, "switch": _switch}
"""Widget function by kind of field. Features and hidden layers have none: they are set in the live view."""


PLAIN = {"number": "%g", "integer": "%d"}
"""Format of a typed number in the browser: all its digits, whatever the step."""


def plain(number: float) -> str:
    """The shortest text that parses to the same number, with an exponent only below 0.00001."""
    if 0 < number < LOWEST:
        return np.format_float_scientific(number, trim="-", exp_digits=1)
    return np.format_float_positional(number, trim="-")


def legal(experiment: Experiment, field: Field) -> Iterable[str]:
    """The names that are legal for the field in the current task."""
    return TASKS[experiment.config.task].legal.get(field.name, field.table)


def _help(field: Field) -> str:
    restart = "" if field.live else " Restarts training."
    unit = f" In {field.unit}." if field.unit else ""
    return f"{field.help}{unit}{restart}"


def _view_of_field(experiment: Experiment, name: str) -> dict[str, Any]:
    return _view(experiment, name, getattr(experiment.config, name), lambda value: {name: value})


def _view(experiment: Experiment, name: str, value, changes_of: Callable) -> dict[str, Any]:
    """The key, value and callback of a widget. `changes_of` turns a new value into changes of the Config."""
    key = _key(experiment, name)
    # Streamlit forgets a widget that is not drawn for a while; its value may have changed meanwhile.
    if st.session_state.get(key, experiment.drawn.get(name, value)) != value:
        experiment.moves[name] += 1
        key = _key(experiment, name)
    experiment.drawn[name] = value
    # The value is passed in every run: the browser creates the widgets behind the button More whenever that opens.
    return {"key": key, "value": value, "on_change": _take, "args": (experiment, name, key, changes_of)}


def _key(experiment: Experiment, name: str) -> str:
    return f"{name}-{experiment.moves[name]}"


def _take(experiment: Experiment, name: str, key: str, changes_of: Callable) -> None:
    if key == _key(experiment, name):
        experiment.request_change(**changes_of(st.session_state[key]))
