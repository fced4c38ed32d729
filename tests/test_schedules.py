"""Schedules: the factor on the rate, epoch by epoch."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.config import FIELDS, Config
from playground.tables.schedules import SCHEDULES
from tests.strategies import LEGAL

EPOCHS = st.integers(0, 100_000)
PARAMETERS = st.fixed_dictionaries(
    {name: LEGAL[FIELDS[name].kind](FIELDS[name]) for name in ("period", "decay", "warmup")}
)


def factors(name, epochs, **said):
    config = Config(schedule=name, **said)
    return [SCHEDULES[name].factor(epoch, config) for epoch in epochs]


@pytest.mark.parametrize("name", SCHEDULES)
@given(epoch=EPOCHS, parameters=PARAMETERS)
def test_the_factor_lies_between_zero_and_one(name, epoch, parameters):
    (factor,) = factors(name, [epoch], **parameters)
    assert isinstance(factor, float)
    assert 0 <= factor <= 1


@pytest.mark.parametrize("name", SCHEDULES)
@given(parameters=PARAMETERS)
def test_the_first_epoch_learns(name, parameters):
    assert factors(name, [0], **parameters)[0] > 0


@pytest.mark.parametrize("name", ["constant", "step", "cosine"])
@given(epoch=EPOCHS, parameters=PARAMETERS)
def test_without_warm_up_the_rate_starts_full_and_never_rises(name, epoch, parameters):
    first, now, later = factors(name, [0, epoch, epoch + 1], **parameters)
    assert first == 1
    assert later <= now


def test_constant_stays():
    assert factors("constant", [0, 1, 99_999]) == [1, 1, 1]


def test_step_multiplies_by_the_decay_each_time_the_period_is_over():
    assert factors("step", [0, 9, 10, 19, 20, 30], period=10, decay=0.5) == [1, 1, 0.5, 0.5, 0.25, 0.125]


def test_cosine_glides_from_one_through_a_half_to_zero_and_stays():
    assert factors("cosine", [0, 50, 100, 101, 5000], period=100) == pytest.approx([1, 0.5, 0, 0, 0], abs=1e-15)
    falling = factors("cosine", range(101), period=100)
    assert all(low < high for high, low in pairwise(falling))
    # Symmetric about its middle: what is lost up to an epoch is left at its mirror image.
    assert [1 - value for value in falling] == pytest.approx(falling[::-1], abs=1e-15)


def test_warmup_cosine_rises_in_equal_steps_then_glides_as_cosine():
    rising = factors("warmup-cosine", range(10), warmup=10, period=50)
    assert rising == pytest.approx([float(Fraction(epoch + 1, 10)) for epoch in range(10)])
    after = factors("warmup-cosine", range(9, 100), warmup=10, period=50)
    assert after == factors("cosine", range(91), period=50)


def test_the_full_rate_of_a_warm_up_lasts_one_epoch():
    found = factors("warmup-cosine", range(100), warmup=10, period=50)
    assert found.count(1.0) == 1


def test_warm_up_of_one_epoch_is_none():
    assert factors("warmup-cosine", range(60), warmup=1, period=50) == factors("cosine", range(60), period=50)
