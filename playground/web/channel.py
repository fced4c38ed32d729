"""The protocol between the server and one drawn component, whatever the component shows.

The browser asks, and the server answers with the current payload. Nothing trains unless a browser asks. Payloads are
numbered within a generation, so the browser recognizes duplicates and late arrivals. The same ask gets the same answer,
and an ask that failed is repeated. A new generation begins with every start and with every change of a setting. This
module does not transport anything: asks and payloads travel by a WebSocket (connection.py) or by fragment reruns.
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
"""Most frames in one chunk: a longer chunk would delay the answer to a click."""


@dataclass(frozen=True)
class Ask:
    """One validated request of the browser. The raw message is untrusted input and may contain anything.

    gen, seq   generation of the browser, number of the chunk that it wants
    kind       "hello" asks for everything, "reset" restarts; the others belong to the component
    n          frames wanted, 1 to MOST_FRAMES
    at         the frame on the screen, by its position or, in a scene, its number; −1 for none
    """

    KINDS: ClassVar[tuple[str, ...]] = ("hello", "reset", "next")

    gen: int
    seq: int
    kind: str
    n: int
    at: float

    @classmethod
    def from_message(cls, raw: Mapping, **more) -> Self:
        """Read a message; an illegal value becomes a harmless one. `more` are the fields that a subclass adds."""
        kind: Any = raw.get("kind")
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
        """Whether a user waits for the answer. Frames are requested ahead of time, except the first after a change."""
        return self.kind != "next" or self.seq == 1


def whole(value, low: int, high: int) -> int:
    """`value` as a whole number from low to high; `low` if it is not a number."""
    return min(max(int(value), low), high) if is_number(value) else low


def is_number(value) -> bool:
    """Whether JSON's `value` is a number that a float can hold exactly enough."""
    # Compare, do not convert: JSON allows whole numbers that are too large for a float.
    return isinstance(value, int | float) and abs(value) <= 2**53


Listener = Callable[[bytes], None]
"""Receives payloads, from any thread."""


class Channel:
    """One component of one session. `payload` is what its browser should have now.

    A subclass reads asks (`_read`) and builds payloads: `_introduce` sends the whole state, `_respond` answers an ask
    for the next number, `_restart` restarts, `_set` applies settings that the learner changed in the component.
    """

    payload: bytes

    def __init__(self) -> None:
        self.gen = generations.first()
        self.seq = 0
        self.token = token_urlsafe(16)
        """Authorizes asks. It reaches the browser only with the component's data."""
        self._listen: Listener | None = None
        self._hang_up: Callable[[], None] | None = None
        # Streamlit may start a run of the page in another thread while an answer is being computed. Without the lock a
        # chunk of the old generation could overwrite a change. Always acquire the lock before a turn, never within one.
        self.lock = RLock()

    def answer(self, raw: Mapping) -> bytes:
        """Process an ask and return the new payload, or the same payload again if the ask is a repetition."""
        with self.lock:
            ask = self._read(raw if isinstance(raw, Mapping) else {})
            with TURNS.turn(ask.urgent):
                self._answer(ask)
            return self.publish()

    def publish(self) -> bytes:
        """Send the payload to the listener, if there is one. Every public method that may change it ends with this."""
        listen = self._listen
        if listen:
            listen(self.payload)
        return self.payload

    @property
    def connected(self) -> bool:
        """Whether the browser is connected to this channel by a WebSocket."""
        return self._listen is not None

    @property
    def hurried(self) -> bool:
        """Whether another user waits for this work to end, so that it should be cut short."""
        return TURNS.hurried or WORKER.hurried

    def connect(self, listen: Listener, hang_up: Callable[[], None]) -> None:
        """Send every new payload to `listen` from now on. The previous listener is notified by its own `hang_up`.

        It does not take the lock, which an answer may hold for long: the event loop that serves all connections calls
        it.
        """
        if self._hang_up:
            self._hang_up()
        self._listen, self._hang_up = listen, hang_up

    def hang_up(self) -> None:
        """Close the connection, if there is one: the browser asks by fragment reruns, so it does not receive it."""
        hang_up, self._listen, self._hang_up = self._hang_up, None, None
        if hang_up:
            hang_up()

    def disconnect(self, listen: Listener) -> None:
        """Remove this listener, unless another one has connected since."""
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
                self.seq -= 1  # not answered: the browser repeats the ask
                raise
        elif not (generations.is_past(ask.gen, self.gen) or (present and ask.seq == self.seq)):
            self._introduce()  # unknown numbers: the browser was connected to an earlier server process

    def _next_generation(self) -> None:
        self.gen += 1
        self.seq = 0

    def _read(self, raw: Mapping) -> Ask:
        return Ask.from_message(raw)

    def _greet(self, ask: Ask, present: bool) -> None:
        """Answer a browser that asks for everything. `present`: it has already seen this generation."""
        self._introduce()

    def _introduce(self) -> None:
        raise NotImplementedError

    def _restart(self) -> None:
        raise NotImplementedError

    def _respond(self, ask: Ask) -> bytes:
        raise NotImplementedError

    def _set(self, ask: Ask) -> None:
        raise NotImplementedError
