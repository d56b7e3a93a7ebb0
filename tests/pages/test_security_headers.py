"""The headers of every answer."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from pages.ui.shell.security_headers import HEADERS, POLICY, SecurityHeaders


async def _answer(_: Any) -> PlainTextResponse:
    return PlainTextResponse("here", headers={"Referrer-Policy": "unsafe-url"})


def sent(app: Any, scope: dict[str, Any]) -> list[dict[str, Any]]:
    """What an application sends when it is asked."""
    messages: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        messages.append(message)

    asyncio.run(app(scope, receive, send))
    return messages


@pytest.mark.parametrize("path", ["/", "/no-such-page"])
def test_every_answer_is_sealed(path: str) -> None:
    app = SecurityHeaders(Starlette(routes=[Route("/", _answer)]))
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
    headers = [(name.decode().lower(), value.decode()) for name, value in sent(app, scope)[0]["headers"]]
    for name, value in HEADERS.items():
        assert [v for n, v in headers if n == name.lower()] == [value]


def test_what_a_web_socket_says_passes_as_it_is() -> None:
    spoken = [{"type": "websocket.accept"}, {"type": "websocket.send", "text": "here"}]

    async def talk(_scope: Any, _receive: Any, send: Any) -> None:
        for message in spoken:
            await send(message)

    assert sent(SecurityHeaders(talk), {"type": "websocket", "path": "/"}) == spoken


def test_the_policy_names_no_other_host() -> None:
    assert POLICY.startswith("default-src 'self'")
    assert not re.search(r"https?:|\*|//", POLICY)
