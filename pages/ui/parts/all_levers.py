"""All other fields of a scenario, one click away: pools in a table, rules and rates beside it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from engine.portfolio import Lift, Portfolio
from engine.portfolio.model.lever_limits import LEVERS
from pages.ui.parts.levers import weight_of_theme
from pages.ui.session import scenario_in_use, widgets

PANEL = "all-levers"
_RATE = "lever-discount_rate"
_POOL_COLUMNS = {"Capacity %": "capacity", "Flex %": "flex_share", "At once": "max_parallel"}
_LIFT_WORDS = {
    Lift.MANDATES: "Mandatory projects",
    Lift.FLOORS: "Theme floors",
    Lift.EXCLUSIONS: "Exclusive groups",
}


def all_levers(portfolio: Portfolio) -> None:
    """The panel with everything a scenario can change, besides the four sliders and pins; drawn once it is opened."""
    panel = st.expander("All other levers", key=PANEL, icon=":material/tune:", on_change="rerun")
    if not panel.open:
        return
    with panel:
        pools, rules = st.columns([3, 2], gap="large")
        with pools:
            _pools(portfolio)
        with rules:
            weight_of_theme(portfolio)
            _rates(portfolio)
            _rules()


def _pools(portfolio: Portfolio) -> None:
    st.caption("Pools: capacity against today, share that can be bought for a month, most projects at once")
    key = widgets.table_key("pools")
    st.data_editor(
        _pool_table(portfolio),
        key=key,
        hide_index=True,
        placeholder="no limit",
        disabled=["Pool"],
        column_config={
            "Capacity %": _percent_column("capacity"),
            "Flex %": _percent_column("flex_share"),
            "At once": st.column_config.NumberColumn(**_whole("max_parallel"), help="Empty: no limit"),
        },
        on_change=_pools_edited,
        args=(key, tuple(p.pool_id for p in portfolio.pools), {p.pool_id: p.flex_share for p in portfolio.pools}),
    )


def _percent_column(lever: str) -> Any:
    least, most, step = (round(end * 100) for end in (LEVERS[lever].low, LEVERS[lever].high, LEVERS[lever].step))
    return st.column_config.NumberColumn(min_value=least, max_value=most, step=step, format="%d %%")


def _whole(lever: str) -> dict[str, int]:
    limit = LEVERS[lever]
    return {"min_value": int(limit.low), "max_value": int(limit.high), "step": 1}


def _pool_table(portfolio: Portfolio) -> pd.DataFrame:
    scenario = scenario_in_use.current()
    factors, flex, most = dict(scenario.capacity), dict(scenario.flex_share), dict(scenario.max_parallel)
    return pd.DataFrame(
        {
            "Pool": [p.name for p in portfolio.pools],
            "Capacity %": [round(factors.get(p.pool_id, 1.0) * 100) for p in portfolio.pools],
            "Flex %": [round(flex.get(p.pool_id, p.flex_share) * 100) for p in portfolio.pools],
            "At once": pd.array([most.get(p.pool_id) for p in portfolio.pools], dtype="Int64"),
        }
    )


def _pools_edited(key: str, pools: tuple[str, ...], base_flex: dict[str, float]) -> None:
    for row, cells in widgets.value_of(key)["edited_rows"].items():
        pool = pools[int(row)]
        for column, value in cells.items():
            field = _POOL_COLUMNS[column]
            scenario_in_use.change_entry(field, pool, _entry(field, value, base_flex[pool]))


def _entry(field: str, value: float | None, base_flex: float) -> float | None:
    """What a cell means for the scenario; ``None`` where it says the same as the base."""
    if value is None or field == "max_parallel":
        return value
    base = 100 if field == "capacity" else round(base_flex * 100)
    return None if value == base else value / 100


def _rates(portfolio: Portfolio) -> None:
    base, limit = portfolio.settings.discount_rate, LEVERS["discount_rate"]
    now = scenario_in_use.current().discount_rate
    points = round((base if now is None else now) * 100, 1)
    least, most = (end * 100 for end in limit.slider)
    st.slider(
        "Discount rate a year, real", min(least, points), max(most, points), points, step=limit.step * 100,
        format="%.1f %%", key=widgets.offer(_RATE, points), on_change=_set_rate, args=(base,),
    )  # fmt: skip


def _rules() -> None:
    scenario = scenario_in_use.current()
    lifted = sorted(scenario.lifted)
    st.pills(
        "Lift rules",
        list(Lift),
        selection_mode="multi",
        wrap=True,
        default=lifted,
        format_func=_LIFT_WORDS.__getitem__,
        key=widgets.offer("lever-lift", lifted),
        on_change=_set_lift,
        help="What the data asks for is set aside in this scenario",
    )
    st.number_input(
        "Most changes from today's plan",
        **_whole("max_changes"),
        value=scenario.max_changes,
        placeholder="no limit",
        key=widgets.offer("lever-changes", scenario.max_changes),
        on_change=_set_changes,
    )


def _set_rate(base: float) -> None:
    points = widgets.value_of(_RATE)
    if points is None:
        return
    scenario_in_use.change(discount_rate=None if points == round(base * 100, 1) else points / 100)


def _set_lift() -> None:
    scenario_in_use.change(lifted=frozenset(widgets.value_of("lever-lift")))


def _set_changes() -> None:
    scenario_in_use.change(max_changes=widgets.value_of("lever-changes"))
