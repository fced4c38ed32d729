"""The thread that answers all connections: one for the whole process, so that answers never run side by side.

Jobs are done in the order of arrival, urgent ones first. Each connection has one ask for frames under way at most, so
no session waits twice while another waits once.
"""

import logging
import sys
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread

LOG = logging.getLogger(__name__)

SWITCH = 0.0005
"""Seconds after which a thread that runs Python lets another one in. NumPy lets go at each larger product: by Python's
usual 5 ms an answer that meets a run of the page waits for it at every single one."""

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

    @property
    def hurried(self) -> bool:
        """Whether an urgent job waits for the one that is being done."""
        return bool(self._urgent)

    def _work(self):
        sys.setswitchinterval(SWITCH)
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
