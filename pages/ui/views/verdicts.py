"""Firm and fragile beside decisions: what the page Risk has found, wherever a decision is shown."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from engine.analyse.risk.result import ProjectRisk, RiskResult
from engine.catalogue import RISK
from engine.explain.risk import badge, explain_verdict
from engine.optimise.recommendation import Recommendation
from engine.portfolio import Portfolio
from pages.ui.jobs.page_analyses import known
from pages.ui.parts.text import draw_markup, markup

Verdicts = Mapping[str, ProjectRisk]


def verdicts(portfolio: Portfolio, plan: Recommendation | None) -> Verdicts:
    """What is known of each decision of a plan, by project; nothing before its risk was worked out."""
    result: RiskResult | None = known(RISK, portfolio, plan)
    return {} if result is None else {p.project_id: p for p in result.projects if p.verdict is not None}


def verdict_mark(project_id: str, known_verdicts: Verdicts) -> Markup:
    """A badge that says how sure a decision is, and when pointed at how often it was chosen again."""
    project = known_verdicts.get(project_id)
    said = None if project is None else explain_verdict(project)
    if project is None or said is None:
        return Markup("")
    return markup('<span class="verdict" title="{}">{}</span>', said.prose, badge(project.verdict))


def draw_verdict(project_id: str, known_verdicts: Verdicts) -> None:
    """Put the badge on the page, where there is one."""
    mark = verdict_mark(project_id, known_verdicts)
    if mark:
        draw_markup(mark, width="content")


def verdict_in_words(project_id: str, known_verdicts: Verdicts) -> str:
    """The same as a sentence; empty where nothing is known."""
    project = known_verdicts.get(project_id)
    said = None if project is None else explain_verdict(project)
    return "" if said is None else f"{said.prose}."
