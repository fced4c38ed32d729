"""The thread that answers what comes by the lines: one for the whole process, so that answers never run side by side.

Jobs are done in the order of arrival, urgent ones first. Each line has one ask for frames under way at most, so no
session waits twice while another waits once.
"""

import logging
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread

LOG = logging.getLogger(__name__)

Job = Callable[[], None]


class Worker:
    """Does jobs in a thread of its own, which begins with the first of them and lives as long as the process."""

    def __init__(self):
        self._arrived = Condition()
        self._urgent: deque[Job] = deque()
        self._waiting: deque[Job] = deque()
        self._thread: Thread | None = None

    def do(self, job: Job, urgent: bool) -> None:
        """Put a job in the queue."""
        with self._arrived:
            if self._thread is None:
                self._thread = Thread(target=self._work, name="playground-worker", daemon=True)
                self._thread.start()
            (self._urgent if urgent else self._waiting).append(job)
            self._arrived.notify()

    def _work(self):
        while True:
            with self._arrived:
                self._arrived.wait_for(lambda: self._urgent or self._waiting)
                job = (self._urgent or self._waiting).popleft()
            try:
                job()
            except Exception:  # the browser asks again; the others go on
                LOG.exception("An ask was not answered.")


WORKER = Worker()
"""Of this process."""
