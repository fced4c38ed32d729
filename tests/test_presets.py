"""Presets: what each sentence says is what happens, on its own seeds and on fresh ones."""

import re

import numpy as np
import pytest

from playground import Config, Run
from playground.live.component import GALLERY
from playground.live.player import Player
from playground.presets import PRESETS
from playground.study.probes import Probe
from playground.web.mount import mounted
from tests.messages import unpack

GUESSING = float(np.log(2.0))
FRESH = tuple(range(80_001, 80_021))


def trained(config, epochs):
    return Run(config).advance(epochs)


def solves(epochs, share):
    def claim(config):
        assert trained(config, epochs).accuracy("test") > share

    return claim


def line_fails(config):
    run = trained(config, 200)
    losses = run.history.rows[10:, :2]
    assert np.abs(losses - GUESSING).max() < 0.06
    assert run.history.rows[10:, 3].max() < 0.75


def squares(config):
    run = trained(config, 10)
    ((W, b),) = run.layers()
    assert W[0, 0] * W[0, 1] > 0 > W[0, 0] * b[0], "an ellipse around the middle"
    assert run.accuracy("test") > 0.95


def linear_layers(config):
    run = trained(config, 100)
    line = np.random.default_rng(0).uniform(-6, 6, (2, 2))
    along = line[0] + np.linspace(0, 1, 9)[:, None] * (line[1] - line[0])
    p = run.predict(along)[:, 1]
    np.testing.assert_allclose(np.diff(np.log(p / (1 - p)), n=2), 0, atol=1e-9)
    assert run.accuracy("test") < 0.75
    assert trained(config.replace(activation="tanh"), 100).accuracy("test") > 0.95


def waves(config):
    assert trained(config, 50).r2("test") > 0.9
    assert abs(trained(config.replace(hidden=()), 50).r2("test")) < 0.1


def checkerboard(config):
    assert trained(config, 100).accuracy("test") > 0.9
    assert trained(config.replace(hidden=(4, 4)), 100).accuracy("test") < 0.9


def rate_too_large(config):
    losses = trained(config, 60).history.rows[1:, 0]
    assert losses.min() > 0.5
    assert np.abs(np.diff(losses)).max() > 1
    assert trained(config.replace(rate=0.3), 30).accuracy("test") > 0.95


def dead_relu(config):
    run = trained(config, 30)
    dead = [signal.health().dead.all() for signal in Probe(run.model).signals[:-1]]
    assert any(dead)
    cut = dead.index(True) + 1
    before = run.layers()[:cut]
    run.advance(5)
    for (W, b), (old_W, old_b) in zip(run.layers()[:cut], before, strict=True):
        assert (old_W == W).all()
        assert (b == old_b).all()
    assert run.accuracy("test") <= 0.5


def zeros(config):
    run = trained(config, 200)
    for W, b in run.layers():
        assert (W[:1] == W).all()
        assert (b == b[:1]).all()
    assert run.accuracy("test") == 0.5
    assert trained(config.replace(initializer="auto"), 100).accuracy("test") > 0.9


def vanishing(config):
    run = trained(config, 100)
    assert np.abs(run.history.rows[10:, 0] - GUESSING).max() < 0.005
    assert run.accuracy("test") < 0.6


def overfitting(config):
    losses = trained(config, 300).history.rows[:, 1]
    assert losses[-1] > 2 * losses.min()


def weight_decay(config):
    run, without = trained(config, 300), trained(config.replace(regularizer="none"), 300)
    losses = run.history.rows[:, 1]
    assert losses[-1] < 1.4 * losses.min()
    assert losses[-1] < without.loss("test")
    assert run.accuracy("test") >= without.accuracy("test")


CLAIMS = {
    "line": solves(10, 0.99),
    "line-fails": line_fails,
    "new-feature": solves(10, 0.99),
    "learned-features": solves(50, 0.9),
    "squares": squares,
    "linear-layers": linear_layers,
    "spiral": solves(150, 0.9),
    "five-classes": solves(200, 0.95),
    "waves": waves,
    "checkerboard": checkerboard,
    "rate-too-large": rate_too_large,
    "dead-relu": dead_relu,
    "zeros": zeros,
    "vanishing": vanishing,
    "batch-norm": solves(100, 0.85),
    "overfitting": overfitting,
    "weight-decay": weight_decay,
}
"""By preset: what its sentence claims."""


@pytest.mark.parametrize("name", PRESETS)
def test_the_sentence_is_true(name):
    CLAIMS[name](PRESETS[name].config)


@pytest.mark.slow
@pytest.mark.parametrize("name", PRESETS)
def test_the_sentence_is_true_on_fresh_seeds(name):
    failed = []
    for seed in FRESH:
        try:
            CLAIMS[name](PRESETS[name].config.replace(data_seed=seed, init_seed=seed))
        except AssertionError as error:
            failed.append((seed, str(error)))
    assert not failed


def test_presets_are_at_least_twelve_and_differ():
    assert len(PRESETS) >= 12
    assert len({preset.config for preset in PRESETS.values()}) == len(PRESETS)
    assert len({preset.label for preset in PRESETS.values()}) == len(PRESETS)


def test_the_first_four_are_the_lecture_on_exclusive_or():
    line, fails, feature, layer = (preset.config for preset in list(PRESETS.values())[:4])
    assert (line.dataset, line.hidden) == ("linear", ())
    assert fails == line.replace(dataset="xor")
    assert feature == fails.replace(features=("x1", "x2", "x1*x2"))
    assert layer == fails.replace(hidden=layer.hidden, activation="tanh")
    assert len(layer.hidden) == 1


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_a_link_and_a_short_sentence(name):
    preset = PRESETS[name]
    assert Config.from_query(preset.link) == (preset.config, [])
    assert re.fullmatch(r"[a-z-]+", name)
    assert preset.sentence.endswith(".")
    assert len(preset.sentence) <= 120
    assert len(preset.label) <= 20


def test_the_live_view_is_given_every_preset():
    header, _ = unpack(mounted(Player(Config()), presets=GALLERY))
    assert [entry["name"] for entry in header["presets"]] == list(PRESETS)
    assert all(PRESETS[each["name"]].link == each["link"] for each in header["presets"])
