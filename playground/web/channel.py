"""What the server and one drawn component say to each other, whatever the component shows.

The browser asks and the server answers with the payload that the browser should have now: nothing trains when nobody
looks. Payloads are numbered within a generation, so that one which comes twice, or too late, is known as such; the same
ask gets the same answer, and an ask that failed is asked again. A new generation begins with every start and with every
change of a setting. How asks and payloads travel is no matter of this module: by a WebSocket (connection.py), or by
Streamlit's runs of a fragment.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from threading import RLock
from typing import Any, ClassVar, Self

from playground.web import generations
from playground.web.turns import TURNS
from playground.web.worker import WORKER

MOST_FRAMES = 12
"""Frames in one chunk: a longer one would delay the answer to a click."""


@dataclass(frozen=True)
class Ask:
    """One question of the browser, made legal: it comes from outside, so anything may stand in it.

    gen, seq   generation that the browser is in, number of the chunk that it wants
    kind       "hello" asks for everything, "reset" starts anew; the others belong to the component
    n          frames wanted, 1 to MOST_FRAMES
    at         which frame is shown, by its position or, in a scene, its number; −1 for none
    """

    KINDS: ClassVar[tuple[str, ...]] = ("hello", "reset", "next")

    gen: int
    seq: int
    kind: str
    n: int
    at: float

    @classmethod
    def read(cls, raw: Mapping, **more) -> "Ask":
        """From a message; what is illegal gets a harmless value. `more` are the fields that a subclass adds."""
        kind = raw.get("kind")
        return cls(
            gen=whole(raw.get("gen"), 0, 2**53),
            seq=whole(raw.get("seq"), 0, 2**53),
            kind=kind if kind in cls.KINDS else "hello",
            n=whole(raw.get("n"), 1, MOST_FRAMES),
            at=float(raw["at"]) if is_number(raw.get("at")) else -1.0,
            **more,
        )

    @property
    def urgent(self) -> bool:
        """Whether somebody waits for it. Frames are asked for ahead of time, except the first after a change."""
        return self.kind != "next" or self.seq == 1


def whole(value, low: int, high: int) -> int:
    """`value` as a whole number from low to high; `low` if it is no number."""
    return min(max(int(value), low), high) if is_number(value) else low


def is_number(value) -> bool:
    """Whether JSON's `value` is a number that a float can hold exactly enough."""
    # Compared, not converted: JSON has whole numbers that are too large for a float.
    return isinstance(value, int | float) and abs(value) <= 2**53


Listener = Callable[[bytes], None]
"""Takes payloads, from any thread."""


class Channel:
    """One component of one session. `payload` is what its browser should have now.

    A subclass reads asks (`_read`) and makes payloads: `_introduce` tells everything, `_respond` answers an ask for the
    next number, `_restart` starts anew, `_set` takes what the learner changed in the drawing.
    """

    payload: bytes

    def __init__(self):
        self.gen = generations.first()
        self.seq = 0
        self.token = token_urlsafe(16)
        """Whoever knows it may ask: it goes to the browser with the component's data only."""
        self._listen: Listener | None = None
        self._hang_up: Callable[[], None] | None = None
        # Streamlit may begin a page's run while an answer is still under way, in another thread: without the lock a
        # chunk of the old generation could overwrite a change. It is taken before a turn, never within one.
        self.lock = RLock()

    def answer(self, raw: Mapping) -> bytes:
        """Do what the browser asks and give the new payload; the same payload again if it asks for the same again."""
        with self.lock:
            ask = self._read(raw if isinstance(raw, Mapping) else {})
            with TURNS.turn(ask.urgent):
                self._answer(ask)
            return self.publish()

    def publish(self) -> bytes:
        """Give the payload to whoever listens. For the end of every public method that may have changed it."""
        listen = self._listen
        if listen:
            listen(self.payload)
        return self.payload

    @property
    def connected(self) -> bool:
        """Whether the browser has a connection of its own to this channel."""
        return self._listen is not None

    @property
    def hurried(self) -> bool:
        """Whether somebody waits until this burst of work ends: it is to be cut short."""
        return TURNS.hurried or WORKER.hurried

    def connect(self, listen: Listener, hang_up: Callable[[], None]) -> None:
        """Give every new payload to `listen` from now on; whoever listened before is told by its own `hang_up`.

        Without the lock, which an answer holds for long: called by the one thread that serves all connections.
        """
        if self._hang_up:
            self._hang_up()
        self._listen, self._hang_up = listen, hang_up

    def hang_up(self) -> None:
        """End the connection, if there is one: the browser asks in another way, so it does not hear it."""
        hang_up, self._listen, self._hang_up = self._hang_up, None, None
        if hang_up:
            hang_up()

    def disconnect(self, listen: Listener) -> None:
        """Listen no more, unless somebody else has connected since."""
        if self._listen == listen:
            self._listen = self._hang_up = None

    def _answer(self, ask):
        present = ask.gen == self.gen
        if ask.kind == "hello":
            self._greet(ask, present)
        elif ask.kind == "set":
            self._set(ask)
        elif present and ask.kind == "reset":
            self._restart()
        elif present and ask.seq == self.seq + 1:
            self.seq += 1
            try:
                self.payload = self._respond(ask)
            except Exception:
                self.seq -= 1  # not answered: the browser will ask again
                raise
        elif not (generations.is_past(ask.gen, self.gen) or (present and ask.seq == self.seq)):
            self._introduce()  # numbers that were never given out: a browser that outlived its server

    def _next_generation(self) -> None:
        self.gen += 1
        self.seq = 0

    def _read(self, raw: Mapping) -> Ask:
        return Ask.read(raw)

    def _greet(self, ask: Ask, present: bool) -> None:
        """Answer a browser that asks for everything; `present`: it has seen this generation."""
        self._introduce()

    def _introduce(self) -> None:
        raise NotImplementedError

    def _restart(self) -> None:
        raise NotImplementedError

    def _respond(self, ask: Ask) -> bytes:
        raise NotImplementedError

    def _set(self, ask: Ask) -> None:
        raise NotImplementedError
