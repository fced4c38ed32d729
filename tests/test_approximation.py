"""Universal approximation on a line: the terms add up, wider nets fit better, constructed nets meet their bounds."""

import numpy as np
import pytest

from playground import Config, Run, Seeds
from playground.study.approximation import TARGETS, built, line_data, on_line, one_layer_config, parts

HAND = ("relu", "sigmoid", "tanh")
BASE = Config(dataset="plane", rate=0.02, batch_size=16)
X = np.linspace(-6.0, 6.0, 241)

FRESH = range(7100, 7112)
"""Initial seeds that were used nowhere while this was written."""


@pytest.mark.parametrize("target", TARGETS)
def test_targets_stay_within_one(target):
    y = TARGETS[target].value(X)
    assert y.shape == X.shape
    assert np.abs(y).max() <= 1.0
    assert np.ptp(y) >= 0.5  # something to see


@pytest.mark.parametrize("target", TARGETS)
def test_rows_lie_on_the_line_and_no_row_is_in_both_sets(target):
    data = line_data(target)
    assert data.task == "regression"
    for x, y in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        assert (x[:, 1] == 0.0).all()
        assert np.array_equal(y, TARGETS[target].value(x[:, 0]))
    assert not set(data.x_train[:, 0]) & set(data.x_test[:, 0])


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "gelu"])
def test_the_units_and_the_offset_add_up_to_the_net(activation):
    run = Run(one_layer_config(BASE, 7, activation), line_data("chirp")).advance(3)
    taken = parts(run, X)
    assert taken.units.shape == (7, 241)
    # Eight numbers of size one are added in another order.
    assert np.allclose(taken.units.sum(axis=0) + taken.offset, taken.total, rtol=0, atol=1e-13)
    assert np.array_equal(taken.total, run.predict(on_line(X)))


def test_a_unit_bends_where_its_input_is_zero():
    run = Run(one_layer_config(BASE, 6, "relu"), line_data("sine")).advance(5)
    slopes = np.diff(parts(run, X).units, axis=1)
    for slope, center in zip(slopes, parts(run, X).centers, strict=True):
        bent = np.flatnonzero(np.abs(np.diff(slope)) > 1e-9 * np.abs(slope).max()) + 1
        if -5.9 < center < 5.9 and np.abs(slope).max() > 0:
            assert np.abs(X[bent] - center).max() <= X[1] - X[0]  # within the step of X that holds the kink


@pytest.mark.parametrize("activation", HAND)
@pytest.mark.parametrize("target", TARGETS)
def test_a_net_built_by_hand_comes_nearer_when_it_is_four_times_as_wide(target, activation):
    errors = []
    for width in (8, 32, 128):
        layers = built(target, width, activation)
        errors.append(Run(one_layer_config(BASE, width, activation), line_data(target), layers).loss("test"))
    if errors[0] > 1e-12:  # one ReLU is the bend exactly, and there is nothing nearer
        assert (np.diff(errors) < 0.0).all()


def test_the_lines_between_knots_meet_their_bound():
    """Sine: |f″| ≤ (π/3)², so the error is at most h²/8·(π/3)²."""
    for width in (4, 9, 24, 100):
        run = Run(one_layer_config(BASE, width, "relu"), line_data("sine"), built("sine", width, "relu"))
        worst = np.abs(run.predict(on_line(X)) - TARGETS["sine"].value(X)).max()
        assert worst <= (12 / width) ** 2 / 8 * (np.pi / 3) ** 2 + 1e-12  # rounding of up to 100 kinks of size 10


def test_other_activations_are_not_built_by_hand():
    with pytest.raises(ValueError, match="activation = 'gelu' must be one of relu, tanh, sigmoid"):
        built("sine", 4, "gelu")


@pytest.mark.parametrize(
    ("target", "activation", "widths"), [("sine", "relu", (1, 4, 16)), ("saw", "tanh", (1, 3, 12))]
)
def test_wider_approximates_better(target, activation, widths):
    """The median over twelve seeds: one run may be lucky."""
    scores = []
    for width in widths:
        nets = Seeds(one_layer_config(BASE, width, activation), FRESH, line_data(target)).advance(800)
        scores.append(np.median(nets.measures.test_score))
    assert (np.diff(scores) > 0.0).all()
    assert scores[0] < 0.5
    assert scores[-1] > 0.9


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "gelu", "softplus"])
def test_steep_units_raise_no_warning(activation):
    config = one_layer_config(BASE, 128, activation)
    layers = [(1e4 * W, 1e4 * b) for W, b in Run(config, line_data("step")).layers()]
    assert np.isfinite(parts(Run(config, line_data("step"), layers=layers), np.linspace(-6, 6, 500)).total).all()
