"""What changed between two months of data, in words: slips first, then costs, benefits, what is new and gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.portfolio import Portfolio
from engine.portfolio.months.difference import NOTABLE, DataDifference, ProjectMoved
from engine.portfolio.months.editing import THERE, Change
from engine.portfolio.months.store import DataMonth
from engine.wording.formats import NONE, count, measured, money, month, months, percent, whole


def changed_in_short(changed: DataDifference, before: Portfolio) -> str:
    """The sentence that leads: how many slipped and by how much, whose cost and benefit moved, what is new and gone."""
    since = f"Since {month(before.settings.planning_month)}"
    parts = [
        _slips(changed),
        _several(changed.costs_moved, "cost"),
        _several(changed.benefits_moved, "benefit"),
        f"{count(len(changed.new), 'project')} new" if changed.new else "",
        f"{count(len(changed.gone), 'project')} gone" if changed.gone else "",
    ]
    said = [part for part in parts if part]
    moved = f"{since}: {'; '.join(said)}." if said else f"{since} nothing has moved."
    return moved if changed.is_in_one_currency else f"{moved} {amounts_not_compared(changed)}"


def amounts_not_compared(changed: DataDifference) -> str:
    """That amounts before and after are in two currencies."""
    then, now = changed.currencies
    return f"Amounts are not compared: they were in {then} and are in {now}."


def changes_table(changed: DataDifference, after: Portfolio, most: int = 12) -> list[dict[str, str]]:
    """The largest changes as rows: project, what moved, before and after."""
    currency = after.settings.currency
    rows = [_row(m, "Finish", "", months(m.months) + " later") for m in changed.slipped]
    rows += [_row(m, "Cost", money(m.cost[0], currency), money(m.cost[1], currency)) for m in changed.costs_moved]
    rows += [
        _row(m, "Benefit a year", money(12 * m.benefit[0], currency), money(12 * m.benefit[1], currency))
        for m in changed.benefits_moved
    ]
    rows += [{"Project": p.name, "What": "New", "Before": "", "After": ""} for p in changed.new]
    rows += [{"Project": p.name, "What": "Gone", "Before": "", "After": ""} for p in changed.gone]
    return rows[:most]


def perhaps_the_same(new: str, gone: str, after: Portfolio) -> str:
    """The question whether a new id is a project that was there before under another."""
    return f"Is {after.projects_by_id[new].name} ({new}) the project that was {gone}?"


def edited_in_short(changed: Sequence[Change]) -> str:
    """What has been changed by hand and not yet saved."""
    rows = [change for change in changed if not change.column]
    parts = [
        count(len(changed) - len(rows), "cell") + " changed" if len(rows) < len(changed) else "",
        count(sum(change.after == THERE for change in rows), "row") + " added",
        count(sum(change.before == THERE for change in rows), "row") + " taken away",
    ]
    said = [part for part in parts if part and not part.startswith("0")]
    return f"{', '.join(said)}, not yet saved." if said else "Nothing has been changed yet."


def edits_table(changed: Sequence[Change], most: int = 30) -> list[dict[str, str]]:
    """What was changed by hand as rows: table, row, column, before and after."""
    return [_edit_row(change, "Before", "After") for change in changed[:most]]


def both_changed(both: Sequence[Change]) -> str:
    """Whether two who saved one month changed the same cells."""
    if not both:
        return "You changed different cells, so your changes can be applied to theirs without loss."
    cells = count(len(both), "cell")
    return f"You both changed {cells}; applied to theirs, yours stand. Their version stays among the saved months."


def both_changed_table(both: Sequence[Change], most: int = 30) -> list[dict[str, str]]:
    """Cells that two changed differently as rows, theirs beside yours."""
    return [_edit_row(change, "Theirs", "Yours") for change in both[:most]]


def next_month_says(portfolio: Portfolio) -> str:
    """What has to be looked at before data becomes that of the next month; empty where nothing has."""
    flying = [p for p in portfolio.projects if p.in_flight]
    if not flying:
        return ""
    are, they = ("are", "they end") if len(flying) > 1 else ("is", "it ends")
    return (
        f"{count(len(flying), 'project')} {are} in flight. What remains (months, cost, days) counts from the month of "
        f"the data: unless you bring it up to date, {they} a month later in the next month's data."
    )


def edited_from(base: DataMonth | None, portfolio: Portfolio) -> str:
    """From what data were edited, for the record of a saved month.

    ``base`` is ``None`` where the data are not those of a saved month.
    """
    if base is None:
        return f"{portfolio.settings.name}, edited on the page"
    return f"{base.month}, version {base.version}, edited on the page"


def rows_say(table: str, rows: int) -> str:
    """How a table to be edited is numbered, and how a row is taken away.

    ``rows`` is how many the table has.
    """
    return (
        f"{whole(rows)} rows of {table}, numbered as the checks name them. Enter keeps a cell; a new line at the end "
        "adds a row; ticked rows go with the bin."
    )


def _edit_row(change: Change, before: str, after: str) -> dict[str, str]:
    return {
        "Table": change.table,
        "Row": change.row,
        "Column": change.column.replace("_", " ") or "the row",
        before: change.before or NONE,
        after: change.after or NONE,
    }


def _slips(changed: DataDifference) -> str:
    if not changed.slipped:
        return ""
    slipped = count(len(changed.slipped), "project")
    return f"{slipped} slipped, by a median of {measured(changed.median_slip, 'month')}"


def _several(moved: Iterable[ProjectMoved], what: str) -> str:
    projects = list(moved)
    return f"the {what} of {len(projects)} moved by more than {percent(NOTABLE)}" if projects else ""


def _row(moved: ProjectMoved, what: str, before: str, after: str) -> dict[str, str]:
    return {"Project": moved.after.name, "What": what, "Before": before, "After": after}
