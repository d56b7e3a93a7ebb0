"""Whether the dates of a row can be meant: a finish before the start, or before month 0 although work remains."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from engine.portfolio.importing.cells import kind_of_rule
from engine.portfolio.importing.evaluation import Value
from engine.portfolio.importing.mapping import Finish, FinishIs, Map, TextKind
from engine.portfolio.model.calendar import first_day, ordinal_of

_ALL_DONE = 1.0


@dataclass(frozen=True, slots=True)
class Timing:
    """When the work of a row begins and ends by its own dates; ``None`` where the row or the map does not say.

    ``start_names`` and ``finish_names`` are the names of the map that hold these dates. ``overdue`` is true where the
    finish lies before month 0, ``done`` where the row says that nothing is left to do.
    """

    start: date | None
    finish: date | None
    start_names: tuple[str, ...]
    finish_names: tuple[str, ...]
    overdue: bool
    done: bool

    @property
    def backward(self) -> bool:
        """True where the finish lies before the start; a finish without a day may be any day of its month."""
        if self.start is None or self.finish is None:
            return False
        if ordinal_of(self.start) == ordinal_of(self.finish):
            return self.finish.day != 1 and self.finish < self.start
        return self.finish < self.start


def timing_of(mapping: Map, value_of: Callable[[str], Value]) -> Timing:
    """The timing of a row, whose values ``value_of`` gives by the names of the map.

    The start is the earliest date of the source on which ``planned_start`` rests. The finish is the field that the
    map names under ``finish``; without one, the latest date of the source on which only ``duration_months`` rests.
    """
    behind_start = mapping.behind("planned_start")
    starts = _dated(mapping, behind_start)
    if mapping.finish is not None:
        finishes: tuple[str, ...] = (mapping.finish.field,)
    else:
        finishes = tuple(n for n in _dated(mapping, mapping.behind("duration_months")) if n not in behind_start)
    start = min(_dates(starts, value_of), default=None)
    finish = max(_dates(finishes, value_of), default=None)
    return Timing(
        start=start,
        finish=finish,
        start_names=starts,
        finish_names=finishes,
        overdue=finish is not None
        and ordinal_of(finish) < ordinal_of(mapping.planning_date) + _months_too_few(mapping),
        done=_is_done(mapping, value_of),
    )


def finish_after(mapping: Map, finish: Finish, months: int) -> date:
    """The finish, as the map means it, of work of so many months from month 0."""
    return first_day(ordinal_of(mapping.planning_date) + months - (finish.means is FinishIs.LAST))


def _is_done(mapping: Map, value_of: Callable[[str], Value]) -> bool:
    """True where the source itself says that all is done; a share worked out from the dates says nothing of that."""
    if "percent_complete" not in mapping.projects or _dated(mapping, mapping.behind("percent_complete")):
        return False
    complete = value_of("percent_complete")
    return isinstance(complete, float) and complete >= _ALL_DONE


def _months_too_few(mapping: Map) -> int:
    """A finish that is the first month after the work is past in month 0 already."""
    return int(mapping.finish is not None and mapping.finish.means is FinishIs.AFTER)


def _dated(mapping: Map, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that are read as dates from columns of the source."""
    return tuple(name for name in names if (rule := mapping.rule_of(name)) and rule.columns and _is_date(mapping, name))


def _is_date(mapping: Map, name: str) -> bool:
    rule = mapping.rule_of(name)
    return rule is not None and kind_of_rule(rule, name, mapping.section_of(name)) is TextKind.DATE


def _dates(names: Iterable[str], value_of: Callable[[str], Value]) -> list[date]:
    return [value for name in names if isinstance(value := value_of(name), date)]
