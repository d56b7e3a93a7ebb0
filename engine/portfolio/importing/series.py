"""Amounts by month: from columns of periods, one a month, a quarter or a year, or from the activities of a project."""

from __future__ import annotations

import calendar
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from engine.portfolio.model.calendar import first_day, ordinal_of

LONGEST = 1200
"""Months over which an activity or a period may reach."""


@dataclass(frozen=True, slots=True)
class Series:
    """Amounts by month, earliest first; ``months`` holds pairs of the ordinal of a month and an amount, none of 0."""

    months: tuple[tuple[int, float], ...]

    def total(self) -> float:
        """All of it."""
        return math.fsum(amount for _, amount in self.months)

    def total_from(self, day: date) -> float:
        """What falls into the month of a day and into those after it."""
        return math.fsum(amount for month, amount in self.months if month >= ordinal_of(day))

    def first_month(self) -> date | None:
        """The first day of the first month with an amount; ``None`` where there is none."""
        return first_day(self.months[0][0]) if self.months else None

    def month_after(self) -> date | None:
        """The first day of the month after the last with an amount; ``None`` where there is none."""
        return first_day(self.months[-1][0] + 1) if self.months else None

    def largest(self) -> float:
        """The largest amount of a month; 0 where there is none."""
        return max((amount for _, amount in self.months), default=0.0)


def series_of(amounts: Iterable[tuple[int, float]]) -> Series:
    """A series from months with amounts in any order; amounts of one month are added up."""
    by_month: dict[int, float] = defaultdict(float)
    for month, amount in amounts:
        by_month[month] += amount
    return Series(tuple(sorted((month, amount) for month, amount in by_month.items() if amount)))


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """Whole months, as ordinals of the calendar; ``last`` is the last of them."""

    first: int
    last: int

    @property
    def months(self) -> int:
        """How many months."""
        return self.last - self.first + 1

    def spread(self, amount: float) -> Iterator[tuple[int, float]]:
        """An amount in equal parts, one a month."""
        return ((month, amount / self.months) for month in range(self.first, self.last + 1))


def spread_by_days(start: date, days: float, amount: float) -> Iterator[tuple[int, float]]:
    """An amount over the months of some days from a start, by the days that fall into each.

    Raises:
        ValueError: ``days`` is negative, or reaches over more months than any plan.
    """
    if not 0 <= days <= LONGEST * 31:
        raise ValueError(f"work cannot take {days:g} days")
    end = start + timedelta(days=max(1, math.ceil(days)))
    first, last = ordinal_of(start), ordinal_of(end - timedelta(days=1))
    length = (end - start).days
    for month in range(first, last + 1):
        opens = first_day(month)
        closes = opens + timedelta(days=calendar.monthrange(opens.year, opens.month)[1])
        inside = (min(end, closes) - max(start, opens)).days
        yield month, amount * inside / length


def parts_of(total: float, shape: Series, first: int, months: int) -> Mapping[int, float]:
    """A total spread over the months of a plan in the shape of a series: offset → part, in tenths that add up.

    ``first`` is the ordinal of the plan's first month. What the series holds before it is left out, what it holds
    after its last month falls into that month. Without anything left, each month has an equal part.
    """
    weights = [0.0] * months
    for month, amount in shape.months:
        if month >= first and amount > 0:
            weights[min(month - first, months - 1)] += amount
    weight = math.fsum(weights)
    if not weight:
        weights, weight = [1.0] * months, float(months)
    parts, so_far, given = {}, 0.0, 0.0
    for offset, share in enumerate(weights):
        so_far += share
        part = round(round(total * so_far / weight, 1) - given, 1)
        given = round(given + part, 1)
        if part:
            parts[offset] = part
    return parts
