"""The one question about today: how people are shared out; and the fit to what has moved, for a person to accept."""

from __future__ import annotations

from datetime import date

import streamlit as st

from engine.analyse.today.backtest import Backtest
from engine.analyse.today.reading import readings_of_today
from engine.errors import CockpitError
from engine.explain.backtest import explain_backtest
from engine.explain.recording import has_become
from engine.explain.today import ACCEPT, ACCEPT_FIT, NOTED, QUESTION, accepted_by, policy_in_words, way_in_words
from engine.portfolio import Portfolio
from engine.portfolio.model.vocabulary import TodaysPolicy
from engine.register.reading_of_today import acceptance, accepted_reading
from pages.ui.jobs import cached
from pages.ui.office.register_access import entries as known_entries
from pages.ui.office.register_access import record
from pages.ui.parts.text import error, quiet, title
from pages.ui.session import messages, scenario_in_use, widgets

_KEY = "todays-policy"
_BY_DATA = "as in the data"
_PLACE = "todays-way"


def begin_with_what_is_accepted(portfolio: Portfolio) -> None:
    """Work with the reading that somebody has accepted, unless the data name one: figures of today are then points."""
    accepted = accepted_reading(known_entries()[0])
    if accepted is not None and portfolio.settings.today is None:
        scenario_in_use.begin_with_today(dict(accepted.decision.scenario.today))


def ask_how_people_work(portfolio: Portfolio) -> None:
    """The question, with the answer in use; below it what has moved since last month, where that is known."""
    entries = dict(scenario_in_use.current().today)
    title(QUESTION, NOTED)
    st.radio(
        QUESTION,
        [_BY_DATA, *TodaysPolicy],
        format_func=_said,
        horizontal=True,
        label_visibility="collapsed",
        key=widgets.offer(_KEY, entries.get("policy", _BY_DATA)),
        on_change=_set_policy,
    )
    accepted = accepted_reading(known_entries()[0])
    if accepted is not None:
        by, name = accepted.decided_by, accepted.subject.name
        quiet(accepted_by(by.account, by.role, name))
    in_force = () if accepted is None else accepted.decision.scenario.today
    chosen = scenario_in_use.current().today
    if chosen and chosen != in_force:
        named = way_in_words(readings_of_today(portfolio).named)
        st.button(ACCEPT, key="accept-reading", on_click=_accept, args=(dict(chosen), named, "", portfolio))
    earlier = cached.earlier_portfolios(portfolio)
    if earlier:
        _offer_fit(cached.backtest_over(portfolio, earlier), portfolio)
    _say_what_came_of_it()


def _say_what_came_of_it() -> None:
    content = messages.read(_PLACE)
    if isinstance(content, CockpitError):
        error(str(content))
    elif content:
        quiet(content)


def _said(choice: str) -> str:
    if choice == _BY_DATA:
        return "As the data say, else all ways"
    said = policy_in_words(TodaysPolicy(choice))
    return said[0].upper() + said[1:]


def _set_policy() -> None:
    choice = widgets.value_of(_KEY)
    scenario_in_use.change(today={} if choice in (None, _BY_DATA) else {"policy": str(choice)})


def _offer_fit(result: Backtest, portfolio: Portfolio) -> None:
    quiet(explain_backtest(result, portfolio).paragraph)
    if result.best is None or (result.is_accepted and result.best == result.named):
        return
    way = result.ways[result.best]
    entries = {"policy": way.policy.value, "multitasking_loss": f"{way.multitasking_loss:g}"}
    if way.policy is not TodaysPolicy.SHARED:
        del entries["multitasking_loss"]
    evidence = explain_backtest(result, portfolio).sentence
    args = (entries, way_in_words(way), evidence, portfolio)
    st.button(ACCEPT_FIT, key="accept-fit", on_click=_accept, args=args)


def _accept(entries: dict[str, str], named: str, evidence: str, portfolio: Portfolio) -> None:
    """Note in the register who accepts the reading, and work with it from now on."""
    decision = acceptance(entries, named, evidence, date.today(), portfolio.data_fingerprint)
    form = widgets.key_of("accept-reading", named)
    try:
        entry = record(decision, portfolio.settings.authority, widgets.form_key(form))
    except CockpitError as failure:
        messages.leave(_PLACE, failure)
        return
    widgets.renew_form(form)
    scenario_in_use.change(today=entries)
    messages.leave(_PLACE, has_become(entry))
