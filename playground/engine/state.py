"""State: a complete run at one moment, and its file format."""

import json
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np

from playground.config import FIELDS, Config
from playground.data import Data
from playground.engine.history import Past, past
from playground.tables.optimizers import OPTIMIZERS, Optimizer

FORMAT, VERSION = "neural playground run", 1


class Progress(NamedTuple):
    """A copy of everything that training changes. `…` is empty for one net and K for K nets."""

    epoch: int
    row: int  # rows of this epoch already used
    shuffled: bool  # whether the rows of this epoch are shuffled
    steps: int  # of the optimizer since its state was zero
    rule: type[Optimizer]  # the optimizer of that state: a class in OPTIMIZERS, or one given to `use_rule`
    arrays: np.ndarray  # (2 + rule.memory, …, parameters): theta, gradient of the last step, optimizer state
    running: np.ndarray  # (…, 2, hidden units): running means and variances of batch normalization
    norm: np.ndarray  # (…, 1): norm of that gradient before clipping; 0 without clipping


class State(NamedTuple):
    """The complete state of a `Run` or `Seeds`, used by snapshot, copy, pickle and file.

    A state is a value: `state._replace(progress=…)` is another state, which `restore` accepts if it fits.

    `to_bytes` returns an npz file (a zip of NumPy's .npy arrays, without pickle):

    header      JSON text: format, version, the fields of the config by name, seeds (null for a Run), epoch, row,
                shuffled, steps, optimizer (of the stored memory), error
    x_train, y_train, x_test, y_test    the rows
    arrays, running, norm               as in `Progress`
    history                             (epochs + 1, 4, …): train loss, test loss, train score, test score
    """

    config: Config
    data: Data
    seeds: tuple[int, ...] | None  # None: one net, with the seed of the config
    progress: Progress
    history: Past
    error: str | None  # why the run cannot continue

    @property
    def theta(self) -> np.ndarray:
        """(…, parameters), read-only."""
        theta: np.ndarray = self.progress.arrays[0]
        return theta

    @property
    def running(self) -> np.ndarray:
        """(…, 2, hidden units), read-only."""
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
        """The state that `to_bytes` wrote. Raises ValueError if it is damaged, newer or not a saved run."""
        try:
            with np.load(BytesIO(file), allow_pickle=False) as found:
                arrays = {name: found[name] for name in found.files}
            header = json.loads(arrays.pop("header").item())
            ours = header["format"] == FORMAT
        except Exception as wrong:  # NumPy, zipfile, zlib and json raise many types of exceptions for such bytes
            raise ValueError("this is not a saved run, or it is incomplete") from wrong
        if not ours:
            raise ValueError("this is not a saved run")
        if header["version"] > VERSION:
            raise ValueError(
                f"this run was saved by a newer version: its format is {header['version']}, known is {VERSION}"
            )
        try:
            return cls._of(header, **arrays)
        except (KeyError, TypeError, ValueError) as wrong:
            raise ValueError(f"this saved run is damaged: {wrong}") from None

    @classmethod
    def _of(
        cls,
        header: dict[str, Any],
        *,
        arrays: np.ndarray,
        running: np.ndarray,
        norm: np.ndarray,
        history: np.ndarray,
        **rows: np.ndarray,
    ) -> "State":
        epoch, row, shuffled, steps = counters = [header[name] for name in ("epoch", "row", "shuffled", "steps")]
        rule = OPTIMIZERS[header["optimizer"]]
        if not all(isinstance(number, int) for number in counters):
            raise ValueError(f"epoch, row, shuffled and steps = {counters} must be integers")
        if len(arrays) != 2 + rule.memory or any(part.dtype != float for part in (arrays, running, norm, history)):
            raise ValueError("arrays, running, norm or history have a wrong size or type")
        if history.shape != (counters[0] + 1, 4, *arrays.shape[1:-1]):
            raise ValueError(f"history has the shape {history.shape} at epoch {counters[0]}")
        progress = Progress(epoch, row, shuffled, steps, rule, arrays, running, norm)
        seeds = None if header["seeds"] is None else tuple(header["seeds"])
        return cls(Config(**header["config"]), Data(**rows), seeds, progress, past(history), header["error"])
