"""Which row counts where several have the same id: the newest, if the map names the column that tells; else it asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from engine.errors import DataError, Problem
from engine.portfolio.importing.cells import read_date
from engine.portfolio.importing.convert import RowOutcome
from engine.portfolio.importing.headers import Layout
from engine.portfolio.importing.mapping import SET_ASIDE, Map
from engine.portfolio.model.calendar import iso_month, ordinal_of
from engine.portfolio.model.fields import read_figure

_REMEDY_ASK = (
    "Say under source: in the map which row counts: `repeated: latest by COLUMN`, with the column that tells when a "
    "row was reported, or `repeated: set aside`; or give each project an id of its own"
)

Report = date | float
"""When a row was reported: a day, or a number that grows with time."""


def settle_repeated(outcomes: Sequence[RowOutcome], rules: Map, layout: Layout) -> list[RowOutcome]:
    """The outcomes with one row an id: the newest, as the map says; older ones are left out on purpose.

    Of rows that the newest report of the file does not mention, it is said when they were last reported.

    Raises:
        DataError: an id is repeated and the map does not say which row counts.
    """
    settled = _Settling(rules, layout)
    outcomes = settled.without_superseded(outcomes) if rules.source.latest_by is not None else list(outcomes)
    repeated = {name: rows for name, rows in _by_id(o for o in outcomes if not o.skipped).items() if len(rows) > 1}
    if rules.source.repeated is None and repeated:
        raise DataError([settled.repeated(row, rows) for rows in repeated.values() for row in rows[1:]])
    changed: dict[int, RowOutcome] = {}
    for rows in repeated.values():
        changed |= settled.all_refused(rows) if rules.source.repeated == SET_ASIDE else settled.newest(rows)
    return settled.with_age([changed.get(outcome.row, outcome) for outcome in outcomes])


def _by_id(outcomes: Iterable[RowOutcome]) -> Mapping[str, list[RowOutcome]]:
    by_id: dict[str, list[RowOutcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.project_id:
            by_id[outcome.project_id].append(outcome)
    return by_id


class _Settling:
    def __init__(self, rules: Map, layout: Layout) -> None:
        self._rules = rules
        self._file = layout.file
        self._reading = layout.reading
        self._column = next(iter(layout.reported), "")
        rule = rules.projects["project_id"]
        self._id_column = (
            next(iter(layout.columns.get("project_id", ())), "project_id") if rule.columns else "project_id"
        )

    def repeated(self, row: RowOutcome, rows: Sequence[RowOutcome]) -> Problem:
        """The question which of several rows counts."""
        others = [other.row for other in rows if other is not row]
        stand = f"row {others[0]} has" if len(others) == 1 else f"row {others[0]} and {len(others) - 1} more have"
        message = f"{stand} the same project_id"
        return Problem(self._file, row.row, self._id_column, row.project_id, message, _REMEDY_ASK, "repeated")

    def all_refused(self, rows: Sequence[RowOutcome]) -> dict[int, RowOutcome]:
        """None of the rows counts, as the map wants it."""
        return {row.row: self._refused(row, self.repeated(row, rows)) for row in rows}

    def newest(self, rows: Sequence[RowOutcome]) -> dict[int, RowOutcome]:
        """The newest row counts and the older are left out; without an order of time among them, none does."""
        times = {row.row: self._time(row) for row in rows}
        unknown = [row for row in rows if times[row.row] is None]
        if unknown or len({type(time) for time in times.values()}) > 1:
            return {row.row: self._refused(row, self._no_time(row)) for row in rows}
        ordered = sorted(rows, key=lambda row: times[row.row])  # type: ignore[arg-type,return-value]
        last = ordered[-1]
        if times[ordered[-2].row] == times[last.row]:
            same = [row for row in rows if times[row.row] == times[last.row]]
            return {row.row: self._refused(row, self._same_time(row, same)) for row in rows}
        reason = "a newer row of the same project counts"
        return {row.row: replace(row, converted=None, problems=[], warnings=[], skipped=reason) for row in ordered[:-1]}

    def without_superseded(self, outcomes: Sequence[RowOutcome]) -> list[RowOutcome]:
        """The outcomes, where a row that is left out on purpose takes with it the older rows of its project.

        A project whose newest report says that it is closed is not brought back to life by an older report.
        """
        left_out = _by_id(outcome for outcome in outcomes if outcome.skipped)
        return [self._superseded(outcome, left_out.get(outcome.project_id, ())) for outcome in outcomes]

    def _superseded(self, outcome: RowOutcome, left_out: Sequence[RowOutcome]) -> RowOutcome:
        time = None if outcome.skipped or not left_out else self._time(outcome)
        for newer in left_out if time is not None else ():
            other = self._time(newer)
            if type(other) is type(time) and other > time:  # type: ignore[operator]
                reason = f"row {newer.row}, a newer one of the same project, is left out"
                return replace(outcome, converted=None, problems=[], warnings=[], skipped=reason)
        return outcome

    def with_age(self, outcomes: list[RowOutcome]) -> list[RowOutcome]:
        """The outcomes, with a warning for each project that the newest report of the file does not mention."""
        times = {row.row: time for row in outcomes if isinstance(time := self._time(row), date)}
        newest = max((ordinal_of(time) for time in times.values()), default=0)
        for outcome in outcomes:
            time = times.get(outcome.row)
            if outcome.converted is not None and time is not None and ordinal_of(time) < newest:
                message = (
                    f"last reported in {iso_month(ordinal_of(time))}; the newest report of the file "
                    f"is of {iso_month(newest)}"
                )
                remedy = "Check that the project is still alive, and ask for its figures"
                outcome.warnings.append(
                    Problem(
                        self._file, outcome.row, self._column, outcome.reported, message, remedy, "aged", outcome.cost
                    )
                )
        return outcomes

    def _time(self, row: RowOutcome) -> Report | None:
        if not row.reported.strip():
            return None
        for formats in (self._rules.source.dates, ()):
            with suppress(ValueError):
                return read_date(row.reported, formats, self._reading)
        with suppress(ValueError):
            return read_figure(row.reported, self._reading)
        return None

    def _no_time(self, row: RowOutcome) -> Problem:
        message = "this id is repeated, and its rows do not all say when they were reported"
        remedy = f"Write a month or a day in {self._column}, the same way in each row"
        return Problem(self._file, row.row, self._column, row.reported, message, remedy, "no time", row.cost)

    def _same_time(self, row: RowOutcome, same: Sequence[RowOutcome]) -> Problem:
        others = " and ".join(str(other.row) for other in same)
        message = f"this id is repeated, and rows {others} are reported at the same time"
        remedy = f"Remove all of them but one, or correct {self._column}"
        return Problem(self._file, row.row, self._column, row.reported, message, remedy, "same time", row.cost)

    @staticmethod
    def _refused(row: RowOutcome, problem: Problem) -> RowOutcome:
        return replace(row, converted=None, problems=[*row.problems, problem])
