"""The thread that answers all connections: one for the whole process, so that answers never run in parallel.

Jobs run in the order of arrival, urgent ones first. Each connection has at most one pending ask for frames, so no
session waits twice while another waits once.
"""

import logging
import sys
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread

LOG = logging.getLogger(__name__)

SWITCH = 0.0005
"""Thread switch interval in seconds. NumPy releases the interpreter lock at each large product. With Python's default
of 5 ms, an answer that overlaps with a run of a page could wait that long after every product."""

Job = Callable[[], None]


class Worker:
    """Runs jobs in its own thread, which starts with the first job and lives as long as the process."""

    def __init__(self) -> None:
        self._arrived = Condition()
        self._urgent: deque[Job] = deque()
        self._waiting: deque[Job] = deque()
        self._thread: Thread | None = None

    def do(self, job: Job, urgent: bool) -> None:
        """Add a job to the queue."""
        with self._arrived:
            if self._thread is None:
                self._thread = Thread(target=self._work, name="playground-worker", daemon=True)
                self._thread.start()
            (self._urgent if urgent else self._waiting).append(job)
            self._arrived.notify()

    @property
    def hurried(self) -> bool:
        """Whether an urgent job is waiting."""
        return bool(self._urgent)

    def _work(self):
        sys.setswitchinterval(SWITCH)
        while True:
            with self._arrived:
                self._arrived.wait_for(lambda: self._urgent or self._waiting)
                job = (self._urgent or self._waiting).popleft()
            try:
                job()
            except Exception:  # the browser repeats the ask; other sessions are not affected
                LOG.exception("A request could not be answered.")


WORKER = Worker()
"""The one instance of this process."""
