"""What changed since last month's data, on a page; projects that may be the same under another id are asked about."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from engine.errors import CockpitError
from engine.explain import months as words
from engine.explain.last_month_tables import causes_table
from engine.portfolio import Portfolio
from engine.portfolio.months.difference import difference, under_new_ids
from engine.portfolio.scenario import apply
from pages.ui.jobs import analysis_status, page_analyses, solve_status
from pages.ui.office.report_tables import show_tables
from pages.ui.parts.tables import wrapped
from pages.ui.parts.text import plain, quiet, strong, title
from pages.ui.session import scenario_in_use, widgets

PLACE, WORDS = "data-since", "Working out what the changes do to the recommendation"


def changes_since(before: Portfolio, after: Portfolio) -> None:
    """One sentence, the questions which projects are the same, the largest changes, and what they do to the plan."""
    spot = st.container()
    asked = difference(before, after).perhaps
    same = {
        new: gone
        for new, gone in asked.items()
        if st.checkbox(plain(words.perhaps_the_same(new, gone, after)), key=widgets.key_of("same", f"{new}|{gone}"))
    }
    changed = difference(before, after, same)
    with spot:
        strong(words.changed_in_short(changed, before))
    rows = words.changes_table(changed, after)
    if rows:
        wrapped(pd.DataFrame(rows))
    if not changed.is_in_one_currency:
        return
    title(
        "What the changes do to the recommendation",
        "Each group of changes reversed on its own: what it added, and which decisions depend on it.",
    )
    _what_they_do(under_new_ids(before, same), after, "|".join(sorted(same)))


def _what_they_do(before: Portfolio, base: Portfolio, same: str) -> None:
    """The table of the groups, once the plan and one more a group are worked out; nobody has to wait for it."""
    answer, _ = solve_status.current(base)
    scenario = answer.plan_scenario or scenario_in_use.current()
    if answer.plan is None:
        quiet(
            "It follows once there is a plan." if answer.is_coming else "There is no plan to compare the changes with."
        )
        return
    try:
        work = page_analyses.since_work(apply(scenario, base), answer.plan, apply(scenario, before))
    except CockpitError as problem:
        quiet(f"Last month's data cannot be compared under this scenario: {problem}")
        return
    about = f"{before.data_fingerprint}|{same}"
    since = analysis_status.worked_out(answer, PLACE, WORDS, work, about).result
    if since is not None:
        show_tables([causes_table(since)], base)
