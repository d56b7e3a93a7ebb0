"""Cells of an Excel workbook that hold an error such as ``#REF!``.

The library that reads workbooks gives such a cell back as blank, and a blank takes a default: a broken formula
would pass for a figure that nobody filled in. So these cells are looked up in the workbook's own XML.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from html import unescape
from pathlib import Path

ErrorCells = dict[tuple[int, int], str]
"""Row and column, both from 0 → the error as the spreadsheet shows it."""

_BOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_LINK = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_CELL = re.compile(
    r'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*>(.{0,2000}?)</(?:\w+:)?c>', re.DOTALL
)
_SHOWN = re.compile(r"<(?:\w+:)?v>([^<]*)<")


def error_cells(path: Path) -> dict[str, ErrorCells]:
    """The error cells of each sheet that has some, by the sheet's name; empty for workbooks other than .xlsx."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _in_archive(archive)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return {}


def _in_archive(archive: zipfile.ZipFile) -> dict[str, ErrorCells]:
    found: dict[str, ErrorCells] = {}
    parts = {_attribute(link, "Id"): _attribute(link, "Target") for link in _LINK.findall(_text(archive, _LINKS))}
    for sheet in _SHEET.findall(_text(archive, _BOOK)):
        target = parts.get(_attribute(sheet, "r:id"), "")
        content = _text(archive, posixpath.normpath(posixpath.join("/xl", target)).lstrip("/"))
        if 't="e"' in content:
            found[unescape(_attribute(sheet, "name"))] = _in_sheet(content)
    return found


def _in_sheet(content: str) -> ErrorCells:
    cells: ErrorCells = {}
    for letters, row, inside in _CELL.findall(content):
        shown = _SHOWN.search(inside)
        cells[int(row) - 1, _column(letters)] = shown.group(1) if shown else "#ERROR"
    return cells


def _text(archive: zipfile.ZipFile, part: str) -> str:
    return archive.read(part).decode("utf-8")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found.group(1) if found else ""


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
