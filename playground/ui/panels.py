"""The controls of the main page, grouped by subject."""

import streamlit as st

from playground.tables.datasets import DATASETS
from playground.tables.optimizers import OPTIMIZERS
from playground.tables.schedules import SCHEDULES
from playground.ui.controls import control, layer_activation, seed
from playground.ui.experiment import Experiment
from playground.ui.gallery import gallery
from playground.ui.thumbnails import choose_dataset


def data_panel(experiment: Experiment) -> None:
    """The controls of the data, in the sidebar."""
    gallery(experiment)
    st.subheader("Data", anchor=False)
    control(experiment, "task", label_visibility="collapsed")
    choose_dataset(experiment)
    with st.grid(2, min_column_width=100, gap="xsmall"):
        for name in ("noise", "label_noise", "train_share", "samples"):
            control(experiment, name)
    seed(experiment, "data_seed", "New data", ":material/casino:")
    # Last, so that nothing moves when they appear or disappear.
    for name in DATASETS[experiment.config.dataset].parameters:
        control(experiment, name)


def common_row(experiment: Experiment) -> None:
    """The most common controls in one row, and the button More for the others at its end."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap=8, key="common"):
        with st.grid(7, min_column_width=128, gap=(16, 8)):
            for name in ("activation", "loss", "optimizer", "rate", "batch_size", "regularizer"):
                control(experiment, name)
            if experiment.config.regularizer != "none":
                control(experiment, "penalty")
        with st.popover("More", icon=":material/tune:", key="more"):
            _more(experiment)


def _more(experiment: Experiment) -> None:
    # A popover is as wide as its content and a grid as narrow as allowed, so the width must be set.
    with st.container(width=640), st.grid(2, min_column_width=240, gap="medium"):
        for column in COLUMNS:
            with st.container():
                for heading, group in column.items():
                    st.subheader(heading, anchor=False)
                    group(experiment)


def _network(experiment: Experiment) -> None:
    control(experiment, "initializer")
    seed(experiment, "init_seed", "New weights", ":material/casino:")
    control(experiment, "batch_norm")
    if experiment.config.hidden:
        st.caption("Activation of each hidden layer")
        with st.grid(2, min_column_width=100, gap="xsmall"):
            for layer in range(len(experiment.config.hidden)):
                layer_activation(experiment, layer)


def _training(experiment: Experiment) -> None:
    config = experiment.config
    for name in OPTIMIZERS[config.optimizer].parameters:
        control(experiment, name)
    control(experiment, "schedule")
    for name in SCHEDULES[config.schedule].parameters:
        control(experiment, name)
    control(experiment, "clip_norm")
    control(experiment, "shuffle")


def _regularization(experiment: Experiment) -> None:
    control(experiment, "dropout")


def _features(experiment: Experiment) -> None:
    control(experiment, "raw_features")


COLUMNS = (
    {"Network": _network, "Regularization": _regularization, "Features": _features},
    {"Training": _training},
)
"""The groups in the popover More, side by side where there is room."""
