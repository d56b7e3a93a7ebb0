"""The register as pages reach it: one a server process, written to by who is at the screen."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from engine.errors import RegisterError
from engine.portfolio.model.near_miss import normal
from engine.portfolio.model.roles_and_limits import Authority
from engine.register import DecisionTaken, Entry, Person, Register, SavedScenario, open_register
from pages.ui.jobs import portfolios
from pages.ui.session import portfolio_in_use, scenario_in_use, widgets
from pages.ui.visitors import event_log
from pages.ui.visitors.account import person

ASKED_AGAIN = 5.0
"""Seconds after which a register that did not answer is asked again: each time may take ten before it gives up."""


def register() -> Register:
    """The register of the portfolio in use: that of ``COCKPIT_DATABASE_URL``, else a file beside the application.

    Raises:
        RegisterUnavailable: the database cannot be reached; the next call tries again.
        CockpitError: several portfolios would share it.
    """
    return _register(portfolios.register_url())


@st.cache_resource(show_spinner=False)
def _register(url: str | None) -> Register:
    return open_register(url)


@dataclass(slots=True)
class _LastEntries:
    """What the register held when it could last be read."""

    entries: tuple[Entry, ...] = ()
    scenarios: tuple[SavedScenario, ...] = ()
    adopted: SavedScenario | None = None
    failure: str = ""
    failed_at: float = 0.0

    def read(self, work: Callable[[Register], None]) -> str:
        """Have something read; gives words when that cannot be done, or could not be a moment ago."""
        if self.failure and self.was_just_asked():
            return self.failure
        try:
            work(register())
        except RegisterError as error:
            self.failure, self.failed_at = str(error), time.monotonic()
            return self.failure
        self.failure = ""
        return ""

    def was_just_asked(self) -> bool:
        """Whether it did not answer a moment ago."""
        return time.monotonic() - self.failed_at < ASKED_AGAIN


def _known() -> _LastEntries:
    return _known_of(portfolio_in_use.name())


@st.cache_resource(show_spinner=False)
def _known_of(portfolio: str) -> _LastEntries:  # noqa: ARG001 - each portfolio has its own
    return _LastEntries()


def look_again_when_silent() -> None:
    """Where the register could not be read, look for it now and then, and draw the page anew once it can be."""
    if _known().failure:
        st.fragment(_look_again, run_every=ASKED_AGAIN)()


def _look_again() -> None:
    known = _known()
    if known.failure and (known.was_just_asked() or not _answers(portfolios.register_url())):
        return
    known.failure = ""
    st.rerun()


@st.cache_data(ttl=ASKED_AGAIN, show_spinner=False)
def _answers(url: str | None) -> bool:
    """Whether a register can be read, asked once for all who wait, and briefly: a page stands still meanwhile."""
    try:
        open_register(url, retry_seconds=0.0).close()
    except RegisterError:
        return False
    return True


def entries() -> tuple[tuple[Entry, ...], str]:
    """Every entry of the register; with words beside those last read when it does not answer."""
    known = _known()

    def read(kept: Register) -> None:
        known.entries = kept.entries()

    failure = known.read(read)
    return known.entries, failure


def scenarios() -> tuple[tuple[SavedScenario, ...], SavedScenario | None, str]:
    """Every saved scenario, and the adopted one; with words beside those last read when there is no answer."""
    known = _known()

    def read(kept: Register) -> None:
        known.scenarios, known.adopted = kept.scenarios(), kept.adopted()

    failure = known.read(read)
    return known.scenarios, known.adopted, failure


def record(decision: DecisionTaken, authority: Authority | None, key: str, seen: int | None = None) -> Entry:
    """Record a decision by who is at the screen. Raises as :meth:`engine.register.Register.record` does."""
    return _kept("decision recorded", lambda by: register().record(decision, by, authority, key, seen))


def object_to(proposal: DecisionTaken, authority: Authority | None, key: str, seen: int | None = None) -> Entry:
    """Record a sponsor's objection. Raises as :meth:`engine.register.Register.object_to` does."""
    return _kept("objection recorded", lambda by: register().object_to(proposal, by, authority, key, seen))


def _kept(event: str, keep: Callable[[Person], Entry]) -> Entry:
    """An entry kept by who is at the screen, and a line of the log about it."""
    with event_log.act(event) as facts:
        by = person()
        entry = keep(by)
        facts |= {"entry": entry.number, "state": entry.state.value, "role": by.role}
    return entry


def adopt(saved: SavedScenario) -> None:
    """Make a scenario the office's. Raises as :meth:`engine.register.Register.adopt` does."""
    with event_log.act("scenario adopted") as facts:
        register().adopt(saved, person())
        facts |= {"scenario": saved.id, "version": saved.version}


def retire(saved: SavedScenario) -> None:
    """Take a scenario out of the list. Raises as :meth:`engine.register.Register.retire_scenario` does."""
    with event_log.act("scenario retired") as facts:
        register().retire_scenario(saved, person())
        facts |= {"scenario": saved.id, "version": saved.version}


def save(name: str) -> SavedScenario:
    """Keep the scenario in use under a name: the next version of the one that was opened; under another name a new one.

    Asked again after the database was lost, it is kept once.

    Raises:
        ScenarioConflict: somebody else has saved it since it was opened.
        AuthorityError: the role at the screen may not save.
    """
    origin = scenario_in_use.origin()
    scenario_in_use.change(name=name)
    based_on = register().scenario(*origin) if origin is not None else None
    if based_on is not None and normal(based_on.scenario.name) != normal(name):
        based_on = None
    act = widgets.key_of("scenario", name)
    with event_log.act("scenario saved") as facts:
        saved = register().save_scenario(scenario_in_use.current(), person(), based_on, key=widgets.form_key(act))
        facts |= {"scenario": saved.id, "version": saved.version}
    widgets.renew_form(act)
    scenario_in_use.remember_origin(saved.id, saved.version)
    return saved
