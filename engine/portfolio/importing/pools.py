"""The pools and the demand that a map invents where the source has none: an assumption, and labelled as one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.portfolio.importing.cells import cell_text
from engine.portfolio.importing.convert import Converted, PoolDemand
from engine.portfolio.importing.evaluation import rounded
from engine.portfolio.importing.mapping import Map, PoolRule

_PoolKey = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Supply:
    """The rows of pools.csv and demand.csv, and the names of pools left out because nobody needs them."""

    pools: tuple[dict[str, str], ...]
    demand: tuple[dict[str, str], ...]
    unused: tuple[str, ...]


def supply(mapping: Map, rows: Sequence[Converted]) -> Supply:
    """Pools and demand of the projects; capacity as a share is taken of what their plan asks for."""
    days: dict[_PoolKey, list[tuple[Converted, PoolDemand]]] = defaultdict(list)
    for row in rows:
        for line in row.demand:
            days[line.rule, line.value].append((row, line))
    keys = sorted(days)
    names = dict(zip(keys, _unique(_pool_id(mapping.pools[rule], value) for rule, value in keys), strict=True))
    return Supply(
        pools=tuple(_pool_row(mapping.pools[key[0]], key[1], names[key], days[key]) for key in keys),
        demand=tuple(
            {"project_id": row.project.project_id, "pool_id": names[key]} | cells
            for key in keys
            for row, line in days[key]
            for cells in _demand_cells(line)
        ),
        unused=tuple(
            rule.pool_id for place, rule in enumerate(mapping.pools) if place not in {place for place, _ in keys}
        ),
    )


def _demand_cells(line: PoolDemand) -> Iterator[dict[str, str]]:
    """The cells of a demand: one row, or one for each month where they differ."""
    if not line.by_month:
        yield {"person_days": cell_text(line.person_days)}
    for offset, part in line.by_month.items():
        yield {"person_days": cell_text(part), "month_offset": str(offset)}


def busiest_mean(needs: Iterable[tuple[Converted, PoolDemand]], months: int) -> float:
    """Person-days a month that the plan asks for, on average over its ``months`` busiest months.

    Work is spread over each project's planned months, evenly where nothing says how; candidates are not part of the
    plan. ``needs`` are projects with what each asks of the pool.
    """
    load: dict[int, float] = defaultdict(float)
    for row, line in needs:
        project = row.project
        length = project.duration_months if project.in_plan else 0
        evenly = line.person_days / project.duration_months
        for offset in range(length):
            load[project.plan_start + offset] += line.by_month.get(offset, 0.0) if line.by_month else evenly
    busiest = sorted(load.values(), reverse=True)[:months]
    return sum(busiest) / len(busiest) if busiest else 0.0


def _pool_row(rule: PoolRule, value: str, pool_id: str, needs: list[tuple[Converted, PoolDemand]]) -> dict[str, str]:
    capacity = rule.capacity.person_days
    if rule.capacity.share is not None:
        capacity = rounded(rule.capacity.share * busiest_mean(needs, rule.capacity.busiest_months), 1)
    row = {"pool_id": pool_id, "name": rule.name.replace("{}", value), "capacity_per_month": cell_text(capacity)}
    return row | rule.columns


def _pool_id(rule: PoolRule, value: str) -> str:
    return rule.pool_id.replace("{}", re.sub(r"[^a-z0-9]+", "-", value.casefold()).strip("-") or "other")


def _unique(names: Iterable[str]) -> list[str]:
    """Names made different by a number where two values of a column come out the same."""
    seen: dict[str, int] = defaultdict(int)
    unique = []
    for name in names:
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return unique
