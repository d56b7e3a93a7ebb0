"""The strip under the levers: what the position on screen is beside another one, the last, the base or a saved one."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import streamlit as st
from markupsafe import Markup

from engine.analyse.constraint.limiting_pool import LimitingPool, first_measure
from engine.catalogue import LIMITING_POOL
from engine.explain.comparison import (
    ChangedFigure,
    changed_figures,
    constraint_to_come,
    flip_in_words,
    flips_counted,
    flips_in_short,
    no_plan_to_compare,
    nothing_to_compare,
)
from engine.explain.origins import of_cash, of_constraint, of_people, of_plan_value
from engine.portfolio import Action, Portfolio
from engine.portfolio.scenario import apply
from engine.report.comparison import BeforeAfter, Position, before_and_after
from pages.ui.jobs import analysis_service, cached, pacing, solve_service, solve_status
from pages.ui.jobs.page_analyses import known
from pages.ui.jobs.solve_service import Answer
from pages.ui.office.compared_with import KEPT, Compared, asker, compared, positions
from pages.ui.parts.explained import explained
from pages.ui.parts.text import draw_markup, fragment, quiet
from pages.ui.parts.theme import palette
from pages.ui.session import browser_session, choices, messages, scenario_in_use, widgets

_KEY = "compare-with"
COMPARED_WIDTH = {False: 190, True: 290}
"""Pixels of what is compared with: two lines beside the strip, one in the dock."""
_PLACES = ("constraint-before", "constraint-now")


def before_after(answer: Answer, base_answer: Answer, base: Portfolio) -> None:
    """Draw the strip; it looks again by itself while a part of it is being worked out."""
    other = compared(answer, base_answer, base)
    with st.container(key="before-after", horizontal=True, vertical_alignment="center", gap="medium"):
        with st.container(key="compared-with", width=COMPARED_WIDTH[choices.presenting()], gap=None):
            _choice(other.chosen)
            st.button(
                "Keep as A", key="keep-as-a", type="tertiary", icon=":material/push_pin:", on_click=_keep_as_a,
                help="Others are then compared with this position, also in a link",
            )  # fmt: skip
        with st.container(gap="xsmall"):
            is_being_measured = _strip(answer, other, base)
    # For the plan of the base the page looks again already; twice, it would draw itself without a pause.
    if is_being_measured or (other.is_coming and not other.scenario.is_base):
        st.fragment(_look_again, run_every=pacing.between_looks(solve_status.BOARD_POLL))()


def _choice(chosen: str) -> None:
    """What is compared with."""
    names = positions()
    options = list(names)
    st.selectbox(
        "Compared with",
        options,
        index=options.index(chosen),
        format_func=lambda option: names.get(option, option),
        key=widgets.offer(_KEY, chosen),
        on_change=_chosen,
        width=190,
    )


def _keep_as_a() -> None:
    scenario_in_use.keep(scenario_in_use.current())
    choices.compare_with(KEPT)


def _chosen() -> None:
    choices.compare_with(widgets.value_of(_KEY))


def _strip(answer: Answer, other: Compared, base: Portfolio) -> bool:
    """Draw what is known; whether the constraint of a position is still being measured."""
    now, plan = answer.recommendation, other.plan
    if other.scenario == scenario_in_use.current().model_copy(update={"name": other.scenario.name}):
        quiet(nothing_to_compare(other.name))
        return False
    if answer.is_stale or now is None or now.value is None or plan is None:
        quiet(no_plan_to_compare(other.name, is_coming=other.is_coming or answer.is_coming))
        return False
    pair = Position(apply(other.scenario, base), plan), Position(apply(scenario_in_use.current(), base), now)
    result = before_and_after(*pair)
    limits: list[LimitingPool | None] = [known(LIMITING_POOL, p.portfolio, p.plan) for p in pair]
    is_confirmed = None not in limits
    if not is_confirmed:
        limits = [_first_measure(place, p.portfolio) for place, p in zip(_PLACES, pair, strict=True)]
    pools = [None if one is None else one.pool_id for one in limits]
    figures = list(changed_figures(result, base, (pools[0], pools[1]), is_confirmed=is_confirmed))
    if None in limits:
        figures[-1] = constraint_to_come(figures[-1])
    _draw(result, figures, base, pair[1])
    return None in limits


def _draw(result: BeforeAfter, figures: list[ChangedFigure], base: Portfolio, now: Position) -> None:
    colours = palette()
    value, people, cash, constraint = (figure.now for figure in figures)
    origins = (
        of_plan_value(now.plan, base, value),
        of_people(now.portfolio, people),
        of_cash(now, cash),
        of_constraint(base, constraint),
    )
    drawn = [explained(origin.amount, [origin], f"strip-{number}") for number, origin in enumerate(origins)]
    draw_markup(
        fragment(
            "before_after",
            figures=figures,
            amounts=[amount for amount, _ in drawn],
            boxes=Markup("").join(box for _, box in drawn),
            counted=flips_counted(result),
            flips=flips_in_short(result, base),
            every="\n".join(flip_in_words(flip, base) for flip in result.flipped),
            better=colours.accent,
            worse=colours.text(Action.STOP),
        )
    )


def _first_measure(place: str, portfolio: Portfolio) -> LimitingPool | None:
    """The pool that limits a position by a first measure; ``None`` while it is being found."""
    key = f"first-measure|{cached.situation_of(portfolio)}"
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
    plan = solve_service.service().look(asker())
    if (plan is None or not plan.is_coming) and all(m is None or not m.status.is_pending for m in measures):
        messages.draw_anew()
