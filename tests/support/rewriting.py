"""Copies of the sample portfolio as other people and programs would write it, and as they would spoil it.

An edit that keeps the meaning changes only how cells, headers and files are written. An edit that loses the meaning
says which cells it spoilt, so that a test can ask for each of them by name. All is drawn from a seed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from engine.portfolio.model.draft import TABLES
from engine.portfolio.model.fields import holds_date, holds_money, holds_number
from engine.portfolio.reading.headers import columns_that

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
PARTS = 6
PROJECTS = 14
"""Projects of a copy: enough for every column to be filled somewhere."""
SETTINGS = ("name", "currency", "planning_date", "horizon_months", "floor_pool", "themes", "budgets")
SHARES = frozenset({"success_probability", "decay_per_month", "business_as_usual_share", "percent_complete"})
FLAGS = frozenset({"in_plan", "in_flight", "can_accelerate", "mandatory"})
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip

Place = tuple[str, int | None, str]
"""Table, row as a spreadsheet counts it (None: the whole table), column."""


Row = dict[str, Any]


@dataclass
class Table:
    """One table: texts as the sample has them until a copy writes them in its own way."""

    columns: list[str]
    rows: list[Row]


Tables = dict[str, Table]


@dataclass(frozen=True)
class Habit:
    """How one person or program writes numbers, dates and yes or no."""

    decimal: str = "."
    group: str = ""
    places: int | None = None
    money: str = "{}"
    share: str = "{}"
    day: str = "{y:04}-{m:02}-{d:02}"
    month: str = "{y:04}-{m:02}"
    yes_no: tuple[str, str] = ("yes", "no")


@dataclass
class Copy:
    """A rewritten sample; ``spoilt`` are the cells that lost their meaning, none when all kept it."""

    seed: int
    tables: Tables
    settings: dict[str, Any]
    edits: list[str] = field(default_factory=list)
    spoilt: set[Place] = field(default_factory=set)
    separator: str = ","
    encoding: str = "utf-8"
    line_end: str = "\n"
    rename: Callable[[str], str] = str
    lead: int = 0
    hint: bool = False
    gap: int = 0

    def row_number(self, place: int) -> int:
        """The row in a spreadsheet of a record, counted from 0 among the records; −1 is the header."""
        return place + 2 + (0 if self.hint else self.lead)


# What the sample says


def dice(seed: int) -> Random:
    """What a seed draws."""
    return Random(seed)  # noqa: S311 - not for secrets


@cache
def _sample() -> tuple[Tables, dict[str, Any]]:
    tables = {}
    for name in TABLES:
        with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            tables[name] = Table(list(reader.fieldnames or ()), list(reader))
    settings = yaml.safe_load((SAMPLE / "portfolio.yaml").read_text(encoding="utf-8"))
    return tables, {key: settings[key] for key in SETTINGS}


@cache
def part(number: int) -> tuple[Tables, dict[str, Any]]:
    """Some projects of the sample with all that belongs to them; never to be changed, copies are made of it."""
    tables, settings = _sample()
    ids = [row["project_id"] for row in tables["projects"].rows]
    chosen = set(dice(number).sample(ids, PROJECTS))
    kept = {
        name: Table(table.columns, [row for row in table.rows if _belongs(row, chosen)])
        for name, table in tables.items()
    }
    return kept, settings


def _belongs(row: dict[str, str], chosen: set[str]) -> bool:
    return all(row[column] in chosen for column in ("project_id", "predecessor", "successor") if column in row)


def original(number: int, folder: Path) -> Path:
    """A part of the sample as it stands, as a folder."""
    tables, settings = part(number)
    return write_folder(Copy(number, tables, settings), folder)


# How cells are written


def written(text: str, name: str, column: str, habit: Habit) -> str:
    """The text of a cell of the sample in somebody's way of writing."""
    if not text:
        return ""
    if column in FLAGS:
        return habit.yes_no[text != "yes"]
    if column in SHARES:
        return _share(Decimal(text), habit)
    kinds = kinds_of(name)
    if column in kinds["money"]:
        return _money(Decimal(text), habit)
    if column in kinds["number"]:
        return _number(Decimal(text), habit, None)
    return _date(text, habit) if column in kinds["date"] else text


@cache
def kinds_of(name: str) -> dict[str, frozenset[str]]:
    """The columns of a table by what they hold: money, number (money too) and date."""
    record = TABLES[name]
    ways = {"money": holds_money, "number": holds_number, "date": holds_date}
    return {kind: columns_that(record, holds) for kind, holds in ways.items()}


def native(text: str, name: str, column: str) -> Any:
    """The value that a spreadsheet stores for a cell of the sample: a number, a date, true or false, or a text."""
    if column in FLAGS and text:
        return text == "yes"
    if text and column in kinds_of(name)["number"]:
        return float(text)
    if text and column in kinds_of(name)["date"]:
        year, month, *day = (int(part) for part in text.split("-"))
        return date(year, month, day[0] if day else 1)
    return text


def _share(value: Decimal, habit: Habit) -> str:
    if habit.share == "{}":
        return _number(value, habit, None)
    return habit.share.format(_number((value * 100).normalize(), habit, None))


def _money(value: Decimal, habit: Habit) -> str:
    text = habit.money.format(_number(abs(value), habit, habit.places))
    return text if value >= 0 else f"-{text}"


def _number(value: Decimal, habit: Habit, places: int | None) -> str:
    text = f"{value:,.{places}f}" if places is not None else f"{value:,f}"
    return text.translate(str.maketrans({",": habit.group, ".": habit.decimal}))


def _date(text: str, habit: Habit) -> str:
    year, month, *day = (int(part) for part in text.split("-"))
    form = habit.day if day else habit.month
    days = day[0] if day else 1
    serial = (date(year, month, days) - date(1899, 12, 30)).days
    return form.format(y=year, m=month, d=days, yy=year % 100, name=_MONTHS[month - 1], short=_MONTHS[month - 1][:3],
                       serial=serial)  # fmt: skip


# How files are written


def write_folder(copy: Copy, folder: Path) -> Path:
    """The copy as a folder of CSV files with its portfolio.yaml."""
    folder.mkdir(parents=True)
    text = yaml.safe_dump(copy.settings, sort_keys=False, allow_unicode=True)
    (folder / "portfolio.yaml").write_text(text, encoding="utf-8")
    for name, table in copy.tables.items():
        lines = [[copy.rename(column) if column in known(name) else column for column in table.columns]]
        lines += [[row[column] for column in table.columns] for row in table.rows]
        lines[2:2] = [[""] * len(table.columns)] * copy.gap
        buffer = io.StringIO()
        buffer.write(f"sep={copy.separator}{copy.line_end}" if copy.hint else copy.line_end * copy.lead)
        csv.writer(buffer, delimiter=copy.separator, lineterminator=copy.line_end).writerows(lines)
        (folder / f"{name}.csv").write_bytes(buffer.getvalue().encode(copy.encoding))
    return folder


@cache
def known(name: str) -> frozenset[str]:
    """The columns that a table of the cockpit has."""
    return columns_that(TABLES[name.strip().lower()], lambda _: True)


# Who writes the copy

_DAYS = {
    "iso": "{y:04}-{m:02}-{d:02}", "iso, slashes": "{y:04}/{m:02}/{d:02}", "stamp": "{y:04}-{m:02}-{d:02} 00:00:00",
    "zone": "{y:04}-{m:02}-{d:02}T00:00:00Z", "dots": "{d:02}.{m:02}.{y:04}", "day first": "{d:02}/{m:02}/{y:04}",
    "month first": "{m:02}/{d:02}/{y:04}", "month first, short": "{m}/{d}/{y:04}", "words": "{d} {name} {y:04}",
    "american words": "{name} {d}, {y:04}", "serial": "{serial}",
}  # fmt: skip
_MONTH_FORMS = {"iso": "{y:04}-{m:02}", "slash": "{m:02}/{y:04}", "short": "{short}-{yy:02}", "words": "{name} {y:04}"}


@dataclass(frozen=True)
class _Writer:
    """Habits that are found together: a country's, or a program's."""

    name: str
    separators: str
    encodings: tuple[str, ...]
    decimal: str
    groups: tuple[str, ...]
    money: tuple[str, ...]
    days: tuple[str, ...]
    months: tuple[str, ...]
    yes_no: tuple[tuple[str, str], ...]


_ANY_UNICODE = ("utf-8", "utf-8-sig", "utf-16")
_YES_NO = (("yes", "no"), ("TRUE", "FALSE"), ("1", "0"), ("Y", "N"))
WRITERS = (
    _Writer("British", ",", ("utf-8", "utf-8-sig", "cp1252"), ".", ("", ","), ("{}", "£{}", "GBP {}"),
            ("iso", "day first", "words"), ("iso", "slash", "short", "day first"), _YES_NO),
    _Writer("American", ",\t", _ANY_UNICODE, ".", ("", ","), ("{}", "{} GBP"),
            ("iso", "month first", "month first, short", "american words"), ("iso", "short", "words"), _YES_NO),
    _Writer("German", ";\t", ("utf-8-sig", "cp1252"), ",", ("", "."), ("{}", "{} GBP"), ("dots", "iso"),
            ("iso", "dots", "slash"), (("wahr", "falsch"), ("x", "no"), ("1", "0"))),
    _Writer("French", ";", _ANY_UNICODE, ",", ("", "\u202f", "\u00a0", "\u2009"), ("{}", "{} £"), ("day first", "iso"),
            ("iso", "slash"), (("vrai", "faux"), ("1", "0"))),
    _Writer("Swiss", ";", _ANY_UNICODE, ".", ("", "\u2019", "'"), ("{}", "GBP {}"), ("dots", "iso"), ("iso", "dots"),
            _YES_NO),
    _Writer("database", "|,\t", ("utf-8", "utf-16-le", "utf-16-be"), ".", ("",), ("{}",),
            ("iso", "stamp", "zone", "iso, slashes", "serial"), ("iso", "serial", "zone"), _YES_NO),
)  # fmt: skip


def copy_that_keeps(seed: int) -> tuple[int, Copy]:
    """A copy that says what the sample says, in somebody's own way, and the number of the part that it copies."""
    draw = dice(seed)
    number = draw.randrange(PARTS)
    tables, settings = part(number)
    writer = draw.choice(WRITERS)
    habit = habit_of(writer, draw)
    copy = Copy(seed, _rewritten(tables, habit), dict(settings), [writer.name, repr(habit)])
    copy.separator, copy.encoding = draw.choice(writer.separators), draw.choice(writer.encodings)
    copy.line_end = draw.choice(("\n", "\r\n"))
    copy.rename = draw.choice((str, str.upper, str.title, _spaced, _hyphenated))
    copy.lead, copy.hint, copy.gap = draw.choice((0, 0, 2)), draw.random() < 0.1, draw.choice((0, 0, 1))
    _shuffle(copy, draw)
    copy.settings |= answers(habit, copy.separator, draw)
    return number, copy


def habit_of(writer: _Writer, draw: Random) -> Habit:
    """One person's way of writing, within the habits of a country or a program."""
    month = draw.choice(writer.months)
    return Habit(
        decimal=writer.decimal,
        group=draw.choice(writer.groups),
        places=draw.choice((None, None, 2)),
        money=draw.choice(writer.money),
        share=draw.choice(("{}", "{} %", "{}%")),
        day=_DAYS[draw.choice(writer.days)],
        month=_MONTH_FORMS.get(month) or _DAYS[month],
        yes_no=draw.choice(writer.yes_no),
    )


def _rewritten(tables: Tables, habit: Habit) -> Tables:
    return {
        name: Table(
            list(table.columns),
            [{column: written(text, name, column, habit) for column, text in row.items()} for row in table.rows],
        )
        for name, table in tables.items()
    }


def _shuffle(copy: Copy, draw: Random) -> None:
    """Other orders of rows and columns."""
    for table in copy.tables.values():
        if draw.random() < 0.3:
            draw.shuffle(table.rows)
        if draw.random() < 0.3:
            draw.shuffle(table.columns)


def answers(habit: Habit, separator: str, draw: Random) -> dict[str, str]:
    """What four in five people say in the settings where their habits leave some table in doubt."""
    said = {}
    if separator != "," and habit.group in (".", ",") and habit.places is None:
        said["decimal"] = habit.decimal
    if "/" in habit.month.replace("{m:02}/{y", ""):
        said["date_order"] = "dmy"
    return said if draw.random() < 0.8 else {}


def _spaced(column: str) -> str:
    return column.replace("_", " ").capitalize()


def _hyphenated(column: str) -> str:
    return f" {column.replace('_', '-')} "


# Who spoils the copy


def copy_that_loses(seed: int) -> Copy:
    """A copy in which some cells have lost their meaning; ``spoilt`` names them."""
    draw = dice(seed)
    tables, settings = part(draw.randrange(PARTS))
    habit = Habit(month=draw.choice(("{y:04}-{m:02}", "{short}-{yy:02}")), day=_DAYS[draw.choice(("iso", "words"))])
    copy = Copy(seed, _rewritten(tables, habit), dict(settings))
    copy.separator, copy.encoding = draw.choice(",;\t|"), draw.choice(_ANY_UNICODE)
    copy.lead = draw.choice((0, 3))
    name = draw.choice(sorted(SPOILERS))
    copy.edits.append(name)
    SPOILERS[name](copy, draw)
    return copy


def _spoil(copy: Copy, draw: Random, kind: str, spoil: Callable[[str, Random], str], table: str = "") -> None:
    """Spoil one to three cells of a kind in one table."""
    names = [table] if table else [name for name in copy.tables if _filled(copy, name, kind)]
    name = draw.choice(names)
    cells = _filled(copy, name, kind)
    for place, column in draw.sample(cells, min(len(cells), draw.randint(1, 3))):
        row = copy.tables[name].rows[place]
        row[column] = spoil(row[column], draw)
        copy.spoilt.add((name, copy.row_number(place), column))


def _filled(copy: Copy, name: str, kind: str) -> list[tuple[int, str]]:
    columns = sorted(kinds_of(name)[kind] - SHARES)
    return [
        (place, column)
        for place, row in enumerate(copy.tables[name].rows)
        for column in columns
        if row.get(column) and not row[column].startswith("-")
    ]


def _foreign(text: str, draw: Random) -> str:
    return draw.choice(("€{}", "USD {}", "{} kr", "CHF {}", "¥{}")).format(text)


def _in_letters(text: str, draw: Random) -> str:
    return text + draw.choice(("m", "k", " bn", " million", "M"))


def _minus(text: str, draw: Random) -> str:
    return draw.choice(("{}-", "£-{}", "(-{})")).format(text)


def _near_midnight(_text: str, draw: Random) -> str:
    return draw.choice(("2026-11-30T23:00:00Z", "2027-03-01T01:30:00+00:00", "2027-02-28 22:15:00Z"))


def _contradict_number(copy: Copy, draw: Random) -> None:
    """Two decimal commas in a table of decimal points."""
    shares = [place for place, row in enumerate(copy.tables["projects"].rows) if row["success_probability"]]
    for place in shares[: draw.randint(1, 2)]:
        copy.tables["projects"].rows[place]["remaining_cost"] = "1.234,5"
        copy.spoilt.add(("projects", copy.row_number(place), "remaining_cost"))
    for row in copy.tables["projects"].rows:
        row["percent_complete"] = "0.25"


def _contradict_date(copy: Copy, draw: Random) -> None:
    """A date with the month first among dates with the day first."""
    rows = copy.tables["milestones"].rows
    for row in rows:
        row["baseline"] = "22/11/2026"
    for place in draw.sample(range(len(rows)), 2):
        rows[place]["baseline"] = "11/22/2026"
        copy.spoilt.add(("milestones", copy.row_number(place), "baseline"))


def _two_ways(copy: Copy, draw: Random) -> None:
    """All amounts of a table in groups of three digits, and no other number beside them."""
    copy.separator = draw.choice(";\t|")
    sign = draw.choice(".,")
    places = []
    for place, row in enumerate(copy.tables["benefits"].rows):
        for column in ("planned", "actual"):
            thousands = len(row[column]) - 3
            row[column] = f"{row[column][:thousands]}{sign}000" if 0 < thousands < 4 else ""
            places += [(place, column)] if row[column] else []
    place, column = places[0]
    copy.spoilt.add(("benefits", copy.row_number(place), column))


def _two_days(copy: Copy, draw: Random) -> None:
    """All dates of a table as days or months up to twelve."""
    rows = copy.tables["gates"].rows
    for row in rows:
        first = draw.randint(1, 11)
        row["date"] = f"{first:02}/{first + 1:02}/2027"
    copy.spoilt.add(("gates", copy.row_number(0), "date"))


def _same_column(copy: Copy, draw: Random) -> None:
    """Two columns of one name: which of them counts?"""
    name = draw.choice(("projects", "pools", "demand"))
    table = copy.tables[name]
    column = draw.choice([column for column in table.columns if column in known(name)])
    double = draw.choice((column.upper(), column.replace("_", " ").title(), f"{column} "))
    table.columns.append(double)
    for row in table.rows:
        row[double] = row[column]
    copy.spoilt.add((name, copy.row_number(-1), ""))


def _same_id(copy: Copy, draw: Random) -> None:
    """Two projects of one id."""
    rows = copy.tables["projects"].rows
    first, second = sorted(draw.sample(range(len(rows)), 2))
    rows[second]["project_id"] = rows[first]["project_id"]
    copy.spoilt.add(("projects", copy.row_number(second), "project_id"))


SPOILERS: dict[str, Callable[[Copy, Random], None]] = {
    "another currency": lambda copy, draw: _spoil(copy, draw, "money", _foreign),
    "a percentage as money": lambda copy, draw: _spoil(copy, draw, "money", lambda text, _: f"{text} %", "projects"),
    "sizes in letters": lambda copy, draw: _spoil(copy, draw, "money", _in_letters),
    "a minus sign out of place": lambda copy, draw: _spoil(copy, draw, "money", _minus),
    "lakh and crore": lambda copy, draw: _spoil(copy, draw, "number", lambda _, __: "12,34,567", "demand"),
    "bare years": lambda copy, draw: _spoil(copy, draw, "date", lambda _, __: "2027"),
    "times at the end of a month": lambda copy, draw: _spoil(copy, draw, "date", _near_midnight),
    "contradicting decimal signs": _contradict_number,
    "contradicting dates": _contradict_date,
    "amounts that can be read in two ways": _two_ways,
    "dates that can be two days": _two_days,
    "two columns of one name": _same_column,
    "two projects of one id": _same_id,
}
