"""The challenges of the page, tried out."""

import numpy as np

from playground.engine.build import Machine
from playground.lessons.flow.settings import experiment
from playground.lessons.flow.words import num
from playground.scene.show import Challenge, Verdict
from playground.study.flow import Flow
from playground.study.graph import Passage

SEEDS = range(16)
ENOUGH = 15
EPOCHS = 20


def vanishing(config, settings):
    """Layer 1 under a thousandth of the output layer, before the first step."""
    yield 0.0
    norms = Flow(Machine(experiment(config, settings), seeds=SEEDS)).norms()
    found = norms.reach[np.isfinite(norms.reach)]
    solved = int((found < 1e-3).sum())
    said = (
        f"layer 1 gets {num(float(np.median(found)))} of it at the median" if len(found) else "no layer gets any at all"
    )
    return Verdict(solved >= ENOUGH, f"From {solved} of {len(SEEDS)} seeds layer 1 is below a thousandth; {said}.")


def alive(config, settings):
    """Deep, bent, and layer 1 still gets a tenth; and it learns."""
    config = experiment(config, settings)
    if len(config.hidden) < 6:
        return Verdict(False, f"This net has {len(config.hidden)} hidden layers; six are asked for.")
    if set(config.activations) == {"linear"}:
        return Verdict(False, "All layers are linear: however many, together they are one matrix.")
    yield 0.0
    machine = Machine(config, seeds=SEEDS)
    reach = Flow(machine).norms().reach
    before = machine.evaluator.measure().train_loss.copy()
    for epoch in range(EPOCHS):
        machine.trainer.train()
        yield (epoch + 1) / EPOCHS
    after = machine.evaluator.measure().train_loss
    good = int(((reach >= 0.1) & (reach <= 10.0)).sum())
    learned = int((after < 0.5 * before).sum())
    middle = num(float(np.median(reach)))
    text = (
        f"Layer 1 gets {middle} of the output layer's gradient at the median, between a tenth and ten times of it from "
        f"{good} of {len(SEEDS)} seeds; in {EPOCHS} epochs {learned} of them halve their loss."
    )
    return Verdict(good >= ENOUGH and learned >= ENOUGH, text)


def silent(config, settings):
    """A point with a loss that sends nothing back to layer 1."""
    yield 0.0
    config = experiment(config, settings)
    if not config.hidden:
        return Verdict(False, "There is no hidden layer that the gradient could fail to reach.")
    machine = Machine(config)
    x, y = machine.data.x_train, machine.data.y_train
    point = (settings.at_x1, settings.at_x2)
    passage = Passage(machine, point, y[np.argmin(((x - point) ** 2).sum(axis=1))])
    norm = float(np.linalg.norm(passage.grad[machine.layout.layers[0].weights]))
    place = f"({num(point[0])}, {num(point[1])})"
    text = f"At {place} the loss is {num(passage.loss)}, and layer 1's gradient {num(norm)} long."
    return Verdict(norm == 0.0 and passage.loss > 0.0, text)


CHALLENGES = (
    Challenge(
        "Make layer 1's gradient vanish: less than a thousandth of the output layer's, before the first step.",
        "Every layer multiplies by its slopes and its weights. Whose slope is never above a quarter?",
        {"view": "depth", "depth": 8, "width": 8, "bend": "sigmoid", "start": "xavier"},
        vanishing,
    ),
    Challenge(
        "Deep and alive: six hidden layers or more that are not linear, layer 1 gets at least a tenth of the output "
        f"layer's gradient and at most ten times it, and {EPOCHS} epochs halve the loss.",
        "Weights whose variance suits the activation keep the size of what goes through: He for ReLU, Xavier for tanh.",
        {"view": "depth", "depth": 6, "width": 8, "bend": "tanh", "start": "xavier"},
        alive,
    ),
    Challenge(
        "Find a point that teaches layer 1 nothing: its gradient there is exactly 0, though the loss is not.",
        "Some activations have a slope of exactly 0 on one side. Where are all units on that side?",
        {"view": "point", "walk": "epochs", "bend": "relu", "at_x1": -4.0, "at_x2": 1.0},
        silent,
    ),
)
