"""A scenario: a small named set of changes to the base portfolio, and applying it.

``engine.portfolio.scenario_reading`` reads scenarios from files and addresses.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from engine.errors import Problem, ScenarioError
from engine.portfolio.model.calendar import iso_month, parse_month
from engine.portfolio.model.fields import Number, Reading, WholeField
from engine.portfolio.model.lever_limits import LEVERS
from engine.portfolio.model.near_miss import did_you_mean
from engine.portfolio.model.portfolio import Pin, Portfolio, Rules
from engine.portfolio.model.record import Factors, Record
from engine.portfolio.model.resources import Pool
from engine.portfolio.model.settings import Budget, Settings, TodaySettings
from engine.portfolio.model.vocabulary import Action, Lift, TodaysPolicy

PLAIN = Reading(decimal=".")
"""How numbers are written in an address, and by programs."""

_YEAR = 12

PIN_REMEDY = "Write accelerate, continue, defer, stop, or the month in which work starts, such as 2027-03"


def _texts(value: Any) -> Any:
    return tuple(sorted((str(k), str(v)) for k, v in value.items())) if isinstance(value, Mapping) else value


def _money_by_month(value: Any) -> Any:
    pairs = value.items() if isinstance(value, Mapping) else value
    return tuple(sorted((iso_month(parse_month(str(month))), amount) for month, amount in pairs))


_SAID = {
    "name": "Name",
    "capacity": "Capacity",
    "flex_share": "Share that can be bought",
    "budgets": "Budget",
    "protective_capacity": "Protective capacity",
    "discount_rate": "Discount rate",
    "benefit_confidence": "Benefit confidence",
    "weights": "Weight",
    "pins": "Pin",
    "lifted": "Lifted rule",
    "max_parallel": "Most projects at once",
    "max_changes": "Most changes",
    "today": "Today's way",
}


class Scenario(Record):
    """Changes to a base portfolio; the empty scenario is the base itself.

    Months are written ``YYYY-MM``, so that a scenario keeps its meaning when the planning month moves. A scenario kept
    from before may hold more than :data:`LEVERS` allow or name what is gone; :func:`fitting` takes that out.
    """

    name: str = "Base"
    capacity: Annotated[Factors, Field(description="factor on a pool's capacity, from month 0 on")] = ()
    flex_share: Annotated[Factors, Field(description="share of capacity that can be bought for a month")] = ()
    budgets: Annotated[Factors, BeforeValidator(_money_by_month)] = ()
    protective_capacity: Number | None = None
    discount_rate: Number | None = None
    benefit_confidence: Number | None = None
    weights: Annotated[Factors, Field(description="factor on a theme's benefits in the objective")] = ()
    pins: Annotated[tuple[tuple[str, str], ...], BeforeValidator(_texts)] = ()
    lifted: frozenset[Lift] = frozenset()
    max_parallel: Annotated[Factors, Field(description="most projects at work at once, by pool")] = ()
    max_changes: WholeField | None = None
    today: Annotated[tuple[tuple[str, str], ...], BeforeValidator(_texts)] = ()

    @property
    def is_base(self) -> bool:
        """True when the scenario changes nothing."""
        return self == Scenario(name=self.name)


@dataclass(frozen=True, slots=True)
class Finding:
    """A part of a scenario that cannot be used: its field, the name within it (or empty), its value, why, a remedy."""

    field: str
    name: str
    value: str
    message: str
    remedy: str

    @property
    def sentence(self) -> str:
        """What was left out and why, for a notice."""
        place = _SAID.get(self.field, self.field) + (f" of {self.name}" if self.name else "")
        said = f" ({self.value})" if self.value else ""
        end = "" if self.remedy.endswith("?") else "."
        return f"{place}{said} was left out: {self.message}. {self.remedy}{end}"

    def problem(self, file: str, line: int | None = None) -> Problem:
        """The finding as a problem of a file.

        ``line`` is ``None`` where the file has no line for it.
        """
        column = f"{self.field}.{self.name}" if self.name else self.field
        return Problem(file, line, column, self.value, self.message, self.remedy)


def scenario_content(scenario: Scenario) -> dict[str, Any]:
    """A scenario as a scenario file holds it: only what differs from the base, mappings in place of pairs."""
    content: dict[str, Any] = {"name": scenario.name}
    for field, info in Scenario.model_fields.items():
        value = getattr(scenario, field)
        if field == "name" or value == info.default:
            continue
        if isinstance(value, frozenset):
            content[field] = sorted(map(str, value))
        else:
            content[field] = dict(value) if isinstance(value, tuple) else value
    return content


def fitting(scenario: Scenario, portfolio: Portfolio) -> tuple[Scenario, tuple[Finding, ...]]:
    """The scenario without what this portfolio does not have or no lever may be, and what was left out."""
    findings = _unfit(scenario, portfolio)
    return _without(scenario, findings), findings


def apply(scenario: Scenario, portfolio: Portfolio) -> Portfolio:
    """A copy of ``portfolio`` with the scenario's changes; the base stays as it is.

    Raises:
        ScenarioError: the scenario names a pool, theme or project that the portfolio does not have, or goes beyond
            the limit of a lever.
    """
    findings = _unfit(scenario, portfolio)
    if findings:
        raise ScenarioError(problems=[finding.problem(f"scenario {scenario.name!r}") for finding in findings])
    factors = dict(scenario.capacity)
    return portfolio.model_copy(
        update={
            "settings": _settings(scenario, portfolio.settings),
            "pools": tuple(_pool(scenario, pool, factors) for pool in portfolio.pools),
            "capacity": tuple(
                c.model_copy(update={"capacity": c.capacity * factors.get(c.pool_id, 1.0)}) for c in portfolio.capacity
            ),
            "rules": _rules(scenario, portfolio),
            "scenario_fingerprint": _fingerprint(scenario, portfolio),
        }
    )


def _fingerprint(scenario: Scenario, portfolio: Portfolio) -> str:
    """A digest of the changes, on top of those made before; their name does not count."""
    if scenario.is_base:
        return portfolio.scenario_fingerprint
    unsaid = {"name"} if scenario.today else {"name", "today"}
    changes = scenario.model_dump(mode="json", exclude=unsaid) | {"lifted": sorted(scenario.lifted)}
    text = portfolio.scenario_fingerprint + json.dumps(changes, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _settings(scenario: Scenario, settings: Settings) -> Settings:
    changes: dict[str, Any] = {
        key: value
        for key in ("protective_capacity", "discount_rate", "benefit_confidence")
        if (value := getattr(scenario, key)) is not None
    }
    if scenario.today:
        changes["today"] = TodaySettings.model_validate(dict(scenario.today), context=PLAIN)
    if scenario.budgets:
        changes["budgets"] = _budgets(scenario, settings)
    return settings.model_copy(update=changes)


def _budgets(scenario: Scenario, settings: Settings) -> tuple[Budget, ...]:
    amounts = {budget.start: budget.amount for budget in settings.budgets}
    amounts |= {parse_month(month) - settings.planning_month: amount for month, amount in scenario.budgets}
    return tuple(Budget(start=start, amount=amount) for start, amount in sorted(amounts.items()))


def _pool(scenario: Scenario, pool: Pool, factors: dict[str, float]) -> Pool:
    shares = dict(scenario.flex_share)
    return pool.model_copy(
        update={
            "capacity_per_month": pool.capacity_per_month * factors.get(pool.pool_id, 1.0),
            "flex_share": shares.get(pool.pool_id, pool.flex_share),
        }
    )


def _rules(scenario: Scenario, portfolio: Portfolio) -> Rules:
    return Rules(
        weights=scenario.weights,
        pins=tuple(_pin(project, text, portfolio.settings) for project, text in scenario.pins),
        lifted=scenario.lifted,
        max_parallel=scenario.max_parallel,
        max_changes=scenario.max_changes,
    )


def _pin(project_id: str, text: str, settings: Settings) -> Pin:
    if text in set(Action):
        return Pin(project_id=project_id, action=Action(text))
    return Pin(project_id=project_id, start=parse_month(text) - settings.planning_month)


def themes_of(portfolio: Portfolio) -> tuple[str, ...]:
    """The themes that can be weighted: those of the settings, then those that only projects name."""
    listed = [theme.name for theme in portfolio.settings.themes]
    return tuple(dict.fromkeys([*listed, *sorted({p.theme for p in portfolio.projects if p.theme})]))


def wrong_pin(text: str) -> str:
    """What is wrong with the text of a pin; empty when nothing."""
    if text in set(Action):
        return ""
    try:
        parse_month(text)
    except ValueError:
        return "this is neither an action nor a month"
    return ""


def wrong_today(entries: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the entries of ``today``: the entry, why, and a remedy; nothing where there are none."""
    for name, text in entries.items():
        if name not in TodaySettings.model_fields:
            known = TodaySettings.model_fields
            yield name, "this key is not known", did_you_mean(name, known, f"Known keys: {', '.join(known)}")
        elif name == "policy":
            if not _is_policy(text):
                yield name, "there is no such policy", f"Write one of: {', '.join(TodaysPolicy)}"
        elif not _is_share(name, text):
            yield name, "this must be a share from 0 to 1", "Write a number such as 0.1"
    if entries and "policy" not in entries:
        yield "", "the policy is missing", f"Write policy with one of: {', '.join(TodaysPolicy)}"


def _is_policy(text: str) -> bool:
    try:
        TodaySettings.model_validate({"policy": text})
    except ValueError:
        return False
    return True


def _is_share(name: str, text: str) -> bool:
    try:
        TodaySettings.model_validate({"policy": TodaysPolicy.SHARED, name: text}, context=PLAIN)
    except ValueError:
        return False
    return True


def _beyond_limits(scenario: Scenario) -> Iterator[Finding]:
    for field, limit in LEVERS.items():
        value = getattr(scenario, field)
        entries = value if isinstance(value, tuple) else () if value is None else (("", value),)
        for name, number in entries:
            wrong = limit.finds(number)
            if wrong:
                yield Finding(field, name, f"{number:.10g}", *wrong)
    today = dict(scenario.today)
    for name, message, remedy in wrong_today(today):
        yield Finding("today", name, today.get(name, ""), message, remedy)
    for project, text in scenario.pins:
        wrong_text = wrong_pin(text)
        if wrong_text:
            yield Finding("pins", project, text, wrong_text, PIN_REMEDY)


def _strangers(scenario: Scenario, portfolio: Portfolio) -> Iterator[Finding]:
    known: dict[str, tuple[tuple[str, ...], str]] = {
        "capacity": (tuple(portfolio.pools_by_id), "pool"),
        "flex_share": (tuple(portfolio.pools_by_id), "pool"),
        "max_parallel": (tuple(portfolio.pools_by_id), "pool"),
        "weights": (themes_of(portfolio), "theme"),
        "pins": (tuple(portfolio.projects_by_id), "project"),
    }
    for field, (names, kind) in known.items():
        for name, value in getattr(scenario, field):
            if name not in names:
                remedy = did_you_mean(name, names, f"Name a {kind} of the portfolio")
                text = value if isinstance(value, str) else f"{value:.10g}"
                yield Finding(field, name, text, f"there is no {kind} {name!r}", remedy)


def _overlapping(scenario: Scenario, portfolio: Portfolio) -> Iterator[Finding]:
    """Years of budgets that overlap with another: the money of a month would be limited twice, as nobody means."""
    own = {portfolio.settings.planning_month + budget.start for budget in portfolio.settings.budgets}
    taken = sorted(own)
    for text, amount in scenario.budgets:
        month = parse_month(text)
        if month in own:
            continue
        other = next((start for start in taken if abs(start - month) < _YEAR), None)
        if other is None:
            taken.append(month)
            continue
        message = f"this year overlaps with the year that begins in {iso_month(other)}"
        remedy = f"Name {iso_month(other)} to replace its money, or a year that begins when the last one ends"
        yield Finding("budgets", text, f"{amount:.10g}", message, remedy)


def _unfit(scenario: Scenario, portfolio: Portfolio) -> tuple[Finding, ...]:
    return (*_beyond_limits(scenario), *_strangers(scenario, portfolio), *_overlapping(scenario, portfolio))


def _without(scenario: Scenario, findings: tuple[Finding, ...]) -> Scenario:
    if not findings:
        return scenario
    left_out = {(finding.field, finding.name) for finding in findings}
    changes: dict[str, Any] = {}
    for field in {field for field, _ in left_out}:
        value = getattr(scenario, field)
        entries = (
            tuple(pair for pair in value if (field, pair[0]) not in left_out) if isinstance(value, tuple) else None
        )
        changes[field] = () if field == "today" else entries
    return scenario.model_copy(update=changes)
