"""Workbooks in Office Open XML (``.xlsx``, ``.xlsm``): filled cells only, with errors, formulas and merged ranges."""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from engine.portfolio.model.numbers import MarkedNumber, StoredNumber
from engine.portfolio.reading.workbooks.archive import Archive, End, Start
from engine.portfolio.reading.workbooks.cells import (
    DAMAGED,
    NOT_CALCULATED,
    SHOWS_ERROR,
    CellFault,
    ReadingBudget,
    SheetCells,
    Unreadable,
    date_text,
    moment_text,
    number_text,
    place,
    position,
    within_a_cell,
)
from engine.portfolio.reading.workbooks.number_format import (
    NOTHING_SHOWN,
    Shown,
    shown_beside,
    shows_date,
    shows_duration,
)

CONTENT_TYPES = "[Content_Types].xml"
"""A part that every archive of this kind has."""

_YES = frozenset({"1", "true", "on"})
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_PLAIN = re.compile(r"0|[1-9]\d{0,14}", re.ASCII)
"""A number that is its own text."""
_NO_NUMBER = CellFault("this cell is stored as a number and is none", "Write the figure again, and save the workbook")
_VISIBLE = "visible"
_MOST_STYLES = 1024
"""Numbers of styles that are read once; more are rare."""
_LONGEST_DURATION = 1e6
"""Days; a longer time is a number that has the format of a time by mistake."""
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class Book:
    """What a workbook says of itself: name and part of each sheet, and whether all formulas were calculated."""

    sheets: list[tuple[str, str]] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    from_1904: bool = False
    settled: bool = True
    strings: str = ""
    styles: str = ""


class XlsxFile:
    """One workbook, read sheet by sheet.

    Raises:
        Unreadable: from every method, when a part is missing, damaged or too large.
    """

    def __init__(self, archive: Archive, budget: ReadingBudget) -> None:
        self._archive = archive
        self._budget = budget
        self.book = _book(archive)

    @property
    def from_1904(self) -> bool:
        """True when days are counted from 1 January 1904."""
        return self.book.from_1904

    @property
    def sheet_names(self) -> list[str]:
        """Names of the sheets, in order."""
        return [name for name, _ in self.book.sheets]

    @property
    def hidden_sheets(self) -> frozenset[str]:
        """Names of the sheets that a program does not show."""
        return frozenset(self.book.hidden)

    def sheets(self, numbers: Collection[int]) -> dict[int, SheetCells]:
        """The filled cells of some sheets, by their place among the names, from 0.

        ``numbers`` are those places.
        """
        strings = _strings(self._archive, self.book.strings)
        formats = _formats(self._archive, self.book.styles)
        by_name = {}
        for number in numbers:
            reader = _SheetReader(self.book, strings, formats, self._budget)
            self._archive.parse(self.book.sheets[number][1], reader.starts, reader.ends, reader.text)
            by_name[number] = reader.cells
        return by_name


def _book(archive: Archive) -> Book:
    part = next(_targets(archive, "_rels/.rels", "", "officeDocument"), "xl/workbook.xml")
    folder, file = posixpath.split(part)
    links = _links(archive, f"{folder}/_rels/{file}.rels", folder)
    book = Book()

    def sheet(attributes: Mapping[str, str]) -> None:
        kind, target = links.get(_relation(attributes), ("", ""))
        if kind == "worksheet":
            book.sheets.append((attributes.get("name", ""), target))
            if attributes.get("state", _VISIBLE) != _VISIBLE:
                book.hidden.add(attributes.get("name", ""))

    def properties(attributes: Mapping[str, str]) -> None:
        book.from_1904 = attributes.get("date1904", "").lower() in _YES

    def calculation(attributes: Mapping[str, str]) -> None:
        due = attributes.get("fullCalcOnLoad", "").lower() in _YES
        book.settled = not due and attributes.get("calcCompleted", "1").lower() in _YES

    archive.parse(part, {"sheet": sheet, "workbookPr": properties, "calcPr": calculation})
    for kind, target in links.values():
        if kind == "sharedStrings":
            book.strings = target
        elif kind == "styles":
            book.styles = target
    return book


def _relation(attributes: Mapping[str, str]) -> str:
    """The id of a relation: ``r:id``, whatever the prefix, but not the sheet's own number."""
    return next((value for key, value in attributes.items() if key.endswith(":id")), "")


def _targets(archive: Archive, part: str, folder: str, kind: str) -> Iterator[str]:
    return (target for kind_of_link, target in _links(archive, part, folder).values() if kind_of_link == kind)


def _links(archive: Archive, part: str, folder: str) -> dict[str, tuple[str, str]]:
    """Id of a relation → its kind and the part it leads to."""
    links: dict[str, tuple[str, str]] = {}

    def link(attributes: Mapping[str, str]) -> None:
        if attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            links[attributes.get("Id", "")] = (kind, target)

    if part in archive:
        archive.parse(part, {"Relationship": link})
    return links


class _Texts:
    """Collects the text of ``t`` elements, of runs too, but not that of phonetic guides."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._length = 0
        self._inside = False
        self._phonetic = False
        self.starts: dict[str, Start] = {"t": self._start_text, "rPh": self._start_phonetic}
        self.ends: dict[str, End] = {"t": self._end_text, "rPh": self._end_phonetic, "si": self.take, "is": self.take}

    def _start_text(self, _: Mapping[str, str]) -> None:
        self._inside = not self._phonetic

    def _end_text(self) -> None:
        self._inside = False

    def _start_phonetic(self, _: Mapping[str, str]) -> None:
        self._phonetic = True

    def _end_phonetic(self) -> None:
        self._phonetic = False

    def take(self) -> None:
        """One string is complete."""
        self.strings.append(plain("".join(self._parts)))
        self._parts.clear()
        self._length = 0

    def text(self, piece: str) -> None:
        """Letters between tags."""
        if self._inside:
            self._length = within_a_cell(self._length + len(piece))
            self._parts.append(piece)


def plain(text: str) -> str:
    """Text as it is shown: signs that XML cannot hold are written ``_x000D_``; blanks around it do not count."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
    return text.strip()


def _strings(archive: Archive, part: str) -> list[str]:
    texts = _Texts()
    if part and part in archive:
        archive.parse(part, texts.starts, texts.ends, texts.text)
    return texts.strings


_Format = Shown | Literal["date", "duration"]


def _formats(archive: Archive, part: str) -> list[_Format]:
    """For each style of a cell, whether it shows a date, a duration, or a number and what beside it."""
    codes: dict[int, str] = {}
    kinds: list[_Format] = []
    inside = False

    def code(attributes: Mapping[str, str]) -> None:
        codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:255]

    def style(attributes: Mapping[str, str]) -> None:
        if inside:
            number = _whole(attributes.get("numFmtId"))
            kinds.append(_kind(number, codes.get(number)))

    def begin(_: Mapping[str, str]) -> None:
        nonlocal inside
        inside = True

    def end() -> None:
        nonlocal inside
        inside = False

    if part and part in archive:
        archive.parse(part, {"numFmt": code, "xf": style, "cellXfs": begin}, {"cellXfs": end})
    return kinds


def _kind(number: int, code: str | None) -> _Format:
    if shows_duration(number, code):
        return "duration"
    if shows_date(number, code):
        return "date"
    form = shown_beside(number, code)
    return NOTHING_SHOWN if form == NOTHING_SHOWN else form


@lru_cache(maxsize=_MOST_STYLES)
def _whole(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,9}", text) else 0


class _SheetReader:
    """Takes the events of one sheet's XML, as few and as plain as can be: there are five for each cell."""

    def __init__(self, book: Book, strings: list[str], formats: list[_Format], budget: ReadingBudget) -> None:
        self.cells = SheetCells()
        self._book = book
        self._strings = strings
        self._formats = formats
        self._budget = budget
        self._row = self._column = -1
        self._digits = ""
        self._columns: dict[str, int] = {}
        self._type = "n"
        self._style = "0"
        self._value: str | None = None
        self._formula: str | None = None
        self._texts: _Texts | None = None
        self._taken: str | None = None
        self._inline = _Texts()
        self.starts: dict[str, Start] = {
            "row": self._start_row, "c": self._start_cell, "v": self._start_taking, "f": self._start_taking,
            "is": self._start_inline, "mergeCell": self._merged, **self._inline.starts,
        }  # fmt: skip
        self.ends: dict[str, End] = {
            **self._inline.ends, "c": self._end_cell, "v": self._end_value, "f": self._end_formula,
        }  # fmt: skip

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        number = attributes.get("r")
        self._row = self._row + 1 if number is None else position(f"A{number}")[0]
        self._column, self._digits = -1, number or ""

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._value = self._formula = self._texts = self._taken = None
        name = attributes.get("r")
        if name is None:
            self._column += 1
        else:
            self._go_to(name)

    def _go_to(self, name: str) -> None:
        """Go to the cell of a name. In a row all names end alike, behind letters that mostly stood in a row above."""
        letters = name.rstrip("0123456789")
        digits = name[len(letters) :]
        if digits and digits == self._digits and letters in self._columns:
            self._column = self._columns[letters]
        else:
            self._row, self._column = position(name)
            self._digits, self._columns[letters] = digits, self._column

    def _start_taking(self, _: Mapping[str, str]) -> None:
        self._taken = ""

    def _start_inline(self, _: Mapping[str, str]) -> None:
        self._texts = self._inline
        self._inline.strings.clear()

    def _merged(self, attributes: Mapping[str, str]) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        self.cells.merge((*position(first), *position(last or first)))

    def text(self, piece: str) -> None:
        """Letters between tags."""
        if self._taken is not None:
            self._taken += piece
            within_a_cell(len(self._taken))
        elif self._texts is not None:
            self._texts.text(piece)

    def _end_value(self) -> None:
        self._value, self._taken = self._taken, None

    def _end_formula(self) -> None:
        self._formula, self._taken = self._taken, None

    def _end_cell(self) -> None:
        if self._value is None and self._formula is None and self._texts is None:
            return
        text, fault = self._text_of_cell()
        self._texts = None
        if fault is not None:
            self._budget.take_cell()
            self.cells.fault(self._row, self._column, text, fault)
        elif text:
            self._budget.take_cell()
            self.cells.put(self._row, self._column, text)

    def _text_of_cell(self) -> tuple[str, CellFault | None]:
        """The text of the cell, and why it cannot be used."""
        value, formula = self._value, self._formula
        if formula is not None and (not self._book.settled or not self._has_result(value)):
            return f"={formula.strip()}", NOT_CALCULATED
        value = value or ""
        if self._type == "e":
            return value.strip() or "#ERROR", SHOWS_ERROR
        if self._type == "n":
            return self._number(value.strip())
        return self._text(value), None

    def _has_result(self, value: str | None) -> bool:
        if value is None:
            return self._texts is not None
        return bool(value.strip()) or self._type == "str"

    def _text(self, value: str) -> str:
        if self._type == "s":
            return self._shared(value.strip())
        if self._texts is not None:
            return self._texts.strings[0] if self._texts.strings else ""
        if self._type == "b":
            return {"1": "true", "0": "false"}.get(value.strip(), value.strip())
        return _iso(value.strip()) if self._type == "d" else plain(value)

    def _shared(self, number: str) -> str:
        if not number.isdecimal() or int(number) >= len(self._strings):
            raise Unreadable(f"the cell {place(self._row, self._column)} names a text that is not there", DAMAGED)
        return self._strings[int(number)]

    def _number(self, value: str) -> tuple[str, CellFault | None]:
        if not value:
            return "", None
        style = _whole(self._style)
        kind = self._formats[style] if style < len(self._formats) else NOTHING_SHOWN
        if kind is NOTHING_SHOWN and _PLAIN.fullmatch(value):
            return StoredNumber(value), None
        number = float(value) if _NUMBER.fullmatch(value) else math.nan
        if not math.isfinite(number):
            return value, _NO_NUMBER
        if kind == "date":
            return date_text(number, from_1904=self._book.from_1904), None
        if kind == "duration" and abs(number) < _LONGEST_DURATION:
            return str(timedelta(days=number)), None
        text = number_text(number)
        if isinstance(kind, Shown) and kind is not NOTHING_SHOWN:
            return MarkedNumber(text, kind.mark, kind.unit, kind.time), None
        return text, None


def _iso(text: str) -> str:
    try:
        return moment_text(datetime.fromisoformat(text))
    except ValueError:
        return text
