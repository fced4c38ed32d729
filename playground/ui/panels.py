"""The controls of the main page, grouped by subject."""

import streamlit as st

from playground.tables.datasets import DATASETS
from playground.tables.optimizers import OPTIMIZERS
from playground.tables.schedules import SCHEDULES
from playground.ui import bar
from playground.ui.controls import control, layer_activation, seed
from playground.ui.experiment import Experiment
from playground.ui.gallery import gallery
from playground.ui.thumbnails import choose_dataset


def data_panel(experiment: Experiment) -> None:
    """The controls of the data, in the sidebar."""
    gallery(experiment)
    st.subheader("Data", anchor=False)
    control(experiment, "task", label_visibility="collapsed")
    if not bar.on_phone():
        choose_dataset(experiment)
    with _pairs():
        for name in ("noise", "label_noise", "train_share", "samples"):
            control(experiment, name)
    seed(experiment, "data_seed", "New data", ":material/casino:")
    # Last, so that nothing moves when they appear or disappear.
    for name in DATASETS[experiment.config.dataset].parameters:
        control(experiment, name)


def data_strip(experiment: Experiment) -> None:
    """The data sets below the map, on a phone, where the sidebar would cover the map."""
    if bar.on_phone():
        with st.container(key="strip"):
            choose_dataset(experiment)


def common_row(experiment: Experiment) -> None:
    """The most common controls in one row, and the button More for the others at its end."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap=8, key="common"):
        with st.grid(7, min_column_width=128, gap=(16, 8)):
            for name in ("activation", "loss", "optimizer", "rate", "batch_size", "regularizer"):
                control(experiment, name)
            if experiment.config.regularizer != "none":
                control(experiment, "penalty")
        st.button("More", icon=":material/tune:", key="more", on_click=bar.toggle, args=("more",))
    # A phone's sidebar would cover the page.
    if bar.opened() == "more" and bar.on_phone():
        more(experiment)


def more(experiment: Experiment) -> None:
    """The other controls, in the place of the sidebar, where they cover nothing of what they change."""
    with st.container(key="drawer", gap="small"):
        label = "Close" if bar.on_phone() else "Back to data and lessons"
        st.button(label, icon=":material/arrow_back:", type="tertiary", key="drawer.close", on_click=bar.close)
        for heading, group in GROUPS.items():
            st.subheader(heading, anchor=False)
            group(experiment)


def _training(experiment: Experiment) -> None:
    config = experiment.config
    with _pairs():
        for name in (
            *OPTIMIZERS[config.optimizer].parameters,
            "schedule",
            *SCHEDULES[config.schedule].parameters,
            "clip_norm",
            "shuffle",
        ):
            control(experiment, name)


def _regularization(experiment: Experiment) -> None:
    with _pairs():
        control(experiment, "dropout")


def _network(experiment: Experiment) -> None:
    control(experiment, "initializer")
    seed(experiment, "init_seed", "New weights", ":material/casino:")
    control(experiment, "batch_norm")
    if experiment.config.hidden:
        st.caption("Activation of each hidden layer")
        with _pairs():
            for layer in range(len(experiment.config.hidden)):
                layer_activation(experiment, layer)


def _features(experiment: Experiment) -> None:
    control(experiment, "raw_features")


def _pairs():
    return st.grid(2, min_column_width=100, gap="xsmall")


GROUPS = {"Training": _training, "Regularization": _regularization, "Network": _network, "Features": _features}
"""The groups behind the button More. What acts at once, while one watches, comes first."""
