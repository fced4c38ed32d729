"""Batches: how an epoch is cut into them, and what is kept of a step for each size."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import Config, Data, Run, Seeds
from playground.engine.model import Model
from tests.test_run import same

# -- a single row left over ------------------------------------------------------------------------------

NORMED = Config(dataset="circles", samples=46, batch_size=11, hidden=(5, 4), batch_norm=True)  # 23 rows: 11 + 11 + 1


def sizes(run):
    """Rows of each batch of the next epoch, which is trained batch by batch."""
    trainer, found = run.model.trainer, []
    for _ in range(run.batches):
        before = trainer.position
        run.advance_batches()
        found.append(round((trainer.position - before) * trainer.n))
    assert trainer.row == 0, "the epoch ends with the last of its batches"
    return found


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (NORMED, [11, 12]),
        (NORMED.replace(batch_size=22), [23]),
        (NORMED.replace(batch_size=2), [2] * 10 + [3]),
        (NORMED.replace(batch_size=10), [10, 10, 3]),
        (NORMED.replace(batch_size=23), [23]),
        (NORMED.replace(batch_size=5000), [23]),
        (NORMED.replace(batch_size=1, batch_norm=False), [1] * 23),
        (NORMED.replace(batch_norm=False), [11, 11, 1]),
        (NORMED.replace(hidden=()), [11, 11, 1]),  # nothing there to normalize
    ],
)
def test_with_batch_norm_a_single_row_left_over_joins_the_batch_before_it(config, expected):
    assert sizes(Run(config)) == expected


@pytest.mark.parametrize("make", [Run, lambda config: Seeds(config, range(2))], ids=["run", "seeds"])
def test_batches_of_a_single_row_are_refused_in_words_with_batch_norm(make):
    """Trained without this rule, circles reached a loss of 10,822 without a message."""
    nets = make(NORMED.replace(batch_size=1))
    said = nets.error if isinstance(nets, Run) else nets.error[0]
    assert said.startswith("Batch normalization cannot train with a batch size of 1")
    assert nets.advance(2).epoch == 0
    assert make(NORMED.replace(batch_size=1, hidden=())).advance(2).epoch == 2, "nothing there to normalize"


def test_a_run_with_batches_of_a_single_row_goes_on_with_larger_ones():
    run = Run(NORMED)
    there = run.snapshot()
    run.change(NORMED.replace(batch_size=1))
    run.restore(there)
    assert run.advance_batches(3).position == 0
    run.change(NORMED)
    assert same(run.advance(2), Run(NORMED).advance(2))


def test_races_and_other_stacks_take_two_rows_where_one_has_no_variance():
    one, two = (Model(NORMED.replace(batch_size=size)).trainer for size in (1, 2))
    one.train(), two.train()
    assert np.array_equal(one.theta, two.theta)


def test_batch_norm_needs_two_rows():
    x, y = np.zeros((1, 2)), np.zeros(1, int)
    with pytest.raises(ValueError, match="batch_norm = True needs at least 2 training rows"):
        Run(NORMED, data=Data(x, y, x, y))


def test_a_batch_that_takes_the_left_over_row_is_like_any_other_of_its_size():
    joined, whole = (Run(NORMED.replace(batch_size=size)).advance(5) for size in (22, 23))
    assert same(joined, whole)


@pytest.mark.parametrize("dropout", [0.0, 0.3])
@pytest.mark.parametrize("size", [11, 22, 2])
def test_pausing_and_going_back_change_nothing(size, dropout):
    config = NORMED.replace(batch_size=size, dropout=dropout)
    whole = Run(config).advance(4)
    for batches in range(2 * whole.batches):
        run = Run(config).advance_batches(batches)
        moment = run.snapshot()
        run.advance(2).restore(moment)
        assert same(run.advance(4 - run.epoch), whole)


@given(changes=st.lists(st.tuples(st.integers(2, 30), st.integers(1, 12)), max_size=8))
def test_no_batch_has_a_single_row_however_the_batch_size_changes(changes):
    run = Run(NORMED)
    for size, batches in changes:
        run.change(NORMED.replace(batch_size=size))
        for _ in range(batches):
            before = run.model.trainer.position
            run.advance_batches()
            assert round((run.position - before) * 23) > 1


def test_many_seeds_are_trained_on_the_same_batches():
    seeds = Seeds(NORMED, range(3)).advance(3)
    for k, loss in enumerate(seeds.loss("test")):
        # Six steps of Adam: stacked products add in another order, by 1e-16, which it may enlarge a thousandfold.
        assert loss == pytest.approx(Run(NORMED.replace(init_seed=k)).advance(3).loss("test"), rel=1e-10)


@pytest.mark.parametrize("options", [{"samples": 502, "batch_size": 50}, {"batch_size": 249}, {"batch_size": 83}])
def test_a_row_more_or_less_does_not_decide_what_is_learned(options):
    """A circle is solved by these nets, whatever the number of rows in the last batch."""
    config = Config(dataset="circles", hidden=(8, 8), activation="relu", batch_norm=True).replace(**options)
    # From 20 other seeds it is at least 96 %. After a batch of one row it was 93, 71 and 87 % on average.
    assert Run(config).advance(60).accuracy("test") > 0.95


# -- recorded steps --------------------------------------------------------------------------------------

WIDE = Config(hidden=(32,) * 4, samples=200, batch_size=40)  # 100 rows: two full batches and one of 20


def recorded(run):
    """The batch sizes for which a step is recorded."""
    return set(run.model.trainer._programs)


def test_both_batch_sizes_of_an_epoch_stay_recorded():
    run = Run(WIDE).advance()
    programs = dict(run.model.trainer._programs)
    assert set(programs) == {40, 20}
    assert dict(run.advance(3).model.trainer._programs) == programs


def test_of_all_batch_sizes_that_were_tried_only_the_last_epochs_stay_recorded():
    run = Run(WIDE)
    for size in range(30, 40):
        run.change(WIDE.replace(batch_size=size))
        run.advance_batches()
        assert len(recorded(run)) <= 2
    run.advance(2)
    assert recorded(run) == {39, 22}


def bytes_of_arrays():
    """What the arrays take that NumPy has made since tracemalloc was started."""
    arrays = tracemalloc.DomainFilter(inclusive=True, domain=np.lib.tracemalloc_domain)
    return sum(trace.size for trace in tracemalloc.take_snapshot().filter_traces([arrays]).traces)


def test_memory_does_not_grow_with_the_batch_sizes_that_were_tried():
    run = Run(WIDE)
    tracemalloc.start()
    try:
        taken = []
        for sizes in ((41, 40), range(30, 41)):
            for size in sizes:
                run.change(WIDE.replace(batch_size=size))
                run.advance()
            taken.append(bytes_of_arrays())
        # Both times the steps for 40 and for 20 rows are there, and of the ten other sizes nothing is left.
        assert taken[1] == taken[0]
    finally:
        tracemalloc.stop()
