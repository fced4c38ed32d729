"""The gallery of experiments: what the browser gets of it."""

import json

import pytest

from playground import Config
from playground.presets import PRESETS
from playground.ui.gallery import contents, open_preset
from playground.web.static import FILES


def test_the_contents_have_every_preset_and_the_shape_of_its_net():
    presets = json.loads(FILES[contents()])["presets"]
    assert [each["name"] for each in presets] == list(PRESETS)
    layers = {each["name"]: each["layers"] for each in presets}
    assert layers["new-feature"] == [3, 1]
    assert layers["five-classes"] == [2, 8, 8, 5]
    assert contents() == contents()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_open_until_something_is_changed(name):
    config = PRESETS[name].config
    assert open_preset(config) == name
    assert not open_preset(config.replace(rate=0.0123))


def test_an_experiment_of_ones_own_is_no_preset():
    assert not open_preset(Config(hidden=(3,)))
