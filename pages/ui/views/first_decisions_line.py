"""What the first decisions bring, three, five and all of them: the same line on Home, Steering group and Mandate."""

from __future__ import annotations

from engine.analyse.decisions.agenda import Agenda
from engine.catalogue import AGENDA
from engine.explain.first import explain_ladder
from engine.portfolio import Portfolio
from pages.ui.jobs.analysis_status import view_of
from pages.ui.jobs.page_analyses import known
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.explained import quiet_said


def ladder(answer: Answer, portfolio: Portfolio, *, wait: bool = False) -> None:
    """Say it, once the agenda of the plan on screen has been worked out, by somebody or, with ``wait``, here."""
    agenda: Agenda | None = known(AGENDA, portfolio, answer.plan)
    if agenda is None and wait:
        view = view_of(AGENDA, answer, portfolio)
        agenda = None if view.is_stale else view.result
    if agenda is None:
        return
    said = explain_ladder([item.adopted for item in agenda.items], portfolio.settings.currency)
    if said is not None:
        quiet_said(said, AGENDA.about, portfolio, "ladder")
