"""The parts of a zipped workbook, unpacked piece by piece within a budget, whatever sizes the archive states."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO
from xml.parsers import expat

from engine.portfolio.reading.workbooks.cells import DAMAGED, ReadingBudget, Unreadable

_PIECE = 1 << 16
_LONGEST_TAG = 1_000_000
"""Bytes between two events of the parser; no program writes a tag or comment that long."""
_MOST_NAMES = 1_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, LookupError, OSError, ValueError, RuntimeError, EOFError)

Start = Callable[[Mapping[str, str]], None]
End = Callable[[], None]
Text = Callable[[str], None]


class Archive:
    """A zip archive by the names of its parts, whatever their case and the direction of their slashes."""

    def __init__(self, file: BinaryIO, budget: ReadingBudget) -> None:
        self._budget = budget
        try:
            self._zip = zipfile.ZipFile(file)
            self._parts = {_normal(info.filename): info for info in self._zip.infolist()}
        except _ZIP_ERRORS as error:
            raise Unreadable("this workbook cannot be unpacked", DAMAGED) from error

    def __contains__(self, part: str) -> bool:
        return _normal(part) in self._parts

    def parse(
        self, part: str, starts: Mapping[str, Start], ends: Mapping[str, End] | None = None, text: Text | None = None
    ) -> None:
        """Read one part as XML, with a function for the start and for the end of each element of interest, by its name.

        Names are without prefix. ``text`` gets all letters between tags, perhaps in several pieces. ``starts`` and
        ``ends`` are by the element's name without its namespace; no element need be in both.

        Raises:
            Unreadable: the part is missing, is no plain XML, or exceeds the budget.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        start_of, end_of, elements = _ByLocalName(starts), _ByLocalName(ends or {}), 0

        def begin(name: str, attributes: Mapping[str, str]) -> None:
            nonlocal elements
            elements += 1
            handle = start_of[name]
            if handle is not None:
                handle(attributes)

        def finish(name: str) -> None:
            handle = end_of[name]
            if handle is not None:
                handle()

        parser.StartElementHandler = begin
        if ends:
            parser.EndElementHandler = finish
        if text is not None:
            parser.CharacterDataHandler = text
        read = 0
        try:
            for piece in self._pieces(part):
                parser.Parse(piece, False)
                read += len(piece)
                elements = self._budget.take_elements(elements)
                if read - max(parser.CurrentByteIndex, 0) > _LONGEST_TAG:
                    raise Unreadable("a part of this workbook cannot be read (a tag without end)", DAMAGED)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Unreadable(f"a part of this workbook cannot be read ({error})", DAMAGED) from error

    def _pieces(self, part: str) -> Iterator[bytes]:
        info = self._parts.get(_normal(part))
        if info is None:
            raise Unreadable(f"this workbook has no part {part[:80]}", DAMAGED)
        if info.flag_bits & 1 or info.compress_type not in _METHODS:
            message = "this workbook is protected with a password or packed in an unusual way"
            raise Unreadable(message, "Save it again as an Excel workbook without a password")
        try:
            with self._zip.open(info) as stream:
                while piece := stream.read(_PIECE):
                    self._budget.take_bytes(len(piece))
                    yield piece
        except _ZIP_ERRORS as error:
            raise Unreadable("this workbook cannot be unpacked", DAMAGED) from error


class _ByLocalName(dict[str, Any]):
    """Handlers by the name of an element, found by its name without prefix; None for elements of no interest."""

    def __missing__(self, name: str) -> Any:
        value = self.get(name.rpartition(":")[2])
        if len(self) < _MOST_NAMES:
            self[name] = value
        return value


def _normal(part: str) -> str:
    return posixpath.normpath("/" + part.replace("\\", "/")).lstrip("/").casefold()


def _refuse_doctype(*_: object) -> None:
    raise Unreadable("this workbook declares a document type, which no spreadsheet program writes", DAMAGED)
