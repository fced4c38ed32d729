"""Presets: good experiments by name, each with one sentence that says what to see. To add one, add one entry.

The first four are a lecture in that order; a presenter opens the first nine with the keys 1 to 9. Every number in a
sentence holds on the entry's own seeds and on fresh ones: `tests/test_presets.py` measures it.
"""

from typing import Any, NamedTuple

from playground.config import Config


class Preset(NamedTuple):
    """An experiment with its name on the screen and one sentence: what it shows, and what to try."""

    label: str
    sentence: str
    config: Config

    @property
    def link(self) -> dict[str, str]:
        """The experiment as the query of a link."""
        return self.config.to_query()


_Values = dict[str, Any]
_DEEP: _Values = {"dataset": "circles", "hidden": (8,) * 6, "activation": "sigmoid", "optimizer": "sgd", "rate": 0.1}
_WRONG_LABELS: _Values = {"dataset": "circles", "label_noise": 0.2, "samples": 200, "hidden": (16, 16)}

PRESETS: dict[str, Preset] = {
    "line": Preset(
        "A line is enough",
        "Without hidden layers the boundary is a straight line; for these data it is enough, after 10 epochs.",
        Config(dataset="linear", hidden=(), rate=0.03),
    ),
    "line-fails": Preset(
        "A line fails",
        "No straight line separates exclusive or: the loss stays near 0.69, that of guessing.",
        Config(dataset="xor", hidden=(), rate=0.03),
    ),
    "new-feature": Preset(
        "One new feature",
        "The feature x₁x₂ has the sign of the class: with it the same net solves exclusive or within 10 epochs.",
        Config(dataset="xor", hidden=(), features=("x1", "x2", "x1*x2"), rate=0.03),
    ),
    "learned-features": Preset(
        "Learned features",
        "Eight hidden units find features of their own: above 90 % within 50 epochs, without x₁x₂.",
        Config(dataset="xor", hidden=(8,), activation="tanh", rate=0.03),
    ),
    "squares": Preset(
        "Circle by squares",
        "From x₁² and x₂² a net without hidden layers draws an ellipse, and solves the circle within 10 epochs.",
        Config(dataset="circles", hidden=(), features=("x1^2", "x2^2"), rate=0.03),
    ),
    "linear-layers": Preset(
        "Depth without a bend",
        "Three layers with a linear activation are still one straight line. Choose Tanh: 95 % within 100 epochs.",
        Config(dataset="xor", hidden=(8, 8, 8), activation="linear"),
    ),
    "spiral": Preset(
        "Spiral",
        "Two layers of eight units learn to follow both arms: above 90 % of the test points after 150 epochs.",
        Config(dataset="spiral"),
    ),
    "five-classes": Preset(
        "Five classes",
        "One output for each class, and the largest wins: above 95 % of the five arms after 200 epochs.",
        Config(dataset="spiral", classes=5),
    ),
    "waves": Preset(
        "A curved surface",
        "A number instead of a class: R² passes 0.9 within 50 epochs. Without hidden layers it stays near 0.",
        Config(dataset="waves", samples=1000, hidden=(16, 16), activation="tanh"),
    ),
    "checkerboard": Preset(
        "Checkerboard",
        "Sixteen squares take many units: above 90 % after 100 epochs. Try two layers of four: below 90 %.",
        Config(dataset="checkerboard", samples=1000, hidden=(32, 16)),
    ),
    "rate-too-large": Preset(
        "Rate too large",
        "At a rate of 10 the loss jumps and stays above 0.5 in 60 epochs. With 0.3, press Reset: solved in 30.",
        Config(dataset="circles", activation="tanh", optimizer="sgd", rate=10.0),
    ),
    "dead-relu": Preset(
        "Dead ReLU",
        "Large steps kill a whole layer of ReLUs: each gives 0 for every point, so nothing is learned any more.",
        Config(dataset="circles", hidden=(8, 8, 8), activation="relu", optimizer="sgd", rate=3.0),
    ),
    "zeros": Preset(
        "All weights zero",
        "Units that start equal get equal gradients and stay equal: 50 % for ever. Choose other initial weights.",
        Config(dataset="circles", activation="tanh", initializer="zeros"),
    ),
    "vanishing": Preset(
        "Vanishing gradient",
        "Through six sigmoid layers almost no gradient comes back: the loss stays at 0.69, that of guessing.",
        Config(**_DEEP, batch_size=25),
    ),
    "batch-norm": Preset(
        "Batch normalization",
        "The same six sigmoid layers with batch normalization: above 85 % after 100 epochs.",
        Config(**_DEEP, batch_size=25, batch_norm=True),
    ),
    "overfitting": Preset(
        "Overfitting",
        "One label in five is wrong. The net learns them by heart: after 300 epochs the test loss has doubled.",
        Config(**_WRONG_LABELS),
    ),
    "weight-decay": Preset(
        "A cure: L2",
        "The same data with an L2 penalty on the weights: the test loss stays low, and the boundary round.",
        Config(**_WRONG_LABELS, regularizer="l2", penalty=0.01),
    ),
}
"""By name, in the order of the gallery."""
