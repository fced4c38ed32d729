"""Linear separability of more than two classes: the verdict is about one linear layer and agrees with the net."""

import numpy as np
import pytest

from playground import Config
from playground.lessons.separability.figures import borders
from playground.lessons.separability.settings import Settings
from playground.lessons.separability.show import SeparabilityShow

WITHOUT = {"hidden": (), "rate": 0.1}
NETS = {
    "blobs 3": Config(dataset="blobs", classes=3, **WITHOUT),
    "blobs 4": Config(dataset="blobs", classes=4, **WITHOUT),
    "blobs 5": Config(dataset="blobs", classes=5, **WITHOUT),
    "blobs 5, lifted": Config(dataset="blobs", classes=5, features=("x1", "x2", "x1^2"), **WITHOUT),
    "pinwheel 3": Config(dataset="pinwheel", classes=3, **WITHOUT),
    "pinwheel 4": Config(dataset="pinwheel", classes=4, **WITHOUT),
    "spiral 3": Config(dataset="spiral", classes=3, hidden=(8, 8), rate=0.02),
    "spiral 3, turns": Config(dataset="spiral", classes=3, hidden=(16, 16), rate=0.02),
    "spiral 2": Config(dataset="spiral", hidden=(8, 8), rate=0.02),
}


def show_of(name, seed=0, **settings):
    return SeparabilityShow(NETS[name].replace(data_seed=seed, init_seed=seed), Settings(**settings))


def played(name, seed):
    """How many pictures showed a net with every training row right, up to five; each is checked."""
    show = show_of(name, seed)
    right = 0
    for _ in range(150):
        show.advance()
        values = show.update()
        if show.measures.train_score == 1.0:
            assert values["table.texts"][-1][0] == "yes"
            assert values["seen.tone"] == "yes", values["seen.text"]
            right += 1
        if right == 5:
            break
    return right


@pytest.mark.parametrize("name", NETS)
@pytest.mark.slow
def test_what_the_net_gets_right_is_called_separable(name):
    """Its output layer is a linear layer on the last row of the table, and has done it."""
    seeds = range(1 if name in ("spiral 3, turns", "spiral 2") else 3)  # those take seconds
    assert sum(played(name, seed) for seed in seeds) >= 5


def test_classes_in_a_row_are_told_apart_though_a_line_cannot_part_the_middle_one():
    show = show_of("pinwheel 3")
    values = {**show.static(), **show.update()}
    assert not show.raw.separable
    assert values["table.texts"][0][0] == "yes"
    assert values["table.texts"][0][2].startswith(f"not class\N{NO-BREAK SPACE}{show.positive}: ")
    assert "One linear layer can tell these classes apart" in values["seen.text"]
    assert not len(values["map.crosses"])


def test_the_borders_on_the_map_part_the_classes():
    """A step across each border leads from the one class to the other of the layer that is drawn."""
    show = show_of("blobs 5")
    W, b, _ = show.raw_joint
    assert ((show.points @ W.T + b).argmax(axis=1) == show.labels).all()
    pieces = borders(W, b)
    assert len(pieces) >= 5
    for start, end in pieces:
        across = np.array([start[1] - end[1], end[0] - start[0]]) / np.linalg.norm(end - start)
        sides = np.stack([(start + end) / 2 + step * across for step in (-1e-6, 1e-6)])
        first, second = (sides @ W.T + b).argmax(axis=1)
        assert first != second


@pytest.mark.parametrize("shown", range(3))
@pytest.mark.parametrize("hidden", [(2, 2), (3, 2)])
def test_every_row_can_be_drawn_for_many_classes(hidden, shown):
    config = Config(dataset="blobs", classes=5, features=("x1", "x2", "x1^2"), hidden=hidden, samples=80)
    show = SeparabilityShow(config, Settings(shown=shown))
    panels = {panel.id: panel for row in show.layout().rows for panel in row}
    for _ in range(5):
        show.advance()
        values = {**show.static(), **show.update()}
        for name in ("map.paths", "view.paths"):
            styles = getattr(panels[name.split(".")[0]], "styles", ())
            numbers = values.get(name, np.empty((0, 3)))[:, -1]
            assert set(numbers[np.isfinite(numbers)]) <= set(range(len(styles)))
