"""What is timed of the engine: the experiment, and laps of our own code on it."""

from itertools import count

import numpy as np

from playground import Config, Run, Seeds
from playground.live.drawing import Drawing
from playground.live.maps import Maps
from playground.live.player import Player
from playground.tables.features import FEATURES
from tests.bench.clock import Lap, once, repeated

NETS = {"2-4-2-1": (4, 2), "2-8×6-1": (8,) * 6}
"""Hidden layers by the name of the net."""

PICTURED = {
    "the page's own net": Config(),
    "9-8×6-1": Config(hidden=(8,) * 6, activation="tanh", features=tuple(FEATURES)),
}
"""Experiments whose pictures are timed, by the name of the net."""

FRAMES = 10
"""Frames in a chunk: what the browser asks for at 60 frames a second."""

SEEDS, SEED_EPOCHS = range(64), 200
MEMORY_EPOCHS = 10_000


def bench_config(net: str) -> Config:
    """TensorFlow Playground's default with the given hidden layers: 250 training rows, tanh, SGD 0.03, batch 10; or one
    whose pictures are timed."""
    return PICTURED.get(net) or Config(
        dataset="circles",
        samples=500,
        train_share=0.5,
        raw_features=True,
        hidden=NETS[net],
        activation="tanh",
        loss="squared",
        optimizer="sgd",
        rate=0.03,
        batch_size=10,
    )


def start_of(config: Config) -> list[tuple[np.ndarray, np.ndarray]]:
    """The weights that the engine starts with: [(W (out, in), b (out,)), ...]."""
    return Run(config).layers()


def rows_of(config: Config) -> tuple[np.ndarray, np.ndarray]:
    """The engine's training rows as others want them: X (n, 2), y (n, 1) of −1 and +1."""
    data = Run(config).data
    return data.x_train, 2.0 * data.y_train[:, None] - 1.0


def training(config: Config) -> Lap:
    """An epoch of training and nothing else."""
    return repeated(Run(config).model.trainer.train)


def advance(config: Config) -> Lap:
    """An epoch of `Run.advance`: training, then losses and accuracies of both sets, kept in the history."""
    return repeated(Run(config).advance)


def frame(config: Config) -> Lap:
    """A frame of the live view, an epoch between two: everything from the browser's question to the packed answer."""
    player = Player(config)
    start = {"gen": player.gen, "kind": "next", "unit": "epoch", "count": 1, "focus": None, "at": 0.0}
    numbers = count(1)
    return repeated(lambda: player.answer({**start, "seq": next(numbers), "n": FRAMES}), pieces=FRAMES)


def picture(config: Config) -> Lap:
    """All that one frame shows of the net, drawn: no training, no measures, nothing packed."""
    drawing = Drawing(Run(config))
    moment = drawing.moment()
    return repeated(lambda: drawing.draw(moment))


def forward_pass(config: Config) -> Lap:
    """The part of a picture that is the net itself, at all points of the grid; the rest is encoding and copying."""
    return repeated(Maps(Run(config).model)._reader.tape.play)


def seeds_training(config: Config) -> Lap:
    """All seeds in one stack, built and trained, nothing measured."""

    def work():
        model = Seeds(config, SEEDS).model
        for _ in range(SEED_EPOCHS):
            model.train()

    return once(work)


def runs_training(config: Config) -> Lap:
    """One seed after the other, built and trained, nothing measured: the same work as `seeds_training`."""

    def work():
        for seed in SEEDS:
            trainer = Run(config.replace(init_seed=seed)).model.trainer
            for _ in range(SEED_EPOCHS):
                trainer.train()

    return once(work)


def seeds_measured(config: Config) -> Lap:
    """All seeds in one stack, built and trained, with losses and accuracies after every epoch."""

    def work():
        seeds = Seeds(config, SEEDS)
        for _ in range(SEED_EPOCHS):
            _ = seeds.advance().measures

    return once(work)


def runs_advanced(config: Config) -> Lap:
    """One `Run` after the other, built and advanced: the same work as `seeds_measured`."""

    def work():
        for seed in SEEDS:
            Run(config.replace(init_seed=seed)).advance(SEED_EPOCHS)

    return once(work)
