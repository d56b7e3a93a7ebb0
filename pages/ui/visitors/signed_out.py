"""Sign-ins that have ended: whoever signs out is out in all tabs that came with the same sign-in, at every replica.

Streamlit reads who has signed in once, when a tab connects, and a tab that stays open would never hear of it. What a
sign-in is, is said by its cookie; of one that has ended only a digest is remembered, by this server and in the
database of the register. While that does not answer, this server knows of its own sign-outs, and of those it has read.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

import streamlit as st

from engine.errors import CockpitError
from engine.register.sign_outs import LASTS, SignOuts, open_sign_outs
from pages.ui.jobs import portfolios
from pages.ui.session import browser_session, portfolio_in_use
from pages.ui.visitors.hears_sign_outs import sign_in_of

log = logging.getLogger(__name__)

READ_AGAIN = 1.0
"""Seconds after which sign-outs at other replicas are looked for again; many pages at once ask once."""
REST = 10.0
"""The same after the database did not answer: each time a page waits for it."""


@dataclass(slots=True)
class _EndedSignIns:
    """Sign-ins that have ended, as far as this server knows."""

    here: dict[str, float] = field(default_factory=dict)
    elsewhere: dict[str, frozenset[str]] = field(default_factory=dict)
    next_look: dict[str, float] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


@st.cache_resource(show_spinner=False)
def _known() -> _EndedSignIns:
    return _EndedSignIns()


def end(sign_in: str) -> None:
    """Remember that a sign-in has ended: here, and for other replicas with each portfolio, whichever is asked there."""
    if not sign_in:
        return
    known, now = _known(), time.time()
    with known.lock:
        for old in [one for one, since in known.here.items() if now - since > LASTS]:
            del known.here[old]
        known.here[sign_in] = now
    try:
        names = portfolios.names()
    except CockpitError:  # pages and the probe say it
        return
    for name in names:
        with portfolio_in_use.working_for(name):
            try:
                _kept(portfolios.register_url()).end(sign_in)
            except CockpitError as error:
                log.warning("a sign-out is not known to other replicas: %s", error)


def has_ended(cookies: Mapping[str, str]) -> bool:
    """Whether the sign-in that this tab came with has ended in the meantime, perhaps in another tab."""
    sign_in = browser_session.came_with(sign_in_of(cookies))
    return bool(sign_in) and (sign_in in _known().here or sign_in in _elsewhere())


def _elsewhere() -> frozenset[str]:
    """Sign-ins that have ended at any replica, as the database said not long ago."""
    known, name = _known(), _asked_for()
    with known.lock:
        now = time.monotonic()
        if now < known.next_look.get(name, 0.0):
            return known.elsewhere.get(name, frozenset())
        known.next_look[name] = now + REST  # until there is an answer nobody else waits for one
    try:
        with portfolio_in_use.working_for(name):
            read = _kept(portfolios.register_url()).ended()
    except CockpitError:  # pages and the probe say it
        return known.elsewhere.get(name, frozenset())
    with known.lock:
        known.elsewhere[name], known.next_look[name] = read, time.monotonic() + READ_AGAIN
    return read


def _asked_for() -> str:
    """The portfolio whose register is asked; before one has been entered any will do, for each has every sign-out."""
    try:
        return portfolio_in_use.name() or portfolios.names()[0]
    except CockpitError:
        return ""


@st.cache_resource(show_spinner=False)
def _kept(url: str | None) -> SignOuts:
    return open_sign_outs(url)
