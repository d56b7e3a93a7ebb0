"""Scenarios: which one is in use, what others are worth, save, compare, share, adopt."""

from __future__ import annotations

import streamlit as st

from engine.explain import plan_sentences
from engine.explain.claim_origins import origins_in
from pages.ui.charts.draw import draw
from pages.ui.charts.ranged_bars import ranged_bars
from pages.ui.jobs import cached, solve_status
from pages.ui.jobs.pacing import first_screen_first
from pages.ui.office.register_access import scenarios as known_scenarios
from pages.ui.office.scenarios_compared import compare, compared, worth_bars
from pages.ui.office.scenarios_saved import choose_to_compare, names_of, save_box, saved_table
from pages.ui.parts.explained import headline_explained, title_explained
from pages.ui.parts.text import error, quiet, title
from pages.ui.parts.theme import palette


def main() -> None:
    base = cached.portfolio()
    answer, base_answer = solve_status.current(base)
    saved, adopted, failure = known_scenarios()
    with st.container(key="opening", gap="xsmall"):
        spot = st.container(gap="xsmall")
        solve_status.status_line(answer, base_answer)
    if failure:
        error(f"{failure} Saved scenarios are shown as they were last read.", ":material/cloud_off:")
    save_box()
    chosen = choose_to_compare(saved)
    rows = compared(answer, base_answer, base, chosen, names_of(saved))
    with spot:
        if base_answer.recommendation is None and base_answer.is_coming:
            solve_status.explain_missing(base_answer, base)
        else:
            said = plan_sentences.scenarios(rows, len(saved))
            headline_explained(said, origins_in(said, "portfolio value", base))
        quiet(plan_sentences.in_use(adopted))
    note = "The base, what is on screen, and up to four saved ones."
    title_explained("What each is worth", "portfolio value", base, note)
    colours = palette()
    bars = worth_bars(rows, colours)
    key = "|".join(row.key for row in rows)
    currency = base.settings.currency
    draw("worth", key, colours, lambda: ranged_bars(bars, currency, colours), "Value of each scenario")
    first_screen_first()
    compare(rows, base)
    title("Saved scenarios", "Open one to look at it everywhere; adopt one to make it the office's.")
    saved_table(saved, adopted, base)


main()
