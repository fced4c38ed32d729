"""The connection: a WebSocket between one drawn component and its channel, beside Streamlit's own.

A browser connects to ROUTE and first sends the token that came with the component's data, and the generation and number
that it has seen last; then asks go up as JSON and payloads come down as bytes. Nothing that travels here runs a script.
The server checks the origin as Streamlit does for its own socket, knows no channel but by its token, bounds asks and
their rate, and closes a connection that is idle; the browser opens it again when it needs it.
"""

import asyncio
import json
import posixpath
import time
from collections import deque
from contextlib import suppress
from functools import cache, partial
from urllib.parse import urlparse
from weakref import WeakValueDictionary

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.logger import get_logger
from streamlit.web.server.server_util import is_url_from_allowed_origins

from playground.web.channel import Channel
from playground.web.worker import WORKER

LOG = get_logger(__name__)  # Streamlit's, which writes where the host looks

ROUTE = "playground/socket"

GREETING = 5.0
"""Seconds within which the token must have come."""

IDLE = 600.0
"""Seconds without an ask after which a connection is closed."""

LONGEST = 2**15
"""Characters of one ask. A real one has some hundred."""

FASTEST, BURST = 100.0, 200
"""Asks a second in the long run, and at once. A slider that is dragged sends 60 a second."""

MOST_WAITING = 16
"""Asks of one connection that may wait for answers. A browser has one for frames, and what was clicked meanwhile."""

UNKNOWN_TOKEN, REPLACED, TOO_MUCH = 4401, 4409, 1008
"""Codes with which a connection is closed."""

CHANNELS: WeakValueDictionary[str, Channel] = WeakValueDictionary()
"""By token. A channel is forgotten with its session: nothing else holds it."""


@cache
def say_way(way: str) -> None:
    """Once a process, for the host's log."""
    LOG.info("Frames travel by %s.", way)


def register(channel: Channel) -> None:
    """Let the browser that has this channel's token connect to it."""
    CHANNELS[channel.token] = channel


async def _connect(socket: WebSocket) -> None:
    if not _is_same_origin(socket):
        await socket.close(TOO_MUCH)  # before it is accepted: the browser gets 403
        return
    await socket.accept()
    with suppress(WebSocketDisconnect, TimeoutError):
        greeting = await asyncio.wait_for(socket.receive_text(), GREETING)
        token, _, seen = greeting.partition(" ")
        channel = CHANNELS.get(token)
        if channel is None:
            await socket.close(UNKNOWN_TOKEN)
            return
        say_way("a WebSocket of their own")
        await socket.send_text("")  # a proxy that swallows what it should pass is found out by its absence
        await _Connection(socket, channel).run(seen)


def routes(base: str = "") -> list[WebSocketRoute]:
    """For `st.App(routes=…)`, `base` being the path that the app is served at."""
    return [WebSocketRoute(posixpath.join("/", base.strip("/"), ROUTE), _connect)]


def _is_same_origin(socket: WebSocket) -> bool:
    origin = socket.headers.get("origin")
    if origin is None:
        return True  # no browser: browsers always send it
    return urlparse(origin).netloc == socket.headers.get("host") or is_url_from_allowed_origins(origin)


class _Connection:
    """One connection. Payloads come from the worker's thread and from runs of pages, and leave in that order."""

    def __init__(self, socket: WebSocket, channel: Channel):
        self._socket, self._channel = socket, channel
        self._loop = asyncio.get_running_loop()
        self._payloads: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._open = True
        self._offered: bytes | None = None
        self._asks: deque[dict] = deque()
        self._taken = self._answered = 0
        self._last: dict = {}
        self._allowance, self._since = float(BURST), time.monotonic()

    async def run(self, seen: str) -> None:
        """Until one of the two sides closes. `seen` is "generation number" of what the browser has."""
        self._channel.connect(self._offer, self.close)
        sender = asyncio.create_task(self._send())
        try:
            if seen != f"{self._channel.gen} {self._channel.seq}":
                self._offer(self._channel.payload)  # what was published while nobody listened
            while self._open:
                text = await asyncio.wait_for(self._socket.receive_text(), IDLE)
                if len(text) > LONGEST or len(self._asks) > MOST_WAITING or not self._may():
                    await self._socket.close(TOO_MUCH)
                    return
                self._take(text)
        finally:
            self._open = False
            self._channel.disconnect(self._offer)
            sender.cancel()
            with suppress(asyncio.CancelledError, RuntimeError, WebSocketDisconnect):
                await sender
            with suppress(RuntimeError):  # it has been closed from the other side
                await self._socket.close()

    def close(self) -> None:
        """Another tab or another view of this session has connected to the same channel."""
        self._loop.call_soon_threadsafe(self._payloads.put_nowait, None)

    def _may(self):
        now = time.monotonic()
        self._allowance = min(BURST, self._allowance + (now - self._since) * FASTEST) - 1.0
        self._since = now
        return self._allowance >= 0.0

    def _take(self, text):
        try:
            raw = json.loads(text)
        except (ValueError, RecursionError):
            return  # it gets no answer, as it deserves
        raw = raw if isinstance(raw, dict) else {}
        if raw == self._last:
            self._offered = None  # asked again: the answer was lost
        self._last = raw
        self._asks.append(raw)
        self._taken += 1
        # The kind is looked at again when it is answered; here it decides about the order among connections only.
        urgent = raw.get("kind") != "next" or raw.get("seq") == 1
        WORKER.do(partial(self._answer, self._taken), urgent)

    def _answer(self, number: int) -> None:
        """In the worker's thread: the asks up to this number. So an urgent one takes those before it along."""
        while self._answered < number and self._open:
            self._answered += 1
            self._channel.answer(self._asks.popleft())

    def _offer(self, payload: bytes) -> None:
        """From any thread. The same payload again is the answer to a repeated ask, and is on its way already."""
        if payload is not self._offered:
            self._offered = payload
            self._loop.call_soon_threadsafe(self._payloads.put_nowait, payload)

    async def _send(self):
        while (payload := await self._payloads.get()) is not None:
            await self._socket.send_bytes(payload)
        self._open = False
        await self._socket.close(REPLACED)
