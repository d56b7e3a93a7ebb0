"""Before and after in words: one short figure a matter, its value before and now, and what that is more or less."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.explain.scenario import differences
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.scenario import Scenario
from engine.report.comparison import BeforeAfter, Flip
from engine.wording.actions import GLYPHS
from engine.wording.formats import SPACE, balance, count, listed, measured, number
from engine.wording.glossary import TOO_CLOSE

_NOTHING = 0.5
"""Money below which an amount is written as nothing."""

_NAMED = 4
"""Projects named in the strip; the others are counted, and named where all are listed."""

POSITION_A = "A, as kept"
UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """One matter: its name, what it was and is, what the change is, and ``tone`` (up, down, same or open).

    Without ``was`` it has not changed.
    """

    name: str
    was: str
    now: str
    change: str
    tone: str


def changed_figures(
    result: BeforeAfter,
    portfolio: Portfolio,
    constraint: tuple[str | None, str | None],
    *,
    is_confirmed: bool = True,
) -> tuple[ChangedFigure, ...]:
    """Value, people, cash of the fiscal year, constraint; ``constraint`` are the pools before and now, by id.

    Unless both pools are confirmed by solving again (``is_confirmed``), the figure says that it is a first measure.
    """
    currency = portfolio.settings.currency
    value = _money("Value of the plan", *result.value, currency)
    if not result.decided and value.tone != "same":
        value = replace(value, change=TOO_CLOSE, tone="open")
    cash = _money(f"Cash in {result.year}", *result.cash, currency)
    return value, _people(result, portfolio), cash, _constraint(constraint, portfolio, is_confirmed=is_confirmed)


def constraint_to_come(figure: ChangedFigure) -> ChangedFigure:
    """The constraint while a first measure of it is still being taken."""
    return replace(figure, was="", now="being found …", change="", tone="open")


def flips_in_short(result: BeforeAfter, portfolio: Portfolio) -> tuple[str, ...]:
    """Actions that flipped, by the name of the project: ``CRM Renewal ● → ■ stop``; the last counts those left."""
    named = [flip_in_words(flip, portfolio) for flip in result.flipped[:_NAMED]]
    if len(result.flipped) > _NAMED:
        named.append(f"{len(result.flipped) - _NAMED} more")
    return tuple(named)


def flip_in_words(flip: Flip, portfolio: Portfolio) -> str:
    """One project that is treated otherwise: ``CRM Renewal: continue → stop``."""
    name = portfolio.projects_by_id[flip.project_id].name
    after = f"{GLYPHS[flip.after]}{SPACE}{flip.after.value}"
    return f"{name}: {flip.before.value} → {after}"


def flips_counted(result: BeforeAfter) -> str:
    """How many projects are treated otherwise, and how many only move."""
    flipped, moved = len(result.flipped), len(result.moved)
    if not flipped and not moved:
        return "No project is treated otherwise"
    said = count(flipped, "action") + " changed" if flipped else "No action changed"
    return f"{said}, {count(moved, 'project')} on other dates" if moved else said


def nothing_to_compare(against: str) -> str:
    """In place of the strip while nothing has been moved."""
    return f"Nothing has changed against {against}. Move a lever: before and after stand here."


def no_plan_to_compare(against: str, *, is_coming: bool) -> str:
    """In place of the strip where one of the two has no plan, or none yet."""
    return f"Comparing with {against} …" if is_coming else f"There is no plan to compare with {against}."


def position_in_words(scenario: Scenario, portfolio: Portfolio) -> str:
    """A position by what it changes from the base: ``Integration +20 %, budgets −10 %``; ``the base``."""
    changed = differences(scenario, portfolio)
    return listed(changed) if changed else "the base"


def capacity_in_people(before: float, after: float) -> str:
    """A pool's full-time people as a lever moves them: ``16 → 18 people``, ``16 people``.

    ``before`` and ``after`` are full-time people, not days.
    """
    if number(before) == number(after):
        return measured(after, "person", "people")
    return f"{number(before)} → {measured(after, 'person', 'people')}"


def _money(name: str, before: float, after: float, currency: str) -> ChangedFigure:
    written = balance(after, before, currency)
    if abs(after - before) < _NOTHING:
        return ChangedFigure(name, "", written.first, UNCHANGED, "same")
    return ChangedFigure(name, written.second, written.first, written.change, "up" if after > before else "down")


def _people(result: BeforeAfter, portfolio: Portfolio) -> ChangedFigure:
    if not result.pools:
        return ChangedFigure("People", "", number(result.people[1]), UNCHANGED, "same")
    if len(result.pools) == 1:
        (one,) = result.pools
        name = portfolio.pools_by_id[one.pool_id].name
        return _people_of(name, one.before, one.after)
    return _people_of(count(len(result.pools), "pool"), *result.people)


def _people_of(name: str, before: float, after: float) -> ChangedFigure:
    apart = after - before
    tone = "same" if number(before) == number(after) else "up" if apart > 0 else "down"
    change = f"{measured(abs(apart), 'person', 'people')} {'more' if apart > 0 else 'fewer'}"
    return ChangedFigure(f"{name}, people", number(before), number(after), change, tone)


def _constraint(
    constraint: tuple[str | None, str | None], portfolio: Portfolio, *, is_confirmed: bool
) -> ChangedFigure:
    was, now = (_pool(pool, portfolio) for pool in constraint)
    name = "Constraint" if is_confirmed else "Constraint, first estimate"
    if was == now:
        return ChangedFigure(name, "", now, UNCHANGED, "same")
    return ChangedFigure(name, was, now, "has moved", "open")


def _pool(pool_id: str | None, portfolio: Portfolio) -> str:
    return "none" if pool_id is None else portfolio.pools_by_id[pool_id].name
