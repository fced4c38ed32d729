"""The button Experiments, the gallery that it opens, and the sentence of the preset that is open.

The gallery's contents are a file that the browser caches; a run of the page sends only the name of the open preset.
"""

from functools import cache

import streamlit as st

from playground.config import Config
from playground.presets import PRESETS
from playground.ui.experiment import Experiment
from playground.ui.thumbnails import COLORS, picture
from playground.web.mount import component
from playground.web.static import publish

KEY = "gallery"
POINTS = 150

_gallery = component("gallery", "ui", "gallery")

NAMES = {preset.config: name for name, preset in PRESETS.items()}


def gallery(experiment: Experiment) -> None:
    """The button. What is clicked in the gallery is opened as a whole experiment."""

    def opened() -> None:
        preset = PRESETS.get(st.session_state[KEY].get("opened"))
        if preset:
            experiment.open(preset.config, ())

    name = open_preset(experiment.config)
    data = {"contents": contents(), "open": name, "count": len(PRESETS)}
    if name:
        data |= {"label": PRESETS[name].label, "sentence": PRESETS[name].sentence}
    _gallery(key=KEY, data=data, on_opened_change=opened)


def open_preset(config: Config) -> str:
    """The name of the preset that is this Config, "" for none."""
    return NAMES.get(config, "")


@cache
def contents() -> str:
    """The path of the gallery's contents: each preset with its points and the sizes of its layers."""
    presets = [
        {
            "name": name,
            "label": preset.label,
            "sentence": preset.sentence,
            "points": picture(preset.config, POINTS),
            "signed": preset.config.task == "regression",
            "layers": [len(preset.config.features), *preset.config.hidden, _outputs(preset.config)],
        }
        for name, preset in PRESETS.items()
    ]
    return publish({"presets": presets, "palette": COLORS})


def _outputs(config: Config) -> int:
    return config.classes if config.classes > 2 else 1
