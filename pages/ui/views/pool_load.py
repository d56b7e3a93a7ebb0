"""One pool under the plan on screen, month by month."""

from __future__ import annotations

from engine.portfolio import Portfolio
from pages.ui.charts.draw import draw
from pages.ui.charts.pool_load import pool_load
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.text import title
from pages.ui.parts.theme import palette


def load_of(answer: Answer, portfolio: Portfolio, pool: str | None, *, labels: bool = True) -> None:
    """The pool's load beside its capacity, and the days bought on top; nothing where there is no pool.

    Without ``labels`` its months are those of the chart below.
    """
    if pool is None:
        return
    result, colours, name = answer.plan, palette(), portfolio.pools_by_id[pool].name
    title(
        f"{name} under this plan", "Person-days a month. Line: capacity after the reserve. Orange: extra days bought."
    )
    key, text = f"{answer.key}|{pool}|{labels}", f"Load of {name} by month"
    draw("pool-load", key, colours, lambda: pool_load(result, portfolio, pool, colours, labels=labels), text)
