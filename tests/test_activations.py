"""Activations: each slope is the derivative of its value, and each is what its help says."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.tables.activations import ACTIVATIONS, LEAK, MANY
from playground.tables.initializers import INITIALIZERS

EACH = pytest.mark.parametrize("name", ACTIVATIONS)
Z = st.floats(-30, 30)

H = 6e-6
"""About the cube root of the rounding unit, where the two errors of a central difference are equally small."""


def slope(name, z):
    entry = ACTIVATIONS[name]
    return entry.slope(z, entry.value(z))


@EACH
@given(z=Z)
def test_the_slope_is_the_derivative_of_the_value(name, z):
    entry = ACTIVATIONS[name]
    assume(all(abs(z - kink) > H for kink in entry.kinks))
    below, at, above = np.array([z - H]), np.array([z]), np.array([z + H])
    difference = (entry.value(above) - entry.value(below)) / (above - below)
    # The difference is the mean of the slope between. It parts from the slope in the middle by h²·f‴/6, or by up to
    # h/4 of a jump of f″ (ELU at 0); the second difference of the slope is h²·f‴, or h times as much as that jump.
    bend = abs(slope(name, above) - 2 * slope(name, at) + slope(name, below))
    # Each value is right to two roundings of its size, or of its input's.
    rounding = 4 * np.finfo(float).eps * max(1, abs(z), abs(entry.value(at)[0])) / H
    assert abs(difference - slope(name, at)) <= bend + rounding


@EACH
def test_at_a_kink_the_slope_is_the_limit_from_the_left(name):
    for kink in ACTIVATIONS[name].kinks:
        left, at, right = (slope(name, np.array([kink + dz])) for dz in (-1e-9, 0, 1e-9))
        assert np.isclose(left, at, atol=1e-8)
        assert not np.isclose(left, right, atol=1e-3), "no kink here"


@EACH
def test_where_no_kink_is_stated_the_slope_is_continuous(name):
    z = np.arange(-4.00005, 4, 0.0001)  # no kink lies on it
    kinks = np.array(ACTIVATIONS[name].kinks)
    between = ((z[:-1, None] < kinks) & (kinks < z[1:, None])).any(axis=1)
    # Slopes a ten-thousandth apart differ by less than that where |f″| is at most 20; a kink leaps further.
    assert (np.abs(np.diff(slope(name, z)))[~between] < 0.002).all()


@EACH
def test_values_and_slopes_are_finite_however_large_the_input(name):
    z = np.array([-1e3, -40.0, -0.0, 0.0, 40.0, 1e3])
    assert np.isfinite(ACTIVATIONS[name].value(z)).all()
    assert np.isfinite(slope(name, z)).all()


@EACH
def test_of_many_elements_at_once_the_values_are_those_of_a_few(name):
    z = np.linspace(-40, 40, 2 * MANY + 1)
    with np.errstate(over="ignore"):
        many = ACTIVATIONS[name].value(z)
    few = np.concatenate([ACTIVATIONS[name].value(part) for part in np.array_split(z, 8)])
    assert (np.abs(many - few) <= 4 * np.finfo(float).eps * np.maximum(1.0, np.abs(z))).all()


@EACH
@pytest.mark.parametrize("shape", [(), (1,), (3, 0), (2, 3, 4)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_entry_is_elementwise(name, shape, dtype):
    z = np.asarray(np.random.default_rng(0).normal(size=shape), dtype)
    value, down = np.asarray(ACTIVATIONS[name].value(z)), np.asarray(slope(name, z))
    assert value.shape == down.shape == shape
    assert value.dtype == down.dtype == dtype
    # Float64: the same formula on one number; vectorized loops of NumPy may round the last bits otherwise.
    for index in np.ndindex(shape):
        assert np.isclose(value[index], ACTIVATIONS[name].value(z[index]), rtol=8 * np.finfo(dtype).eps, atol=1e-6)


@EACH
@pytest.mark.parametrize("far", [8.0, 1e3])
def test_many_numbers_at_once_have_the_values_of_each_alone(name, far):
    # Training on large batches and drawing may take a formula that pays for many numbers only.
    z = np.linspace(-far, far, 10_000)
    with np.errstate(over="ignore"):  # far out an exponential may overflow on the way to the right limit
        value, down = ACTIVATIONS[name].value(z), slope(name, z)
    few = [(ACTIVATIONS[name].value(part), slope(name, part)) for part in z.reshape(-1, 4)]
    # Both forms are right to a few roundings of z, or of 1 where they saturate; a slope has a factor z more at most.
    tolerance = 16 * np.finfo(float).eps * np.maximum(1, np.abs(z))
    assert (np.abs(value - np.concatenate([v for v, _ in few])) <= tolerance).all()
    assert (np.abs(down - np.concatenate([s for _, s in few])) <= tolerance).all()


@EACH
def test_the_value_does_not_write_into_its_input(name):
    z = np.linspace(-2, 2, 5)
    before = z.copy()
    slope(name, z)
    assert np.array_equal(z, before)
    assert not np.shares_memory(ACTIVATIONS[name].value(z), z)


@EACH
def test_auto_knows_an_initializer_for_it(name):
    assert INITIALIZERS[ACTIVATIONS[name].start].draw


@EACH
def test_every_entry_introduces_itself(name):
    entry = ACTIVATIONS[name]
    assert entry.label
    assert entry.help.endswith(".")
    assert entry.formula


ORACLES = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "relu": lambda z: z if z > 0 else 0.0,
    "leaky-relu": lambda z: z if z > 0 else 0.01 * z,
    "elu": lambda z: z if z > 0 else math.exp(z) - 1,
    "softplus": lambda z: math.log(1 + math.exp(z)),
    "swish": lambda z: z / (1 + math.exp(-z)),
    "sin": math.sin,
}
"""The textbook's form of each, which is not the stable one. GELU is compared with the normal distribution below."""


@pytest.mark.parametrize("name", ORACLES)
@given(z=st.floats(-20, 20))
def test_the_value_is_the_textbooks(name, z):
    # The textbook forms lose about ten roundings of 1 + |z|: they add 1 to, or take it from, an exponential.
    assert math.isclose(ACTIVATIONS[name].value(np.float64(z)), ORACLES[name](z), rel_tol=1e-12, abs_tol=1e-14)


@given(z=st.floats(-6, 6))
def test_gelu_is_z_times_the_share_of_a_normal_distribution_below_it(z):
    share = 0.5 * (1 + math.erf(z / math.sqrt(2)))
    # Hendrycks and Gimpel's tanh form is an approximation; its largest error, at |z| about 2.2, is 4.8e-4.
    assert abs(ACTIVATIONS["gelu"].value(np.float64(z)) - z * share) < 5e-4


@given(z=st.floats(-700, 700))
def test_the_slope_of_a_sigmoid_is_at_most_a_quarter(z):
    assert 0 <= slope("sigmoid", np.float64(z)) <= 0.25 == slope("sigmoid", np.float64(0))


@given(z=Z)
def test_tanh_is_a_stretched_sigmoid(z):
    sigmoid = ACTIVATIONS["sigmoid"].value(np.float64(2 * z))
    assert math.isclose(2 * sigmoid - 1, ACTIVATIONS["tanh"].value(np.float64(z)), abs_tol=4 * np.finfo(float).eps)


@given(z=Z)
def test_a_leaky_relu_is_never_flat(z):
    assert slope("leaky-relu", np.float64(z)) in (LEAK, 1.0)


@pytest.mark.parametrize("count", [3, 5000])
def test_tanh_of_tiny_numbers_has_all_its_digits(count):
    """Of 512 numbers and more, tanh of 1e-10 was 8e-8 off, and of 1e-17 it was 0."""
    z = np.resize([1e-3, 1e-10, -1e-17, 5e-300], count)
    value = ACTIVATIONS["tanh"].value(z)
    assert value == pytest.approx(np.array([math.tanh(x) for x in z[:4]])[np.arange(count) % 4], rel=4e-16, abs=0)
