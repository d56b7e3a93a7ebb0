"""What changed between two months of data, in words: slips first, then costs, benefits, what is new and gone."""

from __future__ import annotations

from collections.abc import Iterable

from engine.portfolio import Portfolio
from engine.portfolio.months.difference import NOTABLE, DataDifference, ProjectMoved
from engine.wording.formats import count, measured, money, month, months, percent


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
    return f"{since}: {'; '.join(said)}." if said else f"{since} nothing has moved."


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


def _slips(changed: DataDifference) -> str:
    if not changed.slipped:
        return ""
    slipped = count(len(changed.slipped), "project")
    return f"{slipped} slipped, by {measured(changed.median_slip, 'month')} in the middle"


def _several(moved: Iterable[ProjectMoved], what: str) -> str:
    projects = list(moved)
    return f"the {what} of {len(projects)} moved by more than {percent(NOTABLE)}" if projects else ""


def _row(moved: ProjectMoved, what: str, before: str, after: str) -> dict[str, str]:
    return {"Project": moved.after.name, "What": what, "Before": before, "After": after}
