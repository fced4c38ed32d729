"""The challenges of the page, each run on fresh seeds."""

from collections.abc import Generator
from dataclasses import replace

import numpy as np

from playground.config import Config
from playground.lessons.capacity.settings import DEPTHS, FEW, LINE, SPIRAL, WIDTHS, Settings, regularized
from playground.scene.show import Challenge, Verdict
from playground.study.approximation import line_data, one_layer_config
from playground.study.capacity import Cell, Training
from playground.tables.activations import ACTIVATIONS

FRESH = range(1000, 1020)
"""Initial seeds that the page does not use elsewhere."""

ENOUGH = 16

REACH, MOST_PARAMETERS, LENGTH = 0.95, 120, 500
GAP, RIGHT, LONG = 0.2, 0.82, 400
FIT, MOST_UNITS, STEPS = 0.95, 6, 1000
HALF_OF_THEM = 10


def trained(training: Training) -> Generator[float, None, Cell]:
    """Train to the end: yields the fraction done, returns the nets."""
    while training.advance():
        yield training.share
    return training.result()


def check_spiral(config: Config, settings: Settings) -> Generator[float, None, Verdict]:
    """The chosen size on the spiral."""
    if min(settings.line, settings.column) < 0:
        return Verdict(False, "Choose a size first: click a cell of the table.")
    hidden = (WIDTHS[settings.column],) * DEPTHS[settings.line]
    cell = yield from trained(Training(SPIRAL.replace(hidden=hidden), FRESH, LENGTH))
    count = round(len(FRESH) * cell.share(REACH))
    size = f"{len(hidden)} × {hidden[0]}"
    text = (
        f"{count} of {len(FRESH)} nets {size} reached {REACH:.0%} on the test points after {LENGTH} epochs, with "
        f"{cell.parameters} parameters."
    )
    return Verdict(count >= ENOUGH and cell.parameters <= MOST_PARAMETERS, text)


def check_gap(config: Config, settings: Settings) -> Generator[float, None, Verdict]:
    """The chosen penalty and dropout on two draws of few noisy points."""
    gaps: list[np.ndarray] = []
    right: list[np.ndarray] = []
    draws = (11, 12)
    for k, draw in enumerate(draws):
        own = regularized(FEW, replace(settings, sample="few")).replace(data_seed=draw)
        training = Training(own, FRESH, LONG)
        while training.advance():
            yield (k + training.share) / len(draws)
        measures = training.result().measures
        gaps.append(np.asarray(measures.test_loss - measures.train_loss))
        right.append(np.asarray(measures.test_score))
    gap, score = float(np.stack(gaps).mean()), float(np.stack(right).mean())
    text = (
        f"After {LONG} epochs, over {len(draws)} draws of the points and {len(FRESH)} seeds each: a mean gap of "
        f"{gap:.2f} and {score:.0%} of the test points right."
    )
    return Verdict(abs(gap) <= GAP and score >= RIGHT, text)


def check_saw(config: Config, settings: Settings) -> Generator[float, None, Verdict]:
    """The chosen width and activation on the saw, from random weights."""
    own = one_layer_config(LINE, settings.units, settings.activation)
    cell = yield from trained(Training(own, FRESH, STEPS, line_data("saw")))
    count = round(len(FRESH) * cell.share(FIT))
    label = ACTIVATIONS[settings.activation].label
    text = (
        f"{count} of {len(FRESH)} nets with {settings.units} units of {label} reached an R² of {FIT:g} on the saw "
        f"within {STEPS} epochs."
    )
    return Verdict(count >= HALF_OF_THEM and settings.units <= MOST_UNITS, text)


CHALLENGES = (
    Challenge(
        goal=f"Reach {REACH:.0%} of the spiral's test points from at least {ENOUGH} of {len(FRESH)} fresh seeds, with "
        f"no more than {MOST_PARAMETERS} parameters. Click the size that you mean.",
        hint="Color the table by Solved, and look along the smallest cells that are dark. Two layers share what one "
        "layer has to do alone.",
        solution={
            "view": "sizes",
            "sample": "spiral",
            "line": DEPTHS.index(2),
            "column": WIDTHS.index(8),
            "length": 500,
        },
        check=check_spiral,
    ),
    Challenge(
        goal=f"Close the gap: on few noisy points, test loss minus training loss at most {GAP:g} either way after "
        f"{LONG} epochs, and still at least {RIGHT:.0%} of the test points right.",
        hint="A price ten times as high changes more than ten times as long. Too high a price makes the training loss "
        "as bad as the test loss.",
        solution={"view": "brakes", "sample": "few", "regularizer": "l2", "penalty": 0.05, "dropout": 0.0},
        check=check_gap,
    ),
    Challenge(
        goal=f"Fit the saw from random weights with an R² of at least {FIT:g} from {HALF_OF_THEM} of {len(FRESH)} "
        f"fresh seeds, with no more than {MOST_UNITS} units.",
        hint="The saw has five corners, but a ReLU that starts in the wrong place finds none. Which bend can reach "
        "from where it starts?",
        solution={"view": "line", "target": "saw", "units": 6, "activation": "tanh", "initializer": "drawn"},
        check=check_saw,
    ),
)
