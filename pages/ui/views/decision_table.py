"""The table that proves the recommendation: one row a project, sortable, searchable, to be taken away."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from engine.explain.risk import badge
from engine.optimise.recommendation import Recommendation
from engine.portfolio import Portfolio
from engine.portfolio.model.calendar import ordinal_of
from engine.wording.actions import ORDER, label
from engine.wording.formats import MINUS, NONE, column_unit, month, moved
from pages.ui.jobs.cached import decisions_table
from pages.ui.parts.figures import Amount, Figures
from pages.ui.parts.tables import download
from pages.ui.parts.theme import Palette
from pages.ui.session import choices, widgets
from pages.ui.views.verdicts import Verdicts, verdicts

_DATES = ["Plan start", "Start", "Plan finish", "Finish"]
_HELP = {
    "Sure": "How often the action is chosen again in drawn futures; see the page Risk",
    "Why": "What the recommendation rests on",
    "Finish": "The first month after the work: benefits begin in it",
    "Value": "Expected net present value of the recommended option",
    "Change": "Value less the value of today's plan on paper, which no capacity limits",
}


def decisions(result: Recommendation, portfolio: Portfolio, key: str, colours: Palette) -> None:
    """Draw the table; a click on a row chooses its project."""
    table = with_verdicts(decisions_table(result, portfolio, key), verdicts(portfolio, result))
    size, unit = column_unit(list(table["Value"]) + list(table["Change"]), result.currency)
    rows = table.drop(columns="project_id")
    st.dataframe(
        _styled(rows, size, colours),
        hide_index=True,
        height=min(38 + 35 * len(rows), 738),
        key="decisions",
        placeholder=NONE,
        on_select=lambda: _row_chosen(tuple(table["project_id"])),
        selection_mode="single-row",
        column_config=_columns(unit),
        alt="Recommended action, dates and value of every project",
    )
    download("recommended-actions", lambda: to_take_away(table, result.currency))


def with_verdicts(table: pd.DataFrame, known_verdicts: Verdicts) -> pd.DataFrame:
    """The table with how sure each decision is, where that is known."""
    if not known_verdicts:
        return table
    sure = [badge(known_verdicts[i].verdict) if i in known_verdicts else "" for i in table["project_id"]]
    table = table.copy()
    table.insert(table.columns.get_loc("Action") + 1, "Sure", sure)
    return table


def _styled(rows: pd.DataFrame, size: float, colours: Palette) -> Styler:
    inks = {label(action): f"color: {colours.text(action)}; font-weight: 600" for action in ORDER}
    formats = dict.fromkeys(_DATES, _month) | {"Months moved": _moved}
    formats |= {"Value": lambda v: _aligned(v / size), "Change": lambda v: _aligned(v / size, signed=True)}
    return rows.style.format(formats).map(lambda text: inks.get(text, ""), subset=["Action"])


def _columns(unit: str) -> dict[str, object]:
    column = st.column_config
    settings: dict[str, object] = {
        "Project": column.TextColumn(width=165),
        "Action": column.TextColumn(width=100),
        "Sure": column.TextColumn(help=_HELP["Sure"], width=84),
        "Why": column.TextColumn(help=_HELP["Why"], width=136),
        "Months moved": column.NumberColumn("Moved", width=112),
    }
    settings |= {n: column.NumberColumn(f"{n}, {unit}", help=_HELP[n], width=84) for n in ("Value", "Change")}
    return settings | {n: column.DatetimeColumn(n, help=_HELP.get(n), width=77) for n in _DATES}


def _row_chosen(projects: tuple[str, ...]) -> None:
    rows = widgets.value_of("decisions")["selection"]["rows"]
    choices.choose("project", projects[rows[0]] if rows else None)


def _month(value: pd.Timestamp) -> str:
    return NONE if pd.isna(value) else month(ordinal_of(value))


def _moved(value: int | None) -> str:
    return NONE if pd.isna(value) else moved(int(value))


def _aligned(value: float, *, signed: bool = False) -> str:
    rounded = round(value, 2)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{abs(rounded):,.2f}"


def to_take_away(table: pd.DataFrame, currency: str) -> Figures:
    """The table for a download: actions as words alone, dates as months."""
    plain = table.assign(Action=table["Action"].str.split(" ").str[-1].str.lower())
    return Figures(plain, currency, amounts=dict.fromkeys(("Value", "Change"), Amount()), months=_DATES)
