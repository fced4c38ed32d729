"""The tape: what is recorded computes what the formula says, and nothing is recorded by halves.

Matrix products are compared apart from all else: a tape records `dot` where the formula says `@`, and on some CPUs
(those with AVX-512) BLAS then adds in another order. So a recorded product has to be that of NumPy within rounding, and
all else, with the recorded products in place of NumPy's, has to agree to the bit.
"""

import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import Config
from playground.engine.tape import Tape, units_first
from playground.tables.activations import ACTIVATIONS
from playground.tables.losses import LOSSES
from playground.tables.optimizers import OPTIMIZERS
from playground.tables.regularizers import REGULARIZERS
from tests.nets import KINDS, legal, random_run, through_the_gates
from tests.pairs import each_pair

# -- products --------------------------------------------------------------------------------------------


def product(a, b):
    """a @ b as a tape computes it."""
    tape, out = Tape(), units_first((*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), a.shape[-2], b.shape[-1]))
    tape.watch(out)[...] = tape.watch(a) @ tape.watch(b)
    tape.play()
    return out


class Recorded(np.ndarray):
    """An array whose `@` is the product that a tape records. What is computed of it is Recorded as well."""

    def __matmul__(self, other):
        return product(np.asarray(self), np.asarray(other)).view(Recorded)

    def __rmatmul__(self, other):
        return product(np.asarray(other), np.asarray(self)).view(Recorded)


def rounding(a, b):
    """How far apart two ways of computing a @ b may lie, element by element.

    In whatever order the k terms of a sum are added, fused with their products or not, the result is within γ·|a|·|b|
    of the exact one, γ = k·u / (1 − k·u) with u = ε/2 (Higham 2002, section 3.1). So two results are within twice that.
    """
    ku = a.shape[-1] * np.finfo(float).eps / 2
    return 2 * ku / (1 - ku) * (np.abs(a) @ np.abs(b))


REPLICAS = [((3, 4, 5), (5, 6)), ((3, 4, 5), (3, 5, 6)), ((4, 5), (5, 6)), ((4, 5), (5, 1))]
WIDE = [((40, 31), (31, n)) for n in (1, 2, 33)]
LYING = {
    "whole": units_first,
    "without a column": lambda shape: units_first((*shape[:-1], shape[-1] + 1))[..., :-1],
    "turned, without a column": lambda shape: units_first((*shape[:-2], shape[-1], shape[-2] + 1))[..., :-1].mT,
}
"""How the left side of a product lies in memory: weights with biases, and without, forward and backward."""


@pytest.mark.parametrize("lying", LYING)
@pytest.mark.parametrize(("a", "b"), REPLICAS + WIDE)
def test_a_recorded_product_is_that_of_numpy(a, b, lying):
    rng = np.random.default_rng(0)
    left, right = LYING[lying](a), units_first(b)
    left[...], right[...] = rng.normal(size=a), rng.normal(size=b)
    assert (np.abs(product(left, right) - left @ right) <= rounding(left, right)).all()


# -- formulas --------------------------------------------------------------------------------------------

UNARY = [np.negative, np.tanh, np.sign, np.abs, np.sin, lambda a: 1.0 / (1.0 + a * a), lambda a: np.sqrt(a * a + 0.5)]
BINARY = [np.add, np.subtract, np.multiply, np.maximum, np.minimum, np.logaddexp, np.heaviside]
WHOLE = [lambda a: a, lambda a: 2 * a - 3, lambda a: a[..., ::-1, :], lambda a: a[..., 0:1, :] * a]
REDUCED = [
    lambda a: a - a.max(axis=-2, keepdims=True),
    lambda a: a - a.mean(axis=-1, keepdims=True),
    lambda a: a / (1.0 + (a * a).sum(axis=-1, keepdims=True)),
    lambda a: a * a.sum(),
    lambda a: a + 0.0 * np.equal(a.argmax(axis=-2), 1.0)[..., None, :],
    lambda a: a * (a.mT @ a).mean(axis=None),
]


@st.composite
def formulas(draw, depth=4):
    """A random formula of two arrays, made of what the engine's formulas are made of."""
    if depth == 0:
        which = draw(st.integers(0, 1))
        return lambda *xs: xs[which]
    part = formulas(depth=depth - draw(st.integers(1, depth)))
    if draw(st.booleans()):
        f, inner = draw(st.sampled_from(UNARY + WHOLE + REDUCED)), draw(part)
        return lambda *xs: f(inner(*xs))
    f, left, right = draw(st.sampled_from(BINARY)), draw(part), draw(part)
    return lambda *xs: f(left(*xs), right(*xs))


@given(formula=formulas(), shape=st.sampled_from([(3, 5), (1, 4), (4, 1), (20, 30)]))
def test_a_recorded_formula_gives_the_bits_of_the_formula(formula, shape):
    rng = np.random.default_rng(0)
    xs = [np.empty(shape) for _ in range(2)]
    out = np.empty(shape)
    tape = Tape()
    with np.errstate(all="ignore"):
        tape.watch(out)[...] = formula(*(tape.watch(x) for x in xs))
        for _ in range(3):  # the second time on memory that the first has used
            for x in xs:
                x[...] = rng.normal(size=x.shape)
            tape.play()
            assert np.array_equal(out, formula(*(x.view(Recorded) for x in xs)), equal_nan=True)


@st.composite
def programs(draw):
    """Random statements on variables that are views of given arrays, results and views of results, by turns new,
    in place and by parts: (kind, which, which, key, operation) each."""
    keys = st.sampled_from([..., (slice(1, None), slice(None)), (slice(None, -1), slice(None))])
    kinds = st.sampled_from(["new", "in place", "store", "part in place", "part", "product", "row"])
    which = st.integers(0, 9)
    operation = st.sampled_from([np.add, np.subtract, np.multiply, np.maximum])
    return draw(st.lists(st.tuples(kinds, which, which, keys, operation), min_size=1, max_size=12))


def carry_out(program, names):
    """The program on arrays or Slots; the last of `names` gets what became of all of them."""
    names, out = list(names[:-1]), names[-1]
    for kind, first, second, key, operation in program:
        a, b = names[first % len(names)], names[second % len(names)]
        if kind == "new":
            names.append(operation(a, 0.5 * b))
        elif kind == "in place":
            a = names[first % len(names)] = IN_PLACE[operation](a, b)
        elif kind == "store":
            a[...] = operation(a, b)
        elif kind == "part in place":
            part = a[key]
            part *= 0.5
        elif kind == "part":
            a[key] = b[key] + 1.0
        elif kind == "product":
            a @= 0.1 * b
            names[first % len(names)] = a
        else:
            names.append(a * b.sum(axis=0, keepdims=True))
        names = names[-6:]
        out[...] = 0.5 * out + names[-1]  # by turns the last result goes elsewhere, and is used again
    for name in names:
        out += name


IN_PLACE = {
    np.add: operator.iadd,
    np.subtract: operator.isub,
    np.multiply: operator.imul,
    np.maximum: lambda a, b: np.maximum(a, b, out=a),
}


@given(program=programs())
def test_a_recorded_program_does_what_numpy_does(program):
    """In-place operations on results were once dropped: x = a * 2; x += 1; out[...] = x left out as it was."""
    rng, tape = np.random.default_rng(0), Tape()
    ours, theirs = ([np.zeros((3, 3)) for _ in range(4)] for _ in range(2))
    carry_out(program, [tape.watch(x) for x in ours])
    for _ in range(2):
        for a, b in zip(ours, theirs, strict=True):
            a[...] = b[...] = rng.normal(size=a.shape)
        tape.play()
        carry_out(program, theirs)
        for a, b in zip(ours, theirs, strict=True):
            # Products add in another order; twelve of them, and sums of numbers up to some hundreds.
            assert np.allclose(a, b, rtol=1e-9, atol=1e-9)


def recorded(formula):
    """What a formula of (a, out) leaves in out, of 100s, for a = 1, 2, 3."""
    tape, a, out = Tape(), np.array([1.0, 2.0, 3.0]), np.full(3, 100.0)
    formula(tape.watch(a), tape.watch(out))
    tape.play()
    return out.tolist()


def test_an_operation_in_place_on_a_result_is_kept():
    def add(a, out):
        x = a * 2.0
        x += 1.0
        out[...] = x

    def multiply(a, out):
        y = a * 2.0
        y *= a
        out[...] = y

    def store(a, out):
        y = a * 2.0
        y[...] = y + 1.0
        out[...] = y

    def read_before(a, out):
        y = a * 2.0
        z = y + 1.0
        out[...] = y
        out += z

    def view(a, out):
        y = a * 2.0
        part = y[1:]
        out[...] = y
        out[1:] += part

    assert recorded(add) == [3, 5, 7]
    assert recorded(multiply) == [2, 8, 18]
    assert recorded(store) == [3, 5, 7]
    assert recorded(read_before) == [5, 9, 13]
    assert recorded(view) == [2, 8, 12]


def test_a_product_goes_where_it_is_told():
    tape, a, b = Tape(), np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    slot = tape.watch(a)
    slot @= tape.watch(b)
    slot[...] = slot @ slot  # dot would write while it reads
    tape.play()
    assert np.array_equal(a, np.array([[2, 1], [4, 3]]) @ np.array([[2, 1], [4, 3]]))


def test_results_that_live_together_never_share_memory():
    tape, x, out = Tape(), np.arange(6.0).reshape(2, 3), np.empty((2, 3))
    slot = tape.watch(x)
    parts = [slot * float(k) for k in range(5)]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    tape.watch(out)[...] = total
    tape.play()
    assert np.array_equal(out, 10 * x)


def test_storing_a_stored_value_copies_it():
    tape, x, y = Tape(), np.arange(3.0), np.empty(3)
    tape.watch(y)[...] = tape.watch(x)
    tape.play()
    y[0] = 7
    assert x[0] == 0
    assert np.array_equal(y[1:], x[1:])


def test_updates_act_in_place():
    tape, x, v = Tape(), np.ones(3), np.zeros(3)
    slot, memory = tape.watch(x), tape.watch(v)
    memory[...] = 0.5 * memory + slot
    slot -= 0.1 * memory
    slot *= 2.0
    for _ in range(2):
        tape.play()
    assert np.allclose(x, 2 * (2 * (1 - 0.1) - 0.1 * (0.5 + 2 * (1 - 0.1))), rtol=1e-15)


def test_recording_computes_nothing_and_leaves_the_arrays_alone():
    tape, x = Tape(), np.ones(3)
    slot = tape.watch(x)
    slot += slot * slot
    assert np.array_equal(x, np.ones(3))
    assert len(tape.calls) == 2


@pytest.mark.parametrize(
    "formula",
    [
        lambda x: np.add.accumulate(x),
        lambda x: np.add(x, 1.0, where=np.array([True, False, True])),
        lambda x: np.add.outer(x, x),
        np.concatenate,
        lambda x: np.where(x > 0, x, 0),
        lambda x: np.dot(x, x),
        lambda x: np.clip(x, 0, 1),
        np.mean,
        np.sum,
        np.asarray,
        np.array,
        lambda x: np.stack([x, x]),
        lambda x: np.zeros(3) + np.asarray(x, dtype=float),
        float,
        bool,
        lambda x: x if x > 0 else -x,
        lambda x: list(x),
        lambda x: x in (1, 2),
        len,
        np.modf,
        lambda x: np.add(x, 1.0, out=np.ones(3)),
        lambda x: np.add.reduce(x, out=x),
    ],
)
def test_what_cannot_be_recorded_raises_at_once(formula):
    x = Tape().watch(np.ones(3))
    with pytest.raises(TypeError):
        formula(x)


def test_a_result_that_was_moved_cannot_be_read_again():
    tape, x, y = Tape(), np.ones(3), np.empty(3)
    result = tape.watch(x) + 1.0
    tape.watch(y)[...] = result
    with pytest.raises(TypeError, match="moved this result into x"):
        result + 1.0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_tape_keeps_to_its_type(dtype):
    tape, x, out = Tape(dtype), np.ones((2, 3), dtype), np.empty((2, 3), dtype)
    tape.watch(out)[...] = 0.5 * np.tanh(tape.watch(x)) + 1
    tape.play()
    assert all(a.dtype == dtype for _, args in tape.calls for a in args if isinstance(a, np.ndarray))
    assert np.array_equal(out, dtype(0.5) * np.tanh(x) + dtype(1))


# -- steps of training -----------------------------------------------------------------------------------

HEADS = [(loss, kind) for loss in LOSSES for kind in KINDS if legal(loss, kind)]


def step_by_formula(run, batch, mask):
    """One step of training by the gates and the rule on plain arrays: (theta, memory, running averages)."""
    trainer, config = run.model.trainer, run.config
    done = through_the_gates(run, trainer.theta.view(Recorded), batch.view(Recorded), mask)
    grad = np.asarray(done.grad)
    with np.errstate(all="ignore"):
        if config.clip_norm:
            grad *= np.minimum(config.clip_norm / np.sqrt((grad * grad).sum(axis=-1, keepdims=True)), 1.0)
        rule, memory = trainer.rule, trainer.memory.copy()
        clock = rule.clock(np.array([trainer.steps + 1]))[0]
        direction = rule.step(grad, *memory[: rule.memory], clock=clock)
    return trainer.theta - config.rate * run.layout.trained() * direction, memory, done.running


def check(config, kind, n=7, steps=3):
    run = random_run(config.replace(batch_size=n, shuffle=False), kind, np.random.default_rng(3), n)
    trainer = run.model.trainer
    batch = np.ascontiguousarray(trainer.table.T)
    for _ in range(steps):
        mask = np.ascontiguousarray(trainer._masks().T) if config.dropout else None
        theta, memory, running = step_by_formula(run, batch, mask)
        trainer.train()
        assert np.array_equal(trainer.theta, theta)
        assert np.array_equal(trainer.memory, memory)
        assert np.array_equal(trainer.running, running)


def settings(loss, kind):
    return {"task": "classification" if KINDS[kind] else "regression", "loss": loss, "hidden": (5, 4)}


@pytest.mark.parametrize(("loss", "kind"), HEADS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_tape_computes_what_the_formula_says(activation, loss, kind):
    check(Config(activation=activation, optimizer="sgd", **settings(loss, kind)), kind)


@each_pair(
    "optimizer, regularizer, clip_norm, dropout, batch_norm",
    OPTIMIZERS, REGULARIZERS, [0.0, 0.1], [0.0, 0.4], [False, True],
)  # fmt: skip
def test_the_tape_computes_every_option_as_the_formula_says(optimizer, regularizer, clip_norm, dropout, batch_norm):
    options = {"regularizer": regularizer, "clip_norm": clip_norm, "dropout": dropout, "batch_norm": batch_norm}
    check(Config(optimizer=optimizer, **options, **settings("cross-entropy", "three classes")), "three classes")


@pytest.mark.parametrize("hidden", [(), (1,), (1, 1, 1), (40, 30)])
@pytest.mark.parametrize("n", [1, 2, 33])
@pytest.mark.parametrize("features", [(), ("x1",), ("x1", "x2", "x1*x2")])
def test_the_tape_computes_every_shape_as_the_formula_says(hidden, n, features):
    check(Config(features=features, hidden=hidden), "binary", n)
