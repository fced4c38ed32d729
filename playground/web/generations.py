"""Generation numbers, which are unique across server processes, too.

A generation is one run or one show under one setting. Its number consists of a random part, drawn once per channel, and
a counter. After a restart of the server a browser still sends the old numbers. The new process does not know them, so
it sends the whole state.
"""

from secrets import randbits

_COUNTER = 2**20
"""Most generations of one channel. With 32 random bits above it a number is exact in JavaScript."""


def first() -> int:
    """The number before the first generation of a channel."""
    return randbits(32) * _COUNTER


def is_past(generation: int, present: int) -> bool:
    """Whether `generation` is an earlier one of the channel whose current generation is `present`."""
    return generation // _COUNTER == present // _COUNTER and generation < present
