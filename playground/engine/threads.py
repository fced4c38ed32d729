"""One BLAS thread while a net is trained or measured, whatever the setting of the process.

The matrices here are small, and the threads of BLAS wait for each other in a busy loop. With another number of
threads BLAS also adds in another order, so the same config would not give the same bits.
"""

from functools import cached_property
from threading import Lock
from typing import Any

from threadpoolctl import ThreadpoolController


class _OneThread:
    """`with ONE_THREAD: …`, usable from several Python threads. The last one to exit restores the former numbers.

    If BLAS already has one thread, as in the app, entering takes two microseconds.
    """

    def __init__(self) -> None:
        self._lock, self._inside = Lock(), 0
        self._before: list[tuple[Any, int]] = []

    @cached_property
    def _libraries(self) -> list[Any]:
        libraries: list[Any] = ThreadpoolController().select(user_api="blas").lib_controllers
        return libraries

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            for library in self._libraries:
                count = library.get_num_threads()
                if count != 1:
                    self._before.append((library, count))
                    _set(library, 1)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            while self._before and not self._inside:
                _set(*self._before.pop())


def _set(library: Any, count: int) -> None:
    # Since version 3.7, threadpoolctl lets only the first Python thread that set the number change it.
    clear = getattr(library, "clear_controlling_thread", lambda force: None)
    clear(force=True)
    library.set_num_threads(count)
    clear(force=True)


ONE_THREAD = _OneThread()
