"""What a mapping file says: how the columns of a foreign table become a portfolio (see data/maps/README.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, InstanceOf, model_validator

from engine.portfolio.importing.evaluation import FUNCTIONS
from engine.portfolio.importing.formula import Formula, parse_formula
from engine.portfolio.importing.periods import Length
from engine.portfolio.model.fields import DecimalSign, Number, Order, WholeField
from engine.portfolio.model.numbers import parse_money
from engine.portfolio.model.record import Record
from engine.portfolio.model.settings import Settings
from engine.portfolio.model.vocabulary import Source

_DATE_CODES = frozenset("YymdHMSIpbB%")


class TextKind(StrEnum):
    """What the text of a source cell is read as."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    ID = "id"


class Then(StrEnum):
    """What happens to a row that meets a condition."""

    REJECT = "reject"
    SKIP = "skip"
    WARN = "warn"


class FinishIs(StrEnum):
    """What a date of the source that is called a finish means."""

    LAST = "last month of work"
    AFTER = "first month after work"


SET_ASIDE = "set aside"
_ASSUMED = re.compile(r"assume (\d{1,3}) months?")
_LATEST = re.compile(r"latest by (\S.*)")


def _overdue(value: Any) -> Any:
    """``0`` for ``set aside``, 3 for ``assume 3 months``."""
    if value == SET_ASIDE:
        return 0
    match = _ASSUMED.fullmatch(str(value))
    if match is None or not 1 <= int(match[1]) <= 360:
        raise ValueError("write `set aside`, or `assume 3 months` with a number from 1 to 360")
    return int(match[1])


def _repeated(value: str) -> str:
    if value != SET_ASIDE and not _LATEST.fullmatch(value):
        raise ValueError("write `latest by` and the column that says when a row was reported, or `set aside`")
    return value


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _parsed(value: Any) -> Any:
    return parse_formula(value, FUNCTIONS) if isinstance(value, str) else value


def _date_format(value: str) -> str:
    codes = value.replace("%%", "").split("%")[1:]
    unknown = [code[:1] for code in codes if code[:1] not in _DATE_CODES]
    if unknown or not codes:
        raise ValueError(f"{value!r} is no date format; write it like %d/%m/%Y %I:%M:%S %p")
    if not all(any(code[:1] in part for code in codes) for part in ("Yy", "mbB")):
        raise ValueError(f"{value!r} is no date format: it needs a year and a month")
    return value


def _prefix(value: str) -> str:
    if not value.rstrip("*").strip() or "*" in value[:-1]:
        raise ValueError(f"in {value!r} a * may stand at the end only, after a word")
    return value


def _columns_of(value: Any) -> Any:
    """A bare text or list is short for ``columns:``."""
    return {"columns": value} if isinstance(value, str | list) else value


FormulaText = Annotated[InstanceOf[Formula], BeforeValidator(_parsed)]
Pattern = Annotated[str, AfterValidator(_prefix)]
Patterns = Annotated[tuple[Pattern, ...], BeforeValidator(_several)]


class Rule(Record):
    """Where one value comes from: source columns (the first that is not blank), a formula, or a constant.

    ``required`` refuses rows where the value is blank; ``optional`` lets the source lack all of the columns.
    ``word`` is left out behind a number: ``days`` of ``580 days``.
    """

    columns: Patterns = ()
    formula: FormulaText | None = None
    constant: str | None = None
    type: TextKind | None = None
    factor: Number | None = None
    word: str = ""
    values: dict[str, str] = Field(default_factory=dict)
    default: str | None = None
    required: bool = False
    optional: bool = False
    note: str = ""
    source: Source | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        origins = [bool(self.columns), self.formula is not None, self.constant is not None]
        if sum(origins) != 1:
            raise ValueError("give exactly one of columns, formula and constant")
        if not self.columns and (self.values or self.factor is not None or self.word):
            raise ValueError("values, factor and word belong to columns; put them into the formula or the constant")
        return self

    @property
    def rename(self) -> str | None:
        """The name that a formula merely passes on, when it does nothing else."""
        if self.formula is None or self.formula.names != (self.formula.text.strip(),):
            return None
        return self.formula.names[0]


Origin = Annotated[Rule, BeforeValidator(_columns_of)]


class HeadedPeriods(Record):
    """Columns whose headers name a period of one length beside the words of ``header``: Cost, of Cost Jan 2027."""

    header: str = ""
    each: Length


class PeriodRule(Record):
    """Amounts by month out of columns of periods, whatever periods the source has.

    ``later`` is how many months after the calendar's the quarters and years of the source begin.
    """

    columns: tuple[HeadedPeriods, ...] = Field(min_length=1)
    later: Annotated[int, BeforeValidator(int)] = Field(0, ge=-12, le=12)
    factor: Number | None = None


class ActivityRule(Record):
    """Amounts by month out of the rows of another sheet, several a project, each spread evenly over its days.

    ``project`` is the column of the projects' own table whose text stands in ``key`` there. ``days`` is how many days
    of the calendar one unit of ``duration`` is; ``finish``, in its place, is the last day of the work.
    """

    sheet: str = Field(min_length=1)
    key: str = Field(min_length=1)
    project: str = Field(min_length=1)
    start: str = Field(min_length=1)
    duration: str = ""
    finish: str = ""
    days: Number = Field(1.0, gt=0)
    word: str = ""
    amount: str = Field(min_length=1)
    factor: Number | None = None

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if bool(self.duration) == bool(self.finish):
            raise ValueError("give either duration or finish")
        return self


class RowRule(Record):
    """What to do with a row that meets a condition."""

    when: FormulaText
    then: Then
    message: str = Field(min_length=1)
    remedy: str = ""


class CapacityRule(Record):
    """A pool's capacity: person-days a month, or a share of what the plan asks for in its busiest months."""

    person_days: Number | None = Field(None, ge=0)
    share: Number | None = Field(None, gt=0, le=10)
    busiest_months: WholeField = Field(12, ge=1, le=360)

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.person_days is None) == (self.share is None):
            raise ValueError("give either person_days or share")
        return self


class PoolRule(Record):
    """One pool, or one for each value of the name ``per``, then written ``{}`` in pool_id and name.

    ``shape`` names amounts by month in whose shape the demand is spread over the work; else it is spread evenly.
    """

    pool_id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    per: str | None = None
    demand: FormulaText
    shape: str | None = None
    capacity: CapacityRule
    columns: dict[str, str] = Field(default_factory=dict)
    note: str = Field(min_length=1)
    source: Source = Source.ASSUMED

    @model_validator(mode="after")
    def _place_for_value(self) -> Self:
        if (self.per is not None) != ("{}" in self.pool_id):
            raise ValueError("pool_id must hold {} when per is given, and only then")
        return self


class SourceReading(Record):
    """How cells of the source are written; ``sheet`` is that of a workbook, else the one with most cells is read."""

    sheet: str = ""
    decimal: DecimalSign | None = None
    date_order: Order | None = None
    dates: Annotated[tuple[Annotated[str, AfterValidator(_date_format)], ...], BeforeValidator(_several)] = ()
    blanks: Patterns = ()
    repeated: Annotated[str, AfterValidator(_repeated)] | None = None

    @property
    def latest_by(self) -> str | None:
        """The column by which the newest of the rows with one id is known; ``None`` when the map names none."""
        match = _LATEST.fullmatch(self.repeated or "")
        return match[1] if match else None


class Finish(Record):
    """Which field holds the finish of the work, what that date means, and what to do where it has passed.

    ``overdue`` is the number of months of work then assumed, 0 to set the row aside, ``None`` where the map does not
    say: the row is then reported and left out.
    """

    field: str
    means: FinishIs = Field(alias="is")
    overdue: Annotated[int, BeforeValidator(_overdue)] | None = None


class TableRow(Record):
    """One row a project in a further table; left out where the column ``unless_blank`` has no value."""

    columns: dict[str, Origin]
    unless_blank: str


class Map(Record):
    """A whole mapping file; ``settings`` and ``notes`` are the keys of portfolio.yaml and why they are so."""

    file: str
    settings: Mapping[str, Any]
    notes: Mapping[str, str] = Field(default_factory=dict)
    planning_date: date
    source: SourceReading = SourceReading()
    finish: Finish | None = None
    periods: dict[str, PeriodRule] = Field(default_factory=dict)
    activities: dict[str, ActivityRule] = Field(default_factory=dict)
    fields: dict[str, Origin] = Field(default_factory=dict)
    rows: tuple[RowRule, ...] = ()
    projects: dict[str, Origin]
    other_columns: dict[str, Origin] = Field(default_factory=dict)
    pools: tuple[PoolRule, ...] = Field(min_length=1)
    tables: dict[str, tuple[TableRow, ...]] = Field(default_factory=dict)

    @property
    def money_unit(self) -> float:
        """What one unit of money in the source, the constants and the pools is worth."""
        return parse_money(str(self.settings.get("money_unit", 1)), currency=self.currency)

    def named_rules(self) -> Iterator[tuple[str, str, Rule]]:
        """(section, name, rule) of all rules that give a value a name, in the order in which they are worked out."""
        for section in ("fields", "projects", "other_columns"):
            for name, rule in getattr(self, section).items():
                yield section, name, rule

    @property
    def by_month(self) -> tuple[str, ...]:
        """The names of all amounts by month."""
        return (*self.periods, *self.activities)

    @property
    def currency(self) -> str:
        """The code of the portfolio's currency, whose marks the source may have."""
        return str(self.settings.get("currency") or Settings.model_fields["currency"].default)

    def rule_of(self, name: str) -> Rule | None:
        """The rule behind a name; ``None`` for ``planning_date``."""
        return self.fields.get(name) or self.projects.get(name) or self.other_columns.get(name)

    def section_of(self, name: str) -> str:
        """The section in which a name has its rule."""
        return next((section for section, named, _ in self.named_rules() if named == name), "")

    def behind(self, name: str) -> tuple[str, ...]:
        """The name itself and all names that its formula rests on, nearest first, each once."""
        names = [name]
        for current in names:
            rule = self.rule_of(current)
            names += [n for n in (rule.formula.names if rule and rule.formula else ()) if n not in names]
        return tuple(names)
