"""Whether this server can serve: what `/ready` answers, a word for each part; the log has what is wrong in one line."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

import streamlit as st

from engine.compute.parallel import default_workers
from engine.errors import CockpitError, DataError, RegisterUnavailable
from engine.explain.problems import unusable_in_short, works_for
from engine.optimise.solvers import check_solver
from engine.portfolio.named_portfolios import misnamed
from engine.register import Register, open_register
from pages.ui.jobs import cached, portfolios
from pages.ui.session import portfolio_in_use

WORKS, SILENT, REFUSES, UNREADABLE = "works", "does not answer", "refuses", "cannot be read"
PROBE_SECONDS = 1.0
"""How long a probe waits for the database, which a balancer asks for often."""

PORTFOLIO_PARTS = ("database", "portfolio")
"""Parts of which each of several portfolios has its own."""

log = logging.getLogger(__name__)
_logged: dict[str, str] = {}
_logging = Lock()


@dataclass(frozen=True, slots=True)
class Readiness:
    """A word on each part of the server and, where it shows several portfolios, on each part of each of them, by name.

    It can serve as long as pages of one portfolio can be: a balancer would otherwise take all from everybody.
    """

    parts: dict[str, str]
    portfolios: dict[str, dict[str, str]]
    is_ready: bool


def look() -> Readiness:
    """A word on each part; a part that has just stopped working, or works again, is told to the log once.

    ``parts`` are for whoever reaches the server, so they name no place, account, file or portfolio: the log does.
    """
    checks = {"database": _database, "portfolio": _portfolio, "solver": _solver, "workers": _workers}
    shared = {name: _word(name, check) for name, check in checks.items() if name not in PORTFOLIO_PARTS}
    by_portfolio: dict[str, dict[str, str]] = {}
    try:
        names = portfolios.names()
        _told("portfolios", WORKS, _left_out())
    except CockpitError as error:
        names = ()
        by_portfolio[""] = dict.fromkeys(PORTFOLIO_PARTS, _told("portfolios", REFUSES, error))
    for name in names:
        with portfolio_in_use.working_for(name):
            about = f"{name}: " if name else ""
            by_portfolio[name] = {part: _word(f"{about}{part}", checks[part]) for part in PORTFOLIO_PARTS}
    can_be_shown = any(set(words.values()) == {WORKS} for words in by_portfolio.values())
    own = {part: _together([words[part] for words in by_portfolio.values()]) for part in PORTFOLIO_PARTS}
    is_ready = can_be_shown and set(shared.values()) == {WORKS}
    return Readiness(own | shared, {name: words for name, words in by_portfolio.items() if name}, is_ready)


def _together(words: Sequence[str]) -> str:
    """One word for all portfolios: theirs where it is the same, else for how many it works."""
    return words[0] if len(set(words)) == 1 else works_for(words.count(WORKS), len(words))


def _left_out() -> str | None:
    """What the folder of portfolios holds that cannot be one; ``None`` where all can."""
    return (" ".join(misnamed(portfolios.root())) or None) if portfolios.several() else None


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
def _register(url: str | None) -> Register:
    return open_register(url, retry_seconds=PROBE_SECONDS)


def _database() -> None:
    _register(portfolios.register_url()).check()


def _portfolio() -> None:
    cached.portfolio()


def _solver() -> None:
    check_solver()


def _workers() -> None:
    default_workers()
