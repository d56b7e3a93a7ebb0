"""What somebody has begun to write and not yet recorded: kept on the server, so that a reload loses none of it.

A draft belongs to an account in one browser: nobody else sees it, at another screen or after another has signed in at
the same one. It is kept for a day, in the memory of this server only, and goes once its decision is recorded.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import streamlit as st

from engine.errors import CockpitError
from pages.ui.session import portfolio_in_use
from pages.ui.visitors import account
from pages.ui.visitors.browsers import COOKIE

LASTS = 24 * 3600.0
MOST = 2000
LONGEST = 20_000
"""Letters of a text that are kept as a draft."""


@dataclass(slots=True)
class Drafts:
    """Fields by owner and form; the oldest drafts go when there are too many."""

    most: int = MOST
    lasts: float = LASTS
    _kept: OrderedDict[tuple[str, str], tuple[float, dict[str, Any]]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def fields(self, owner: str, form: str) -> dict[str, Any]:
        """What was written into a form by its owner, by field."""
        with self._lock:
            written, fields = self._kept.get((owner, form), (0.0, {}))
            return dict(fields) if time.time() - written < self.lasts else {}

    def write(self, owner: str, form: str, name: str, value: Any) -> None:
        """Keep what a field holds now."""
        fields = self.fields(owner, form) | {name: value[:LONGEST] if isinstance(value, str) else value}
        with self._lock:
            self._kept[owner, form] = (time.time(), fields)
            self._kept.move_to_end((owner, form))
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)

    def forget(self, owner: str, form: str) -> None:
        """Drop a draft: it was recorded."""
        with self._lock:
            self._kept.pop((owner, form), None)


@st.cache_resource(show_spinner=False)
def kept() -> Drafts:
    """The drafts of this server."""
    return Drafts()


def owner() -> str | None:
    """Whose drafts the visitor's are: an account in a browser, in the portfolio in use.

    ``None`` for a browser that keeps no cookie.
    """
    browser = st.context.cookies.get(COOKIE)
    try:
        return f"{account.account().name}\n{browser}\n{portfolio_in_use.name()}" if browser else None
    except CockpitError:
        return None
