"""Sign-ins that have ended: whoever signs out in one tab is out in all tabs that came with the same sign-in.

Streamlit reads who has signed in once, when a tab connects, and a tab that stays open would never hear of it. What a
sign-in is, is said by its cookie; of one that has ended only a digest is remembered, by this server.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from threading import Lock

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.ui.session import browser_session

PATH = "/auth/logout"
COOKIE = "_streamlit_user"
LASTS = 31 * 24 * 3600.0
"""Longer than the cookie of a sign-in, in seconds."""

_ended: dict[str, float] = {}
_lock = Lock()


def sign_in_of(cookies: Mapping[str, str]) -> str:
    """The digest of the sign-in that cookies hold, empty where they hold none; a long one stands in several."""
    parts = {name: value for name, value in cookies.items() if name == COOKIE or _continues(name)}
    if COOKIE not in parts:
        return ""
    return hashlib.sha256("\n".join(f"{name}={parts[name]}" for name in sorted(parts)).encode()).hexdigest()


def end(sign_in: str) -> None:
    """Remember that a sign-in has ended."""
    now = time.time()
    with _lock:
        for old in [one for one, since in _ended.items() if now - since > LASTS]:
            del _ended[old]
        if sign_in:
            _ended[sign_in] = now


def has_ended(cookies: Mapping[str, str]) -> bool:
    """Whether the sign-in that this tab came with has ended in the meantime, perhaps in another tab."""
    return browser_session.came_with(sign_in_of(cookies)) in _ended


class HearsSignOuts:
    """Remembers every sign-out that passes on its way to Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application behind does."""
        if scope["type"] == "http" and scope["path"].rstrip("/").endswith(PATH):
            end(sign_in_of(Request(scope).cookies))
        await self.app(scope, receive, send)


def _continues(name: str) -> bool:
    return name.startswith(f"{COOKIE}_") and name.removeprefix(f"{COOKIE}_").isdigit()
