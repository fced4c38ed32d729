"""A WebSocket between one drawn component and its channel, beside Streamlit's own.

The browser connects to ROUTE and first sends the token from the component's data, and the last generation and number
that it has seen. Then it sends asks as JSON and receives payloads as bytes. No message here starts a run of a page.
The server checks the origin as Streamlit does for its own socket, finds a channel by its token only, limits the size
and the rate of asks, and closes an idle connection. The browser reconnects when it needs to.
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

LOG = get_logger(__name__)  # Streamlit's logger, so that messages appear in the host's log

ROUTE = "playground/socket"

GREETING = 5.0
"""Seconds within which the token must arrive."""

IDLE = 600.0
"""Seconds without an ask after which a connection is closed."""

LONGEST = 2**15
"""Most characters of one ask. The browser sends a few hundred."""

FASTEST, BURST = 100.0, 200
"""Most asks per second on average, and at once. A slider that is dragged sends up to 60 per second."""

MOST_WAITING = 16
"""Most unanswered asks of one connection. A browser has one for frames, and one for each click since then."""

UNKNOWN_TOKEN, REPLACED, TOO_MUCH = 4401, 4409, 1008
"""Codes with which a connection is closed."""

CHANNELS: WeakValueDictionary[str, Channel] = WeakValueDictionary()
"""By token. The references are weak: a channel is removed together with its session."""


@cache
def say_way(way: str) -> None:
    """Log the transport, once per process."""
    LOG.info("Frames are sent by %s.", way)


def register(channel: Channel) -> None:
    """Make this channel available to the browser that has its token."""
    CHANNELS[channel.token] = channel


async def _connect(socket: WebSocket) -> None:
    if not _is_same_origin(socket):
        await socket.close(TOO_MUCH)  # before it is accepted, so the browser receives status 403
        return
    await socket.accept()
    with suppress(WebSocketDisconnect, TimeoutError):
        greeting = await asyncio.wait_for(socket.receive_text(), GREETING)
        token, _, seen = greeting.partition(" ")
        channel = CHANNELS.get(token)
        if channel is None:
            await socket.close(UNKNOWN_TOKEN)
            return
        say_way("their own WebSocket")
        await socket.send_text("")  # lets the browser detect a proxy that does not forward messages
        await _Connection(socket, channel).run(seen)


def routes(base: str = "") -> list[WebSocketRoute]:
    """The route for `st.App(routes=…)`. `base` is the path at which the app is served."""
    return [WebSocketRoute(posixpath.join("/", base.strip("/"), ROUTE), _connect)]


def _is_same_origin(socket: WebSocket) -> bool:
    origin = socket.headers.get("origin")
    if origin is None:
        return True  # not a browser: browsers always send an origin
    return urlparse(origin).netloc == socket.headers.get("host") or is_url_from_allowed_origins(origin)


class _Connection:
    """One connection. Payloads come from the worker thread and from runs of pages, and are sent in that order."""

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
        """Serve until one side closes the connection. `seen` is "generation number" of the browser's last payload."""
        self._channel.connect(self._offer, self.close)
        sender = asyncio.create_task(self._send())
        try:
            if seen != f"{self._channel.gen} {self._channel.seq}":
                self._offer(self._channel.payload)  # published while the browser was not connected
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
            with suppress(RuntimeError):  # the browser has already closed it
                await self._socket.close()

    def close(self) -> None:
        """Close it, because another view of this session has connected to the same channel."""
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
            return  # the browser never sends invalid JSON, so there is nothing to answer
        raw = raw if isinstance(raw, dict) else {}
        if raw == self._last:
            self._offered = None  # a repeated ask: the answer was lost
        self._last = raw
        self._asks.append(raw)
        self._taken += 1
        # The ask is validated when it is answered. Here the kind only decides the order among connections.
        urgent = raw.get("kind") != "next" or raw.get("seq") == 1
        WORKER.do(partial(self._answer, self._taken), urgent)

    def _answer(self, number: int) -> None:
        """Answer the asks up to this number, in the worker thread. An urgent ask thus keeps its place among its own."""
        while self._answered < number and self._open:
            self._answered += 1
            self._channel.answer(self._asks.popleft())

    def _offer(self, payload: bytes) -> None:
        """Queue a payload, from any thread. The same payload again answers a repeated ask and is already queued."""
        if payload is not self._offered:
            self._offered = payload
            self._loop.call_soon_threadsafe(self._payloads.put_nowait, payload)

    async def _send(self):
        while (payload := await self._payloads.get()) is not None:
            await self._socket.send_bytes(payload)
        self._open = False
        await self._socket.close(REPLACED)
