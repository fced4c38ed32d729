"""Addresses of TensorFlow Playground (playground.tensorflow.org) as experiments.

Its settings stand behind the # of its address, as in `#activation=tanh&networkShape=4,2&dataset=xor`; what the address
does not name has TensorFlow Playground's default (its `state.ts`). What is fixed there is set here: plain gradient
descent on the squared error, uniform initial weights, unscaled features and one order of the rows.
"""

from collections.abc import Callable
from math import isfinite, sqrt
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import numpy as np

from playground.config import FIELDS, Config

FIXED: dict[str, Any] = {
    "optimizer": "sgd",
    "loss": "squared",
    "initializer": "uniform",
    "raw_features": True,
    "shuffle": False,
}

DATASETS = {"circle": "circles", "xor": "xor", "gauss": "gauss", "spiral": "spiral"}
REGRESSIONS = {"reg-plane": "plane", "reg-gauss": "multi-gauss"}
FEATURES = {
    "x": "x1",
    "y": "x2",
    "xSquared": "x1^2",
    "ySquared": "x2^2",
    "xTimesY": "x1*x2",
    "sinX": "sin(x1)",
    "sinY": "sin(x2)",
    "cosX": "cos(x1)",
    "cosY": "cos(x2)",
}
ON = ("x", "y")
"""The features that are on by default."""

FLIPPED = {
    "circles": ((0, 5, 10, 25, 50), (0, 0.012, 0.026, 0.079, 0.248)),
    "xor": ((0, 10, 25, 50), (0, 0.008, 0.07, 0.176)),
}
"""Where its noise (0 to 50) moves a point only to find its label: the share of the labels that change, measured."""

OWN = {"networkShape", "percTrainData", "regDataset", "regularizationRate", "learningRate", "batchSize", "showTestData"}
"""Keys that only its addresses have."""

SILENT = {"collectStats", "tutorial", "hideText", "seed"}
"""Keys that change nothing that is learned; a seed cannot give the same points, which the sentence says anyway."""


class Carried(NamedTuple):
    """An experiment from there, and what of its address could not be carried over, each as a phrase."""

    config: Config
    left: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What is to know about the experiment."""
        if not self.left:
            return "From TensorFlow Playground: the same settings, with other points and other initial weights."
        left = "; ".join(self.left)
        return f"From TensorFlow Playground, with other points and initial weights. Not carried over: {left}."


def is_address(text: str) -> bool:
    """Whether `text` is an address of TensorFlow Playground, or the part of one from the # on."""
    before, mark, after = text.partition("#")
    if "playground.tensorflow.org" in before:
        return True
    return bool(mark) and bool(OWN & {key for key, _ in parse_qsl(after, keep_blank_values=True)})


def read(text: str) -> Carried:
    """The experiment of an address; never raises. A value that cannot be read has TensorFlow Playground's default."""
    said = dict(parse_qsl(text.partition("#")[2], keep_blank_values=True))
    left: list[str] = []
    regression = said.get("problem") == "regression"
    dataset = REGRESSIONS.get(said.get("regDataset", ""), "plane") if regression else ""
    dataset = dataset or DATASETS.get(said.get("dataset", ""), "circles")
    values = FIXED | {
        "dataset": dataset,
        "samples": 1200 if regression else 500,
        "activation": _name(said, "activation", "tanh"),
        "regularizer": _name(said, "regularization", "none").lower(),
        "penalty": _number(said, "regularizationRate", 0.0),
        "rate": _number(said, "learningRate", 0.03),
        "batch_size": round(_number(said, "batchSize", 10)),
        "train_share": _number(said, "percTrainData", 50) / 100,
        "data_seed": _seed(said),
        "features": tuple(ours for key, ours in FEATURES.items() if _is_on(said, key, key in ON)),
        "hidden": _layers(said, left),
    }
    values |= _noise(dataset, _number(said, "noise", 0.0), left)
    if _is_on(said, "initZero"):
        values["initializer"] = "zeros"
    for key, phrase in {"showTestData": "the switch of the test data", "discretize": "the switch Discretize"}.items():
        if _is_on(said, key):
            left.append(phrase)
    if any(key.endswith("_hide") for key in said):
        left.append("hidden controls")
    known = {"activation", "regularization", "dataset", "noise", "discretize", "problem", "initZero"} | OWN | SILENT
    strange = sorted(key for key in said.keys() - known - FEATURES.keys() if not key.endswith("_hide"))
    left.extend(f"‘{repr(key[:30])[1:-1]}’" for key in strange)
    return Carried(_legal(values, left), tuple(left))


def _legal(values: dict[str, Any], left: list[str]) -> Config:
    for name in list(values):
        try:
            FIELDS[name].check(values[name])
        except ValueError:
            left.append(FIELDS[name].label)
            del values[name]
    return Config(**values)


def _name(said: dict[str, str], key: str, usual: str) -> str:
    return said.get(key) or usual


def _number(said: dict[str, str], key: str, usual: float) -> float:
    try:
        number = float(said[key])
    except (KeyError, ValueError):
        return usual
    return number if isfinite(number) else usual


def _is_on(said: dict[str, str], key: str, usual: bool = False) -> bool:
    return said[key] == "true" if key in said else usual


def _seed(said: dict[str, str]) -> int:
    """Its seeds are fractions of five digits. A larger number counts modulo 10, where the seeds here end."""
    return round(abs(_number(said, "seed", 0.0)) % 10.0 * 100_000) % (int(FIELDS["data_seed"].high) + 1)


def _layers(said: dict[str, str], left: list[str]) -> tuple[int, ...]:
    text, field = said.get("networkShape", "4,2"), FIELDS["hidden"]
    # As a float, which reads any number of digits: `int` raises beyond some thousands of them.
    sizes = [float(size) for size in text.split(",") if size.strip().isdecimal()]
    if len(sizes) > field.most:
        left.append(f"layers beyond the eighth, of {len(sizes)}")
    return tuple(int(min(max(size, 1), field.high)) for size in sizes[: field.most])


def _noise(dataset: str, noise: float, left: list[str]) -> dict[str, float]:
    """Noise of 0 to 50 there. Each kind of data has a noise of its own, of which ours is the nearest."""
    part = min(max(noise, 0.0), 80.0) / 100
    if not part:
        return {}
    how: dict[str, Callable[[], dict[str, float]]] = {
        # Its variance is 0.5 + 7·noise, ours 0.5 + noise².
        "gauss": lambda: {"noise": min(sqrt(7 * part), FIELDS["noise"].high)},
        # Uniform in ±noise: the same standard deviation.
        "spiral": lambda: {"noise": part / sqrt(3)},
    }
    if dataset in how:
        return how[dataset]()
    if dataset in FLIPPED:
        left.append("the place of wrong labels (there near the boundary, here anywhere)")
        return {"label_noise": round(float(np.interp(100 * part, *FLIPPED[dataset])), 3)}
    left.append("noise")
    return {}
