"""Which position the one on screen is compared with, by the visitor's choice, and the plan of it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.explain.comparison import POSITION_A, position_in_words
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario, fitting
from pages.ui.jobs import solve_service
from pages.ui.jobs.solve_service import Answer
from pages.ui.office.register_access import scenarios
from pages.ui.session import browser_session, choices, scenario_in_use

LAST, BASE, KEPT = "last", "base", "kept"
_FIXED = {LAST: "the last position", BASE: "the base"}


@dataclass(frozen=True, slots=True)
class Compared:
    """The position compared with: as chosen, its scenario, its name in words, and its plan.

    ``plan`` is ``None`` while there is none, ``is_coming`` says whether one may still come or be sharpened.
    """

    chosen: str
    scenario: Scenario
    name: str
    plan: Recommendation | None
    is_coming: bool


def positions() -> dict[str, str]:
    """What can be compared with, by the name that the address carries, and in words."""
    names = _FIXED | ({} if scenario_in_use.kept() is None else {KEPT: POSITION_A})
    return names | {s.id: s.scenario.name for s in scenarios()[0] if not s.retired}


def compared(answer: Answer, base_answer: Answer, base: Portfolio) -> Compared:
    """The position that the visitor has chosen to compare with, the last one unless another was chosen."""
    names, wanted = positions(), choices.compared_with() or LAST
    chosen = wanted if wanted in names else BASE
    scenario, name = _scenario_of(chosen, names, base)
    plan, is_coming = _plan_of(scenario, answer, base_answer, base)
    return Compared(chosen, scenario, name, plan, is_coming)


def asker() -> str:
    """Under which name the session asks for the position that is compared with."""
    return f"{browser_session.name()}|compared-with"


def _scenario_of(chosen: str, names: dict[str, str], base: Portfolio) -> tuple[Scenario, str]:
    before, kept = scenario_in_use.history().before, scenario_in_use.kept()
    if chosen == KEPT and kept is not None:
        return kept, f"{names[KEPT]} ({position_in_words(kept, base)})"
    if chosen == LAST and before is not None:
        usable, _ = fitting(before, base)
        return usable, f"{names[LAST]} ({position_in_words(usable, base)})"
    saved = next((s.scenario for s in scenarios()[0] if s.id == chosen), Scenario())
    return fitting(saved, base)[0], names[BASE if chosen == LAST else chosen]


def _plan_of(
    scenario: Scenario, answer: Answer, base_answer: Answer, base: Portfolio
) -> tuple[Recommendation | None, bool]:
    if scenario.is_base:
        known = base_answer
    else:
        effort = Effort.LIVE if answer.running else Effort.BOARD
        known = solve_service.service().ask(asker(), base, scenario, effort=effort)
    plan = known.recommendation if solve_service.has_plan(known.recommendation) else None
    return plan, known.is_coming
