"""Names of rules, such as ``capacity[integration,2027-03]``, in words a steering group uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from engine.portfolio.model.calendar import parse_month
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.wording.formats import SPACE, count, listed, money, month

_NAME = re.compile(r"(\w+)(?:\[(.*)\])?")


def rule_in_words(name: str, portfolio: Portfolio) -> str:
    """One rule of a portfolio (scenario applied) in words; a name of an unknown family is given as it is."""
    match = _NAME.fullmatch(name)
    if not match:
        return name
    family, inside = match.group(1), match.group(2) or ""
    write = _FAMILIES.get(family)
    return name if write is None else write(inside, portfolio)


def subject_of(name: str, portfolio: Portfolio) -> str:
    """The name of the project that a mandate or a pin is about."""
    return _project(name.partition("[")[2].removesuffix("]"), portfolio)


def fewest(conflict: Sequence[str]) -> list[str]:
    """Rules that differ only in their month count once: the first month stands for them."""
    seen: dict[str, str] = {}
    for name in conflict:
        seen.setdefault(re.sub(r",\d{4}-\d{2}\]$", "]", name), name)
    return list(seen.values())


def pin_in_words(pin: Pin, portfolio: Portfolio) -> str:
    """``Data Lake is pinned to start in Mar 2027``."""
    name = _project(pin.project_id, portfolio)
    if pin.action is not None:
        return f"{name} is pinned to {pin.action.value}"
    return f"{name} is pinned to start in {_offset(pin.start or 0, portfolio)}"


def _capacity(inside: str, portfolio: Portfolio) -> str:
    pool, when = _split(inside)
    return f"the capacity of {_pool(pool, portfolio)} in {_month(when)}"


def _mandatory(inside: str, portfolio: Portfolio) -> str:
    project = portfolio.projects_by_id.get(inside)
    latest = None if project is None else project.latest_finish
    until = "" if latest is None else f" by {_offset(latest, portfolio)}"
    return f"{_project(inside, portfolio)} is mandatory and must be done{until}"


def _latest_finish(inside: str, portfolio: Portfolio) -> str:
    project = portfolio.projects_by_id.get(inside)
    latest = None if project is None else project.latest_finish
    return f"{_project(inside, portfolio)} must be done" + (
        "" if latest is None else f" by {_offset(latest, portfolio)}"
    )


def _earliest_start(inside: str, portfolio: Portfolio) -> str:
    project = portfolio.projects_by_id.get(inside)
    earliest = "" if project is None else f" before {_offset(project.earliest, portfolio)}"
    return f"{_project(inside, portfolio)} may not start{earliest}"


def _pin(inside: str, portfolio: Portfolio) -> str:
    pin = next((p for p in portfolio.rules.pins if p.project_id == inside), None)
    return f"the pin on {_project(inside, portfolio)}" if pin is None else pin_in_words(pin, portfolio)


def _floor(inside: str, portfolio: Portfolio) -> str:
    floor = next((t.floor for t in portfolio.settings.themes if t.name == inside), None)
    share = "" if floor is None else f" of {floor:.0%}".replace("%", f"{SPACE}%")
    return f"the floor{share} for {inside}"


def _budget(inside: str, portfolio: Portfolio) -> str:
    settings = portfolio.settings
    amounts = {settings.month(b.start): b.amount for b in settings.budgets}
    amount = f" of {money(amounts[inside], settings.currency)}" if inside in amounts else ""
    return f"the budget{amount} for the year from {_month(inside)}"


def _precedence(inside: str, portfolio: Portfolio) -> str:
    pair, _when = _split(inside)
    before, _arrow, after = pair.partition("→")
    return f"{_project(after, portfolio)} waits for {_project(before, portfolio)}"


def _exclusive(inside: str, portfolio: Portfolio) -> str:
    members = [p.name for p in portfolio.projects if p.exclusive_group == inside]
    return f"only one of {listed(members, 'or')} may run" if members else f"only one project of {inside} may run"


def _changes(_inside: str, portfolio: Portfolio) -> str:
    most = portfolio.rules.max_changes
    limit = "on changes" if most is None else f"of {count(most, 'change')}"
    return f"the limit {limit} from today's plan"


def _parallel(inside: str, portfolio: Portfolio) -> str:
    pool, when = _split(inside) if "," in inside else (inside, "")
    most = dict(portfolio.rules.max_parallel).get(pool)
    limit = "on projects" if most is None else f"of {count(int(most), 'project')}"
    return f"the limit {limit} at once in {_pool(pool, portfolio)}" + (f" in {_month(when)}" if when else "")


_FAMILIES: dict[str, Callable[[str, Portfolio], str]] = {
    "capacity": _capacity,
    "mandatory": _mandatory,
    "latest_finish": _latest_finish,
    "earliest_start": _earliest_start,
    "pin": _pin,
    "floor": _floor,
    "budget": _budget,
    "precedence": _precedence,
    "exclusive": _exclusive,
    "max_changes": _changes,
    "parallel": _parallel,
}


def _split(inside: str) -> tuple[str, str]:
    name, _, when = inside.rpartition(",")
    return name, when


def _month(text: str) -> str:
    try:
        return month(parse_month(text))
    except ValueError:
        return text


def _offset(offset: int, portfolio: Portfolio) -> str:
    return month(portfolio.settings.planning_month + offset)


def _pool(pool_id: str, portfolio: Portfolio) -> str:
    pool = portfolio.pools_by_id.get(pool_id)
    return pool.name if pool else pool_id


def _project(project_id: str, portfolio: Portfolio) -> str:
    project = portfolio.projects_by_id.get(project_id)
    return project.name if project else project_id
