"""The same net with different initial weights, trained together."""

from collections.abc import Sequence

import numpy as np

from playground.config import Config
from playground.data import Data
from playground.engine.model import Model, drawn
from playground.tables.initializers import INITIALIZERS

SCHEMES = tuple(name for name, initializer in INITIALIZERS.items() if initializer.draw is not None)
"""Initializers that draw weights themselves; `auto` selects one of them."""


def side_by_side(config: Config, names: Sequence[str] = SCHEMES, data: Data | None = None) -> Model:
    """A Model whose replica k starts with the weights of initializer names[k].

    Seed, rows, row order and dropout masks are the same for all. Each replica equals the run of
    config.replace(initializer=name) up to rounding, since stacked matrix products add in another order.
    """
    model = Model(config, data, seeds=(config.init_seed,) * len(names))
    schemes = [config.replace(initializer=name) for name in names]
    model.start_from(np.stack([drawn(scheme, model.layout, config.init_seed) for scheme in schemes]))
    return model
