"""Buttons to choose a data set, each with a thumbnail.

Python computes the points, JavaScript draws them. The browser answers with the trigger "chosen", a name.
"""

import base64

import numpy as np
import streamlit as st

from playground.config import TASKS, Config
from playground.palette import CLASSES, NEUTRAL
from playground.randomness import DATA, stream
from playground.tables.datasets import DATASETS, HALF
from playground.ui.experiment import Experiment
from playground.web.mount import component

KEY = "dataset"
POINTS = 200

_thumbnails = component("thumbnails", "ui", "thumbnails")


def choose_dataset(experiment: Experiment) -> None:
    """The radio group of data sets for the experiment's task."""
    config = experiment.config

    def choose() -> None:
        name = st.session_state[KEY].get("chosen")
        if name in TASKS[config.task].legal["dataset"]:
            experiment.request_change(dataset=name)

    _thumbnails(
        key=KEY,
        data={
            "chosen": config.dataset,
            "palette": {"classes": CLASSES, "neutral": NEUTRAL},
            "signed": config.task == "regression",
            "sets": pictures(config.task),
        },
        on_chosen_change=choose,
    )


@st.cache_data(show_spinner=False)
def pictures(task: str) -> list[dict[str, str]]:
    """Name, label, help and `POINTS` points without noise of each data set: base64 of rows (x1, x2, label) in bytes.

    0 … 255 is −6 … 6 along x1 and x2. A label is the class, or for regression 0 … 254 for −1 … 1.
    """
    return [
        {"name": name, "label": DATASETS[name].label, "help": DATASETS[name].help, "points": _picture(name)}
        for name in TASKS[task].legal["dataset"]
    ]


def _picture(name: str) -> str:
    config = Config(dataset=name)
    points, labels = DATASETS[name].sample(POINTS, stream(0, DATA), config)
    places = np.clip((points + HALF) * (255 / (2 * HALF)), 0, 255)
    if config.task == "regression":
        labels = 127 + 127 * np.clip(labels, -1, 1)
    rows = np.rint(np.column_stack([places, labels])).astype(np.uint8)
    return base64.b64encode(rows.tobytes()).decode()
