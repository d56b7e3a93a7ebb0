"""The visitor of the load benchmark knows when an answer is there, and when it is not."""

from __future__ import annotations

import asyncio
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.benchmarks.load.visitor import CONFIDENCE, Visitor


class Socket:
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[BackMsg] = []

    async def send(self, content: bytes) -> None:
        self.sent.append(BackMsg.FromString(content))


def begun(*fragments: str) -> ForwardMsg:
    message = ForwardMsg()
    message.new_session.page_script_hash = "the page"
    message.metadata.run.fragment_ids.extend(fragments)
    return message


def drawn(place: int, body: str) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.html.body = body
    message.metadata.delta_path.extend([0, place])
    return message


def finished(how: int = ForwardMsg.FINISHED_SUCCESSFULLY) -> ForwardMsg:
    return ForwardMsg(script_finished=how)  # type: ignore[arg-type]


def slider() -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.slider.label, message.delta.new_element.slider.id = CONFIDENCE, "the lever"
    message.metadata.delta_path.extend([0, 9])
    return message


def test_a_move_is_answered_by_the_headline_of_a_plan_and_not_before() -> None:
    async def visit() -> None:
        socket: Any = Socket()
        visitor = Visitor(socket)
        for message in (begun(), drawn(1, '<h1 class="headline">A plan</h1>'), slider(), finished()):
            visitor._take(message)
        asked = asyncio.create_task(visitor.move(70.0))
        await asyncio.sleep(0)
        widget = socket.sent[0].rerun_script.widget_states.widgets[0]
        assert (widget.id, list(widget.double_array_value.data)) == ("the lever", [70.0])
        working = drawn(2, "<p>Working out a new answer …</p>")
        for message in (begun(), drawn(1, '<h1 class="headline">A plan</h1>'), working, finished()):
            visitor._take(message)
        assert not visitor.answered.is_set()
        visitor._take(finished(ForwardMsg.FINISHED_EARLY_FOR_RERUN))
        assert not visitor.answered.is_set()
        for message in (begun("the fragment"), drawn(2, "<p>Proven the best plan</p>"), finished()):
            visitor._take(message)
        assert await asked >= 0

    asyncio.run(visit())


def test_fragments_are_polled_until_the_page_is_drawn_anew() -> None:
    async def visit() -> None:
        visitor = Visitor(Socket())  # type: ignore[arg-type]
        poll = ForwardMsg()
        poll.auto_rerun.fragment_id, poll.auto_rerun.interval = "the fragment", 60.0
        visitor._take(poll)
        visitor._take(begun("the fragment"))
        assert list(visitor.polls) == ["the fragment"]
        visitor._take(begun())
        assert not visitor.polls

    asyncio.run(visit())
