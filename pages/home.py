"""Home: what the portfolio promises on paper, what can be delivered, and what to do first."""

from __future__ import annotations

import streamlit as st

from engine.analyse.calibration import Today
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario, apply
from pages.ui import answer, cached, sentences
from pages.ui.charts.load_strip import load_strip, peaks
from pages.ui.charts.promise import promise
from pages.ui.drawing import draw
from pages.ui.formats import month
from pages.ui.moves import largest_moves
from pages.ui.prose import headline, quiet, title
from pages.ui.solving import Answer
from pages.ui.theme import palette
from pages.ui.tiles import action_tiles


def main() -> None:
    base = cached.portfolio()
    found, beside = answer.current(base)
    with st.container(key="opening", gap="xsmall"):
        open_with(found, base)
        answer.status_line(found, beside)
    if found.shown is not None:
        with answer.plan_area(found):
            show(found, apply(found.shown_scenario, base), of_today(found, base))


def open_with(found: Answer, base: Portfolio) -> None:
    result = answer.to_open_with(found)
    if result is None:
        answer.explain_missing(found, base)
        return
    today = of_today(found, base)
    headline(sentences.home(result, base, today), dimmed=found.is_stale)
    quiet(sentences.in_short(result, today))


def of_today(found: Answer, base: Portfolio) -> Today:
    """What today's way delivers in the situation on screen; pins and other preferences leave it as it is."""
    scenario = (found.shown_scenario or Scenario()).model_copy(update={"name": "", "pins": ()})
    return cached.today(apply(scenario, base), f"{base.data_fingerprint}|{scenario.model_dump_json()}")


def show(found: Answer, opened: Portfolio, today: Today) -> None:
    result, colours = found.shown, palette()
    text = sentences.home(result, opened, today)
    draw("promise", found.key, colours, lambda: promise(result, today.value, colours), text)
    title(f"What to do, as of {month(opened.settings.planning_month)}")
    action_tiles(result, colours)
    moves, load = st.columns([5, 6], gap="large")
    with moves:
        title("The largest changes to today's plan", "Right: change in value against the plan on paper.")
        largest_moves(result, opened, colours)
        st.page_link("../decide.py", label="See all decisions and try others", icon=":material/arrow_forward:")
    with load:
        title(
            sentences.tightest(peaks(result, opened)), "Work over capacity after the reserve; orange months buy days."
        )
        draw("load-strip", found.key, colours, lambda: load_strip(result, opened, colours), "Load of pools by month")


main()
