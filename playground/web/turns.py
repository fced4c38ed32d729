"""A fair, process-wide lock: one session trains and draws at a time.

Python runs one thread at a time, but NumPy releases the interpreter lock at every large product. Answers of several
sessions that run at once therefore interleave, and all of them finish late. With turns each answer runs to its end, in
the order of arrival; an answer that a user waits for goes before frames that are requested ahead of time.
"""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

WINDOW = 0.5
"""Seconds over which processor use is measured."""

CROWDED, FREE = 0.6, 0.3
"""Shares of one core above which the process counts as busy, and below which it no longer does. They differ because a
busy process computes fewer frames, and then uses less of the processor."""


class Turns:
    """A lock that is granted in the order of arrival, urgent turns first. It is not reentrant."""

    def __init__(self) -> None:
        self._mutex = Lock()
        self._held = False
        self._urgent: deque[Lock] = deque()
        self._waiting: deque[Lock] = deque()
        self._crowded = False
        self._read_at, self._used = time.perf_counter(), time.process_time()

    @contextmanager
    def turn(self, urgent: bool = False) -> Iterator[None]:
        """Wait for a turn and hold it inside the `with` block."""
        self._take(urgent)
        try:
            yield
        finally:
            self._give()

    @property
    def hurried(self) -> bool:
        """Whether an urgent turn is waiting."""
        return bool(self._urgent)

    @property
    def crowded(self) -> bool:
        """Whether the process uses so much of its core that answers should contain no more than needed."""
        return self._crowded

    def _take(self, urgent):
        with self._mutex:
            if not self._held:
                self._held = True
                return
            gate = Lock()
            gate.acquire()
            (self._urgent if urgent else self._waiting).append(gate)
        gate.acquire()  # released by the thread that hands over the turn

    def _give(self):
        with self._mutex:
            self._measure()
            queue = self._urgent or self._waiting
            if queue:
                queue.popleft().release()
            else:
                self._held = False

    def _measure(self):
        now = time.perf_counter()
        if now - self._read_at < WINDOW:
            return
        used = time.process_time()
        share = (used - self._used) / (now - self._read_at)
        self._read_at, self._used = now, used
        self._crowded = share > (FREE if self._crowded else CROWDED)


TURNS = Turns()
"""The one instance of this process."""
