"""Home: what is promised, what will arrive, what limits it, and what to do first."""

from __future__ import annotations

import streamlit as st

from engine.analyse.calibration import Today
from engine.analyse.trust import trust_in
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario, apply
from pages.ui import answer, cached, sentences, state, works
from pages.ui.analyses import Shown, worked_out
from pages.ui.charts.promise import promise
from pages.ui.constraint_view import constraint_in_short
from pages.ui.drawing import draw
from pages.ui.first_view import first_view, own_forecasts
from pages.ui.formats import month
from pages.ui.prose import headline, quiet, title
from pages.ui.solving import Answer
from pages.ui.theme import palette
from pages.ui.tiles import action_tiles


def main() -> None:
    base = cached.portfolio()
    found, beside = answer.current(base)
    opened = apply(found.shown_scenario or state.scenario(), base)
    with st.container(key="opening", gap="xsmall"):
        spot = st.container(gap="xsmall")
        answer.status_line(found, beside)
        first = worked_out(found, "first", "Finding the first decisions", works.first_work(opened, found.shown))
        with spot:
            open_with(found, base, first)
    if found.shown is not None:
        with answer.plan_area(found):
            show(found, opened, first, of_today(found, base))


def open_with(found: Answer, base: Portfolio, first: Shown) -> None:
    result = answer.to_open_with(found)
    if result is None:
        answer.explain_missing(found, base)
        return
    today = of_today(found, base)
    known = None if first.is_stale else first.result
    headline(sentences.home(result, base, today, known), dimmed=found.is_stale)
    quiet(sentences.in_short(result, today))


def of_today(found: Answer, base: Portfolio) -> Today:
    """What today's way delivers in the situation on screen; pins and other preferences leave it as it is."""
    scenario = (found.shown_scenario or Scenario()).model_copy(update={"name": "", "pins": ()})
    return cached.today(apply(scenario, base), f"{base.data_fingerprint}|{scenario.model_dump_json()}")


def show(found: Answer, opened: Portfolio, first: Shown, today: Today) -> None:
    result, colours = found.shown, palette()
    text = sentences.home(result, opened, today)
    known = None if first.is_stale else first.result
    key = f"{found.key}|{known is None}"
    draw("promise", key, colours, lambda: promise(result, today.value, known, colours), text)
    left, right = st.columns(2, gap="large")
    with left:
        title("What to do first", "Each on top of the one before, all else as today. Click one for its price.")
        first_view(first, opened, colours)
    with right:
        title("What limits us", "Measured by solving again with one more person, never read off how busy people are.")
        constraint_in_short(found, opened)
    title(f"The whole recommendation, as of {month(opened.settings.planning_month)}")
    action_tiles(result, colours)
    st.page_link("../decide.py", label="See all decisions and try others", icon=":material/arrow_forward:")
    with st.expander("How far can these figures be trusted?", icon=":material/verified:"):
        quiet(sentences.trust(trust_in(opened, result)))
        own_forecasts(cached.calibration(opened, found.key), opened)


main()
