"""The four levers in sight on Decide and in a room, in people and money: capacity, budget, confidence, reserve."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import zip_longest
from typing import Any

import streamlit as st

from engine.explain.claim_origins import origins_in
from engine.explain.comparison import capacity_in_people
from engine.explain.scenario import benefits_that_arrive, reserve_in_people, to_spend
from engine.portfolio import Portfolio
from engine.portfolio.model.lever_limits import LEVERS
from engine.portfolio.scenario import Scenario, apply, themes_of
from engine.report.comparison import people_in
from pages.ui.parts.explained import explained
from pages.ui.parts.text import draw_markup, markup
from pages.ui.session import choices, scenario_in_use, widgets

BUDGET_KEY = "lever-budget"
CONFIDENCE_KEY = "lever-confidence"
RESERVE_KEY = "lever-protective_capacity"
FieldsAt = Callable[..., dict[str, Any]]
"""The fields of the scenario in use that a slider at so many points changes."""

_NEAR = (1, -1, 2, -2)
"""Steps from a slider's position to those that a hand reaches next."""

_MOST_POINTS = 1_000_000
"""A slider in a browser counts no further than this for sure; money may be any multiple of a budget of one pound."""


def levers(portfolio: Portfolio) -> Iterable[Scenario]:
    """Four columns, each a name, what it acts on, and a slider; gives the next positions, nearest first, when asked."""
    with st.container(key="levers"):
        columns = st.columns([1.5, 1, 1, 1], gap="medium")
        with columns[0]:
            capacity = _capacity(portfolio)
        with columns[1]:
            budget = _budget(portfolio)
        with columns[2]:
            confidence = _confidence(portfolio)
        with columns[3]:
            reserve = _reserve(portfolio)
    return (near for step in zip_longest(capacity, budget, confidence, reserve) for near in step if near is not None)


def _capacity(portfolio: Portfolio) -> Iterable[Scenario]:
    _name("Capacity")
    ids = [pool.pool_id for pool in portfolio.pools]
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        pool = _choice("pool", ids, {p.pool_id: p.name for p in portfolio.pools})
        if pool is None:
            return []
        before, now = people_in(portfolio), people_in(apply(scenario_in_use.current(), portfolio))
        _fixed(capacity_in_people(before[pool], now[pool]), width="content")
    factor = dict(scenario_in_use.current().capacity).get(pool, 1.0)
    return _percent_slider(
        "Capacity of the pool", widgets.key_of("lever-capacity", pool), factor, "capacity", _entry, "capacity", pool
    )


def _budget(portfolio: Portfolio) -> Iterable[Scenario]:
    _name("Budget")
    budgets = {portfolio.settings.month(b.start): b.amount for b in portfolio.settings.budgets}
    if not budgets:
        _fixed("This portfolio has no budget limit")
        return []
    now = budgets | dict(scenario_in_use.current().budgets)
    total = sum(budgets.values())
    said = to_spend(sum(now.values()), portfolio, total)
    text, boxes = explained(said, origins_in(said, "budget", portfolio), "lever-budget")
    draw_markup(markup('<p class="lever-fixed"><span>{}</span></p>{}', text, boxes))
    if not total:  # a percentage of nothing would move nothing
        return []
    return _percent_slider("All budgets", BUDGET_KEY, sum(now.values()) / total, "budgets", _budgets, portfolio)


def _confidence(portfolio: Portfolio) -> Iterable[Scenario]:
    _name("Benefit confidence")
    base = portfolio.settings.benefit_confidence
    scenario = scenario_in_use.current().benefit_confidence
    value = base if scenario is None else scenario
    _fixed(benefits_that_arrive(value))
    return _percent_slider(
        "Benefits that arrive", CONFIDENCE_KEY, value, "benefit_confidence", _setting, "benefit_confidence", base
    )


def _reserve(portfolio: Portfolio) -> Iterable[Scenario]:
    _name("Reserve")
    base = portfolio.settings.protective_capacity
    scenario = scenario_in_use.current().protective_capacity
    value = base if scenario is None else scenario
    people = sum(people_in(apply(scenario_in_use.current(), portfolio)).values())
    _fixed(reserve_in_people(value, people))
    return _percent_slider(
        "Held in reserve in every pool",
        RESERVE_KEY,
        value,
        "protective_capacity",
        _setting,
        "protective_capacity",
        base,
    )


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
        "Weight of the theme", widgets.key_of("lever-weight", theme), factor, "weights", _entry, "weights", theme
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
    label: str, key: str, factor: float, lever: str, fields_at: FieldsAt, *args: Any
) -> Iterable[Scenario]:
    """A slider in percent over what is worth trying; it reaches further where the value already lies beyond.

    Gives the positions around its own, nearest first.
    """
    points, limit = min(round(factor * 100), _MOST_POINTS), LEVERS[lever]
    least, most = (round(end * 100) for end in limit.slider)
    least, most, step = min(least, points), max(most, points), max(1, round(limit.step * 100))
    st.slider(
        label,
        least,
        most,
        points,
        step=step,
        format="%d %%",
        key=widgets.offer(key, points),
        label_visibility="collapsed",
        on_change=_moved,
        args=(key, fields_at, *args),
    )
    near = [at for at in (points + steps * step for steps in _NEAR) if least <= at <= most]
    positions = (scenario_in_use.position(**fields_at(at, *args)) for at in near)
    return (position for position in positions if position is not None)


def _moved(key: str, fields_at: FieldsAt, *args: Any) -> None:
    points = widgets.value_of(key)
    if points is not None:  # a browser may tell of a slider that another page has left behind
        scenario_in_use.change(**fields_at(points, *args))
        if fields_at is _entry:
            widgets.redraw()


def _name(text: str) -> None:
    draw_markup(markup('<p class="lever-name">{}</p>', text))


def _fixed(text: str, **place: Any) -> None:
    draw_markup(markup('<p class="lever-fixed">{}</p>', text), **place)


def _chosen(name: str) -> None:
    choices.choose(name, widgets.value_of(f"choose-{name}"))


def _entry(points: int, field: str, name: str) -> dict[str, Any]:
    return scenario_in_use.with_entry(field, name, None if points == 100 else points / 100)


def _budgets(points: int, portfolio: Portfolio) -> dict[str, Any]:
    budgets = {portfolio.settings.month(b.start): b.amount * points / 100 for b in portfolio.settings.budgets}
    return {"budgets": {} if points == 100 else budgets}


def _setting(points: int, field: str, base: float) -> dict[str, Any]:
    return {field: None if points == round(base * 100) else points / 100}
