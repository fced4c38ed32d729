"""Units that do not learn, from the forward pass of the last measurement: dead and identical ones.

The definitions are those of `playground.study.probes`.
"""

import numpy as np

from playground.engine.layout import Layer
from playground.engine.run import Run
from playground.study.probes import SAME, Signal, identical

FEW = 16
"""Training rows at which it is first asked whether a unit is dead."""


def signals(run: Run) -> list[Signal]:
    """One Signal per hidden layer over the training rows, for the present parameters."""
    _ = run.measures  # the pass that computed them is the one that is read here
    z, a, _, _ = run.model.evaluator.reading
    rows = len(run.data.x_train)
    return [Signal(layer.activation, z[layer.rows, :rows], a[layer.rows, :rows]) for layer in run.layout.hidden]


def dead(run: Run) -> list[int]:
    """The number of dead units of each hidden layer.

    Most units are alive at one of the first rows, and are not looked at any further.
    """
    counts = []
    for signal in signals(run):
        suspects = Signal(signal.activation, signal.z[:, :FEW], signal.a[:, :FEW]).flat().all(axis=1)
        if suspects.any():
            rest = Signal(signal.activation, signal.z[suspects], signal.a[suspects])
            counts.append(int(rest.flat().all(axis=1).sum()))
        else:
            counts.append(0)
    return counts


def twins(run: Run) -> tuple[int, int] | None:
    """(layer, units) of the first hidden layer whose units are all identical and stay so; None if there is none.

    They stay so if the weights behind them agree, too: then the gradients are the same.
    """
    theta, layers = run.model.theta, run.layout.layers
    for number, (signal, after) in enumerate(zip(signals(run), layers[1:], strict=True), 1):
        units = len(signal.z)
        if units > 1 and _alike_behind(run, theta, after) and identical(signal.z) == [list(range(units))]:
            return number, units
    return None


def _alike_behind(run: Run, theta: np.ndarray, after: Layer) -> bool:
    W = run.layout.W(theta, after)[:, :-1]
    return bool(np.abs(W - W[:, :1]).max(initial=0.0) <= SAME * np.abs(W).max(initial=0.0))
