"""The door to one of several portfolios: a visitor enters those in which he has a role, and sees nothing of the others.

Which one is said by the address, also of a link that somebody has sent. Where it names none, the visitor chooses; where
it names one that is not his, or that is not there at all, the same sentence says so. It is asked at each run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from engine.portfolio.named_portfolios import NamedPortfolio
from pages.ui.jobs import cached, portfolios
from pages.ui.parts.text import draw_markup, fragment, headline, quiet
from pages.ui.session import address, portfolio_in_use
from pages.ui.shell.sign_in import go_to_what_was_wanted, sign_out_button
from pages.ui.visitors import account, event_log


def in_place_of_a_page() -> Callable[[], None] | None:
    """What the visitor sees instead of a page; ``None`` where he is in a portfolio that is open to him.

    Raises:
        CockpitError: portfolios or accounts cannot be read.
    """
    if not portfolios.several():
        return None
    mine = account.open_portfolios()
    names = [portfolio.name for portfolio in mine]
    wanted = portfolio_in_use.name() or portfolio_in_use.asked_for() or (names[0] if len(names) == 1 else "")
    if wanted in names:
        portfolio_in_use.enter(wanted)
        return None
    if wanted or not names:
        event_log.tell("refused", level=logging.WARNING, act="open portfolio", why=account.NotListedError.__name__)
        return partial(_refuse, mine)
    return partial(_choose, mine)


def other_portfolios() -> None:
    """Ways from the portfolio on screen to the others that are open to the visitor, in the sidebar."""
    if not portfolios.several():
        return
    others = [portfolio for portfolio in account.open_portfolios() if portfolio.name != portfolio_in_use.name()]
    if others:
        with st.sidebar.container(key="other-portfolios", gap="xsmall"):
            quiet("Other portfolios")
            _links(others, with_scenario=False)


def _choose(mine: Sequence[NamedPortfolio]) -> None:
    headline("Choose a portfolio.")
    quiet("Portfolios of this server:" if account.runs_open() else "Open to your account:")
    _links(mine, with_scenario=True)
    go_to_what_was_wanted()
    _leave()


def _refuse(mine: Sequence[NamedPortfolio]) -> None:
    is_open = account.runs_open()
    headline("This server has no such portfolio." if is_open else "This portfolio is not open to your account.")
    if mine:
        quiet("Portfolios of this server:" if is_open else "Open to your account:")
        _links(mine, with_scenario=False)
    else:
        quiet("No other one of this server is. Ask who runs this cockpit.")
    _leave()


def _leave() -> None:
    if not account.runs_open():
        sign_out_button()


def _links(listed: Sequence[NamedPortfolio], *, with_scenario: bool) -> None:
    """A link to each portfolio; loaded as a new page, so that nothing of this session goes with it."""
    titles = [cached.title_of(portfolio.name) for portfolio in listed]
    words = [
        title if titles.count(title) == 1 else f"{title} ({portfolio.name})"
        for title, portfolio in zip(titles, listed, strict=True)
    ]
    hrefs = [address.way_into(portfolio.name, with_scenario=with_scenario) for portfolio in listed]
    draw_markup(fragment("portfolio_links", links=list(zip(words, hrefs, strict=True))))
