"""A tape of NumPy calls: recorded once from plain NumPy formulas, then played for every step.

A small net spends its time not on arithmetic but on the overhead of each call: looking up operators,
allocating results, checking types. Running a formula once on `Slot`s, arrays that record operations,
gives a list of (function, arguments) on existing arrays. Playing it is `for f, args in calls: f(*args)`:
the same calls on the same memory, several times faster, with the same bits as the formula. The exception
are matrix products: they are recorded as `dot`, for which BLAS adds in another order than for `@` on some
CPUs (those with AVX-512).

Recordable operations: NumPy's ufuncs and operators, `@`, `x[...] = y`, `x += y`, basic indexing, `.mT`,
`.sum`, `.max`, `.mean`, `.argmax`. Any other operation on a Slot raises a TypeError; otherwise it would
be computed only once, while recording.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.mixins import NDArrayOperatorsMixin

Calls = list[tuple[Callable[..., Any], tuple[Any, ...]]]


class Tape:
    """A list of calls, and the scratch memory that they share."""

    def __init__(self, dtype: npt.DTypeLike = np.float64) -> None:
        self.calls: Calls = []
        self.dtype = np.dtype(dtype)
        self._free: dict[tuple[tuple[int, ...], np.dtype[Any]], list[np.ndarray]] = {}
        self._constants: dict[float, np.ndarray] = {}

    def watch(self, array: np.ndarray) -> "Slot":
        """The array as a Slot. Operations on the Slot are recorded and act on the memory of this array."""
        return Slot(self, array)

    def play(self) -> None:
        """Repeat all recorded calls."""
        for function, args in self.calls:
            function(*args)

    def scratch(self, shape: tuple[int, ...], dtype: npt.DTypeLike) -> "Slot":
        """Memory for an intermediate result. It is reused once the Slot is garbage-collected."""
        free = self._free.get((shape, np.dtype(dtype)))
        return Slot(self, free.pop() if free else units_first(shape, dtype), scratch=True)

    def release(self, array: np.ndarray) -> None:
        self._free.setdefault((array.shape, array.dtype), []).append(array)

    def operand(self, value: Any) -> Any:
        """The argument of a recorded call: the array of a Slot, or a number as a 0-d array of the tape's dtype.

        With a 0-d array NumPy need not convert a Python number at every call.
        """
        if isinstance(value, Slot):
            if value.array is None:
                raise TypeError("x[...] = y moved this result into x; use x instead")
            return value.array
        if isinstance(value, int | float):
            value = float(value)
            return self._constants.setdefault(value, np.asarray(value, self.dtype))
        return value

    def record(self, function: Callable[..., Any], *args: Any) -> None:
        self.calls.append((function, args))


class Watched(NDArrayOperatorsMixin):
    """A stand-in for `array` with the same operators, which reach `__array_ufunc__` of the subclass.

    `_view(part)` wraps a part of the array.
    """

    __slots__ = ("array",)
    __hash__ = object.__hash__  # the mixin defines an elementwise ==, which removes the hash
    array: Any  # an ndarray; None after a Slot's result moved into another array

    def _view(self, array: np.ndarray) -> Any:
        raise NotImplementedError

    @property
    def shape(self) -> Any:
        return self.array.shape

    @property
    def ndim(self) -> Any:
        return self.array.ndim

    @property
    def size(self) -> Any:
        return self.array.size

    @property
    def mT(self) -> Any:
        return self._view(self.array.mT)

    def __getitem__(self, key: Any) -> Any:
        return self._view(self.array[key])

    def __pow__(self, exponent: Any) -> Any:
        # As in ndarray: for the exponent 2, `power` is slower and gives other bits.
        base: Any = self
        return np.square(base) if isinstance(exponent, int | float) and exponent == 2 else np.power(base, exponent)


class Slot(Watched):
    """An array on a tape: each operation on it is also recorded."""

    __slots__ = ("_base", "_lent", "_made", "_scratch", "_tape")

    def __init__(self, tape: Tape, array: np.ndarray, scratch: bool = False, base: "Slot | None" = None) -> None:
        self.array = array
        self._tape = tape
        self._scratch = scratch
        self._base = base  # keeps the memory of the base from being reused while there is a view
        self._lent = False  # whether there are views
        self._made: int | None = None  # index of the call that writes all of it and reads none of it

    def __del__(self) -> None:
        if self._scratch and self.array is not None:
            self._tape.release(self.array)

    def _view(self, array: np.ndarray) -> "Slot":
        self._lent = True
        return Slot(self._tape, array, base=self)

    def __setitem__(self, key: Any, value: Any) -> None:
        target = self.array if key is Ellipsis else self.array[key]
        if isinstance(value, Slot) and _same_memory(value.array, target):
            return  # end of `x[...] += y`: the sum was recorded in place
        if not self._adopt(value, target):
            self._tape.record(np.copyto, target, self._tape.operand(value))

    def _adopt(self, value: Any, target: np.ndarray) -> bool:
        """Let the last call write into `target` directly, if it made `value` and nothing else reads it."""
        calls = self._tape.calls
        if not isinstance(value, Slot) or value._made != len(calls) - 1 or value._lent:
            return False  # other calls read earlier contents, for example those before `value += y`
        if (value.array.shape, value.array.dtype) != (target.shape, target.dtype):
            return False
        function, args = calls[-1]
        if isinstance(function, partial):
            calls[-1] = (partial(function.func, out=target), args)
        elif any(a is value.array for a in args):
            if getattr(function, "__name__", "") == "dot" and not _dot_may_write(
                target, getattr(function, "__self__", None), args[0]
            ):
                return False
            calls[-1] = (function, tuple(target if a is value.array else a for a in args))
        else:
            return False
        self._tape.release(value.array)
        value.array = None
        return True

    def _refuse(self, *_: Any, **__: Any) -> Any:
        """For operations that need the values: they are not computed yet, and a copy of them would not be recorded."""
        raise TypeError("a tape records ufuncs and operators only; this operation needs values, not computed yet")

    __bool__ = __len__ = __iter__ = __contains__ = __array__ = __array_function__ = _refuse

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = None, **keywords: Any) -> Any:
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

    def _new(self) -> "Slot":
        """Mark this Slot as the result of the last call."""
        self._made = len(self._tape.calls) - 1
        return self

    def _matmul(self, a: np.ndarray, b: np.ndarray) -> "Slot":
        shape = (*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), a.shape[-2], b.shape[-1])
        result = self._tape.scratch(shape, self._tape.dtype)
        # For a single column and a non-contiguous matrix, dot and matmul add in different orders.
        same_bits = b.shape[-1] > 1 or a.flags.c_contiguous
        if a.ndim == b.ndim == 2 and a.shape[1] and same_bits:
            self._tape.record(a.dot, b, result.array)  # a third of the time of matmul for small matrices
        elif a.ndim == 3 and b.ndim == 2 and a.shape[2]:
            # All replicas share b: one product of all their rows instead of a small product for each.
            rows = self._tape.scratch(a.shape, self._tape.dtype)
            self._tape.record(np.copyto, rows.array, a)
            self._tape.record(_flat(rows.array).dot, b, _flat(result.array))
        else:
            self._tape.record(np.matmul, a, b, result.array)
        return result._new()

    def _reduce(
        self, ufunc: Any, array: np.ndarray, axis: Any = 0, keepdims: bool = False, dtype: None = None
    ) -> "Slot":
        shape = np.empty(array.shape, bool)  # never read; gives the shape of the result
        result = self._tape.scratch(ufunc.reduce(shape, axis=axis, keepdims=keepdims).shape, self._tape.dtype)
        self._tape.record(ufunc.reduce, array, axis, None, result.array, keepdims)
        return result._new()

    def sum(self, axis: Any = None, keepdims: bool = False) -> Any:
        return self.__array_ufunc__(np.add, "reduce", self, axis=axis, keepdims=keepdims)

    def max(self, axis: Any = None, keepdims: bool = False) -> Any:
        return self.__array_ufunc__(np.maximum, "reduce", self, axis=axis, keepdims=keepdims)

    def mean(self, axis: Any = None, keepdims: bool = False) -> Any:
        total = self.sum(axis=axis, keepdims=keepdims)
        return total / (self.array.size / total.array.size)  # as in NumPy; a factor 1/n would round differently

    def argmax(self, axis: int) -> "Slot":
        result = self._tape.scratch(self.array.max(axis=axis).shape, np.intp)
        self._tape.record(self.array.argmax, axis, result.array)
        return result._new()


def units_first(shape: tuple[int, ...], dtype: npt.DTypeLike = np.float64) -> np.ndarray:
    """Uninitialized (replica, unit, point) array, stored as (unit, replica, point), so that adjacent units of all
    replicas are contiguous. Other shapes are stored as usual."""
    if len(shape) != 3:
        return np.empty(shape, dtype)
    return np.empty((shape[1], shape[0], shape[2]), dtype).transpose(1, 0, 2)


def _flat(array: np.ndarray) -> np.ndarray:
    """A (replica, unit, point) array of `units_first` as (unit · replica, point): a view."""
    return array.transpose(1, 0, 2).reshape(-1, array.shape[2])


def _dot_may_write(target: np.ndarray, *factors: Any) -> bool:
    """dot writes to contiguous arrays only, and while it still reads its factors."""
    return target.flags.c_contiguous and not any(np.may_share_memory(target, factor) for factor in factors)


def _same_memory(a: Any, b: np.ndarray) -> bool:
    return a is b or (a is not None and bool(a.__array_interface__ == b.__array_interface__))


_PREDICATES = {np.equal, np.not_equal, np.greater, np.greater_equal, np.less, np.less_equal}
_NO_POSITIONAL_OUT = {np.maximum, np.minimum}  # a positional out is deprecated for these two
