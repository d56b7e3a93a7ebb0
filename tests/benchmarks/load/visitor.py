"""One visitor without a browser: speaks Streamlit's protocol on a web socket, and knows when an answer is there."""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

CONFIDENCE, RESERVE = "Benefits that arrive", "Held in reserve in every pool"
"""The labels of the sliders that are moved."""
_HEADLINE = "headline"
_NOT_YET = re.compile(r"Working out|looking further")


@dataclass
class Visitor:
    """A tab: what stands in it, and what it polls."""

    socket: ClientConnection
    query: str = ""
    page: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    sliders: dict[str, str] = field(default_factory=dict)
    words: dict[tuple[int, ...], str] = field(default_factory=dict)
    states: dict[str, float] = field(default_factory=dict)
    polls: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    errors: int = 0
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def open(self, place: str, query: str = "") -> float:
        """Come to a page by its address; seconds until its answer stands."""
        self.query = query
        return await self._asked(page_name=place)

    async def turn_to(self, place: str) -> float:
        """Turn to a page by the navigation; seconds until its headline stands."""
        self.page, self.sliders = self.pages[place], {}
        return await self._asked()

    async def move(self, confidence: float, reserve: float | None = None) -> float:
        """Move the slider of confidence, and that of the reserve; seconds until the new answer stands."""
        for label, percent in ((CONFIDENCE, confidence), (RESERVE, reserve)):
            if percent is not None:
                self.states[self.sliders[label]] = percent
        return await self._asked()

    async def _asked(self, page_name: str = "") -> float:
        begun = time.monotonic()
        self.answered.clear()
        self.words.clear()
        await self._run(page_name=page_name)
        await self.answered.wait()
        return time.monotonic() - begun

    async def _run(self, fragment: str = "", page_name: str = "") -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash, state.page_name = self.query, self.page, page_name
        state.fragment_id, state.is_auto_rerun = fragment, bool(fragment)
        for widget, value in self.states.items():
            one = state.widget_states.widgets.add()
            one.id = widget
            one.double_array_value.data.append(value)
        await self.socket.send(message.SerializeToString())

    async def listen(self) -> None:
        """Take in what the server sends, until the socket is closed."""
        async for received in self.socket:
            if isinstance(received, bytes):
                self._take(ForwardMsg.FromString(received))

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "delta":
            self._draw(tuple(message.metadata.delta_path), message.delta)
        elif kind == "new_session":
            if not message.metadata.run.fragment_ids:
                self._stop_polling()
                self.words.clear()
        elif kind == "navigation":
            self.pages = {one.url_pathname: one.page_script_hash for one in message.navigation.app_pages}
            self.page = (
                message.navigation.page_script_hash
            )  # that of the session is the application's own, not the page's
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self._poll(message.auto_rerun.fragment_id, message.auto_rerun.interval)
        elif kind == "stop_auto_rerun":
            self._stop_polling(message.stop_auto_rerun.fragment_ids)
        elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            said = list(self.words.values())
            if any(_HEADLINE in one for one in said) and not any(_NOT_YET.search(one) for one in said):
                self.answered.set()

    def _draw(self, path: tuple[int, ...], delta: Delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "html":
            self.words[path] = html.unescape(element.html.body)
        elif kind == "slider":
            self.sliders[element.slider.label] = element.slider.id
        elif kind == "exception":
            self.errors += 1
        if kind != "html":
            self.words.pop(path, None)

    def _poll(self, fragment: str, interval: float) -> None:
        async def again() -> None:
            while True:
                await asyncio.sleep(interval)
                await self._run(fragment)

        if fragment in self.polls:
            self.polls[fragment].cancel()
        self.polls[fragment] = asyncio.create_task(again())

    def _stop_polling(self, fragments: Iterable[str] | None = None) -> None:
        for fragment in list(self.polls) if fragments is None else fragments:
            task = self.polls.pop(fragment, None)
            if task is not None:
                task.cancel()


@asynccontextmanager
async def visiting(address: str) -> AsyncIterator[Visitor]:
    """A visitor at a server, until he leaves."""
    place = address.replace("http", "ws", 1).rstrip("/") + "/_stcore/stream"
    async with connect(place, subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"], max_size=None) as socket:  # type: ignore[list-item]
        visitor = Visitor(socket)
        ears = asyncio.create_task(visitor.listen())
        try:
            yield visitor
        finally:
            visitor._stop_polling()
            ears.cancel()
