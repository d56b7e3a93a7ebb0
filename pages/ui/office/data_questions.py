"""Which figures of the data on screen are worth asking for: what is blank, assumed, derived or old, and whom to ask."""

from __future__ import annotations

from engine.analyse.unknowns.questions import what_to_ask
from engine.catalogue import RISK, UNKNOWNS
from engine.explain.questions import explain_what_to_ask, without_worth
from engine.portfolio import Portfolio
from engine.portfolio.scenario import apply
from pages.ui.jobs import page_analyses, solve_status
from pages.ui.jobs.analysis_status import view_of
from pages.ui.parts.text import quiet, strong
from pages.ui.session import scenario_in_use
from pages.ui.views.questions import show_questions

MOST = 20


def ask_only_what_matters(base: Portfolio) -> None:
    """The list of the page Risk under the sentence that counts it; what figures are worth is in it once that stands."""
    answer, _ = solve_status.current(base)
    if answer.plan is None:
        quiet("It follows once there is a plan." if answer.is_coming else "There is no plan that figures could change.")
        return
    portfolio = apply(answer.plan_scenario or scenario_in_use.current(), base)
    unknown = view_of(UNKNOWNS, answer, portfolio).result
    if unknown is None:
        return
    risk = page_analyses.known(RISK, portfolio, answer.plan)
    asked = what_to_ask(() if risk is None else risk.questions, unknown, portfolio)
    said = explain_what_to_ask(asked, portfolio)
    strong(said.sentence)
    for claim in said.further:
        quiet(claim.prose)
    if risk is None:
        quiet(without_worth())
    show_questions(asked, portfolio, MOST)
