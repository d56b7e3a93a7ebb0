"""From one row of the source to one project with its demand, or to the problems that keep it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from engine.errors import Problem
from engine.portfolio.calendar import ordinal_of
from engine.portfolio.fields import Reading
from engine.portfolio.importing.cells import cell_text, is_blank, kind_of_rule, read_value, translated
from engine.portfolio.importing.evaluation import EvaluationError, Value, evaluate
from engine.portfolio.importing.formula import Formula
from engine.portfolio.importing.headers import Layout
from engine.portfolio.importing.mapping import Kind, Map, PoolRule, Rule, Then
from engine.portfolio.importing.words import shortened
from engine.portfolio.numbers import CellError
from engine.portfolio.objects import Project
from engine.portfolio.tables import RawRow

_REMEDY_READ = "Mend the cell, or list the word under source.blanks or the rule's values in the map"
_REMEDY_BLANK = "Fill the cell, give the rule a default in the map, or leave the row out"


@dataclass(frozen=True, slots=True)
class PoolDemand:
    """Person-days that a project needs of a pool; ``value`` is what the pool's ``per`` holds, else empty."""

    rule: int
    value: str
    person_days: float


@dataclass(frozen=True, slots=True)
class Converted:
    """A row that can be used: its cells in our columns, the project they make, its demand and further rows."""

    row: int
    cells: dict[str, str]
    project: Project
    demand: tuple[PoolDemand, ...]
    further: tuple[tuple[str, dict[str, str]], ...]
    defaulted: frozenset[str]


@dataclass(slots=True)
class Outcome:
    """What became of one row: a project, or why not; warnings either way."""

    converted: Converted | None = None
    skipped: str = ""
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def convert_row(row: RawRow, mapping: Map, layout: Layout) -> Outcome:
    """What the map makes of one row; every problem of the row is in the outcome."""
    return _Conversion(row, mapping, layout).outcome()


class _Conversion:
    """The values of one row, worked out in the map's order, and the problems met on the way."""

    def __init__(self, row: RawRow, mapping: Map, layout: Layout) -> None:
        self._row = row
        self._map = mapping
        self._layout = layout
        self._of_map = Reading(decimal=".", currency=mapping.currency)
        self._values: dict[str, Value] = {"planning_date": mapping.planning_date}
        self._unusable: set[str] = set()
        self._defaulted: set[str] = set()
        self._result = Outcome()

    def outcome(self) -> Outcome:
        self._work_out("fields", self._map.fields)
        self._apply_row_rules()
        if self._result.skipped:
            return Outcome(skipped=self._result.skipped)
        if self._result.problems:
            return self._result
        self._work_out("projects", self._map.projects)
        self._work_out("other_columns", self._map.other_columns)
        if not self._result.problems:
            self._finish()
        return self._result

    def _work_out(self, section: str, rules: Mapping[str, Rule]) -> None:
        for name, rule in rules.items():
            if self._unusable.intersection(rule.formula.names if rule.formula else ()):
                self._unusable.add(name)
                continue
            required = rule.required or (section == "projects" and Project.model_fields[name].is_required())
            self._values[name] = self._value(name, rule, kind_of_rule(rule, name, section))
            if required and self._values[name] is None and name not in self._unusable:
                self._report_blank(name)

    def _value(self, name: str, rule: Rule, kind: Kind) -> Value:
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
            self._report(name, *self._source_of(formula), message, "Mend the values that go into it, or the formula")
            return None

    def _from_columns(self, name: str, rule: Rule, kind: Kind) -> Value:
        for column in self._layout[name]:
            text = self._row.cells.get(column, "")
            if is_blank(text, self._map.source.blanks):
                continue
            try:
                translation = translated(text, rule.values)
            except ValueError as error:
                self._report(name, column, text, str(error), _REMEDY_READ)
                return None
            # Only what stands in the source follows its decimal sign; the map is always written with a point.
            reading = self._of_map if rule.values else self._layout.reading
            value = self._read(name, column, translation, kind, reading)
            return value * rule.factor if rule.factor is not None and isinstance(value, float) else value
        return None

    def _read(self, name: str, column: str, text: str, kind: Kind, reading: Reading) -> Value:
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
            problem = Problem(self._layout.file, self._row.number, column, value, rule.message, rule.remedy)
            (self._result.problems if rule.then is Then.REJECT else self._result.warnings).append(problem)

    def _finish(self) -> None:
        cells = {name: cell_text(self._values[name]) for name in (*self._map.projects, *self._map.other_columns)}
        project = self._project(cells)
        demand = tuple(
            line for place, rule in enumerate(self._map.pools) if (line := self._demand(place, rule)) is not None
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
                column, found = self._behind(name)
                message = f"{name} cannot be {known.get(name, '')}: {detail['msg'].removeprefix('Value error, ')}"
                self._report(name, column, found, message, f"Mend the cell, or the rule projects.{name} of the map")
            return None

    def _demand(self, place: int, rule: PoolRule) -> PoolDemand | None:
        days = self._evaluated(rule.pool_id, rule.demand)
        group = cell_text(self._values[rule.per]) if rule.per else ""
        if days is None or days == 0 or (rule.per and not group):
            return None
        if isinstance(days, bool) or not isinstance(days, float) or days < 0:
            message = f"the demand for pool {rule.pool_id} comes out as {cell_text(days)}"
            column, found = self._source_of(rule.demand)
            self._report(rule.pool_id, column, found, message, "Let the pool's demand be person-days, 0 or more")
            return None
        return PoolDemand(place, group, round(days, 1))

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
        self._result.problems.append(
            Problem(self._layout.file, self._row.number, column, shortened(value), message, remedy)
        )

    def _report_blank(self, name: str) -> None:
        column, found = self._behind(name)
        where = "" if column == name else f" to work out {name}"
        self._report(name, column, found, f"a value is needed{where}, and there is none", _REMEDY_BLANK)

    def _source_of(self, formula: Formula) -> tuple[str, str]:
        """The source columns behind a formula and their texts; where some are blank, only the first of these."""
        found = dict(pair for name in formula.names if (pair := self._behind(name))[0])
        blank = [pair for pair in found.items() if is_blank(pair[1], self._map.source.blanks)]
        if blank or len(found) == 1:
            return next(iter([*blank, *found.items()]))
        return ", ".join(shortened(column, 40) for column in found), ", ".join(found.values())

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
