"""The browser's part in the live view's protocol, for tests of the server's part."""

import numpy as np

from playground import Run
from playground.live import player, stretches
from playground.live.player import Player
from playground.web.turns import TURNS
from tests.messages import from_differences, unpack


class Browser:
    """Reads payloads as the browser does, by the sizes in the header alone, and remembers where it is."""

    def __init__(self, player: Player, payload: bytes | None = None):
        self.player, self.net, self.at = player, None, -1.0
        self.gen = self.seq = 0
        self.history = {}
        self.read(payload or player.payload)

    def read(self, payload):
        header, sections = unpack(payload)
        if header["kind"] in ("start", "change"):
            self.net, self.gen, self.seq = header["net"], header["gen"], 0
        else:
            assert header["gen"] == self.gen
            self.seq = header["seq"]
        self.header, self.sections, self.payload = header, sections, payload
        for row in np.frombuffer(sections["history"], "<f8").reshape(-1, 5):
            self.history[int(row[0])] = row[1:]
        self.frames = [self.frame(k) for k in range(header["count"])]
        return self

    def frame(self, k):
        size = self.header["frame_bytes"]
        differences = np.frombuffer(self.sections["frames"], np.uint8).reshape(-1, size)
        raw, at, parts = from_differences(differences)[k].tobytes(), 0, {}
        grid, tile = self.net["grid"], self.net["tile"]
        weights = sum(rows * columns for rows, columns in self.net["shapes"])
        fields = [
            ("position", "<f8", ()),
            ("statistics", "<f8", (len(self.net["statistics"]),)),
            ("weights", "<f4", (weights,)),
        ]
        fields += [("tiles", "u1", (sum(self.net["shown"]), tile, tile)), ("map", "u1", (grid, grid))]
        fields += [("leads", "u1", (grid, grid))] * self.net["leads"]
        fields += [("focus", "u1", (grid, grid))] * bool(self.header["focus"])
        for name, dtype, shape in fields:
            items = int(np.prod(shape))
            parts[name] = np.frombuffer(raw, dtype, items, at).reshape(shape)
            at += items * np.dtype(dtype).itemsize
        assert size - at < 8
        return parts

    def ask(self, kind="next", show=-1, **said):
        """Ask for the next number, and then show one of the frames that came."""
        ask = {"gen": self.gen, "seq": self.seq + 1, "kind": kind, "n": 3, "unit": "epoch", "count": 1, "focus": None}
        self.asked = {**ask, "at": self.at, **said}
        self.read(self.player.answer(self.asked))
        if self.frames:
            self.at = float(self.frames[show]["position"])
        return self

    @property
    def positions(self):
        return [float(frame["position"]) for frame in self.frames]


def shows(frame: dict, run: Run) -> bool:
    """Whether a frame is a picture of this moment of a run."""
    weights = np.concatenate([np.column_stack([W, b]).ravel() for W, b in run.layers()])
    expected = np.array([*run.measures, run.rate, run.penalty])
    return (
        frame["position"] == run.position
        and np.array_equal(frame["weights"], weights.astype("<f4"))
        and np.array_equal(frame["statistics"][:6], expected)
    )


def set_clock(monkeypatch, clock) -> None:
    """Give the player another clock than the wall's."""
    for module in (player, stretches):
        monkeypatch.setattr(module, "perf_counter", clock)
    # Nor does it matter how busy the tests before have kept this process.
    monkeypatch.setattr(TURNS, "_crowded", False)
    monkeypatch.setattr(TURNS, "_measure", lambda: None)
