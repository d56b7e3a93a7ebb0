"""Workbooks in Open Document Format (``.ods``): filled cells only, with errors, formulas and merged ranges."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from engine.portfolio.model.currency_marks import currencies_of
from engine.portfolio.model.numbers import MarkedNumber
from engine.portfolio.reading.workbooks.archive import Archive, End, Start
from engine.portfolio.reading.workbooks.cells import (
    DAMAGED,
    MOST_COLUMNS,
    NOT_CALCULATED,
    SHOWS_ERROR,
    CellFault,
    ReadingBudget,
    SheetCells,
    Unreadable,
    moment_text,
    number_text,
    within_a_cell,
)
from engine.portfolio.reading.workbooks.number_format import NOTHING_SHOWN, shown_in_text

CONTENT = "content.xml"
"""The part that holds all sheets."""

_DURATION = re.compile(r"PT(\d{1,9})H(\d{1,9})M(\d{1,9}(?:\.\d+)?)S")
_ERROR = re.compile(r"#[A-Z]+[/!?0A-Z]*[!?]?|Err:\d{3}")
_FIRST_DAYS = ("", "1899-12-30", "1904-01-01")
_NUMBERS = frozenset({"float", "currency", "percentage"})
_APART = (
    "annotation", "shapes", "frame", "custom-shape", "rect", "ellipse", "circle", "g", "line", "connector", "polygon",
    "polyline", "path", "control", "caption", "ruby-text",
)  # fmt: skip
"""Elements within a cell whose text is not the cell's: comments and drawings."""


class OdsFile:
    """One workbook, whose sheets all stand in one part.

    Raises:
        Unreadable: from every method, when it is damaged, protected or too large.
    """

    def __init__(self, archive: Archive, budget: ReadingBudget) -> None:
        self._archive = archive
        self._budget = budget
        self._depth = 0
        self.sheet_names: list[str] = []
        self.from_1904 = False
        self._style = ""
        self._unseen_styles: set[str] = set()
        self._hidden: set[str] = set()
        starts: dict[str, Start] = {
            "table": self._name,
            "null-date": self._null_date,
            "style": self._name_style,
            "table-properties": self._describe_style,
        }
        archive.parse(CONTENT, starts, {"table": self._end_table})

    @property
    def hidden_sheets(self) -> frozenset[str]:
        """Names of the sheets that a program does not show."""
        return frozenset(self._hidden)

    def sheets(self, numbers: Collection[int]) -> dict[int, SheetCells]:
        """The filled cells of some sheets, by their place among the names, from 0.

        ``numbers`` are those places.
        """
        reader = _Reader(frozenset(numbers), self._budget)
        self._archive.parse(CONTENT, reader.starts, reader.ends, reader.text)
        return reader.sheets

    def _name(self, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self.sheet_names.append(_attribute(attributes, "name"))
            if _attribute(attributes, "style-name") in self._unseen_styles:
                self._hidden.add(self.sheet_names[-1])

    def _name_style(self, attributes: Mapping[str, str]) -> None:
        self._style = _attribute(attributes, "name")

    def _describe_style(self, attributes: Mapping[str, str]) -> None:
        """Styles come before the sheets that have them."""
        if _attribute(attributes, "display") == "false":
            self._unseen_styles.add(self._style)

    def _end_table(self) -> None:
        self._depth -= 1

    def _null_date(self, attributes: Mapping[str, str]) -> None:
        first = _attribute(attributes, "date-value")[:10]
        if first not in _FIRST_DAYS:
            message = f"this workbook counts its days from {first[:20]}, which is not read"
            raise Unreadable(message, "Let it count from 30 December 1899 (in the options), and save it again")
        self.from_1904 = first.startswith("1904")


class _Reader:
    """Takes the events of the XML."""

    def __init__(self, wanted: frozenset[int], budget: ReadingBudget) -> None:
        self.sheets: dict[int, SheetCells] = {}
        self._wanted = wanted
        self._budget = budget
        self._number = -1
        self._depth = 0
        self._cells: SheetCells | None = None
        self._row = self._column = 0
        self._row_times = 1
        self._filled: list[tuple[int, str, CellFault | None]] = []
        self._cell: Mapping[str, str] = {}
        self._text: list[str] = []
        self._length = self._paragraphs = self._inside = self._skipped = 0
        self.starts: dict[str, Start] = {
            "table": self._start_table, "table-row": self._start_row, "table-cell": self._start_cell,
            "covered-table-cell": self._start_cell, "p": self._start_paragraph,
            **dict.fromkeys(_APART, self._start_apart),
            "s": self._space, "tab": self._tab, "line-break": self._line_break,
        }  # fmt: skip
        self.ends: dict[str, End] = {
            "table": self._end_table, "table-row": self._end_row, "table-cell": self._end_cell,
            "covered-table-cell": self._end_cell, "p": self._end_paragraph, **dict.fromkeys(_APART, self._end_apart),
        }  # fmt: skip

    def _start_table(self, _: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > 1:
            return
        self._number += 1
        self._row = 0
        self._cells = SheetCells() if self._number in self._wanted else None
        if self._cells is not None:
            self.sheets[self._number] = self._cells

    def _end_table(self) -> None:
        self._depth -= 1
        if not self._depth:
            self._cells = None

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self._row_times = _times(attributes, "number-rows-repeated")
        self._column = 0
        self._filled = []

    def _end_row(self) -> None:
        if self._cells is not None and self._filled:
            for row in range(self._row, self._row + self._row_times):
                self._put(self._cells, row)
        self._row += self._row_times

    def _put(self, cells: SheetCells, row: int) -> None:
        for column, text, fault in self._filled:
            self._budget.take_cell()
            if fault is None:
                cells.put(row, column, text)
            else:
                cells.fault(row, column, text, fault)

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._cell = attributes
        self._text = []
        self._length = self._paragraphs = self._inside = self._skipped = 0

    def _end_cell(self) -> None:
        times = _times(self._cell, "number-columns-repeated")
        if self._cells is not None:
            self._merge(self._cells)
            text, fault = _cell_text(self._cell, "".join(self._text).strip())
            if text:
                # One column too many is enough to be refused.
                last = min(self._column + times, max(self._column, MOST_COLUMNS) + 1)
                self._filled += [(column, text, fault) for column in range(self._column, last)]
        self._column += times

    def _merge(self, cells: SheetCells) -> None:
        columns, rows = _times(self._cell, "number-columns-spanned"), _times(self._cell, "number-rows-spanned")
        cells.merge((self._row, self._column, self._row + rows - 1, self._column + columns - 1))

    def _start_paragraph(self, _: Mapping[str, str]) -> None:
        if self._skipped:
            return
        self._inside += 1
        self._paragraphs += 1
        if self._paragraphs > 1:
            self._add("\n")

    def _end_paragraph(self) -> None:
        if not self._skipped:
            self._inside -= 1

    def _start_apart(self, _: Mapping[str, str]) -> None:
        self._skipped += 1

    def _end_apart(self) -> None:
        self._skipped -= 1

    def _space(self, attributes: Mapping[str, str]) -> None:
        self._add(" " * within_a_cell(_times(attributes, "c")))

    def _tab(self, _: Mapping[str, str]) -> None:
        self._add("\t")

    def _line_break(self, _: Mapping[str, str]) -> None:
        self._add("\n")

    def text(self, piece: str) -> None:
        """Letters between tags."""
        if self._inside and not self._skipped:
            self._add(piece)

    def _add(self, piece: str) -> None:
        if self._cells is not None and not self._skipped:
            self._length = within_a_cell(self._length + len(piece))
            self._text.append(piece)


def _cell_text(cell: Mapping[str, str], text: str) -> tuple[str, CellFault | None]:
    """The text of a cell, and why it cannot be used; ``text`` is what it shows."""
    kinds = {value for key, value in cell.items() if key.rpartition(":")[2] == "value-type"}
    formula = _attribute(cell, "formula")
    if "error" in kinds or (formula and _ERROR.fullmatch(text)):
        return text or "#ERROR", SHOWS_ERROR
    written = _value(cell, kinds, text)
    if formula and not written and "string" not in kinds:
        return "=" + formula.partition("=")[2], NOT_CALCULATED
    return written, None


def _value(cell: Mapping[str, str], kinds: set[str], text: str) -> str:
    if kinds & _NUMBERS:
        mark = "%" if "percentage" in kinds else _attribute(cell, "currency")
        return _number(_attribute(cell, "value"), mark if mark == "%" or currencies_of(mark) else "", text)
    if "date" in kinds:
        return _date(_attribute(cell, "date-value"))
    if "time" in kinds:
        return _time(_attribute(cell, "time-value"))
    if "boolean" in kinds:
        return _attribute(cell, "boolean-value")
    return _attribute(cell, "string-value").strip() or text


def _number(text: str, mark: str, text_on_screen: str) -> str:
    try:
        number = float(text)
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    marks = shown_in_text(text_on_screen, number, mark)
    if marks == NOTHING_SHOWN:
        return number_text(number)
    return MarkedNumber(number_text(number), marks.mark, marks.unit, marks.time)


def _date(text: str) -> str:
    try:
        return moment_text(datetime.fromisoformat(text))
    except ValueError:
        return text


def _time(text: str) -> str:
    """A time of day, or a duration when it is a day or more."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return text
    lasting = timedelta(hours=int(match[1]), minutes=int(match[2]), seconds=float(match[3]))
    return (datetime.min + lasting).time().isoformat() if lasting < timedelta(days=1) else str(lasting)


def _times(attributes: Mapping[str, str], name: str) -> int:
    """A count such as how often a cell is repeated; 1 where none is given."""
    text = _attribute(attributes, name)
    if not text:
        return 1
    if not re.fullmatch(r"\d{1,7}", text, re.ASCII) or int(text) == 0:
        raise Unreadable(f"the count {text[:20]!r} of cells is none that a sheet can have", DAMAGED)
    return int(text)


def _attribute(attributes: Mapping[str, str], name: str) -> str:
    """The attribute of that name, whatever its prefix; ``''`` where there is none."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")
