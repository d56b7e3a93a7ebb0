"""Scenarios side by side: each solved live by the same service, and shown as far as it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from engine.explain.infeasible import in_a_word
from engine.explain.plan_sentences import ComparedScenario, every_action
from engine.explain.saved_scenarios import changes_in_words
from engine.optimise.recommendation import Effort
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario, fitting
from engine.register import SavedScenario
from engine.wording.formats import NONE, Scale, gap, scale_for
from pages.ui.charts.ranged_bars import Bar
from pages.ui.jobs import pacing, solve_service
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.figures import Amount, Figures
from pages.ui.parts.tables import download, wrapped
from pages.ui.parts.theme import Palette
from pages.ui.session import browser_session, messages, scenario_in_use

MOST_COMPARED = 4
POLL = 0.4


def compared(
    answer: Answer, base_answer: Answer, base: Portfolio, chosen: Sequence[SavedScenario], names: Mapping[str, str]
) -> list[ComparedScenario]:
    """The base, the scenario in use where it is another, and the chosen ones; asks for those not known yet.

    ``names`` are what saved scenarios are called, by id.
    """
    rows = [_row("Base", Scenario(), base_answer)]
    on_screen = scenario_in_use.current()
    if not on_screen.is_base:
        name = "On screen" if on_screen.name == Scenario().name else f"On screen: {on_screen.name}"
        rows.append(_row(name, on_screen, answer))
    for place, saved in enumerate(chosen):
        usable, _ = fitting(saved.scenario, base)
        asked = solve_service.service().ask(_asker(place), base, usable, effort=Effort.LIVE)
        rows.append(_row(names[saved.id], usable, asked))
    asked_here = rows[len(rows) - len(chosen) :]
    if any(row.is_coming for row in asked_here):
        st.fragment(_look_again, run_every=pacing.between_looks(POLL))(len(asked_here))
    return rows


def worth_bars(rows: Sequence[ComparedScenario], colours: Palette) -> list[Bar]:
    """Each scenario's value, and up to where a better plan is not ruled out."""
    bars = []
    for place, row in enumerate(rows):
        if row.result is None or row.result.value is None:
            bars.append(Bar(row.name, 0.0, note=row.note))
            continue
        weighted = bool(row.scenario.weights)
        high = None if weighted else row.result.best_bound
        low = None if weighted else row.result.value
        colour = colours.demand if place == 0 else colours.accent
        bars.append(Bar(row.name, row.result.value, low, high, colour=colour))
    return bars


def compare(rows: Sequence[ComparedScenario], base: Portfolio) -> None:
    """The table of the comparison: value, difference from the base, actions, and what each changes."""
    frame = _frame(rows, base)
    wrapped(frame)
    download("scenarios-compared", lambda: to_take_away(rows, base))


def to_take_away(rows: Sequence[ComparedScenario], base: Portfolio) -> Figures:
    """The comparison in amounts, of what is known."""
    worth = [None if row.result is None else row.result.value for row in rows]
    gained = [None if w is None or worth[0] is None or not place else w - worth[0] for place, w in enumerate(worth)]
    frame = _frame(rows, base).assign(
        **{
            "Worth": pd.Series(worth, dtype="float64"),
            "Against base": pd.Series(gained, dtype="float64"),
            "Proven within": pd.Series([r.result.gap if r.result is not None else None for r in rows], dtype="float64"),
        }
    )
    amounts = dict.fromkeys(("Worth", "Against base"), Amount())
    return Figures(frame, base.settings.currency, amounts=amounts, shares=("Proven within",))


def _frame(rows: Sequence[ComparedScenario], base: Portfolio) -> pd.DataFrame:
    """The comparison as it is read, its money on one scale."""
    worth = [row.result.value for row in rows if row.result is not None and row.result.value is not None]
    base_value = rows[0].result.value if rows[0].result is not None else None
    scale = scale_for([(value, value if base_value is None else base_value) for value in worth], base.settings.currency)
    return pd.DataFrame([_cells(row, rows[0], base, scale) for row in rows])


def _row(name: str, scenario: Scenario, answered: Answer) -> ComparedScenario:
    plan = answered.recommendation if solve_service.has_plan(answered.recommendation) else None
    key = f"{name}:{answered.stage}:{answered.is_coming}:{answered.key}"
    return ComparedScenario(name, scenario, plan, answered.is_coming, _why_none(answered), key)


def _why_none(answered: Answer) -> str:
    """Beside a scenario without a plan: what it waits for, or why there is none; empty with one."""
    if answered.is_coming:
        return "working it out …"
    if answered.recommendation is None:
        return "could not be worked out"
    return "" if solve_service.has_plan(answered.recommendation) else in_a_word(answered.recommendation.status)


def _cells(row: ComparedScenario, first: ComparedScenario, base: Portfolio, scale: Scale) -> dict[str, str]:
    result = row.result
    changes = changes_in_words(row.scenario, base)
    if result is None or result.value is None:
        return {"Scenario": row.name, "Worth": NONE, "Against base": NONE, "Proven within": NONE, "Actions": NONE} | {
            "Changes": changes
        }
    base_value = first.result.value if first.result is not None else None
    return {
        "Scenario": row.name,
        "Worth": scale.money(result.value),
        "Against base": NONE if base_value is None or row is first else scale.difference(result.value, base_value),
        "Proven within": NONE if result.gap is None else gap(result.gap),
        "Actions": every_action(result),
        "Changes": changes,
    }


def _look_again(rows: int) -> None:
    waiting = [solve_service.service().look(_asker(place)) for place in range(rows)]
    if all(w is None or not w.is_coming for w in waiting):
        messages.draw_anew()


def _asker(place: int) -> str:
    """Under which name the session asks for the scenario at this place of the comparison."""
    return f"{browser_session.name()}|compare-{place}"
