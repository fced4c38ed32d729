"""Elementary gates: the engine's formulas, run on arrays that record each operation.

A `Recorder` takes the place of the engine's tape. It watches `Traced` arrays, on which NumPy computes as usual; each
elementwise operation also records one gate per number, with its local derivatives. A number's memory address
identifies the gate that computed it, so views, slices and `x[...] = y` need no special handling.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from playground.engine.tape import Watched


class Operation(NamedTuple):
    """An operation: the sign on its gate, and its local derivatives, local(y, *inputs), one per input."""

    sign: str
    local: Callable[..., tuple[float, ...]]


def _first_is_larger(y: float, a: float, b: float) -> tuple[float, float]:
    # On a tie the second input, the constant in all formulas, gets the gradient: the left derivative, as in the tables.
    return (1.0, 0.0) if a > b else (0.0, 1.0)


def _share(y: float, a: float, b: float) -> tuple[float, float]:
    """Local derivatives of y = log(eᵃ + eᵇ), without overflow."""
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
"""Operations by the name of NumPy's ufunc. Any other ufunc gets a `measured` entry on first use."""


def measured(ufunc: np.ufunc) -> Operation:
    """Local derivatives by central differences, accurate to about 1e-10; the sign begins with ≈."""

    def local(y: float, *inputs: float) -> tuple[float, ...]:
        x = np.array(inputs, float)
        h = 6e-6 * np.maximum(1.0, np.abs(x))  # the cube root of the machine epsilon balances both errors
        above, below = (1.0 * ufunc(*(x[:, None] + side * np.diag(h))) for side in (1.0, -1.0))
        return tuple(((above - below) / (2.0 * h)).tolist())

    return Operation(f"≈ {ufunc.__name__}", local)


class Step(NamedTuple):
    """One number: either given (with its kind and name) or the output of the gate `kind` for `inputs`."""

    kind: str
    name: str
    value: float
    inputs: tuple[int, ...] = ()
    locals: tuple[float, ...] = ()


class Gradients(NamedTuple):
    """Derivatives of one number: `upstream` by each step; `edges` by step and input, upstream × local."""

    upstream: list[float]
    edges: list[tuple[float, ...]]


class Recorder:
    """The recorded steps in topological order."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._made: dict[int, int] = {}  # address of a number -> the step that computed it
        self._owned: list[tuple[int, int, int, str, Callable[[int], str]]] = []
        self._kept: list[np.ndarray] = []  # keeps addresses unique: freed memory would be reused

    def own(self, array: np.ndarray, kind: str, name: Callable[[int], str]) -> None:
        """Declare the kind and the names name(k) of the given numbers in a contiguous array."""
        self._kept.append(array)
        first = _address(array)
        self._owned.append((first, first + array.nbytes, array.itemsize, kind, name))

    def watch(self, array: np.ndarray) -> "Traced":
        """A recording view of the array, which shares its memory."""
        self._kept.append(array)
        return Traced(self, array)

    def step_of(self, address: int, value: float) -> int:
        """The step that computed the number at an address; an unknown number is recorded as given."""
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
        """The step of an array with a single number."""
        return int(traced.steps().reshape(-1)[0])

    def backward(self, root: int, upstream: float = 1.0) -> Gradients:
        """Backpropagate from one step: each gate passes upstream × local to its inputs, and contributions add up."""
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
    """An array on a recorder. It behaves like its array, and each operation is recorded."""

    def __init__(self, recorder: Recorder, array: np.ndarray):
        self.recorder, self.array = recorder, array

    def _view(self, array: np.ndarray) -> "Traced":
        return Traced(self.recorder, array)

    def __setitem__(self, key: Any, value: Any) -> None:
        target = Traced(self.recorder, self.array[key])
        steps = np.broadcast_to(_steps(self.recorder, value), target.shape)
        target.array[...] = value.array if isinstance(value, Traced) else value
        for address, step in zip(target.addresses().flat, steps.flat, strict=True):
            self.recorder.made(int(address), int(step))

    def addresses(self) -> np.ndarray:
        """The memory address of each number."""
        where = np.full(self.array.shape, _address(self.array))
        for axis, stride in enumerate(self.array.strides):
            where += stride * np.arange(self.array.shape[axis]).reshape(-1, *[1] * (self.array.ndim - axis - 1))
        return where

    def steps(self) -> np.ndarray:
        """The index of the step of each number."""
        found = np.empty(self.array.shape, int)
        for at, address in np.ndenumerate(self.addresses()):
            found[at] = self.recorder.step_of(int(address), float(self.array[at]))
        return found

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **keywords: Any) -> "Traced":
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
            self._gate(name, int(address), float(result.array[at]), [int(s[at]) for s in sources])
        return result

    def _gate(self, name: str, address: int, value: float, sources: list[int]) -> None:
        recorder = self.recorder
        numbers = [np.float64(recorder.steps[source].value) for source in sources]
        with np.errstate(all="ignore"):  # a diverged number, or the edge of the domain
            local = OPERATIONS[name].local(np.float64(value), *numbers)
        step = Step(name, "", value, tuple(sources), tuple(map(float, local)))
        recorder.made(address, recorder.write(step))

    def _matmul(self, a: "Traced", b: "Traced") -> "Traced":
        """Sums of products. The product of a bias with 1 is not recorded."""
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
                self._gate("add", int(addresses[i, j]), float(result.array[i, j]), terms)
        return result

    def _reduce(
        self, ufunc: np.ufunc, array: "Traced", axis: int = 0, keepdims: bool = False, dtype: Any = None
    ) -> "Traced":
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
                self._gate("add", int(addresses[at]), float(values[at]), terms)
            else:
                self._largest(int(addresses[at]), float(values[at]), terms)
        return result if keepdims else Traced(self.recorder, result.array.squeeze(axis))

    def _largest(self, address: int, value: float, terms: list[int]) -> None:
        numbers = [self.recorder.steps[term].value for term in terms]
        first = int(np.argmax(numbers))
        local = tuple(float(k == first) for k in range(len(terms)))
        self.recorder.made(address, self.recorder.write(Step("maximum", "", value, tuple(terms), local)))

    def sum(self, axis: int | None = None, keepdims: bool = False) -> "Traced":
        return self.__array_ufunc__(np.add, "reduce", self, axis=axis, keepdims=keepdims)

    def max(self, axis: int | None = None, keepdims: bool = False) -> "Traced":
        return self.__array_ufunc__(np.maximum, "reduce", self, axis=axis, keepdims=keepdims)


def _address(array: np.ndarray) -> int:
    return int(array.__array_interface__["data"][0])


def _steps(recorder: Recorder, value: Any) -> np.ndarray:
    """The steps of an array; the numbers of an untraced one are recorded as constants."""
    if isinstance(value, Traced):
        return value.steps()
    value = np.asarray(value, float)
    return np.array([recorder.write(Step("constant", "", float(v))) for v in value.flat]).reshape(value.shape)
