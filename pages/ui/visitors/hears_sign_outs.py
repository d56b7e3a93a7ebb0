"""Sign-outs heard on their way to Streamlit, which has them read by one browser at one server only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/auth/logout"
COOKIE = "_streamlit_user"


def sign_in_of(cookies: Mapping[str, str]) -> str:
    """The digest of the sign-in that cookies hold, empty where they hold none; a long one stands in several."""
    parts = {name: value for name, value in cookies.items() if name == COOKIE or _continues(name)}
    if COOKIE not in parts:
        return ""
    return hashlib.sha256("\n".join(f"{name}={parts[name]}" for name in sorted(parts)).encode()).hexdigest()


class HearsSignOuts:
    """Has every sign-out remembered that passes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application behind does."""
        if scope["type"] == "http" and scope["path"].rstrip("/").endswith(PATH):
            from pages.ui.visitors import signed_out  # reads what databases need, for which a start would wait

            await run_in_threadpool(signed_out.end, sign_in_of(Request(scope).cookies))
        await self.app(scope, receive, send)


def _continues(name: str) -> bool:
    return name.startswith(f"{COOKIE}_") and name.removeprefix(f"{COOKIE}_").isdigit()
