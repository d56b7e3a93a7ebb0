"""Names of rules in conflict, such as ``capacity[integration,2027-03]``, in words a steering group uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from engine.portfolio import Portfolio
from engine.portfolio.calendar import parse_month
from engine.portfolio.scenario import Scenario
from pages.ui.formats import listed, money, month
from pages.ui.theme import WORDS

_NAME = re.compile(r"(\w+)(?:\[(.*)\])?")
MOST_NAMED = 4


def conflict_sentence(conflict: Sequence[str], portfolio: Portfolio, scenario: Scenario) -> str:
    """One sentence that says which rules cannot hold together."""
    words = list(dict.fromkeys(in_words(name, portfolio, scenario) for name in _fewest(conflict)))
    if not words:
        return "No plan meets all rules of this scenario."
    if len(words) == 1:
        return f"No plan can satisfy {words[0]}."
    left_out = len(words) - MOST_NAMED
    if left_out > 0:
        words = [*words[:MOST_NAMED], f"{left_out} more"]
    return f"These rules cannot hold together: {listed(words)}."


def in_words(name: str, portfolio: Portfolio, scenario: Scenario) -> str:
    """One rule in words; a name of an unknown family is given as it is."""
    found = _NAME.fullmatch(name)
    if not found:
        return name
    family, inside = found.group(1), found.group(2) or ""
    write = _FAMILIES.get(family)
    return name if write is None else write(inside, portfolio, scenario)


def _fewest(conflict: Sequence[str]) -> list[str]:
    """Rules that differ only in their month count once: the first month stands for them."""
    seen: dict[str, str] = {}
    for name in conflict:
        seen.setdefault(re.sub(r",\d{4}-\d{2}\]$", "]", name), name)
    return list(seen.values())


def _capacity(inside: str, portfolio: Portfolio, _: Scenario) -> str:
    pool, when = _split(inside)
    return f"the capacity of {_pool(pool, portfolio)} in {_month(when)}"


def _mandatory(inside: str, portfolio: Portfolio, _: Scenario) -> str:
    project = portfolio.projects_by_id.get(inside)
    until = (
        "" if project is None or project.latest_finish is None else f" by {_offset(project.latest_finish, portfolio)}"
    )
    return f"{_project(inside, portfolio)} is mandatory and must be done{until}"


def _pin(inside: str, portfolio: Portfolio, scenario: Scenario) -> str:
    return pin_in_words(inside, dict(scenario.pins).get(inside, ""), portfolio)


def _floor(inside: str, portfolio: Portfolio, _: Scenario) -> str:
    floor = next((t.floor for t in portfolio.settings.themes if t.name == inside), None)
    share = "" if floor is None else f" of {floor:.0%}".replace("%", "\u00a0%")
    return f"the floor{share} for {inside}"


def _budget(inside: str, portfolio: Portfolio, scenario: Scenario) -> str:
    amounts = {portfolio.settings.month(b.start): b.amount for b in portfolio.settings.budgets} | dict(scenario.budgets)
    amount = f" of {money(amounts[inside], portfolio.settings.currency)}" if inside in amounts else ""
    return f"the budget{amount} for the year from {_month(inside)}"


def _precedence(inside: str, portfolio: Portfolio, _: Scenario) -> str:
    pair, _when = _split(inside)
    before, _arrow, after = pair.partition("→")
    return f"{_project(after, portfolio)} waits for {_project(before, portfolio)}"


def _exclusive(inside: str, portfolio: Portfolio, _: Scenario) -> str:
    members = [p.name for p in portfolio.projects if p.exclusive_group == inside]
    return f"only one of {listed(members, 'or')} may run" if members else f"only one project of {inside} may run"


def _changes(_inside: str, _portfolio: Portfolio, scenario: Scenario) -> str:
    return f"at most {scenario.max_changes} changes from today's plan"


def _parallel(inside: str, portfolio: Portfolio, scenario: Scenario) -> str:
    pool, when = _split(inside)
    most = dict(scenario.max_parallel).get(pool)
    limit = "a limit on" if most is None else f"at most {most:g}"
    return f"{limit} projects at once in {_pool(pool, portfolio)} in {_month(when)}"


_FAMILIES: dict[str, Callable[[str, Portfolio, Scenario], str]] = {
    "capacity": _capacity,
    "mandatory": _mandatory,
    "pin": _pin,
    "floor": _floor,
    "budget": _budget,
    "precedence": _precedence,
    "exclusive": _exclusive,
    "max_changes": _changes,
    "parallel": _parallel,
}


def pin_in_words(project_id: str, pin: str, portfolio: Portfolio) -> str:
    """``Data Lake is pinned to start in Mar 2027``."""
    name = _project(project_id, portfolio)
    if pin in WORDS:
        return f"{name} is pinned to {pin}"
    return f"{name} is pinned to start in {_month(pin)}" if pin else f"the pin on {name}"


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
