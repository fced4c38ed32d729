"""Turns at the processor: one burst of training and drawing at a time in the whole process.

Python runs one thread at a time, but NumPy lets another one in at every large product. Bursts of several sessions
that run at once are cut into slices of each other, and all of them end late. With turns each burst runs through, and
who has waited longest is next; a change that somebody waits for goes before the next frames of the others.
"""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

WINDOW = 0.5
"""Seconds over which the use of the processor is measured."""

CROWDED, FREE = 0.6, 0.3
"""Shares of one core above which the process is crowded, and below which it is so no longer. They lie apart because a
crowded process is asked for fewer pictures, and then uses less."""


class Turns:
    """A lock that is handed over in the order of arrival, urgent turns first. It cannot be taken twice by a thread."""

    def __init__(self):
        self._mutex = Lock()
        self._held = False
        self._urgent: deque[Lock] = deque()
        self._waiting: deque[Lock] = deque()
        self._crowded = False
        self._read_at, self._used = time.perf_counter(), time.process_time()

    @contextmanager
    def turn(self, urgent: bool = False) -> Iterator[None]:
        """Wait for a turn and hold it."""
        self._take(urgent)
        try:
            yield
        finally:
            self._give()

    @property
    def hurried(self) -> bool:
        """Whether an urgent turn waits for the one that is held."""
        return bool(self._urgent)

    @property
    def crowded(self) -> bool:
        """Whether the process uses so much of its core that nobody should ask for more than needed."""
        return self._crowded

    def _take(self, urgent):
        with self._mutex:
            if not self._held:
                self._held = True
                return
            gate = Lock()
            gate.acquire()
            (self._urgent if urgent else self._waiting).append(gate)
        gate.acquire()  # released by whoever hands the turn over

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
"""Of this process."""
