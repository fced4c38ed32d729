"""Elementary gates: the engine's own formulas, run on numbers that write down what is done to them.

A `Recorder` stands where the engine takes a tape. What it watches are `Traced` arrays: plain NumPy on them computes as
always, and each elementwise operation leaves one gate a number, with the derivative of its output by each of its
inputs. Where a number lies in memory says which gate made it, so views, slices and `x[...] = y` need no care.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from playground.engine.tape import Watched


class Operation(NamedTuple):
    """An operation: the sign on its gate, and its local derivatives, local(y, *inputs) -> one for each input."""

    sign: str
    local: Callable[..., tuple[float, ...]]


def _first_is_larger(y, a, b):
    # A tie goes to the second, which in the formulas is the constant: the slope from the left, as the tables have it.
    return (1.0, 0.0) if a > b else (0.0, 1.0)


def _share(y, a, b):
    """Of log(eᵃ + eᵇ): each input's share of the sum, without an overflow."""
    return np.exp(a - y), np.exp(b - y)


OPERATIONS: dict[str, Operation] = {
    "add": Operation("+", lambda y, *x: (1.0,) * len(x)),
    "subtract": Operation("−", lambda y, a, b: (1.0, -1.0)),
    "multiply": Operation("×", lambda y, a, b: (b, a)),
    "divide": Operation("÷", lambda y, a, b: (1.0 / b, -y / b)),
    "negative": Operation("−", lambda y, a: (-1.0,)),
    "maximum": Operation("max", _first_is_larger),
    "minimum": Operation("min", lambda y, a, b: (0.0, 1.0) if b < a else (1.0, 0.0)),
    "exp": Operation("exp", lambda y, a: (y,)),
    "expm1": Operation("exp − 1", lambda y, a: (y + 1.0,)),
    "log": Operation("log", lambda y, a: (1.0 / a,)),
    "logaddexp": Operation("log Σ exp", _share),
    "sqrt": Operation("√", lambda y, a: (0.5 / y,)),
    "tanh": Operation("tanh", lambda y, a: (1.0 - y * y,)),
    "sin": Operation("sin", lambda y, a: (np.cos(a),)),
    "cos": Operation("cos", lambda y, a: (-np.sin(a),)),
    "absolute": Operation("abs", lambda y, a: (1.0 if a > 0.0 else -1.0,)),
    "square": Operation("square", lambda y, a: (2.0 * a,)),
    "power": Operation("^", lambda y, a, b: (b * np.power(a, b - 1.0), y * np.log(a))),
    "log1p": Operation("log1p", lambda y, a: (1.0 / (1.0 + a),)),
    "sign": Operation("sign", lambda y, a: (0.0,)),
    "greater": Operation(">", lambda y, a, b: (0.0, 0.0)),
    "less": Operation("<", lambda y, a, b: (0.0, 0.0)),
}
"""By NumPy's name of the ufunc; one that is not here gets its `measured` rule when it is first met. `copy` is no
operation of NumPy's: see `Recorder.backward`."""


def measured(ufunc: np.ufunc) -> Operation:
    """Local derivatives of an operation by central differences, right to about 1e-10; its sign begins with ≈."""

    def local(y, *x):
        x = np.array(x, float)
        h = 6e-6 * np.maximum(1.0, np.abs(x))  # the cube root of the rounding unit: both errors are equally small
        above, below = (1.0 * ufunc(*(x[:, None] + side * np.diag(h))) for side in (1.0, -1.0))
        return tuple(((above - below) / (2.0 * h)).tolist())

    return Operation(f"≈ {ufunc.__name__}", local)


class Step(NamedTuple):
    """One number: given (`kind` says what it is, `name` which) or made by the gate `kind` out of `inputs`."""

    kind: str
    name: str
    value: float
    inputs: tuple[int, ...] = ()
    locals: tuple[float, ...] = ()


class Gradients(NamedTuple):
    """Gradients of one number by all others: `upstream` by each step, `edges` by step and input: upstream × local."""

    upstream: list[float]
    edges: list[tuple[float, ...]]


class Recorder:
    """The steps written so far, in an order in which each comes after its inputs."""

    def __init__(self):
        self.steps: list[Step] = []
        self._made: dict[int, int] = {}  # address of a number -> the step that made it
        self._owned: list[tuple[int, int, int, str, Callable[[int], str]]] = []
        self._kept: list[np.ndarray] = []  # memory given back would be used again, for other numbers

    def own(self, array: np.ndarray, kind: str, name: Callable[[int], str]) -> None:
        """Number k of this contiguous array, if nothing made it, is of this kind and is called name(k)."""
        self._kept.append(array)
        first = _address(array)
        self._owned.append((first, first + array.nbytes, array.itemsize, kind, name))

    def watch(self, array: np.ndarray) -> "Traced":
        """The array as one that records; it acts on this very memory."""
        self._kept.append(array)
        return Traced(self, array)

    def step_of(self, address: int, value: float) -> int:
        """The step that made the number at an address; a number met for the first time is one that was given."""
        if address not in self._made:
            kind, name = "constant", ""
            for first, stop, size, its_kind, its_name in self._owned:
                if first <= address < stop:
                    kind, name = its_kind, its_name((address - first) // size)
            self._made[address] = self.write(Step(kind, name, value))
        return self._made[address]

    def made(self, address: int, step: int) -> None:
        self._made[address] = step

    def write(self, step: Step) -> int:
        self.steps.append(step)
        return len(self.steps) - 1

    def root(self, traced: "Traced") -> int:
        """The step of an array of one number."""
        return int(traced.steps().reshape(-1)[0])

    def backward(self, root: int, upstream: float = 1.0) -> Gradients:
        """From one number back to all: each gate passes upstream × local to its inputs, a number used twice sums."""
        total = [0.0] * len(self.steps)
        edges: list[tuple[float, ...]] = [()] * len(self.steps)
        total[root] = upstream
        for at in range(root, -1, -1):
            step = self.steps[at]
            edges[at] = tuple(total[at] * local for local in step.locals)
            for source, gradient in zip(step.inputs, edges[at], strict=True):
                total[source] += gradient
        return Gradients(total, edges)


class Traced(Watched):
    """An array on a recorder. It behaves as its array does, but each operation is also written down."""

    def __init__(self, recorder: Recorder, array: np.ndarray):
        self.recorder, self.array = recorder, array

    def _view(self, array):
        return Traced(self.recorder, array)

    def __setitem__(self, key, value):
        target = Traced(self.recorder, self.array[key])
        steps = np.broadcast_to(_steps(self.recorder, value), target.shape)
        target.array[...] = value.array if isinstance(value, Traced) else value
        for address, step in zip(target.addresses().flat, steps.flat, strict=True):
            self.recorder.made(int(address), int(step))

    def addresses(self) -> np.ndarray:
        """Where each number lies."""
        where = np.full(self.array.shape, _address(self.array))
        for axis, stride in enumerate(self.array.strides):
            where += stride * np.arange(self.array.shape[axis]).reshape(-1, *[1] * (self.array.ndim - axis - 1))
        return where

    def steps(self) -> np.ndarray:
        """The number of the step behind each number."""
        found = np.empty(self.array.shape, int)
        for at, address in np.ndenumerate(self.addresses()):
            found[at] = self.recorder.step_of(int(address), float(self.array[at]))
        return found

    def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
        name = ufunc.__name__
        if ufunc is np.matmul and method == "__call__" and not keywords:
            return self._matmul(*inputs)
        if method == "reduce" and name in ("add", "maximum"):
            return self._reduce(ufunc, *inputs, **keywords)
        if method != "__call__" or keywords or ufunc.nout != 1:
            raise TypeError(f"a recorder does not know {name}.{method} with {sorted(keywords)}")
        arrays = [x.array if isinstance(x, Traced) else np.asarray(x, float) for x in inputs]
        result = self.recorder.watch(np.asarray(ufunc(*arrays)))
        sources = [np.broadcast_to(_steps(self.recorder, x), result.shape) for x in inputs]
        OPERATIONS.setdefault(name, measured(ufunc))
        for at, address in np.ndenumerate(result.addresses()):
            self._gate(name, address, result.array[at], [int(s[at]) for s in sources])
        return result

    def _gate(self, name, address, value, sources):
        recorder = self.recorder
        numbers = [np.float64(recorder.steps[source].value) for source in sources]
        with np.errstate(all="ignore"):  # of a number that diverged, or at the edge of what the operation takes
            local = OPERATIONS[name].local(np.float64(value), *numbers)
        step = Step(name, "", float(value), tuple(sources), tuple(map(float, local)))
        recorder.made(int(address), recorder.write(step))

    def _matmul(self, a, b):
        """Sums of products. The one that meets a bias is left out: it changes nothing."""
        result = self.recorder.watch(np.matmul(a.array, b.array))
        rows, columns = _steps(self.recorder, a), _steps(self.recorder, b)
        addresses = result.addresses()
        write, steps = self.recorder.write, self.recorder.steps
        for i, j in np.ndindex(result.shape):
            terms = []
            for left, right in zip(rows[i], columns[:, j], strict=True):
                if steps[right].kind == "one":
                    terms.append(int(left))
                    continue
                x, y = steps[left].value, steps[right].value
                terms.append(write(Step("multiply", "", x * y, (int(left), int(right)), (y, x))))
            if len(terms) == 1:
                self.recorder.made(int(addresses[i, j]), terms[0])
            else:
                self._gate("add", addresses[i, j], result.array[i, j], terms)
        return result

    def _reduce(self, ufunc, array, axis=0, keepdims=False, dtype=None):
        axis %= array.ndim
        result = self.recorder.watch(np.asarray(ufunc.reduce(array.array, axis=axis, keepdims=True)))
        sources = np.moveaxis(array.steps(), axis, -1)
        addresses = np.moveaxis(result.addresses(), axis, -1)[..., 0]
        values = np.moveaxis(result.array, axis, -1)[..., 0]
        for at in np.ndindex(values.shape):
            terms = [int(step) for step in sources[at]]
            if len(terms) == 1:
                self.recorder.made(int(addresses[at]), terms[0])
            elif ufunc is np.add:
                self._gate("add", addresses[at], values[at], terms)
            else:
                self._largest(addresses[at], values[at], terms)
        return result if keepdims else Traced(self.recorder, result.array.squeeze(axis))

    def _largest(self, address, value, terms):
        numbers = [self.recorder.steps[term].value for term in terms]
        first = int(np.argmax(numbers))
        local = tuple(float(k == first) for k in range(len(terms)))
        self.recorder.made(int(address), self.recorder.write(Step("maximum", "", float(value), tuple(terms), local)))

    def sum(self, axis=None, keepdims=False):
        return self.__array_ufunc__(np.add, "reduce", self, axis=axis, keepdims=keepdims)

    def max(self, axis=None, keepdims=False):
        return self.__array_ufunc__(np.maximum, "reduce", self, axis=axis, keepdims=keepdims)


def _address(array: np.ndarray) -> int:
    return array.__array_interface__["data"][0]


def _steps(recorder: Recorder, value: Any) -> np.ndarray:
    """The steps behind an array, or those of constants newly met."""
    if isinstance(value, Traced):
        return value.steps()
    value = np.asarray(value, float)
    return np.array([recorder.write(Step("constant", "", float(v))) for v in value.flat]).reshape(value.shape)
