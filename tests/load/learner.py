"""A learner who plays the main page at the usual speed, as the live view in the browser does, but draws nothing."""

import asyncio
from collections import deque
from time import perf_counter

import numpy as np

from tests.load.tab import Tab
from tests.messages import from_differences, unpack

EPOCHS_A_SECOND = 30
AHEAD, CHUNK, PATIENCE = 0.2, 0.16, 2.5  # as in the browser's player
PICTURES_A_SECOND = 60
RATES = ("0.003", "0.03")
"""Two stops of the learning rate, which the slider moves between."""


class Learner:
    """One tab that asks for chunks while it plays and shows a picture when its time has come."""

    def __init__(self, port: int, query: str = "", by_socket: bool = True):
        self.tab = Tab(port, query=query, on_payload=self._take, by_socket=by_socket)
        self.gen = self.seq = 0
        self._queue: deque[float] = deque()
        self._position, self._due = 0.0, 0.0
        self._asked: float | None = None
        self._wake = asyncio.Event()
        self.shown: list[tuple[float, float]] = []  # (time, position in epochs) of each picture
        self.chunks: list[float] = []  # seconds from an ask to its chunk
        self.sliders: list[float] = []  # seconds from moving the rate to the first picture under it
        self._moved: tuple[float, int] | None = None

    async def open(self) -> "Learner":
        await self.tab.open()
        return self

    async def play(self, until: float) -> None:
        """Play until that moment of `perf_counter`."""
        self._due = perf_counter()
        while (now := perf_counter()) < until:
            self._show(now)
            if self._wants(now):
                await self._next(now)
            self._wake.clear()
            wait = max(0.002, self._due - perf_counter()) if self._queue else 0.05
            try:
                await asyncio.wait_for(self._wake.wait(), wait)
            except TimeoutError:
                continue

    async def move(self, turn: int) -> None:
        """Move the slider of the learning rate."""
        self._moved = (perf_counter(), self.gen)
        await self.tab.choose("rate", RATES[turn % 2])

    def _wants(self, now):
        if self._asked is not None:
            return now - self._asked > PATIENCE
        ahead = (self._queue[-1] if self._queue else self._position) - self._position
        return ahead < AHEAD * EPOCHS_A_SECOND

    async def _next(self, now):
        parts = PICTURES_A_SECOND // EPOCHS_A_SECOND
        n = 3 if self.seq == 0 else round(CHUNK * PICTURES_A_SECOND)
        ask = {
            "gen": self.gen,
            "seq": self.seq + 1,
            "kind": "next",
            "n": n,
            "unit": "epoch",
            "count": 1,
            "parts": parts,
        }
        self._asked = now
        await self.tab.ask({**ask, "focus": None, "at": self._position})

    def _show(self, now):
        while self._queue:
            lasts = (self._queue[0] - self._position) / EPOCHS_A_SECOND
            if now < self._due + lasts - 0.004:
                return
            self._due = now if now > self._due + 2 * lasts else self._due + lasts
            self._position = self._queue.popleft()
            self.shown.append((now, self._position))

    def _take(self, payload):
        header, sections = unpack(payload)
        now = perf_counter()
        if header["kind"] in ("start", "change"):
            if header["gen"] != self.gen:
                self._adopt(header, sections)
        elif header["gen"] == self.gen and header["seq"] == self.seq + 1:
            self.seq += 1
            self._queue.extend(positions(header, sections))
            if self._asked is not None:
                self.chunks.append(now - self._asked)
                self._asked = None
            if self._moved and self.gen != self._moved[1]:
                self.sliders.append(now - self._moved[0])
                self._moved = None
        self._wake.set()

    def _adopt(self, header, sections):
        self.gen, self.seq = header["gen"], 0
        self._queue.clear()
        self._asked = None
        if header["count"]:
            (self._position,) = positions(header, sections)


def positions(header: dict, sections: dict[str, bytes]) -> list[float]:
    """Where each frame of a message stands, in epochs."""
    if not header["count"]:
        return []
    frames = from_differences(np.frombuffer(sections["frames"], np.uint8).reshape(-1, header["frame_bytes"]))
    return [float(frame[:8].view("<f8")[0]) for frame in frames]
