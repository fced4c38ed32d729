"""One state: what snapshot, copy, pickle and file have in common, and what an exception leaves."""

import copy
import io
import json
import pickle
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import playground.engine
from playground import Config, Run, Seeds
from playground.engine.state import State
from playground.study.race import ENTRANTS, Entry, Race
from tests.test_run import EVERYTHING, RUNS, same

EACH = pytest.mark.parametrize("config", RUNS.values(), ids=RUNS)


def filed(nets):
    return type(nets)._of(State.from_bytes(nets.snapshot().to_bytes()))


WAYS = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda nets: pickle.loads(pickle.dumps(nets)),
    "file": filed,
}
BY = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


def alike(one, other):
    """Whether two runs are in the same state in every respect."""
    return (
        same(one, other)
        and one.config == other.config
        and one.error == other.error
        and (one.gradient_norm, one.uncut_norm) == (other.gradient_norm, other.uncut_norm)
        and one.data.same(other.data)
    )


# -- copies ----------------------------------------------------------------------------------------------


@BY
@EACH
def test_a_copy_goes_on_with_the_same_bits_and_leaves_the_run_alone(config, way):
    """`copy.deepcopy` once gave a run that did not train and reported 0.41 instead of 0.013."""
    run, alone = Run(config).advance_batches(7), Run(config).advance_batches(7)
    other = way(run)
    assert alike(other, run)
    other.advance(3)
    assert alike(run, alone), "the copy has memory of its own"
    assert alike(run.advance(3), other)


@BY
def test_a_copy_of_a_run_from_given_rows_and_weights_that_was_changed_and_diverged(way):
    start = Run(EVERYTHING)
    rows = Run(EVERYTHING.replace(data_seed=5)).data
    layers = [(2 * W, b + 1) for W, b in start.layers()]
    run = Run(EVERYTHING, data=rows, layers=layers).advance(2)
    run.change(EVERYTHING.replace(rate=0.1, batch_size=7, optimizer="sgd"))
    assert alike(way(run).advance(3), run.advance(3))
    wild = Run(Config(task="regression", activation="relu", optimizer="sgd", rate=10.0)).advance(20)
    assert wild.error
    assert alike(way(wild), wild)


@BY
@pytest.mark.parametrize("options", [{}, {"batch_norm": True, "dropout": 0.2}, {"task": "regression"}], ids=str)
def test_a_copy_of_seeds_goes_on_with_the_same_bits(options, way):
    seeds = Seeds(Config(samples=60, hidden=(5, 4), **options), [3, 0, 11]).advance(2)
    other = way(seeds)
    assert other.seeds == seeds.seeds
    other.advance(3), seeds.advance(3)
    assert np.array_equal(other.history.rows, seeds.history.rows)
    assert all(np.array_equal(a, b) for a, b in zip(sum(other.layers(), ()), sum(seeds.layers(), ()), strict=True))


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, WAYS["pickle"]])
def test_a_copy_of_a_race_goes_on_with_the_same_bits(way):
    race = Race(EVERYTHING, [Entry(ENTRANTS[name](), 0.05) for name in ("sgd", "adam-raw", "momentum")]).advance(7)
    other = way(race)
    other.advance(8), race.advance(8)
    assert np.array_equal(other.theta, race.theta)
    assert np.array_equal(other.moved, race.moved)
    assert np.array_equal(other.rewind().advance(3).theta, race.rewind().advance(3).theta)


def test_a_copy_of_rows_cannot_be_written_to_either():
    for way in (copy.copy, copy.deepcopy, WAYS["pickle"]):
        data = way(Run(EVERYTHING).data)
        with pytest.raises(ValueError, match="read-only"):
            data.x_train[0] = 0


# -- files -----------------------------------------------------------------------------------------------


def test_a_saved_run_is_loaded_bit_for_bit_with_batch_norms_own_numbers(tmp_path):
    """By `layers()` alone a net with batch normalization came back with an accuracy of 0.55 instead of 1.00."""
    run = Run(Config(dataset="circles", hidden=(8, 8), batch_norm=True, samples=200)).advance(10)
    run.save(tmp_path / "circles.run")
    other = Run.load(tmp_path / "circles.run")
    assert alike(other, run)
    points = np.random.default_rng(0).uniform(-6, 6, (50, 2))
    assert np.array_equal(other.predict(points), run.predict(points))


def test_the_file_is_an_npz_with_a_json_header_and_nothing_pickled():
    run = Run(EVERYTHING).advance(2)
    with np.load(io.BytesIO(run.snapshot().to_bytes()), allow_pickle=False) as file:
        header = json.loads(file["header"].item())
        assert np.array_equal(file["arrays"][0], run.model.trainer.theta)
        assert np.array_equal(file["history"], run.history.rows)
    assert (header["format"], header["version"]) == ("neural playground run", 1)
    assert header["config"]["hidden"] == [5, 4]
    assert (header["epoch"], header["optimizer"], header["seeds"]) == (2, "adam", None)


FILE = Run(EVERYTHING).advance(1).snapshot().to_bytes()


def rewritten(**changes):
    """The file with other entries, or with other values in its header."""
    with np.load(io.BytesIO(FILE)) as file:
        parts = {name: file[name] for name in file.files}
    header = json.loads(parts["header"].item())
    arrays = {name: changes.pop(name) for name in list(changes) if name in parts}
    out = io.BytesIO()
    np.savez(out, **(parts | {"header": json.dumps(header | changes)} | arrays))
    return out.getvalue()


@pytest.mark.parametrize(
    ("file", "complaint"),
    [
        (b"", "not a saved run, or it is incomplete"),
        (b"hello", "not a saved run"),
        (pickle.dumps({"a": 1}), "not a saved run"),
        (FILE[:-1], "incomplete"),
        (FILE[: len(FILE) // 2], "incomplete"),
        (rewritten(format="something else"), "not a saved run"),
        (rewritten(version=2), "saved by a newer version: its format is 2"),
        (rewritten(optimizer="lion"), "damaged"),
        (rewritten(config={"dataset": "moons", "color": "red"}), "damaged"),
        (rewritten(config={"rate": 1e9}), "damaged: rate = 1000000000.0"),
        (rewritten(arrays=np.zeros((2, 3))), "damaged"),
        (rewritten(x_train=np.zeros((3, 3))), "damaged: x_train has the shape"),
        (rewritten(epoch=7), "history has the shape"),
        (rewritten(epoch=1.5), "damaged"),
        (rewritten(row=1000), "not a position in epochs of 23 rows"),
        (rewritten(running=np.zeros((2, 3))), "shapes"),
        (rewritten(seeds=[1, 2]), "several seeds; open it with Seeds"),
    ],
)
def test_a_file_that_is_foreign_cut_off_newer_or_damaged_is_named(tmp_path, file, complaint):
    path = tmp_path / "some.run"
    path.write_bytes(file)
    with pytest.raises(ValueError, match=f"some.run: .*{complaint}"):
        Run.load(path)


@given(at=st.integers(0, len(FILE) - 1), byte=st.integers(0, 255))
def test_a_file_with_a_wrong_byte_is_refused_or_as_it_was(at, byte):
    """A file says by check sums what is in it; bytes that say nothing (dates) may be any."""
    try:
        run = Run._of(State.from_bytes(FILE[:at] + bytes([byte]) + FILE[at + 1 :]))
    except ValueError:
        return
    assert alike(run, Run(EVERYTHING).advance(1))


def test_seeds_and_run_say_which_of_them_opens_a_file(tmp_path):
    Run(EVERYTHING).save(tmp_path / "run")
    with pytest.raises(ValueError, match=r"one run; open it with Run\.load"):
        Seeds.load(tmp_path / "run")


# -- moments ---------------------------------------------------------------------------------------------


def test_a_moment_that_lies_ahead_is_come_to_with_its_history():
    """The history once had 6 rows at epoch 10."""
    run = Run(EVERYTHING).advance(5)
    early = run.snapshot()
    late = run.advance(5).snapshot()
    run.restore(early)
    run.restore(late)
    assert alike(run, Run(EVERYTHING).advance(10))
    assert alike(run.advance(), Run(EVERYTHING).advance(11))


@given(
    moves=st.lists(st.one_of(st.integers(1, 4), st.floats(0, 1, exclude_max=True), st.sampled_from([0.1, 0.01, 0.002])))
)
def test_every_moment_of_every_line_of_events_keeps_its_own_history(moves):
    """Whole numbers train, shares go to one of the moments so far, and a rate makes another line of events."""
    config = Config(samples=20, hidden=(), batch_size=10)
    run, seen = Run(config), []
    for move in moves:
        if isinstance(move, int):
            run.advance(move)
        elif move in (0.1, 0.01, 0.002):
            run.change(config.replace(rate=move))
        elif seen:
            moment, rows, _ = seen[int(move * len(seen))]
            run.restore(moment)
        assert len(run.history) == run.epoch + 1
        seen.append((run.snapshot(), run.history.rows.copy(), run.history.test_loss))
        for moment, rows, column in seen:
            assert np.array_equal(moment.history.rows, rows)
            assert np.array_equal(column, rows[:, 1])
    for moment, rows, _ in seen:
        run.restore(moment)
        assert np.array_equal(run.history.rows, rows)


def test_a_column_of_the_history_is_a_copy():
    run = Run(EVERYTHING).advance(5)
    there = run.snapshot()
    losses = run.advance(5).history.test_loss
    before = losses.copy()
    run.restore(there)
    run.change(EVERYTHING.replace(rate=0.5))
    run.advance(5)
    assert np.array_equal(losses, before)


def test_going_back_brings_back_the_length_of_the_gradient():
    run = Run(EVERYTHING.replace(clip_norm=0.01)).advance(2)
    there, norms = run.snapshot(), (run.gradient_norm, run.uncut_norm)
    run.advance(4).restore(there)
    assert (run.gradient_norm, run.uncut_norm) == norms
    assert norms[0] < norms[1], "the gradient was clipped"


@pytest.mark.parametrize(
    ("other", "complaint"),
    [
        (Run(EVERYTHING.replace(dataset="xor")), "another run: dataset must be the same"),
        (Run(EVERYTHING.replace(hidden=(5,))), "hidden must be the same"),
        (Run(EVERYTHING, data=Run(EVERYTHING.replace(data_seed=1)).data), "rows must be the same"),
        (Seeds(EVERYTHING, [0]), r"seeds = \(0,\); they must be None"),
    ],
    ids=["dataset", "hidden", "rows", "seeds"],
)
def test_a_moment_of_another_run_is_refused(other, complaint):
    run = Run(EVERYTHING).advance(2)
    with pytest.raises(ValueError, match=complaint):
        run.restore(other.advance(3).snapshot())
    assert alike(run, Run(EVERYTHING).advance(2))


def test_a_moment_with_other_weights_is_a_moment():
    run = Run(EVERYTHING).advance(2)
    moment = run.snapshot()
    arrays = moment.progress.arrays.copy()
    arrays[0] = 0.25
    run.restore(moment._replace(progress=moment.progress._replace(arrays=arrays)))
    assert all((W == 0.25).all() for W, _ in run.layers())


# -- interrupts ------------------------------------------------------------------------------------------


ENGINE = str(Path(playground.engine.__file__).parent)


SHELTERED = {"__del__", "release", "__init__", "__enter__", "__exit__"}


def interrupted(work, at):
    """Do the work, and stop it as Ctrl-C does, before the line number `at` of the engine's code. How many lines ran."""
    lines = 0

    def look(frame, event, _):
        nonlocal lines
        code = frame.f_code
        # What is raised in __del__, Python reports and goes on; and where a lock is held, it lets no signal through.
        if not code.co_filename.startswith(ENGINE) or code.co_name in SHELTERED:
            return None
        if event == "line":
            lines += 1
            if lines == at:
                sys.settrace(None)
                raise KeyboardInterrupt
        return look

    before = sys.gettrace()
    sys.settrace(look)
    try:
        work()
    except KeyboardInterrupt:
        pass
    finally:
        sys.settrace(before)
    return lines


def places(work, count=40):
    """Numbers of lines from the first to the last that the work runs."""
    return np.linspace(1, interrupted(work, None), count).astype(int)


SHORT = EVERYTHING.replace(samples=40, batch_size=8)  # 20 rows: 8, 8 and 4


@pytest.mark.parametrize(("way", "amount"), [("advance", 2), ("advance_batches", 6)])
def test_an_interrupt_leaves_a_run_at_a_state_that_it_really_had(way, amount):
    """Of six runs that were stopped and went on, five ended with other bits: batches were applied twice."""
    stops, found = [Run(SHORT).advance_batches(k) for k in range(7)], set()
    for at in places(lambda: getattr(Run(SHORT), way)(amount)):
        run = Run(SHORT)
        interrupted(partial(getattr(run, way), amount), at)
        found.add(next(k for k, stop in enumerate(stops) if alike(run, stop)))
        assert run.error is None
        assert alike(run.advance(2 - run.epoch), stops[6])
    assert found >= {0, 3}


def test_an_interrupt_leaves_seeds_and_races_at_a_state_that_they_really_had():
    whole = Seeds(SHORT, range(3)).advance(2).history.rows
    for at in places(lambda: Seeds(SHORT, range(3)).advance(2)):
        seeds = Seeds(SHORT, range(3))
        interrupted(partial(seeds.advance, 2), at)
        assert np.array_equal(seeds.history.rows, whole[: seeds.epoch + 1])
        assert np.array_equal(seeds.advance(2 - seeds.epoch).history.rows, whole)

    entries = [Entry(ENTRANTS[name](), 0.05) for name in ("sgd", "adam")]
    end = Race(SHORT, entries).advance(6)
    for at in places(lambda: Race(SHORT, entries).advance(6)):
        race = Race(SHORT, entries)
        interrupted(partial(race.advance, 6), at)
        assert np.array_equal(race.advance(6 - race.steps).theta, end.theta)
        assert np.array_equal(race.moved, end.moved)
