"""Nets and tasks of every kind are shown and learn."""

import pytest
from playwright.sync_api import expect

from playground import Config
from playground.tables.features import FEATURES

pytestmark = pytest.mark.browser

KINDS = {
    "3 classes": (Config(dataset="blobs", classes=3), 2 * 8 + 8 * 8 + 8 * 3),
    "5 classes, hinge": (Config(dataset="spiral", classes=5, loss="hinge"), 2 * 8 + 8 * 8 + 8 * 5),
    "regression": (Config(task="regression"), 2 * 8 + 8 * 8 + 8),
    "no hidden layer": (Config(hidden=(), dataset="linear"), 2),
    "no feature": (Config(features=()), 8 * 8 + 8),
    "neither": (Config(features=(), hidden=()), 0),
    "biggest": (Config(features=tuple(FEATURES), hidden=(8,) * 6, activation="tanh"), 9 * 8 + 5 * 8 * 8 + 8),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_net_is_shown_and_learns(open_view, kind):
    config, links = KINDS[kind]
    view = open_view(config=config)
    assert view.network.evaluate("part => part.querySelectorAll('path:not(.glow)').length") == links
    first, loss = view.learned(), view.value("Loss", "train")
    view.play.click()
    view.plays(past=4)
    view.pause.click()
    view.stands()
    expect(view.readout.get_by_role("row", name="R²" if config.task == "regression" else "Accuracy")).to_be_visible()
    if config.features:  # without any, all that can be learned is how many points each class has
        assert view.value("Loss", "train") != loss
        assert view.picture() != first["map"]
    for name in ["output"] if config.classes == 2 else [f"output of class {c}" for c in range(config.classes)]:
        expect(view.button(name)).to_be_visible()
