"""What people did, for the log: who came, what was recorded or saved, what was refused; nothing of the data.

A line names the session, the account, the event and what it is about by numbers of its own (an entry, a version), never
a project, an amount or a text that somebody has written.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from engine.errors import CockpitError
from pages.ui.session import browser_session
from pages.ui.visitors import account

log = logging.getLogger(__name__)

_JUST_NOW = 60.0
"""Seconds after which a session is not taken for the one that a sign-in began with."""


def tell(event: str, *, level: int = logging.INFO, **facts: Any) -> None:
    """One line of the log about what the visitor did."""
    who = {"session": browser_session.short_name(), "account": _who()}
    log.log(level, event, extra={name: value for name, value in (who | facts).items() if value != ""})


@contextmanager
def act(event: str) -> Iterator[dict[str, Any]]:
    """Tell of an act once it is done, with the facts put into what is given; or that it was refused, and by what."""
    facts: dict[str, Any] = {}
    try:
        yield facts
    except CockpitError as error:
        tell("refused", level=logging.WARNING, act=event, why=type(error).__name__)
        raise
    tell(event, **facts)


def arrived() -> None:
    """Tell of a session, once, when it begins; right after a sign-in, of that."""
    if browser_session.begins():
        since = account.signed_in_at()
        is_new = since is not None and time.time() - since < _JUST_NOW
        tell("signed in" if is_new else "session begun")


def _who() -> str:
    try:
        return account.name()
    except CockpitError:
        return ""
