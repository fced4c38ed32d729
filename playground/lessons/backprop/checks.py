"""The challenges of the page."""

import numpy as np

from playground.engine.model import Model
from playground.lessons.backprop.settings import backprop_config
from playground.lessons.backprop.words import num
from playground.lessons.budget import trained
from playground.scene.show import Challenge, Verdict
from playground.study.flow import Flow
from playground.study.graph import PointTrace

SEEDS = range(16)
ENOUGH = 14
"""Required seeds: one or two may be unlucky."""

LAYERS, EPOCHS = 8, 20


def vanishing(config, settings):
    """‖∂L/∂W‖ of layer 1 is below a thousandth of the output layer's before the first step."""
    yield 0.0
    norms = Flow(Model(backprop_config(config, settings), seeds=SEEDS)).norms()
    found = norms.reach[np.isfinite(norms.reach)]
    solved = int((found < 1e-3).sum())
    said = (
        f"layer 1 gets {num(float(np.median(found)))} of it at the median" if len(found) else "no layer gets any at all"
    )
    return Verdict(solved >= ENOUGH, f"From {solved} of {len(SEEDS)} seeds layer 1 is below a thousandth; {said}.")


def alive(config, settings):
    """A deep nonlinear net in which layer 1 gets about as much gradient as the output layer, and which learns."""
    config = backprop_config(config, settings)
    if len(config.hidden) < LAYERS:
        return Verdict(False, f"Hidden layers here: {len(config.hidden)}. Asked for are {LAYERS}.")
    if set(config.activations) == {"linear"}:
        return Verdict(False, "All layers are linear: however many, together they are one matrix.")
    yield 0.0
    model = Model(config, seeds=SEEDS)
    reach = Flow(model).norms().reach
    before = model.measures.train_loss
    yield from trained(model, EPOCHS)
    after = model.measures.train_loss
    good = int(((reach >= 0.4) & (reach <= 2.5)).sum())
    learned = int((after < 0.9 * before).sum())
    middle = num(float(np.median(reach)))
    text = (
        f"Layer 1 gets {middle} times the output layer's gradient at the median, and 0.4 to 2.5 times from "
        f"{good} of {len(SEEDS)} seeds; in {EPOCHS} epochs {learned} of the {len(SEEDS)} lower their loss by a tenth."
    )
    return Verdict(good >= ENOUGH and learned >= ENOUGH, text)


def silent(config, settings):
    """A point whose loss sends no gradient to layer 1."""
    yield 0.0
    config = backprop_config(config, settings)
    if not config.hidden:
        return Verdict(False, "There is no hidden layer that the gradient could fail to reach.")
    model = Model(config)
    x, y = model.data.x_train, model.data.y_train
    point = (settings.at_x1, settings.at_x2)
    trace = PointTrace(model, point, y[np.argmin(((x - point) ** 2).sum(axis=1))])
    norm = float(np.linalg.norm(trace.grad[model.layout.layers[0].weights]))
    place = f"({num(point[0])}, {num(point[1])})"
    text = f"At {place} the loss is {num(trace.loss)}, and layer 1's gradient {num(norm)} long."
    return Verdict(norm == 0.0 and trace.loss > 0.0, text)


POINT = {
    "view": "point",
    "walk": "epochs",
    "activation": "relu",
    "initializer": "he",
    "depth": 1,
    "width": 2,
    "at_x1": -4.0,
    "at_x2": 1.0,
}
"""A point for which both units of the first seed are off; that seed's weights do not depend on the data."""

CHALLENGES = (
    Challenge(
        "Make layer 1's gradient vanish: less than a thousandth of the output layer's, before the first step.",
        "Every layer multiplies by its slopes and its weights. Whose slope is never above a quarter?",
        {"view": "depth", "depth": 8, "width": 8, "activation": "sigmoid", "initializer": "xavier"},
        vanishing,
    ),
    Challenge(
        f"Deep and alive: {LAYERS} hidden layers, not linear. From {ENOUGH} of {len(SEEDS)} seeds layer 1 gets 0.4 to "
        f"2.5 times the gradient of the output layer at the start, and {EPOCHS} epochs lower the loss by a tenth.",
        "Variance × units × the mean of slope² is what a layer does to the gradient's square: 1 keeps it, on average. "
        "What makes an average hold for every seed?",
        {"view": "depth", "depth": 8, "width": 32, "activation": "sin", "initializer": "he"},
        alive,
    ),
    Challenge(
        "Find a point that teaches layer 1 nothing: its gradient there is exactly 0, though the loss is not.",
        "Some activations have a slope of exactly 0 on one side. Where are all units on that side?",
        POINT,
        silent,
    ),
)
