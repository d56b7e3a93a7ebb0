"""Before the meeting: a page for each sponsor, worked out when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from engine.analyse.project.tradeoff import TradeOff
from engine.documents.document_file import FORMS
from engine.explain.sponsor_page import changed_for, sponsor_document, sponsors_of
from engine.register import Proposal, proposals
from pages.ui.jobs.analysis_status import PageContext, constraint_in_use, worked_out
from pages.ui.jobs.page_analyses import sponsor_work
from pages.ui.office.objection_form import objection_form
from pages.ui.office.steering_minutes import KINDS
from pages.ui.parts.text import title


def sponsor_pages(page: PageContext) -> None:
    """A sponsor to choose, and the page to take away; nothing where the portfolio names no sponsor."""
    names = sponsors_of(page.portfolio)
    if not names or page.answer.plan is None:
        return
    with st.container(key="sponsor-pages", gap="small"):
        title(
            "Before the meeting",
            "A page for a sponsor: what happens to their projects, why, what would reverse it.",
        )
        name = st.selectbox("Sponsor", names, index=None, placeholder="Choose a sponsor", key="sponsor", width=300)
        if name is not None:
            _offer(name, page)


def _offer(name: str, page: PageContext) -> None:
    plan, portfolio = page.answer.plan, page.portfolio
    projects = changed_for(name, plan, portfolio)
    pool = constraint_in_use(page.answer, portfolio)
    work = sponsor_work(portfolio, plan, projects, pool)
    view = worked_out(page.answer, "sponsor-page", "Pricing the sponsor's projects", work, about=f"{name}|{pool}")
    if view.result is None or view.is_stale:
        return
    with st.container(horizontal=True, gap="small"):
        for form, (words, kind, _) in KINDS.items():
            st.download_button(
                words,
                lambda form=form: FORMS[form](sponsor_document(name, plan, portfolio, view.result)),
                f"sponsor-page{form}",
                kind,
                key=f"sponsor-page{form}",
                icon=":material/download:",
                on_click="ignore",
            )
    objection_form(name, priced_for(name, page, view.result), page.portfolio)


def priced_for(name: str, page: PageContext, trade_offs: Mapping[str, TradeOff]) -> dict[str, tuple[Proposal, ...]]:
    """What a sponsor could propose instead, by project: every other action open to it, priced."""
    changed = changed_for(name, page.answer.plan, page.portfolio)
    every = {project: proposals(page.portfolio, trade_offs[project]).values() for project in changed}
    open_ones = {project: tuple(p for p in own if p.deviates) for project, own in every.items()}
    return {project: own for project, own in open_ones.items() if own}
