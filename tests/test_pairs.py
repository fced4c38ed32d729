"""The choice of cases that other tests rely on."""

from itertools import combinations, product

import pytest

from tests.pairs import pairs

FACTORS = [("abc", "xy"), ("abcd", "vwxyz", [True, False]), (range(7), "abc", "pqr", "st", "uv")]


@pytest.mark.parametrize("factors", FACTORS)
def test_every_pair_of_choices_occurs(factors):
    cases = pairs(*factors)
    for one, other in combinations(range(len(factors)), 2):
        assert {(case[one], case[other]) for case in cases} == set(product(factors[one], factors[other]))


def test_cases_are_few():
    assert len(pairs(range(10), range(7), range(2))) <= 80  # 70 at the least, of 140
    assert len(pairs(*FACTORS[-1])) <= 26  # 21 at the least, of 252
