"""One browser tab without a browser: it speaks Streamlit's protocol, for tests of a server under load.

A tab connects to `/_stcore/stream`, runs the page, and keeps of what comes back what a learner needs: the component's
id, its fragment and its payload, and the widgets by key. Protocol of Streamlit 1.67: protobuf messages, `BackMsg` up,
`ForwardMsg` down; a component's trigger is a widget whose id ends in "__events".
"""

import asyncio
import json
from collections.abc import Callable

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect

from playground.web.connection import ROUTE
from tests.messages import unpack

EVENTS = "$$STREAMLIT_INTERNAL_KEY_{}__events"


class Tab:
    """A connection that runs one page. `on_payload(bytes)` is called for every payload of the component."""

    def __init__(
        self,
        port: int,
        page: str = "",
        query: str = "",
        on_payload: Callable[[bytes], None] = lambda _: None,
        by_socket: bool = True,
    ):
        self._by_line, self._line = by_socket, None
        self._address, self._origin = f"ws://127.0.0.1:{port}/_stcore/stream", f"http://127.0.0.1:{port}"
        self._page, self._query, self._on_payload = page, query, on_payload
        self._states: dict[str, WidgetState] = {}
        self._page_hash = self.component = self.fragment = ""
        self.payload = b""
        self.widgets: dict[str, object] = {}  # id -> the element's message
        self.received = 0  # bytes
        self.exceptions: list[str] = []
        self._finished = asyncio.Event()

    async def open(self) -> None:
        """Connect and wait for the end of the page's first run."""
        self._socket = await connect(
            self._address,
            origin=self._origin,
            subprotocols=["streamlit"],
            max_size=None,
            compression=None,
            ping_timeout=None,
        )
        self._reader = asyncio.create_task(self._read())
        await self.rerun()
        await self._finished.wait()
        if self._by_line:
            await self._open_line()

    async def _open_line(self) -> None:
        address = self._address.replace("_stcore/stream", ROUTE)
        self._line = await connect(address, origin=self._origin, max_size=None, compression=None, ping_timeout=None)
        header, sections = unpack(self.payload)
        last = unpack(sections["payload"])[0]
        await self._line.send(f"{header['token']} {last['gen']} {last['seq']}")
        await self._line.recv()
        self._line_reader = asyncio.create_task(self._read_line())

    async def _read_line(self) -> None:
        async for payload in self._line:
            self.received += len(payload)
            self._on_payload(payload)

    async def close(self) -> None:
        if self._line:
            await self._line.close()
            await asyncio.gather(self._line_reader, return_exceptions=True)
        await self._socket.close()
        await asyncio.gather(self._reader, return_exceptions=True)

    async def rerun(self, fragment: str = "", *, trigger: WidgetState | None = None) -> None:
        """Ask for a run of the page, or of one fragment, with the widgets as they stand."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.fragment_id = self._query, fragment
        state.page_script_hash = self._page_hash
        state.page_name = "" if self._page_hash else self._page
        state.widget_states.widgets.extend(self._states.values())
        if trigger:
            state.widget_states.widgets.append(trigger)
        state.context_info.url = f"{self._origin}/{self._page}?{self._query}"
        await self._socket.send(message.SerializeToString())

    async def ask(self, question: dict) -> None:
        """By the connection, or else as `setTriggerValue` sends it, by the trigger "ask": a run of its fragment."""
        if self._line:
            await self._line.send(json.dumps(question))
            return
        self._states.setdefault(self.component, WidgetState(id=self.component, json_value="{}"))
        events = [{"event": "ask", "value": question}]
        trigger = WidgetState(id=EVENTS.format(self.component), json_trigger_value=json.dumps(events))
        await self.rerun(self.fragment, trigger=trigger)

    async def choose(self, key: str, text: str) -> None:
        """Put the slider with this key on the stop that reads `text`: a run of the page."""
        (name,) = [name for name in self.widgets if f"-{key}-" in name.rsplit("$", 1)[-1] or name.endswith(f"-{key}-0")]
        state = WidgetState(id=name)
        state.string_array_value.data[:] = [text]
        self._states[name] = state
        await self.rerun()

    async def _read(self) -> None:
        async for raw in self._socket:
            self.received += len(raw)
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "delta":
                self._take(message.delta)
            elif kind == "new_session":
                self._page_hash = message.new_session.page_script_hash
            elif kind == "script_finished":
                self._finished.set()

    def _take(self, delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type") if delta.WhichOneof("type") == "new_element" else None
        if kind == "bidi_component" and element.bidi_component.component_name in COMPONENTS:
            component = element.bidi_component
            self.component, self.fragment = component.id, delta.fragment_id
            if component.bytes != self.payload:
                self.payload = component.bytes
                _, sections = unpack(component.bytes)
                if "payload" in sections:
                    self._on_payload(sections["payload"])
        elif kind == "slider":
            self.widgets[element.slider.id] = element.slider
        elif kind == "exception":
            self.exceptions.append(element.exception.message)


COMPONENTS = {"playground_live_view", "playground_scene"}
