"""The one question about today: how people are shared out; and the fit to what has moved, for a person to accept."""

from __future__ import annotations

import streamlit as st

from engine.analyse.today.backtest import Backtest
from engine.explain.backtest import explain_backtest
from engine.explain.today import NOTED, QUESTION, policy_in_words
from engine.portfolio import Portfolio
from engine.portfolio.model.vocabulary import TodaysPolicy
from pages.ui.jobs import cached
from pages.ui.parts.text import quiet, title
from pages.ui.session import scenario_in_use, widgets

_KEY = "todays-policy"
_BY_DATA = "as in the data"


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
    previous = cached.previous_portfolio()
    if previous is not None and previous.settings.planning_month < portfolio.settings.planning_month:
        _offer_fit(cached.backtest_since(portfolio, previous), portfolio)


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
    st.button("Accept the way that fits best", key="accept-fit", on_click=_accept, args=(entries,))


def _accept(entries: dict[str, str]) -> None:
    scenario_in_use.change(today=entries)
