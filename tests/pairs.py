"""A small set of cases that covers every pair of choices."""

from collections.abc import Iterable
from itertools import combinations, product

import pytest


def pairs(*factors: Iterable) -> list[tuple]:
    """Cases, one choice of each factor, such that every two choices of two factors occur together in some case.

    Greedy: each case is the one of the whole product that has the most pairs that no case before it had.
    """
    choices = [list(factor) for factor in factors]
    # By number: a choice need not be hashable.
    left = {case: frozenset(combinations(enumerate(case), 2)) for case in product(*(range(len(c)) for c in choices))}
    wanted, cases = set().union(*left.values()), []
    while wanted:
        case = max(left, key=lambda case: len(left[case] & wanted))
        wanted -= left.pop(case)
        cases.append(tuple(choice[k] for choice, k in zip(choices, case, strict=True)))
    return cases


def each_pair(names: str, *factors: Iterable):
    """As `pytest.mark.parametrize`, with the cases of `pairs`; a factor may be of tuples, for several names."""
    cases = [sum((one if isinstance(one, tuple) else (one,) for one in case), ()) for case in pairs(*factors)]
    return pytest.mark.parametrize([name.strip() for name in names.split(",")], cases)
