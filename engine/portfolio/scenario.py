"""A scenario: a small named set of changes to the base portfolio, and applying it.

A scenario file is YAML with the fields of :class:`Scenario`; every field may be missing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator, ConfigDict, Field, ValidationError

from engine.errors import ScenarioError
from engine.portfolio.calendar import iso_month, parse_month
from engine.portfolio.objects import Budget, Factors, Pin, Pool, Portfolio, Record, Rules, Settings
from engine.portfolio.vocabulary import Action, Lift


def _texts(value: Any) -> Any:
    """Mappings as sorted pairs of text; YAML reads ``2027-03-01`` as a date, which becomes text again."""
    return tuple(sorted((str(k), str(v)) for k, v in value.items())) if isinstance(value, Mapping) else value


def _money_by_month(value: Any) -> Any:
    if isinstance(value, Mapping):
        value = [{"from": month, "amount": amount} for month, amount in value.items()]
    if isinstance(value, Iterable) and not isinstance(value, str | tuple):
        return tuple(sorted((iso_month(parse_month(str(b["from"]))), b["amount"]) for b in value))
    return value


class Scenario(Record):
    """Changes to a base portfolio; the empty scenario is the base itself.

    Months are written ``YYYY-MM``, so that a scenario keeps its meaning when the planning month moves.
    """

    model_config = ConfigDict(allow_inf_nan=False)

    name: str = "Base"
    capacity: Annotated[Factors, Field(description="factor on a pool's capacity, from month 0 on")] = ()
    flex_share: Annotated[Factors, Field(description="share of capacity that can be bought for a month")] = ()
    budgets: Annotated[Factors, BeforeValidator(_money_by_month)] = ()
    protective_capacity: float | None = Field(None, ge=0, lt=1)
    discount_rate: float | None = Field(None, gt=-1, le=1)
    benefit_confidence: float | None = Field(None, ge=0)
    weights: Annotated[Factors, Field(description="factor on a theme's benefits in the objective")] = ()
    pins: Annotated[tuple[tuple[str, str], ...], BeforeValidator(_texts)] = ()
    lifted: frozenset[Lift] = frozenset()
    max_parallel: Annotated[Factors, Field(description="most projects at work at once, by pool")] = ()
    max_changes: int | None = Field(None, ge=0)

    @property
    def is_base(self) -> bool:
        """True when the scenario changes nothing."""
        return self == Scenario(name=self.name)


def read_scenario(path: Path) -> Scenario:
    """Read a scenario file.

    Raises:
        ScenarioError: the file is missing, is not YAML, or holds an unknown key or an impossible value.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ScenarioError(f"{path.name}: this scenario cannot be read ({error})") from error
    return parse_scenario(content or {}, path.name)


def parse_scenario(content: Any, file: str = "scenario") -> Scenario:
    """A scenario from what a YAML or JSON file holds; raises :class:`ScenarioError`."""
    if not isinstance(content, Mapping):
        raise ScenarioError(
            f"{file}: a scenario is a list of keys with values, such as `name: More integration people`"
        )
    try:
        return Scenario.model_validate(dict(content))
    except ValidationError as error:
        places = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ScenarioError(f"{file}: " + "; ".join(places)) from error
    except (ValueError, TypeError, KeyError) as error:
        raise ScenarioError(f"{file}: {error}") from error


def apply(scenario: Scenario, portfolio: Portfolio) -> Portfolio:
    """A copy of ``portfolio`` with the scenario's changes; the base stays as it is.

    Raises:
        ScenarioError: the scenario names a pool, theme or project that the portfolio does not have.
    """
    _check_names(scenario, portfolio)
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
    changes = scenario.model_dump(mode="json", exclude={"name"}) | {"lifted": sorted(scenario.lifted)}
    text = portfolio.scenario_fingerprint + json.dumps(changes, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _settings(scenario: Scenario, settings: Settings) -> Settings:
    changes: dict[str, Any] = {
        key: value
        for key in ("protective_capacity", "discount_rate", "benefit_confidence")
        if (value := getattr(scenario, key)) is not None
    }
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
    try:
        return Pin(project_id=project_id, start=parse_month(text) - settings.planning_month)
    except ValueError as error:
        raise ScenarioError(
            f"pins.{project_id}: {text!r} is neither an action (accelerate, continue, defer, stop) "
            "nor a month like 2027-03"
        ) from error


def _check_names(scenario: Scenario, portfolio: Portfolio) -> None:
    themes = {t.name for t in portfolio.settings.themes} | {p.theme for p in portfolio.projects if p.theme}
    known: dict[str, tuple[Iterable[str], str]] = {
        "capacity": (portfolio.pools_by_id, "pool"),
        "flex_share": (portfolio.pools_by_id, "pool"),
        "max_parallel": (portfolio.pools_by_id, "pool"),
        "weights": (themes, "theme"),
        "pins": (portfolio.projects_by_id, "project"),
    }
    wrong: list[str] = []
    for key, (names, kind) in known.items():
        wrong += [f"{key}: there is no {kind} {name!r}" for name, _ in getattr(scenario, key) if name not in names]
    for key in (*known, "budgets"):
        wrong += [
            f"{key}.{name}: {value:g} is below zero"
            for name, value in getattr(scenario, key)
            if isinstance(value, float) and value < 0
        ]
    if wrong:
        raise ScenarioError(f"scenario {scenario.name!r}: " + "; ".join(wrong))
