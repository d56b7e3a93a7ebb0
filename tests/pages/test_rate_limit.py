"""Trying to sign in and uploading have a limit for each address; everything else has none."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from pages.ui.shell import rate_limit
from pages.ui.shell.rate_limit import LIMITS, PERIOD, RateLimits, Tries


class Server:
    """A limited application, and a clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0
        self.tries = Tries(clock=lambda: self.now)
        self.app = RateLimits(PlainTextResponse("here"), self.tries)

    def ask(self, path: str, address: str = "192.0.2.1") -> tuple[int, dict[str, str]]:
        """Status and headers of the answer."""
        given: list[Any] = []

        async def send(message: Any) -> None:
            given.append(message)

        async def receive() -> Any:
            return {"type": "http.request"}

        scope = {"type": "http", "method": "GET", "path": path, "headers": [], "client": (address, 1)}
        asyncio.run(self.app(scope, receive, send))
        return given[0]["status"], {name.decode(): value.decode() for name, value in given[0]["headers"]}


@pytest.mark.parametrize("path", ["/auth/login", "/cockpit/oauth2callback", "/cockpit/_stcore/upload_file/a/b"])
def test_beyond_the_limit_one_waits_and_goes_on_after_that(path: str) -> None:
    server = Server()
    most = next(limit.most for limit in LIMITS if limit.part in path)
    said = []
    for _ in range(most):
        said.append(server.ask(path)[0])
        server.now += 0.5
    assert set(said) == {200}
    status, headers = server.ask(path)
    assert (status, headers["retry-after"]) == (429, f"{round(PERIOD - 0.5 * most)}")
    assert server.ask(path, "192.0.2.2")[0] == 200
    assert server.ask("/cockpit/decide")[0] == 200
    server.now = PERIOD
    assert server.ask(path)[0] == 200
    assert server.ask(path)[0] == 429  # only the first of the tries is over a minute ago


def test_pages_are_not_limited() -> None:
    server = Server()
    assert {server.ask(path)[0] for path in ("/", "/decide", "/ready") for _ in range(200)} == {200}


def test_no_number_of_addresses_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "MOST_ADDRESSES", 3)
    server = Server()
    for number in range(10):
        server.ask("/auth/login", f"192.0.2.{number}")
    assert len(server.tries._by) == 3
