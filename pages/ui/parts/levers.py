"""The four levers in sight on Decide and in a room, in people and money: capacity, budget, confidence, reserve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from engine.explain.claim_origins import origins_in
from engine.explain.comparison import capacity_in_people
from engine.explain.scenario import benefits_that_arrive, reserve_in_people, to_spend
from engine.portfolio import Portfolio
from engine.portfolio.model.lever_limits import LEVERS
from engine.portfolio.scenario import apply, themes_of
from engine.report.comparison import people_in
from pages.ui.parts.explained import explained
from pages.ui.parts.text import draw_markup, markup
from pages.ui.session import choices, scenario_in_use, widgets

BUDGET_KEY = "lever-budget"
CONFIDENCE_KEY = "lever-confidence"
RESERVE_KEY = "lever-protective_capacity"
_MOST_POINTS = 1_000_000
"""A slider in a browser counts no further than this for sure; money may be any multiple of a budget of one pound."""


def levers(portfolio: Portfolio) -> None:
    """Four columns, each a name, what it acts on, and a slider."""
    with st.container(key="levers"):
        columns = st.columns([1.5, 1, 1, 1], gap="medium")
        with columns[0]:
            _capacity(portfolio)
        with columns[1]:
            _budget(portfolio)
        with columns[2]:
            _confidence(portfolio)
        with columns[3]:
            _reserve(portfolio)


def _capacity(portfolio: Portfolio) -> None:
    _name("Capacity")
    ids = [pool.pool_id for pool in portfolio.pools]
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        pool = _choice("pool", ids, {p.pool_id: p.name for p in portfolio.pools})
        if pool is None:
            return
        before, now = people_in(portfolio), people_in(apply(scenario_in_use.current(), portfolio))
        _fixed(capacity_in_people(before[pool], now[pool]), width="content")
    factor = dict(scenario_in_use.current().capacity).get(pool, 1.0)
    _percent_slider(
        "Capacity of the pool", widgets.key_of("lever-capacity", pool), factor, "capacity", _set_entry, "capacity", pool
    )


def _budget(portfolio: Portfolio) -> None:
    _name("Budget")
    budgets = {portfolio.settings.month(b.start): b.amount for b in portfolio.settings.budgets}
    if not budgets:
        _fixed("This portfolio has no budget limit")
        return
    now = budgets | dict(scenario_in_use.current().budgets)
    total = sum(budgets.values())
    said = to_spend(sum(now.values()), portfolio, total)
    text, boxes = explained(said, origins_in(said, "budget", portfolio), "lever-budget")
    draw_markup(markup('<p class="lever-fixed"><span>{}</span></p>{}', text, boxes))
    if total:  # a percentage of nothing would move nothing
        _percent_slider("All budgets", BUDGET_KEY, sum(now.values()) / total, "budgets", _set_budget, portfolio)


def _confidence(portfolio: Portfolio) -> None:
    _name("Benefit confidence")
    base = portfolio.settings.benefit_confidence
    scenario = scenario_in_use.current().benefit_confidence
    value = base if scenario is None else scenario
    _fixed(benefits_that_arrive(value))
    _percent_slider("Benefits that arrive", CONFIDENCE_KEY, value, "benefit_confidence", _set_confidence, base)


def _reserve(portfolio: Portfolio) -> None:
    _name("Reserve")
    base = portfolio.settings.protective_capacity
    scenario = scenario_in_use.current().protective_capacity
    value = base if scenario is None else scenario
    people = sum(people_in(apply(scenario_in_use.current(), portfolio)).values())
    _fixed(reserve_in_people(value, people))
    _percent_slider("Held in reserve in every pool", RESERVE_KEY, value, "protective_capacity", _set_reserve, base)


def weight_of_theme(portfolio: Portfolio) -> None:
    """A theme and what its benefits weigh in the choice of a plan."""
    _name("Weight of a theme")
    themes = list(themes_of(portfolio))
    theme = _choice("theme", themes, {t: t for t in themes})
    if theme is None:
        _fixed("This portfolio names no themes")
        return
    factor = dict(scenario_in_use.current().weights).get(theme, 1.0)
    _percent_slider(
        "Weight of the theme", widgets.key_of("lever-weight", theme), factor, "weights", _set_entry, "weights", theme
    )


def _choice(name: str, options: list[str], words: dict[str, str]) -> str | None:
    if not options:
        return None
    chosen = choices.chosen(name)
    value = chosen if chosen in options else options[0]
    return st.selectbox(
        name.capitalize(),
        options,
        index=options.index(value),
        key=widgets.offer(f"choose-{name}", value),
        format_func=lambda option: words.get(option, option),
        label_visibility="collapsed",
        on_change=_chosen,
        args=(name,),
    )


def _percent_slider(
    label: str, key: str, factor: float, lever: str, apply_it: Callable[..., None], *args: object
) -> None:
    """A slider in percent over what is worth trying; it reaches further where the value already lies beyond."""
    points, limit = min(round(factor * 100), _MOST_POINTS), LEVERS[lever]
    least, most = (round(end * 100) for end in limit.slider)
    st.slider(
        label,
        min(least, points),
        max(most, points),
        points,
        step=max(1, round(limit.step * 100)),
        format="%d %%",
        key=widgets.offer(key, points),
        label_visibility="collapsed",
        on_change=_moved,
        args=(key, apply_it, *args),
    )


def _moved(key: str, apply_it: Callable[..., None], *args: object) -> None:
    points = widgets.value_of(key)
    if points is not None:  # a browser may tell of a slider that another page has left behind
        apply_it(points, *args)


def _name(text: str) -> None:
    draw_markup(markup('<p class="lever-name">{}</p>', text))


def _fixed(text: str, **place: Any) -> None:
    draw_markup(markup('<p class="lever-fixed">{}</p>', text), **place)


def _chosen(name: str) -> None:
    choices.choose(name, widgets.value_of(f"choose-{name}"))


def _set_entry(points: int, field: str, name: str) -> None:
    scenario_in_use.change_entry(field, name, None if points == 100 else points / 100)
    widgets.redraw()


def _set_budget(points: int, portfolio: Portfolio) -> None:
    budgets = {portfolio.settings.month(b.start): b.amount * points / 100 for b in portfolio.settings.budgets}
    scenario_in_use.change(budgets={} if points == 100 else budgets)


def _set_confidence(points: int, base: float) -> None:
    scenario_in_use.change(benefit_confidence=None if points == round(base * 100) else points / 100)


def _set_reserve(points: int, base: float) -> None:
    scenario_in_use.change(protective_capacity=None if points == round(base * 100) else points / 100)
