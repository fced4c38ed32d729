"""Whatever can be set can be run, played and shown: no combination of legal fields is an error."""

import numpy as np
from hypothesis import given, settings

from playground import Run, Seeds
from playground.live.player import Player
from tests.messages import unpack
from tests.strategies import configs

# Few rows and narrow layers keep an example within a tenth of a second; neither takes a way of its own.
SMALL = configs().map(
    lambda config: config.replace(samples=min(config.samples, 60), hidden=[min(n, 20) for n in config.hidden])
)


@settings(max_examples=60)
@given(config=SMALL)
def test_every_legal_config_runs_and_ends_finite(config):
    run = Run(config).advance(2).advance_batches(1)
    assert np.isfinite(run.model.trainer.theta).all()
    assert np.isfinite(run.history.rows[:, :2]).all()
    assert run.error or run.epoch >= 2
    points = np.random.default_rng(0).uniform(-6, 6, (5, 2))
    found = run.predict(points)
    assert found.shape == ((5,) if config.task == "regression" else (5, run.data.classes))


@settings(max_examples=30)
@given(config=SMALL)
def test_every_legal_config_can_be_played(config):
    player = Player(config)
    for seq in (1, 2):
        ask = {"gen": player.gen, "seq": seq, "kind": "next", "n": 2, "unit": "batch", "count": 2, "focus": [1, 0]}
        header, sections = unpack(player.answer(ask))
        assert header["count"] >= 1
        assert len(sections["frames"]) == header["count"] * header["frame_bytes"]


@settings(max_examples=20)
@given(config=SMALL)
def test_every_legal_config_runs_from_many_seeds(config):
    seeds = Seeds(config, [1, 2, 3]).advance(1)
    assert seeds.loss("test").shape == (3,)
    assert seeds.predict(np.zeros((4, 2))).shape[:2] == (3, 4)
