"""Steering group: what to decide today, priced, one point at a time; recorded where it is decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from engine.analyse.decisions.agenda import Agenda
from engine.catalogue import AGENDA
from engine.explain.agenda import explain_agenda
from engine.explain.register import waiting_for_you
from engine.portfolio import Portfolio
from engine.register import Entry, SubjectKind, due, objections, pending, settled
from engine.register.authority import queue
from engine.report.meeting import decided_projects
from engine.wording.claims import Explanation
from pages.ui.jobs import cached
from pages.ui.jobs.analysis_status import PageContext, page_context
from pages.ui.jobs.pacing import first_screen_first
from pages.ui.office.register_access import entries as known_entries
from pages.ui.office.sponsor_pages import sponsor_pages
from pages.ui.office.steering_agenda import AgendaPoint, current, point_list, points_of, turning
from pages.ui.office.steering_decided import decided_today, other_matters
from pages.ui.office.steering_minutes import minutes_view, rehearsal_switch, say_rehearsal
from pages.ui.office.steering_pack import pack_view
from pages.ui.office.steering_point import point_view, say_what_was_recorded
from pages.ui.parts.text import error, quiet
from pages.ui.parts.theme import palette
from pages.ui.session import choices, scenario_in_use
from pages.ui.views.first_decisions_line import ladder
from pages.ui.visitors import account


def main() -> None:
    base = cached.portfolio()
    entries, failure = known_entries()
    mine = queue(pending(entries), account.person().role, base.settings.authority)
    decided = [*decided_projects(entries, dict(scenario_in_use.current().pins)), *choices.rehearsed()]
    decided = list(dict.fromkeys(decided))
    done = settled(entries, date.today(), mine) | frozenset(choices.rehearsed())

    def say(result: Agenda, portfolio: Portfolio) -> Explanation:
        return explain_agenda(result.left(done), portfolio)

    page = page_context(AGENDA, explain=say, about="-".join(decided), decided=decided)
    if failure:
        error(f"{failure} What was recorded before is shown as it was last read.", ":material/cloud_off:")
    if mine:
        quiet(waiting_for_you(mine))
    say_rehearsal()
    say_what_was_recorded()
    if page is not None:
        ladder(page.answer, page.portfolio)
        reviews = due(entries, date.today())
        meet(page, points_of(page.view.result.left(done), mine, reviews, page.portfolio, objections(entries)), entries)
    first_screen_first()
    known = base.project_index
    other_matters([e for e in mine if e.subject.kind is not SubjectKind.PROJECT or e.subject.id not in known], base)
    decided_today(entries, base)
    minutes_view(entries, base)
    rehearsal_switch()
    if page is not None:
        sponsor_pages(page)
        pack_view(page, done)
    st.page_link("../../register.py", label="Everything that was ever decided", icon=":material/arrow_forward:")


def meet(page: PageContext, points: Sequence[AgendaPoint], entries: tuple[Entry, ...]) -> None:
    if not points:
        return
    at = current(points)
    point_list(points, page.answer.plan, page.portfolio, palette())
    turning(points, at, page.portfolio)
    following = points[at + 1] if at + 1 < len(points) else None
    point_view(points[at], following, entries, page.answer, page.portfolio)


main()
