"""Buttons to choose a data set, each with a thumbnail.

Python computes the points, JavaScript draws them. The browser answers with the trigger "chosen", a name.
"""

import base64
from functools import lru_cache

import numpy as np
import streamlit as st

from playground.config import TASKS, Config
from playground.data import make_data
from playground.palette import CLASSES, NEUTRAL
from playground.tables.datasets import DATASETS, HALF
from playground.ui.experiment import Experiment
from playground.web.mount import component

KEY = "dataset"
POINTS = 200

SHAPING = ("task", "noise", "label_noise", *sorted({name for entry in DATASETS.values() for name in entry.parameters}))
"""The fields of Config that all thumbnails show."""

COLORS = {"classes": CLASSES, "neutral": NEUTRAL}

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
            "palette": COLORS,
            "signed": config.task == "regression",
            "sets": pictures(config),
        },
        on_chosen_change=choose,
    )


def pictures(config: Config) -> list[dict[str, str]]:
    """Name, label, help and points of each data set of the Config's task, with its noise and number of classes."""
    return _pictures(Config(**{name: getattr(config, name) for name in SHAPING}))


@lru_cache(maxsize=128)
def _pictures(config: Config) -> list[dict[str, str]]:
    return [
        {
            "name": name,
            "label": DATASETS[name].label,
            "help": DATASETS[name].help,
            "points": picture(config.replace(dataset=name)),
        }
        for name in TASKS[config.task].legal["dataset"]
    ]


def picture(config: Config, count: int = POINTS) -> str:
    """`count` points of the data of `config`: base64 of rows (x1, x2, label) in bytes. Points outside are left out.

    0 … 255 is −6 … 6 along x1 and x2. A label is the class, or for regression 0 … 254 for −1 … 1.
    """
    data = make_data(config.replace(samples=count))
    points, labels = np.concatenate([data.x_train, data.x_test]), np.concatenate([data.y_train, data.y_test])
    inside = (np.abs(points) <= HALF).all(axis=1)
    places = (points + HALF) * (255 / (2 * HALF))
    if config.task == "regression":
        labels = 127 + 127 * np.clip(labels, -1, 1)
    rows = np.rint(np.column_stack([places, labels])[inside]).astype(np.uint8)
    return base64.b64encode(rows.tobytes()).decode()
