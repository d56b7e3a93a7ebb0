"""Whether this server can serve: what `/ready` answers, a word for each part; the log has what is wrong in one line."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock

import streamlit as st

from engine.compute.parallel import default_workers
from engine.errors import CockpitError, DataError, RegisterUnavailable
from engine.explain.problems import unusable_in_short
from engine.optimise.solvers import check_solver
from engine.register import Register, open_register
from pages.ui.jobs import cached

WORKS, SILENT, REFUSES, UNREADABLE = "works", "does not answer", "refuses", "cannot be read"
PROBE_SECONDS = 1.0
"""How long a probe waits for the database, which a balancer asks for often."""

log = logging.getLogger(__name__)
_logged: dict[str, str] = {}
_logging = Lock()


def look() -> dict[str, str]:
    """A word on each part; a part that has just stopped working, or works again, is told to the log once.

    The answer is open to whoever reaches the server, so it names no place, account or file: those stand in the log.
    """
    checks = {"database": _database, "portfolio": _portfolio, "solver": _solver, "workers": _workers}
    return {name: _word(name, check) for name, check in checks.items()}


def is_ready(parts: dict[str, str]) -> bool:
    """Whether every part works."""
    return set(parts.values()) == {WORKS}


def _word(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except RegisterUnavailable as error:
        return _told(name, SILENT, error)
    except DataError as error:
        return _told(name, UNREADABLE, unusable_in_short(error))
    except (CockpitError, ValueError, OSError) as error:
        return _told(name, REFUSES, error)
    return _told(name, WORKS, None)


def _told(name: str, word: str, error: Exception | str | None) -> str:
    said = word if error is None else " ".join(f"{error}".split())
    with _logging:
        is_news = _logged.get(name, WORKS) != said
        _logged[name] = said
    if is_news:
        (log.info if error is None else log.error)("%s: %s", name, said)
    return word


@st.cache_resource(show_spinner=False)
def _register() -> Register:
    return open_register(retry_seconds=PROBE_SECONDS)


def _database() -> None:
    _register().check()


def _portfolio() -> None:
    cached.portfolio()


def _solver() -> None:
    check_solver()


def _workers() -> None:
    default_workers()
