"""Browsers told apart by a cookie of the cockpit's own, which says nothing about people."""

from __future__ import annotations

import uuid

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "cockpit_browser"


class KnowsBrowsers:
    """Gives every browser a name of its own with its first page, to tell drafts apart; it says nothing about people."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application behind does, with the browser's name where it has none."""

        async def name_it(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    secure = "; Secure" if scope.get("scheme") == "https" else ""
                    headers.append("set-cookie", f"{COOKIE}={uuid.uuid4().hex}; Path=/; HttpOnly; SameSite=Lax{secure}")
            await send(message)

        nameless = scope["type"] == "http" and COOKIE not in Request(scope).cookies
        await self.app(scope, receive, name_it if nameless else send)
