"""The strip under the levers: what the position on screen is beside another one, the last, the base or a saved one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

import streamlit as st

from engine.analyse.constraint.limiting_pool import LimitingPool, first_measure
from engine.explain.comparison import (
    POSITION_A,
    ChangedFigure,
    changed_figures,
    constraint_to_come,
    flip_in_words,
    flips_counted,
    flips_in_short,
    no_plan_to_compare,
    nothing_to_compare,
    position_in_words,
)
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio import Action, Portfolio
from engine.portfolio.scenario import Scenario, apply, fitting
from engine.report.comparison import BeforeAfter, Position, before_and_after
from pages.ui.jobs import analysis_service, solve_service, solve_status
from pages.ui.jobs.solve_service import Answer
from pages.ui.office.register_access import scenarios
from pages.ui.parts.text import draw_markup, fragment, quiet
from pages.ui.parts.theme import palette
from pages.ui.session import browser_session, choices, scenario_in_use, widgets

LAST, BASE, KEPT = "last", "base", "kept"
_FIXED = {LAST: "the last position", BASE: "the base"}
_KEY = "compare-with"
_PLACES = ("constraint-before", "constraint-now")


@dataclass(frozen=True, slots=True)
class _Other:
    """The position that is compared with: its scenario, and its name in words."""

    scenario: Scenario
    name: str


def before_after(answer: Answer, base_answer: Answer, base: Portfolio) -> None:
    """Draw the strip; it looks again by itself while a part of it is being worked out."""
    kept = scenario_in_use.kept()
    names = _FIXED | ({} if kept is None else {KEPT: POSITION_A})
    names |= {s.id: s.scenario.name for s in scenarios()[0] if not s.retired}
    with st.container(key="before-after", horizontal=True, vertical_alignment="center", gap="medium"):
        with st.container(width=190, gap=None):
            chosen = _choice(names)
            st.button(
                "Keep as A", key="keep-as-a", type="tertiary", icon=":material/push_pin:", on_click=_keep_as_a,
                help="Others are then compared with this position, also in a link",
            )  # fmt: skip
        other = _other(chosen, names, base)
        plan, is_coming = _plan_of(other.scenario, answer, base_answer, base)
        with st.container(gap="xsmall"):
            is_coming |= _strip(answer, other, plan, base, is_coming=is_coming or answer.is_coming)
    if is_coming:
        st.fragment(_look_again, run_every=solve_status.BOARD_POLL)()


def _choice(names: dict[str, str]) -> str:
    """What is compared with, as the visitor has chosen; else the last position."""
    chosen = choices.compared_with() or LAST
    options = list(names)
    value = chosen if chosen in names else BASE
    st.selectbox(
        "Compared with",
        options,
        index=options.index(value),
        format_func=lambda option: names.get(option, option),
        key=widgets.offer(_KEY, value),
        on_change=_chosen,
        width=190,
    )
    return value


def _keep_as_a() -> None:
    scenario_in_use.keep(scenario_in_use.current())
    choices.compare_with(KEPT)


def _chosen() -> None:
    choices.compare_with(widgets.value_of(_KEY))


def _other(chosen: str, names: dict[str, str], base: Portfolio) -> _Other:
    before, kept = scenario_in_use.history().before, scenario_in_use.kept()
    if chosen == KEPT and kept is not None:
        return _Other(kept, f"{names[KEPT]} ({position_in_words(kept, base)})")
    if chosen == LAST and before is not None:
        usable, _ = fitting(before, base)
        return _Other(usable, f"{names[LAST]} ({position_in_words(usable, base)})")
    saved = next((s.scenario for s in scenarios()[0] if s.id == chosen), Scenario())
    return _Other(fitting(saved, base)[0], names[BASE if chosen == LAST else chosen])


def _plan_of(
    scenario: Scenario, answer: Answer, base_answer: Answer, base: Portfolio
) -> tuple[Recommendation | None, bool]:
    """The plan of the other position, and whether it may still come or be sharpened."""
    if scenario.is_base:
        known = base_answer
    else:
        effort = Effort.LIVE if answer.running else Effort.BOARD
        known = solve_service.service().ask(_asker(), base, scenario, effort=effort)
    plan = known.recommendation if solve_service.has_plan(known.recommendation) else None
    return plan, known.is_coming


def _strip(answer: Answer, other: _Other, plan: Recommendation | None, base: Portfolio, *, is_coming: bool) -> bool:
    """Draw what is known; whether the constraint of a position is still to come."""
    now = answer.recommendation
    if other.scenario == scenario_in_use.current().model_copy(update={"name": other.scenario.name}):
        quiet(nothing_to_compare(other.name))
        return False
    if answer.is_stale or now is None or now.value is None or plan is None:
        quiet(no_plan_to_compare(other.name, is_coming=is_coming))
        return False
    positions = Position(apply(other.scenario, base), plan), Position(apply(scenario_in_use.current(), base), now)
    result = before_and_after(*positions)
    measured = [_constraint(place, p.portfolio) for place, p in zip(_PLACES, positions, strict=True)]
    pools = [None if one is None else one.pool_id for one in measured]
    figures = list(changed_figures(result, base, (pools[0], pools[1])))
    if None in measured:
        figures[-1] = constraint_to_come(figures[-1])
    _draw(result, figures, base)
    return None in measured


def _draw(result: BeforeAfter, figures: list[ChangedFigure], base: Portfolio) -> None:
    colours = palette()
    draw_markup(
        fragment(
            "before_after",
            figures=figures,
            counted=flips_counted(result),
            flips=flips_in_short(result, base),
            every="\n".join(flip_in_words(flip, base) for flip in result.flipped),
            better=colours.accent,
            worse=colours.text(Action.STOP),
        )
    )


def _constraint(place: str, portfolio: Portfolio) -> LimitingPool | None:
    """The pool that limits a position by a first measure; ``None`` while it is being found."""
    key = f"first-measure|{portfolio.data_fingerprint}|{portfolio.scenario_fingerprint}"
    asked = analysis_service.service().ask(browser_session.name(), place, key, _measure(portfolio))
    result: LimitingPool | None = asked.result
    return result if result is not None or asked.status.is_pending else LimitingPool(None)


def _measure(portfolio: Portfolio) -> analysis_service.Analysis:
    def run(*, on_done: Callable[[int, int], None], cancel: Event) -> LimitingPool:  # noqa: ARG001
        return first_measure(portfolio)

    return run


def _look_again() -> None:
    """Draw the page again once the other plan or a constraint has come."""
    service, session = analysis_service.service(), browser_session.name()
    measures = [service.look(session, place) for place in _PLACES]
    plan = solve_service.service().look(_asker())
    if (plan is None or not plan.is_coming) and all(m is None or not m.status.is_pending for m in measures):
        st.rerun()


def _asker() -> str:
    """Under which name the session asks for the position that is compared with."""
    return f"{browser_session.name()}|compared-with"
