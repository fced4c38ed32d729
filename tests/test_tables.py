"""Initializers, regularizers and optimizers: laws that hold for every entry, and what each one claims."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground import Config, Run
from playground.config import FIELDS
from playground.fields import fields_of
from playground.randomness import stream
from playground.tables.initializers import INITIALIZERS
from playground.tables.optimizers import OPTIMIZERS, HyperParameters
from playground.tables.regularizers import REGULARIZERS

EPS = np.finfo(float).eps
SMALLEST = np.nextafter(0.0, 1.0)
DRAWN = {name: entry for name, entry in INITIALIZERS.items() if entry.draw}
TABLES = {"initializer": INITIALIZERS, "regularizer": REGULARIZERS, "optimizer": OPTIMIZERS}


@pytest.mark.parametrize(("table", "name"), [(table, name) for table, entries in TABLES.items() for name in entries])
def test_every_entry_introduces_itself(table, name):
    entry = TABLES[table][name]
    assert entry.label
    assert entry.help.endswith(".")
    assert entry.formula


# -- initializers ----------------------------------------------------------------------------------------

VARIANCES = {
    "zeros": lambda fan_in, fan_out: 0.0,
    "small": lambda fan_in, fan_out: 1e-4,
    "large": lambda fan_in, fan_out: 9.0,
    "uniform": lambda fan_in, fan_out: 1 / 12,
    "xavier": lambda fan_in, fan_out: 2 / (fan_in + fan_out),
    "he": lambda fan_in, fan_out: 2 / fan_in,
}


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize(("fan_out", "fan_in"), [(100, 400), (400, 100), (1, 3), (8, 0)])
def test_every_initializer_draws_what_the_layer_needs(name, fan_out, fan_in):
    W = DRAWN[name].draw(stream(1, 4), fan_out, fan_in)
    assert W.shape == (fan_out, fan_in)
    assert np.isfinite(W).all()
    assert np.array_equal(W, DRAWN[name].draw(stream(1, 4), fan_out, fan_in))


@pytest.mark.parametrize("name", VARIANCES)
@pytest.mark.parametrize(("fan_out", "fan_in"), [(100, 400), (400, 100)])
def test_weights_have_mean_zero_and_the_variance_of_their_formula(name, fan_out, fan_in):
    W = DRAWN[name].draw(stream(2, 4), fan_out, fan_in)
    variance = VARIANCES[name](fan_in, fan_out)
    # Of N = 40000 draws the mean scatters by √(v/N), the mean square by v·√(2/N) (normal; uniform less): five of each.
    assert abs(W.mean()) <= 5 * np.sqrt(variance / W.size)
    assert abs((W * W).mean() - variance) <= 5 * variance * np.sqrt(2 / W.size)


def test_uniform_stays_within_a_half_and_has_biases_of_a_tenth():
    run = Run(Config(initializer="uniform", hidden=(40, 40)))
    assert all(np.abs(W).max() <= 0.5 and (b == 0.1).all() for W, b in run.layers())


@pytest.mark.parametrize("name", [name for name in INITIALIZERS if name != "uniform"])
def test_biases_start_at_zero(name):
    assert all((b == 0).all() for _, b in Run(Config(initializer=name)).layers())


@pytest.mark.parametrize(("activation", "takes"), [("relu", "he"), ("gelu", "he"), ("tanh", "xavier")])
def test_auto_takes_what_suits_the_activation(activation, takes):
    layers = [Run(Config(activation=activation, initializer=name)).layers() for name in ("auto", takes)]
    for (W, _), (same, _) in list(zip(*layers, strict=True))[:-1]:
        assert np.array_equal(W, same)


def test_a_layer_put_behind_the_others_leaves_their_starts_as_they_are():
    short, long = (Run(Config(hidden=hidden)).layers() for hidden in ((6, 5), (6, 5, 4)))
    for k in (0, 1):
        assert np.array_equal(short[k][0], long[k][0])


def test_another_seed_draws_other_weights():
    one, other = (Run(Config(init_seed=seed)).layers() for seed in (0, 1))
    assert not np.isclose(one[0][0], other[0][0]).any()


# -- regularizers ----------------------------------------------------------------------------------------

PRICED = [name for name, entry in REGULARIZERS.items() if entry.value]
W = st.floats(-100, 100)


@pytest.mark.parametrize("name", PRICED)
@given(w=W)
def test_a_regularizers_slope_is_the_derivative_of_its_value(name, w):
    entry, h = REGULARIZERS[name], 6e-6
    below, at, above = (entry.slope(np.float64(w + dw)) for dw in (-h, 0, h))
    assume(abs(above - below) <= 4 * h)  # else a kink lies between
    difference = (entry.value(np.float64(w + h)) - entry.value(np.float64(w - h))) / ((w + h) - (w - h))
    # Both are exact but for rounding: |w| is straight, ½w² has no third derivative. Values reach ½·100².
    assert abs(difference - at) <= 4 * EPS * max(1, entry.value(np.float64(w))) / h


@pytest.mark.parametrize("name", PRICED)
@given(w=W)
def test_a_price_is_never_negative_and_pulls_towards_zero(name, w):
    entry = REGULARIZERS[name]
    assert entry.value(np.float64(w)) >= 0 == entry.value(np.float64(0))
    assert np.sign(entry.slope(np.float64(w))) in (0, np.sign(w))
    assert entry.slope(np.float64(0)) == 0


def test_l1_pulls_all_weights_alike_and_l2_large_ones_hardest():
    w = np.array([-4.0, -1.0, 0.5, 2.0])
    assert REGULARIZERS["l1"].slope(w).tolist() == [-1, -1, 1, 1]
    assert REGULARIZERS["l2"].slope(w).tolist() == w.tolist()


def test_none_has_no_price():
    assert REGULARIZERS["none"].value is REGULARIZERS["none"].slope is None


# -- optimizers ------------------------------------------------------------------------------------------

EACH_RULE = pytest.mark.parametrize("name", OPTIMIZERS)
GRADS = arrays(np.float64, (12, 3), elements=st.floats(-100, 100).map(lambda g: g if abs(g) > 1e-3 else 0.0))


def directions(rule, grads):
    """The directions of a rule that meets these gradients one after the other: (steps, parameters)."""
    memory = np.zeros((rule.memory, *np.shape(grads[0])))
    ticks = rule.clock(np.arange(1, len(grads) + 1))
    return np.array([rule.step(np.array(g), *memory, clock=tick).copy() for g, tick in zip(grads, ticks, strict=True)])


@EACH_RULE
def test_hyper_parameters_are_live_fields_of_config_and_taken_from_it(name):
    rule, own = OPTIMIZERS[name], fields_of(HyperParameters)
    for parameter in rule.parameters:
        field = FIELDS[parameter]
        assert field.live
        assert field.default == own[parameter].default == getattr(rule(), parameter) == getattr(Config(), parameter)
        assert getattr(rule.from_config(Config(**{parameter: field.high})), parameter) == field.high
    # A change of a number that does not count for the rule gives the same rule.
    others = {parameter: FIELDS[parameter].low for parameter in own if parameter not in rule.parameters}
    assert rule.from_config(Config(**others)) == rule()


@EACH_RULE
def test_a_step_keeps_its_past_in_the_memory_alone(name):
    rule = OPTIMIZERS[name]()
    grads = np.random.default_rng(0).normal(size=(6, 4))
    assert np.array_equal(directions(rule, grads), directions(rule, grads))
    assert rule == OPTIMIZERS[name]()


@EACH_RULE
def test_without_a_gradient_nothing_moves(name):
    assert (directions(OPTIMIZERS[name](), np.zeros((5, 4))) == 0).all()


@EACH_RULE
@given(grads=GRADS)
def test_the_first_step_goes_downhill_in_every_parameter(name, grads):
    first = directions(OPTIMIZERS[name](), grads)[0]
    assert np.array_equal(np.sign(first), np.sign(grads[0]))


@EACH_RULE
@given(grads=GRADS)
def test_parameters_do_not_know_each_other(name, grads):
    rule = OPTIMIZERS[name]()
    together = directions(rule, grads)
    apart = np.concatenate([directions(rule, grads[:, k : k + 1]) for k in range(3)], axis=1)
    assert np.allclose(together, apart, rtol=16 * EPS, atol=0)  # vectorized loops may round another way


@pytest.mark.parametrize("name", ["adagrad", "rmsprop", "adam"])
@given(grads=GRADS, scale=st.sampled_from([1e-2, 0.1, 3.0, 1e3]))
def test_the_rule_ignores_the_gradients_scale(name, grads, scale):
    rule = OPTIMIZERS[name](eps=1e-12)
    # Gradients are 0 or over 1e-5; against their root mean square, at least a thousandth of them after one decay of
    # 0.001 and eleven of 0.999, eps is below 1e-12 / 1e-7 = 1e-5 of the step, and steps are at most about √12·10.
    assert np.allclose(directions(rule, scale * grads), directions(rule, grads), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", ["momentum", "nesterov"])
@given(grads=GRADS)
def test_without_momentum_it_is_plain_descent(name, grads):
    assert np.array_equal(directions(OPTIMIZERS[name](mu=0.0), grads), grads)


def test_momentum_under_a_constant_gradient_reaches_one_over_one_minus_mu():
    k = np.arange(1, 201)
    found = directions(OPTIMIZERS["momentum"](mu=0.9), np.ones((200, 1)))[:, 0]
    assert np.allclose(found, (1 - 0.9**k) / (1 - 0.9), rtol=200 * EPS)  # the geometric sum, a rounding a step
    ahead = directions(OPTIMIZERS["nesterov"](mu=0.9), np.ones((200, 1)))[:, 0]
    assert np.allclose(ahead, (1 - 0.9 ** (k + 1)) / (1 - 0.9), rtol=200 * EPS)  # one term further


def test_adagrads_step_dies_and_rmsprops_does_not():
    ones = np.ones((400, 1))
    k = np.arange(1, 401)
    dying = directions(OPTIMIZERS["adagrad"](eps=1e-12), ones)[:, 0]
    lasting = directions(OPTIMIZERS["rmsprop"](eps=1e-12), ones)[:, 0]
    assert np.allclose(dying, 1 / np.sqrt(k), rtol=1e-11)
    assert np.allclose(lasting, 1 / np.sqrt(1 - 0.9**k), rtol=1e-11)
    assert abs(lasting[-1] - 1) < 1e-11


def test_adams_correction_makes_the_steps_of_a_constant_gradient_equal():
    found = directions(OPTIMIZERS["adam"](eps=1e-12), np.full((1000, 1), -3.0))
    # 1 − β₂ᵗ is right to eps/(1 − β₂) ≈ 1000 roundings at the first step, and the means gather one rounding a step.
    assert np.allclose(found, -1, rtol=0, atol=2000 * EPS + 1e-12)


def test_adam_on_a_gradient_as_small_as_epsilon_makes_half_a_step():
    # Algorithm 1: m̂ = g, √v̂ = |g|, so g / (|g| + ε) = ½. With ε inside the correction it would be 1/33.
    found = directions(OPTIMIZERS["adam"](eps=1e-8), np.array([[1e-8]]))
    assert np.isclose(found[0, 0], 0.5, rtol=2000 * EPS)


@pytest.mark.parametrize("name", ["adam", "rmsprop", "adagrad"])
@given(grads=GRADS)
def test_a_step_is_bounded_whatever_the_gradient(name, grads):
    # g² is at most r / (1 − ρ), for AdaGrad r itself. Adam's m̂ and v̂ are means with weights a and b, and
    # Σaᵢgᵢ ≤ √(Σaᵢ²/bᵢ) · √(Σbᵢgᵢ²) (Cauchy and Schwarz); the weights are most unlike at the last step.
    ages = np.arange(len(grads))
    a, b = ((1 - beta) * beta**ages / (1 - beta ** len(grads)) for beta in (0.9, 0.999))
    bound = {"adam": np.sqrt((a * a / b).sum()), "rmsprop": np.sqrt(10), "adagrad": 1.0}[name]
    assert np.abs(directions(OPTIMIZERS[name](), grads)).max() <= bound * (1 + 1e-12)


@EACH_RULE
def test_every_rule_comes_down_a_parabola(name):
    rule, curvature = OPTIMIZERS[name](), np.array([0.5, 1.0, 2.0])
    theta = start = np.array([1.0, -1.0, 2.0])
    memory, clock = np.zeros((rule.memory, 3)), rule.clock(np.arange(1, 1001))
    for k in range(1000):
        theta = theta - 0.1 * 0.995**k * rule.step(curvature * theta, *memory, clock=clock[k])
    # Rates sum to 20, enough for e^−10 where the step is the gradient, and end at 0.0007: rules that divide by the
    # gradient's size come that near. AdaGrad's step has died long before, but downhill all the way.
    share = 0.5 if name == "adagrad" else 0.01
    assert (np.abs(theta) < share * np.abs(start)).all()


@given(rate=st.floats(0, 1.9), curvature=st.floats(0.1, 1), start=st.floats(-5, 5), steps=st.integers(1, 50))
def test_descent_on_a_parabola_is_one_minus_rate_times_curvature_to_the_k(rate, curvature, start, steps):
    theta, rule = np.array([start]), OPTIMIZERS["sgd"]()
    for _ in range(steps):
        theta = theta - rate * rule.step(curvature * theta, clock=None)
    expected = start * (1 - rate * curvature) ** steps
    # Each step rounds three times, relative to the terms θ and rate·λ·θ < 2θ, never larger than at the start; below
    # the normal numbers rounding is no longer relative, but half of the smallest one.
    assert abs(theta[0] - expected) <= 6 * steps * EPS * abs(start) + 3 * steps * SMALLEST
