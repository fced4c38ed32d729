"""One thread for BLAS while a net is trained or measured, whatever the process has for its other work.

The matrices of a playground are small, and the threads of a BLAS wait for each other in a busy loop. With another
number of threads a BLAS also adds in another order: the same config would not give the same bits.
"""

from functools import cached_property
from threading import Lock

from threadpoolctl import ThreadpoolController


class _OneThread:
    """`with ONE_THREAD: …`, in as many threads of Python as there are. The last one out sets back what there was.

    Where BLAS has one thread already, as within the app, it takes two microseconds to see that.
    """

    def __init__(self):
        self._lock, self._inside, self._before = Lock(), 0, []

    @cached_property
    def _libraries(self):
        return ThreadpoolController().select(user_api="blas").lib_controllers

    def __enter__(self):
        with self._lock:
            self._inside += 1
            for library in self._libraries:
                count = library.get_num_threads()
                if count != 1:
                    self._before.append((library, count))
                    _set(library, 1)

    def __exit__(self, *_):
        with self._lock:
            self._inside -= 1
            while self._before and not self._inside:
                _set(*self._before.pop())


def _set(library, count):
    # From version 3.7 on threadpoolctl lets only that thread of Python set the number which did so first.
    clear = getattr(library, "clear_controlling_thread", lambda force: None)
    clear(force=True)
    library.set_num_threads(count)
    clear(force=True)


ONE_THREAD = _OneThread()
