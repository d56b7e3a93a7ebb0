"""How often one address of a network may try to sign in, or send a file; what is beyond that has to wait.

Pages and sockets are not limited. The limits are wide, for a whole office may come from one address, and each server
counts for itself: they are to stop a program, not people.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

PERIOD = 60.0
"""Seconds over which is counted."""
MOST_ADDRESSES = 10_000


@dataclass(frozen=True, slots=True)
class RateLimit:
    """What is limited, by a part of its path, and how often in one period."""

    part: str
    most: int


LIMITS = (RateLimit("/auth/login", 60), RateLimit("/oauth2callback", 60), RateLimit("/_stcore/upload_file/", 60))


@dataclass(slots=True)
class Tries:
    """When each address has tried what; of too many addresses those that were quiet the longest are forgotten."""

    clock: Callable[[], float] = time.monotonic
    _by: OrderedDict[tuple[str, str], deque[float]] = field(default_factory=OrderedDict)

    def wait(self, address: str, limit: RateLimit) -> float:
        """Count one more try; seconds that the address has to wait instead, 0 where it may go on."""
        now, key = self.clock(), (address, limit.part)
        tries = self._by.setdefault(key, deque())
        self._by.move_to_end(key)
        while len(self._by) > MOST_ADDRESSES:
            self._by.popitem(last=False)
        while tries and now - tries[0] >= PERIOD:
            tries.popleft()
        if len(tries) >= limit.most:
            return PERIOD - (now - tries[0])
        tries.append(now)
        return 0.0


class RateLimits:
    """Refuses what is tried too often, before anything is done for it."""

    def __init__(self, app: ASGIApp, tries: Tries | None = None) -> None:
        self.app = app
        self._tries = tries or Tries()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application behind does, or that it has to wait."""
        limit = next((one for one in LIMITS if one.part in scope["path"]), None) if scope["type"] == "http" else None
        wait = 0.0 if limit is None else self._tries.wait((scope.get("client") or ("",))[0], limit)
        if not wait:
            await self.app(scope, receive, send)
            return
        words = "Too many tries from this address. Wait a minute, then try again.\n"
        answer = PlainTextResponse(words, status_code=429, headers={"Retry-After": f"{math.ceil(wait)}"})
        await answer(scope, receive, send)
