"""Numbers of generations: each tells its messages from those of every other one, of another server process too.

A generation is one run or one show under one setting. Its number is a random part, drawn once for each player, and a
counter. A browser that outlives the server brings numbers that were never given out there, and is told everything.
"""

from secrets import randbits

_COUNTER = 2**20
"""Generations of one player. With 32 random bits above it a number is exact in JavaScript."""


def first() -> int:
    """The number before the first generation of a player."""
    return randbits(32) * _COUNTER


def is_past(generation: int, present: int) -> bool:
    """Whether `generation` is an earlier one of the player whose present one is given."""
    return generation // _COUNTER == present // _COUNTER and generation < present
