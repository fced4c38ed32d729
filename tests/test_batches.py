"""Batches: what is kept of a step for each size."""

import tracemalloc

import numpy as np

from playground import Config, Run

# -- recorded steps --------------------------------------------------------------------------------------

WIDE = Config(hidden=(32,) * 4, samples=200, batch_size=40)  # 100 rows: two full batches and one of 20


def recorded(run):
    """The batch sizes for which a step is recorded."""
    return set(run.machine.trainer._programs)


def test_both_batch_sizes_of_an_epoch_stay_recorded():
    run = Run(WIDE).advance()
    programs = dict(run.machine.trainer._programs)
    assert set(programs) == {40, 20}
    assert dict(run.advance(3).machine.trainer._programs) == programs


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
