"""A tape of NumPy calls: written once by running plain NumPy formulas, then played for every step.

A small net spends its time not in arithmetic but in what Python and NumPy do around each call: finding
operators, making results, checking types. Running a formula once on `Slot`s, arrays that record what is
done to them, leaves a list of (function, arguments) over arrays that already exist. Playing it is
`for f, args in calls: f(*args)`: the same calls on the same memory, several times faster, and with
the same bits as the formula itself, except in matrix products: these are recorded as `dot`, for which BLAS
adds in another order than for `@` on some kinds of CPU (those with AVX-512).

What can be recorded: NumPy's ufuncs and operators, `@`, `x[...] = y`, `x += y`, basic indexing, `.mT`,
`.sum`, `.max`, `.mean`, `.argmax`. Anything else on a Slot raises a TypeError at once, rather than being
computed once and then forgotten.
"""

from functools import partial

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin


class Tape:
    """A list of calls, and the scratch memory that they share."""

    def __init__(self, dtype=np.float64):
        self.calls = []
        self.dtype = np.dtype(dtype)
        self._free = {}
        self._constants = {}

    def watch(self, array: np.ndarray) -> "Slot":
        """The array as a Slot: what is done to it from now on is recorded, and acts on this very memory."""
        return Slot(self, array)

    def play(self) -> None:
        """Do once more all that was recorded."""
        for function, args in self.calls:
            function(*args)

    def scratch(self, shape: tuple[int, ...], dtype) -> "Slot":
        """Memory for a result that nobody named. It is given out again once nobody holds the Slot."""
        free = self._free.get((shape, np.dtype(dtype)))
        return Slot(self, free.pop() if free else units_first(shape, dtype), scratch=True)

    def release(self, array: np.ndarray) -> None:
        self._free.setdefault((array.shape, array.dtype), []).append(array)

    def operand(self, value):
        """What a recorded call gets for `value`: a Slot's memory, or a number as a 0-d array of the tape's type.

        A 0-d array spares NumPy the conversion of a Python number at every call.
        """
        if isinstance(value, Slot):
            if value.array is None:
                raise TypeError("this result was moved into another array by x[...] = y; read that one")
            return value.array
        if isinstance(value, int | float):
            value = float(value)
            return self._constants.setdefault(value, np.asarray(value, self.dtype))
        return value

    def record(self, function, *args) -> None:
        self.calls.append((function, args))


class Watched(NDArrayOperatorsMixin):
    """Stands for `array`, and behaves as it does; what is done to it reaches `__array_ufunc__` of the heir.

    `_view(part)` wraps a part of the array.
    """

    __slots__ = ("array",)
    __hash__ = object.__hash__  # the mixin defines == elementwise and so takes the hash away

    @property
    def shape(self):
        return self.array.shape

    @property
    def ndim(self):
        return self.array.ndim

    @property
    def size(self):
        return self.array.size

    @property
    def mT(self):
        return self._view(self.array.mT)

    def __getitem__(self, key):
        return self._view(self.array[key])

    def __pow__(self, exponent):
        # As arrays do it; a power of 2 by `power` is slower, and has other bits.
        return np.square(self) if isinstance(exponent, int | float) and exponent == 2 else np.power(self, exponent)


class Slot(Watched):
    """An array on a tape. Behaves as its array does, but each operation is also written down."""

    __slots__ = ("_base", "_lent", "_made", "_scratch", "_tape")

    def __init__(self, tape, array, scratch=False, base=None):
        self.array = array
        self._tape = tape
        self._scratch = scratch
        self._base = base  # a view keeps its owner's memory from being given out again
        self._lent = False  # whether there are views of it
        self._made = None  # number of the call that makes all of it and reads none of it

    def __del__(self):
        if self._scratch and self.array is not None:
            self._tape.release(self.array)

    def _view(self, array):
        self._lent = True
        return Slot(self._tape, array, base=self)

    def __setitem__(self, key, value):
        target = self.array if key is Ellipsis else self.array[key]
        if isinstance(value, Slot) and _same_memory(value.array, target):
            return  # the end of `x[...] += y`: the sum was recorded in place
        if not self._adopt(value, target):
            self._tape.record(np.copyto, target, self._tape.operand(value))

    def _adopt(self, value, target) -> bool:
        """Let the call that made `value` write into `target` at once, if it is the last one and nobody else's."""
        calls = self._tape.calls
        if not isinstance(value, Slot) or value._made != len(calls) - 1 or value._lent:
            return False  # what it held on the way, before `value += y` for one, is read elsewhere
        if (value.array.shape, value.array.dtype) != (target.shape, target.dtype):
            return False
        function, args = calls[-1]
        if isinstance(function, partial):
            calls[-1] = (partial(function.func, out=target), args)
        elif any(a is value.array for a in args):
            if getattr(function, "__name__", "") == "dot" and not _dot_may_write(target, function.__self__, args[0]):
                return False
            calls[-1] = (function, tuple(target if a is value.array else a for a in args))
        else:
            return False
        self._tape.release(value.array)
        value.array = None
        return True

    def _refuse(self, *_, **__):
        """What would look at the numbers now: they are not there yet, and a copy of them would not be recorded."""
        raise TypeError("a tape records ufuncs and operators only; this would look at numbers that are not there yet")

    __bool__ = __len__ = __iter__ = __contains__ = __array__ = __array_function__ = _refuse

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **keywords):
        tape = self._tape
        operands = [tape.operand(x) for x in inputs]
        if method == "reduce" and out is None:
            return self._reduce(ufunc, operands[0], **keywords)
        if method != "__call__" or keywords or ufunc.nout > 1 or not all(isinstance(x, Slot) for x in out or ()):
            raise TypeError(f"a tape does not record {ufunc.__name__}.{method} with {sorted(keywords)} and out={out}")
        if ufunc is np.matmul:
            result = self._matmul(*operands)
            if out is None:
                return result
            out[0][...] = result
            return out[0]
        if out is not None:
            result = out[0]
        else:
            shape = np.broadcast_shapes(*(x.shape for x in operands))
            dtype = bool if ufunc in _PREDICATES else tape.dtype
            result = tape.scratch(shape, dtype)
        if ufunc in _NO_POSITIONAL_OUT:
            tape.record(partial(ufunc, out=result.array), *operands)
        else:
            tape.record(ufunc, *operands, result.array)
        return result if out else result._new()

    def _new(self):
        """This result, which the last call has made."""
        self._made = len(self._tape.calls) - 1
        return self

    def _matmul(self, a, b):
        shape = (*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), a.shape[-2], b.shape[-1])
        result = self._tape.scratch(shape, self._tape.dtype)
        # For a single column and a matrix with gaps, dot and matmul add in another order.
        same_bits = b.shape[-1] > 1 or a.flags.c_contiguous
        if a.ndim == b.ndim == 2 and a.shape[1] and same_bits:
            self._tape.record(a.dot, b, result.array)  # a third of the time of matmul for small matrices
        elif a.ndim == 3 and b.ndim == 2 and a.shape[2]:
            # All replicas meet the same b: one product of all their rows instead of a small one for each.
            rows = self._tape.scratch(a.shape, self._tape.dtype)
            self._tape.record(np.copyto, rows.array, a)
            self._tape.record(_flat(rows.array).dot, b, _flat(result.array))
        else:
            self._tape.record(np.matmul, a, b, result.array)
        return result._new()

    def _reduce(self, ufunc, array, axis=0, keepdims=False, dtype=None):
        shape = np.empty(array.shape, bool)  # never read: only tells the shape of the result
        result = self._tape.scratch(ufunc.reduce(shape, axis=axis, keepdims=keepdims).shape, self._tape.dtype)
        self._tape.record(ufunc.reduce, array, axis, None, result.array, keepdims)
        return result._new()

    def sum(self, axis=None, keepdims=False):
        return self.__array_ufunc__(np.add, "reduce", self, axis=axis, keepdims=keepdims)

    def max(self, axis=None, keepdims=False):
        return self.__array_ufunc__(np.maximum, "reduce", self, axis=axis, keepdims=keepdims)

    def mean(self, axis=None, keepdims=False):
        total = self.sum(axis=axis, keepdims=keepdims)
        return total / (self.array.size / total.array.size)  # as NumPy does; times 1/n would round another way

    def argmax(self, axis):
        result = self._tape.scratch(self.array.max(axis=axis).shape, np.intp)
        self._tape.record(self.array.argmax, axis, result.array)
        return result._new()


def units_first(shape: tuple[int, ...], dtype=np.float64) -> np.ndarray:
    """Uninitialized (replica, unit, point) memory that lies as (unit, replica, point), so that neighboring units of
    all replicas are one stretch of memory; other shapes as usual."""
    if len(shape) != 3:
        return np.empty(shape, dtype)
    return np.empty((shape[1], shape[0], shape[2]), dtype).transpose(1, 0, 2)


def _flat(array):
    """(replica, unit, point) that lies units first as (unit · replica, point): a view."""
    return array.transpose(1, 0, 2).reshape(-1, array.shape[2])


def _dot_may_write(target, *factors):
    """dot writes into whole arrays only, and while it still reads."""
    return target.flags.c_contiguous and not any(np.may_share_memory(target, factor) for factor in factors)


def _same_memory(a, b):
    return a is b or (a is not None and a.__array_interface__ == b.__array_interface__)


_PREDICATES = {np.equal, np.not_equal, np.greater, np.greater_equal, np.less, np.less_equal}
_NO_POSITIONAL_OUT = {np.maximum, np.minimum}  # a positional out is deprecated for these two
