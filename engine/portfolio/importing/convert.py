"""From one row of the source to one project with its demand, or to the problems that keep it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from engine.errors import Problem
from engine.portfolio.importing.cells import (
    cell_text,
    is_blank,
    kind_of_rule,
    read_value,
    translated,
    without_word,
)
from engine.portfolio.importing.evaluation import EvaluationError, Value, evaluate, rounded
from engine.portfolio.importing.formula import Formula
from engine.portfolio.importing.headers import Layout
from engine.portfolio.importing.mapping import Map, PeriodRule, PoolRule, Rule, TextKind, Then
from engine.portfolio.importing.series import Series, parts_of, series_of
from engine.portfolio.importing.timing import Timing, finish_after, timing_of
from engine.portfolio.importing.words import shortened
from engine.portfolio.model.calendar import iso_month, ordinal_of
from engine.portfolio.model.fields import Reading
from engine.portfolio.model.numbers import CellError, in_unit
from engine.portfolio.model.project import Project
from engine.portfolio.reading.tables import RawRow
from engine.portfolio.reading.validation_messages import in_plain_words

_REMEDY_READ = "Mend the cell, or list the word under source.blanks or the rule's values in the map"
_REMEDY_BACKWARD = "Ask for the right dates; of two dates in the wrong order neither can be believed"
_REMEDY_OVERDUE = (
    "Say in the map what is meant: `finish: {field: NAME, is: last month of work, overdue: assume 3 months}`, or "
    "`overdue: set aside`; skip finished work under rows; or check planning_date"
)
_REMEDY_BLANK = "Fill the cell, give the rule a default in the map, or leave the row out"


@dataclass(frozen=True, slots=True)
class PoolDemand:
    """Person-days that a project needs of a pool; ``value`` is what the pool's ``per`` holds, else empty.

    ``by_month`` are the parts of single months, from the start of the work; none where it is spread evenly.
    """

    rule: int
    value: str
    person_days: float
    by_month: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Converted:
    """A row that can be used: its cells in our columns, the project they make, its demand and further rows."""

    row: int
    cells: dict[str, str]
    project: Project
    demand: tuple[PoolDemand, ...]
    further: tuple[tuple[str, dict[str, str]], ...]
    defaulted: frozenset[str]
    overdue: bool = False


@dataclass(slots=True)
class RowOutcome:
    """What became of one row: a project, or why not; warnings either way.

    ``project_id`` is its id as far as it could be read, ``reported`` what the column of ``latest by`` holds, and
    ``timing`` what its own dates say. ``skipped`` is the reason why it was left out on purpose.
    """

    row: int = 0
    project_id: str = ""
    reported: str = ""
    timing: Timing | None = None
    cost: float | None = None
    converted: Converted | None = None
    skipped: str = ""
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def convert_row(row: RawRow, mapping: Map, layout: Layout) -> RowOutcome:
    """What the map makes of one row; every problem of the row is in the outcome."""
    return _Conversion(row, mapping, layout).outcome()


class _Conversion:
    """The values of one row, worked out in the map's order, and the problems met on the way."""

    def __init__(self, row: RawRow, mapping: Map, layout: Layout, assumed: Mapping[str, Value] | None = None) -> None:
        self._row = row
        self._map = mapping
        self._layout = layout
        self._of_map = Reading(decimal=".", currency=mapping.currency)
        self._assumed = assumed or {}
        self._values: dict[str, Value] = {"planning_date": mapping.planning_date}
        self._unusable: set[str] = set()
        self._defaulted: set[str] = set()
        self._not_worked_out: list[Problem] = []
        self._refused = False
        self._result = RowOutcome(row.number)

    def outcome(self) -> RowOutcome:
        for name, periods in self._map.periods.items():
            self._values[name] = self._of_periods(name, periods)
        for name in self._map.activities:
            self._values[name] = self._of_activities(name)
        self._work_out("fields", self._map.fields)
        self._identify()
        self._apply_row_rules()
        if self._result.skipped:
            return self._left_out(self._result.skipped)
        timing = self._result.timing
        if timing is not None and not self._assumed and not self._refused:
            if timing.backward:
                self._report_timing(timing, "the finish lies before the start", _REMEDY_BACKWARD, timing.start_names)
            elif timing.overdue:
                return self._overdue(timing)
        if self._result.problems:
            return self._result
        self._work_out("projects", self._map.projects)
        self._work_out("other_columns", self._map.other_columns)
        if not self._result.problems:
            self._finish()
        return self._result

    def _of_periods(self, name: str, rule: PeriodRule) -> Series | None:
        """What the row's columns of periods hold by month; a blank where all of them are."""
        amounts: list[tuple[int, float]] = []
        filled = False
        for column, span in self._layout.periods[name].items():
            amount = self._from_columns(name, Rule(columns=(column,), factor=rule.factor), TextKind.NUMBER, (column,))
            if isinstance(amount, float):
                filled = True
                amounts += span.spread(amount)
        return series_of(amounts) if filled and name not in self._unusable else None

    def _of_activities(self, name: str) -> Series | None:
        text = self._row.cells.get(next(iter(self._layout[f"activities.{name}.project"]), ""), "")
        return self._layout.activities.get(name, {}).get(text.strip())

    def _identify(self) -> None:
        """What is asked of a row before it is a project: its id, its report, its dates and what it costs."""
        self._result.project_id = cell_text(self._ahead("project_id"))
        self._result.reported = next((self._row.cells.get(column, "") for column in self._layout.reported), "")
        self._result.timing = timing_of(self._map, self._ahead)
        cost = self._ahead("remaining_cost")
        self._result.cost = cost * self._map.money_unit if isinstance(cost, float) and cost >= 0 else None

    def _ahead(self, name: str) -> Value:
        """A value worked out before its turn; a blank where it cannot be, which is reported when its turn comes."""
        if name in self._values or name in self._unusable:
            return self._values.get(name)
        ahead = _Conversion(self._row, self._map, self._layout)
        ahead._values, ahead._unusable = dict(self._values), set(self._unusable)
        behind = self._map.behind(name)
        ahead._work_out("projects", {n: rule for n, rule in self._map.projects.items() if n in behind})
        return None if name in ahead._unusable else ahead._values.get(name)

    def _overdue(self, timing: Timing) -> RowOutcome:
        """What becomes of a row whose finish has passed: left out, or worked out again with a finish to come."""
        finish = self._map.finish
        if timing.done:
            return self._left_out("the finish lies before month 0 and the work is done")
        passed = f"the finish lies before month 0, {iso_month(ordinal_of(self._map.planning_date))}"
        if finish is None or finish.overdue is None:
            self._report_timing(timing, f"{passed}, and the work is not done", _REMEDY_OVERDUE)
            return self._result
        if finish.overdue == 0:
            return self._left_out(f"{passed}, and the work is not done")
        later = {finish.field: finish_after(self._map, finish, finish.overdue)}
        again = _Conversion(self._row, self._map, self._layout, later).outcome()
        months = "1 month of work is" if finish.overdue == 1 else f"{finish.overdue} months of work are"
        column, value = self._behind(finish.field)
        message = f"{passed}, and the work is not done: {months} assumed"
        remedy = "Replace the finish by the current forecast, or check planning_date"
        again.warnings.insert(0, self._problem(column, value, message, remedy, again.cost))
        if again.converted is not None:
            again.converted = replace(again.converted, overdue=True)
        again.timing = timing
        return again

    def _report_timing(self, timing: Timing, message: str, remedy: str, more: tuple[str, ...] = ()) -> None:
        """One problem about the dates of the row, in place of those that only follow from them."""
        columns = dict(pair for name in (*more, *timing.finish_names) if (pair := self._behind(name))[1])
        problem = self._problem(
            ", ".join(columns), ", ".join(columns.values()), message, remedy, cost=self._result.cost
        )
        others = [other for other in self._result.problems if other not in self._not_worked_out]
        self._result.problems = [*others, problem]

    def _left_out(self, reason: str) -> RowOutcome:
        left_out = self._result
        return RowOutcome(
            left_out.row, left_out.project_id, left_out.reported, left_out.timing, left_out.cost, skipped=reason
        )

    def _work_out(self, section: str, rules: Mapping[str, Rule]) -> None:
        for name, rule in rules.items():
            if name in self._assumed:
                self._values[name] = self._assumed[name]
                continue
            if self._unusable.intersection(rule.formula.names if rule.formula else ()):
                self._unusable.add(name)
                continue
            required = rule.required or (section == "projects" and Project.model_fields[name].is_required())
            self._values[name] = self._value(name, rule, kind_of_rule(rule, name, section))
            if required and self._values[name] is None and name not in self._unusable:
                self._report_blank(name)

    def _value(self, name: str, rule: Rule, kind: TextKind) -> Value:
        value: Value
        if rule.formula is not None:
            value = self._evaluated(name, rule.formula)
        elif rule.constant is not None:
            value = self._read(name, "", rule.constant, kind, self._of_map)
        else:
            value = self._from_columns(name, rule, kind)
        if value is None and rule.default is not None and name not in self._unusable:
            self._defaulted.add(name)
            return self._read(name, "", rule.default, kind, self._of_map)
        return value

    def _evaluated(self, name: str, formula: Formula) -> Value:
        try:
            return evaluate(formula.tree, self._values)
        except EvaluationError as error:
            message = f"{name} cannot be worked out as {shortened(formula.text)}: {error}"
            remedy = "Mend the values that go into it, or the formula"
            self._report(name, *self._source_of(formula), message, remedy)
            self._not_worked_out.append(self._result.problems[-1])
            return None

    def _from_columns(self, name: str, rule: Rule, kind: TextKind, columns: tuple[str, ...] = ()) -> Value:
        for column in columns or self._layout[name]:
            text = self._row.cells.get(column, "")
            if is_blank(text, self._map.source.blanks):
                continue
            try:
                translation = translated(without_word(in_unit(text, rule.factor or 1.0), rule.word), rule.values)
            except ValueError as error:
                remedy = error.remedy if isinstance(error, CellError) else _REMEDY_READ
                self._report(name, column, text, str(error), remedy)
                return None
            # Only what stands in the source follows its decimal sign; the map is always written with a point.
            reading = self._of_map if rule.values else self._layout.reading
            value = self._read(name, column, translation, kind, reading)
            return value * rule.factor if rule.factor is not None and isinstance(value, float) else value
        return None

    def _read(self, name: str, column: str, text: str, kind: TextKind, reading: Reading) -> Value:
        if not text.strip():
            return None
        try:
            return read_value(text, kind, self._map.source.dates if column else (), reading)
        except CellError as error:
            self._report(name, column or name, text, str(error), error.remedy)
            return None
        except ValueError as error:
            self._report(name, column or name, text, str(error), _REMEDY_READ)
            return None

    def _apply_row_rules(self) -> None:
        for rule in self._map.rows:
            if self._unusable.intersection(rule.when.names):
                continue
            if self._evaluated("rows", rule.when) is not True:
                continue
            if rule.then is Then.SKIP:
                self._result.skipped = self._result.skipped or rule.message
                continue
            column, value = self._source_of(rule.when)
            problem = self._problem(column, value, rule.message, rule.remedy, self._result.cost)
            self._refused = self._refused or rule.then is Then.REJECT
            (self._result.problems if rule.then is Then.REJECT else self._result.warnings).append(problem)

    def _finish(self) -> None:
        cells = {name: cell_text(self._values[name]) for name in (*self._map.projects, *self._map.other_columns)}
        project = self._project(cells)
        demand = tuple(
            self._shaped(line, rule.shape, project)
            for place, rule in enumerate(self._map.pools)
            if (line := self._demand(place, rule)) is not None
        )
        further = tuple(self._further(cells["project_id"]))
        if project is not None and not self._result.problems:
            self._result.converted = Converted(
                self._row.number, cells, project, demand, further, frozenset(self._defaulted)
            )

    def _project(self, cells: dict[str, str]) -> Project | None:
        """The project as loading will see it, so that what loading would refuse is refused here, row by row."""
        reading = Reading(ordinal_of(self._map.planning_date), self._map.money_unit, decimal=".")
        known = {name: cells[name] for name in self._map.projects if cells[name]}
        try:
            return Project.model_validate(known, context=reading)
        except ValidationError as error:
            for detail in error.errors():
                name = str(detail["loc"][0]) if detail["loc"] else ""
                column, value = self._behind(name)
                wrong, _ = in_plain_words(detail, Project, name)
                message = f"{name} cannot be {known.get(name, '')}: {wrong}"
                self._report(name, column, value, message, f"Mend the cell, or the rule projects.{name} of the map")
            return None

    def _demand(self, place: int, rule: PoolRule) -> PoolDemand | None:
        days = self._evaluated(rule.pool_id, rule.demand)
        group = cell_text(self._values[rule.per]) if rule.per else ""
        if days is None or days == 0 or (rule.per and not group):
            return None
        if isinstance(days, bool) or not isinstance(days, float) or days < 0:
            message = f"the demand for pool {rule.pool_id} comes out as {cell_text(days)}"
            column, value = self._source_of(rule.demand)
            self._report(rule.pool_id, column, value, message, "Let the pool's demand be person-days, 0 or more")
            return None
        return PoolDemand(place, group, rounded(days, 1))

    def _shaped(self, line: PoolDemand, shape: str | None, project: Project | None) -> PoolDemand:
        """A demand in the shape of what the row holds by month, where it holds anything."""
        by_month = self._values.get(shape or "")
        if project is None or not isinstance(by_month, Series):
            return line
        first = ordinal_of(self._map.planning_date) + project.plan_start
        return replace(line, by_month=parts_of(line.person_days, by_month, first, project.duration_months))

    def _further(self, project_id: str) -> list[tuple[str, dict[str, str]]]:
        rows = []
        for table, rules in self._map.tables.items():
            for place, rule in enumerate(rules):
                values = {
                    name: self._value(self._layout.key(table, place, name), column, kind_of_rule(column, name, table))
                    for name, column in rule.columns.items()
                }
                cells = {"project_id": project_id} | {name: cell_text(value) for name, value in values.items()}
                if cells[rule.unless_blank]:
                    rows.append((table, cells))
        return rows

    def _report(self, name: str, column: str, value: str, message: str, remedy: str) -> None:
        self._unusable.add(name)
        self._result.problems.append(self._problem(column, shortened(value), message, remedy))

    def _problem(self, column: str, value: str, message: str, remedy: str, cost: float | None = None) -> Problem:
        return Problem(self._layout.file, self._row.number, column, value, message, remedy, cost=cost)

    def _report_blank(self, name: str) -> None:
        column, value = self._behind(name)
        where = "" if column == name else f" to work out {name}"
        self._report(name, column, value, f"a value is needed{where}, and there is none", _REMEDY_BLANK)

    def _source_of(self, formula: Formula) -> tuple[str, str]:
        """The source columns behind a formula and their texts; where some are blank, only the first of these."""
        values = dict(pair for name in formula.names if (pair := self._behind(name))[0])
        blank = [pair for pair in values.items() if is_blank(pair[1], self._map.source.blanks)]
        if blank or len(values) == 1:
            return next(iter([*blank, *values.items()]))
        return ", ".join(shortened(column, 40) for column in values), ", ".join(values.values())

    def _behind(self, name: str) -> tuple[str, str]:
        """The source column from which a name has its value, and the text found there; the name itself if none."""
        rule = self._map.rule_of(name)
        if rule is None:
            return "", ""
        if rule.columns:
            columns = self._layout[name]
            filled = [c for c in columns if not is_blank(self._row.cells.get(c, ""), self._map.source.blanks)]
            column = next(iter([*filled, *columns]), name)
            return column, self._row.cells.get(column, "")
        column, text = self._source_of(rule.formula) if rule.formula else ("", "")
        return (column, text) if column else (name, "")
