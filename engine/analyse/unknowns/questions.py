"""One list of what to ask before deciding: what it is worth to know comes first, then what nobody stands behind.

Two analyses ask about figures. That of risk knows what it is worth to know a figure which may turn out otherwise; that
of unknown figures knows which blank, assumed, derived or old ones could change a decision. A figure of both stands
once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.analyse.risk.chance import RiskSource
from engine.analyse.risk.result import OpenQuestion
from engine.analyse.unknowns.figures import Standing
from engine.analyse.unknowns.unknowns import Asked, Effect, Unknowns
from engine.portfolio.model.portfolio import Portfolio

CAPACITY = "capacity_per_month"
_COLUMN = {
    RiskSource.BENEFITS.value: "benefit_per_month",
    RiskSource.DURATIONS.value: "duration_months",
    RiskSource.CAPACITY.value: CAPACITY,
}


@dataclass(frozen=True, slots=True)
class FigureQuestion:
    """One figure to ask for.

    ``subject`` is the id of a project, or of a pool where ``column`` is :data:`CAPACITY`; ``now`` is what counts until
    somebody answers. ``owner`` is who could be asked; empty where the data name nobody. ``standing`` says why the
    figure is not one to rely on, ``None`` where somebody stands behind it. ``worth`` is what it is worth to know at
    least, money today, ``None`` where that was not shown; ``unknown`` what an unknown figure could change.
    """

    subject: str
    column: str
    owner: str
    now: float | None
    standing: Standing | None
    worth: float | None
    unknown: Asked | None


@dataclass(frozen=True, slots=True)
class WhatToAsk:
    """The list, most first, and what is known of unknown figures as a whole."""

    questions: tuple[FigureQuestion, ...]
    unknowns: Unknowns

    def by_owner(self) -> tuple[tuple[str, tuple[FigureQuestion, ...]], ...]:
        """The questions of each owner, the one with the first question first; a pool's are asked of who plans it."""
        owners: dict[tuple[str, str], list[FigureQuestion]] = {}
        for question in self.questions:
            pool = question.subject if question.column == CAPACITY else ""
            owners.setdefault((question.owner, pool), []).append(question)
        return tuple((owner, tuple(own)) for (owner, _), own in owners.items())


def what_to_ask(worth_knowing: Sequence[OpenQuestion], unknowns: Unknowns, portfolio: Portfolio) -> WhatToAsk:
    """Figures that are worth something to know first, then unknown ones that change a decision, then those that could.

    ``worth_knowing`` come from the analysis of risk, none where no plan was made anew.
    """
    unknown = {(asked.project_id, asked.column): asked for asked in unknowns.figures}
    ranked = sorted(worth_knowing, key=lambda question: -question.worth)
    first = [_worth_knowing(question, unknown, portfolio) for question in ranked]
    known = {(question.subject, question.column) for question in first}
    return WhatToAsk((*first, *_of_unknown(unknowns, known)), unknowns)


def _worth_knowing(
    question: OpenQuestion, unknown: dict[tuple[str, str], Asked], portfolio: Portfolio
) -> FigureQuestion:
    column = _COLUMN[question.source]
    asked = unknown.get((question.subject, column))
    standing = asked.standing if asked is not None else _standing(question.subject, column, portfolio)
    now = _now(question.subject, column, portfolio)
    return FigureQuestion(question.subject, column, question.ask, now, standing, question.worth, asked)


def _of_unknown(unknowns: Unknowns, known: set[tuple[str, str]]) -> Iterator[FigureQuestion]:
    for asked in unknowns.figures:
        if asked.effect is not Effect.SETTLED and (asked.project_id, asked.column) not in known:
            yield FigureQuestion(asked.project_id, asked.column, asked.owner, asked.now, asked.standing, None, asked)


def _now(subject: str, column: str, portfolio: Portfolio) -> float:
    if column == CAPACITY:
        return portfolio.pools_by_id[subject].capacity_per_month
    return float(getattr(portfolio.projects_by_id[subject], column))


def _standing(subject: str, column: str, portfolio: Portfolio) -> Standing | None:
    """Of a figure about work, which unknown figures leave out."""
    project = portfolio.projects_by_id.get(subject) if column != CAPACITY else None
    if project is None:
        return None
    if column in project.assumed:
        return Standing.ASSUMED
    return Standing.DERIVED if column in project.derived else None
