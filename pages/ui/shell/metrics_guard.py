"""Who may see the server's figures: who asks on this machine, or comes with a token.

Streamlit's own figures stand behind the same door: they would tell anybody how many are at the screen.
"""

from __future__ import annotations

import os
import secrets
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

TOKEN_VARIABLE = "COCKPIT_METRICS_TOKEN"  # noqa: S105 - the name of a variable
_PATH = "/metrics"
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "x-forwarded-host", "x-forwarded-proto")
_REFUSED = f"Metrics are given on the machine itself only, or with the token that {TOKEN_VARIABLE} names.\n"


class MetricsGuard:
    """Lets nobody to any path of metrics who may not see them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application behind does, or refuse."""
        is_asked = scope["type"] == "http" and scope["path"].rstrip("/").endswith(_PATH)
        answers = PlainTextResponse(_REFUSED, status_code=403) if is_asked and not may_see(scope) else self.app
        await answers(scope, receive, send)


def may_see(scope: Scope) -> bool:
    """With a token only who sends it; without one, who asks this machine on itself, and not through a proxy."""
    headers = Headers(scope=scope)
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    if token:
        return secrets.compare_digest(headers.get("authorization", "").encode(), f"Bearer {token}".encode())
    host = (scope.get("client") or ("",))[0]
    return _is_this_machine(host) and not any(name in headers for name in _FORWARDED)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
