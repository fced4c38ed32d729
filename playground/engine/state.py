"""Everything that a run is at one moment, and the file that holds it."""

import json
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np

from playground.config import FIELDS, Config
from playground.data import Data
from playground.engine.history import Past, past
from playground.tables.optimizers import OPTIMIZERS

FORMAT, VERSION = "neural playground run", 1


class Progress(NamedTuple):
    """A copy of all that training changes. `…` is nothing for one net, and K for K nets of one config."""

    epoch: int
    row: int  # rows of this epoch already seen
    shuffled: bool  # whether this epoch's rows are
    steps: int  # of the optimizer's memory
    rule: Any  # the optimizer whose memory it is: a class of OPTIMIZERS, or one that was hired
    arrays: np.ndarray  # (2 + rule.memory, …, parameters): theta, the gradient of the last step, the optimizer's memory
    running: np.ndarray  # (…, 2, hidden units): means and variances that batch normalization uses in test mode
    norm: np.ndarray  # (…, 1): length of that gradient before it was clipped, where it is


class State(NamedTuple):
    """All that a `Run` or `Seeds` is: what snapshot, copy, pickle and file have in common.

    A state is a value: `state._replace(progress=…)` is another one, which `restore` accepts if it fits.

    `to_bytes` gives an npz file (a zip of NumPy's .npy arrays; nothing in it is pickled):

    header      JSON text: format, version, the fields of the config by name, seeds (null for a Run), epoch, row,
                shuffled, steps, optimizer (whose memory it is), error
    x_train, y_train, x_test, y_test    the rows
    arrays, running, norm               as in `Progress`
    history                             (epochs + 1, 4, …): train loss, test loss, train score, test score
    """

    config: Config
    data: Data
    seeds: tuple[int, ...] | None  # None: one net, which starts from the config's own seed
    progress: Progress
    history: Past
    error: str | None  # why the run goes no further

    @property
    def theta(self) -> np.ndarray:
        """(…, parameters), not to be written to."""
        return self.progress.arrays[0]

    @property
    def running(self) -> np.ndarray:
        """(…, 2, hidden units), not to be written to."""
        return self.progress.running

    def to_bytes(self) -> bytes:
        """The state as a file."""
        progress, data = self.progress, self.data
        header = {
            "format": FORMAT,
            "version": VERSION,
            "config": {name: getattr(self.config, name) for name in FIELDS},
            "seeds": self.seeds,
            "epoch": progress.epoch,
            "row": progress.row,
            "shuffled": progress.shuffled,
            "steps": progress.steps,
            "optimizer": next(name for name, rule in OPTIMIZERS.items() if rule is progress.rule),
            "error": self.error,
        }
        arrays = {name: getattr(data, name) for name in ("x_train", "y_train", "x_test", "y_test")}
        arrays |= {name: getattr(progress, name) for name in ("arrays", "running", "norm")}
        file = BytesIO()
        np.savez_compressed(file, header=json.dumps(header), history=self.history.rows, **arrays)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, file: bytes) -> "State":
        """The state that `to_bytes` has written. ValueError says so if it is damaged, newer, or something else."""
        try:
            with np.load(BytesIO(file), allow_pickle=False) as found:
                arrays = {name: found[name] for name in found.files}
            header = json.loads(arrays.pop("header").item())
            ours = header["format"] == FORMAT
        except Exception as wrong:  # NumPy, zipfile, zlib and json say in many ways that bytes are no file of theirs
            raise ValueError("this is no saved run, or not the whole of one") from wrong
        if not ours:
            raise ValueError("this is no saved run")
        if header["version"] > VERSION:
            raise ValueError(
                f"this run was saved by a newer playground: its format is {header['version']}, known here is {VERSION}"
            )
        try:
            return cls._of(header, **arrays)
        except (KeyError, TypeError, ValueError) as wrong:
            raise ValueError(f"this saved run is damaged: {wrong}") from None

    @classmethod
    def _of(cls, header, *, arrays, running, norm, history, **rows):
        counters, rule = (
            [header[name] for name in ("epoch", "row", "shuffled", "steps")],
            OPTIMIZERS[header["optimizer"]],
        )
        if not all(isinstance(number, int) for number in counters):
            raise ValueError(f"epoch, row, shuffled and steps are {counters}")
        if len(arrays) != 2 + rule.memory or any(part.dtype != float for part in (arrays, running, norm, history)):
            raise ValueError("arrays, running, norm or history are of another size or type")
        if history.shape != (counters[0] + 1, 4, *arrays.shape[1:-1]):
            raise ValueError(f"history has the shape {history.shape} at epoch {counters[0]}")
        progress = Progress(*counters, rule, arrays, running, norm)
        seeds = None if header["seeds"] is None else tuple(header["seeds"])
        return cls(Config(**header["config"]), Data(**rows), seeds, progress, past(history), header["error"])
