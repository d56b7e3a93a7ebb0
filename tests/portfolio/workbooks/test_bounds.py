"""A small file cannot take the server: each of these is read or refused in words, in little memory."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

MOST_MEGABYTES = 300
"""Memory that one file may take beyond that of a process which has read a small workbook."""

_ROOT = Path(__file__).parents[3]
_SCRIPT = """
import os, resource, sys
from pathlib import Path
from engine.portfolio.reading.loading import inspect

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))

def read(path):
    idle = peak()
    errors = inspect(Path(path)).errors
    print(peak() - idle)
    for problem in errors:
        assert problem.message and problem.remedy
        print(problem.message)

resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
inspect(Path(sys.argv[1]))
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        read(line.rstrip())
        sys.stdout.flush()
        os._exit(0)
    print("read", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Reads each file named to it in a process of its own, whose memory begins as that of one that has read a small one."""
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE_OF_DOCUMENT = (
    "<!DOCTYPE d [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;'>]>"
)

Parts = dict[str, Iterator[str]]


def _book(sheet: Iterator[str], strings: Iterator[str] | None = None) -> Parts:
    """A workbook of one sheet, as small as can be."""
    relation = f'Type="{_RELATIONS}/'
    return {
        "[Content_Types].xml": iter(["<Types/>"]),
        "xl/workbook.xml": iter([
            f'<workbook xmlns:r="{_RELATIONS}"><sheets><sheet name="demand" r:id="r1"/></sheets></workbook>'
        ]),
        "xl/_rels/workbook.xml.rels": iter([
            f'<Relationships><Relationship Id="r1" {relation}worksheet" Target="sheet1.xml"/>'
            f'<Relationship Id="r2" {relation}sharedStrings" Target="strings.xml"/></Relationships>'
        ]),
        "xl/strings.xml": strings or iter(["<sst/>"]),
        "xl/sheet1.xml": sheet,
    }  # fmt: skip


def _sheet(cells: str, after: str = "") -> Iterator[str]:
    return iter([f"<worksheet><sheetData>{_text('A1', 'project_id')}{cells}</sheetData>{after}</worksheet>"])


def _text(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _cells(cell: str, count: int) -> str:
    """The same cell in many rows: ``#`` stands for the row."""
    return "".join(cell.replace("#", str(row)) for row in range(2, count + 2))


def _endless(piece: str, start: str, end: str) -> Iterator[str]:
    """A hundred megabytes, which an archive packs into some hundred kilobytes."""
    yield start
    block = piece * (1_000_000 // len(piece))
    for _ in range(100):
        yield block
    yield end


def _strings(piece: str) -> Parts:
    return _book(_sheet(""), _endless(piece, "<sst>", "</sst>"))


def _open_document(rows: Iterator[str]) -> Parts:
    def content() -> Iterator[str]:
        yield "<d><table name='demand'>"
        yield from rows
        yield "</table></d>"

    return {"content.xml": content()}


_ROW = "<c r='A#'><v>1</v></c>" + 4 * "<c><v>2</v></c>"
_ERROR = "<c r='A#' t='e'><v>#N/A</v></c>"
_LONG = "<sst><si><t>" + "y" * 39_000 + "</t></si></sst>"
_FILLED = "<table-cell value-type='string'{}><p>x</p></table-cell>"

HOSTILE: list[tuple[str, str, Callable[[], Parts]]] = [
    ("a blank in the last cell", "the sheet projects is missing", lambda: _book(_sheet(_text("XFD1048576", " ")))),
    ("a value in the last cell", "beyond the 512 columns", lambda: _book(_sheet(_text("XFD1048576", "x")))),
    ("a value in the last row", "the sheet projects is missing", lambda: _book(_sheet(_text("A1048576", "x")))),
    ("blank cells", "too many cells", lambda: _book(_endless('<c r="A2" s="1"/>', "<worksheet>", "</worksheet>"))),
    ("filled cells", "filled cells", lambda: _book(_sheet(_cells(_ROW, 49_000)))),
    ("filled rows", "more than 50,000 rows", lambda: _book(_sheet(_cells("<c r='A#'><v>1</v></c>", 51_000)))),
    ("wide and long", "blank ones included", lambda: _book(_sheet(_cells(_text("SR#", "x"), 40_000)))),
    ("errors", "the sheet projects is missing", lambda: _book(_sheet(_cells(_ERROR, 49_000)))),
    ("one long text in many cells", "this row has 2 cells", lambda: _book(
        _sheet(_cells('<c r="B#" t="s"><v>0</v></c>', 49_000)), iter([_LONG]))),
    ("merged ranges", "merged ranges", lambda: _book(_sheet("", "<mergeCell ref='A2:A1048576'/>" * 50_000))),
    ("one text", "more than 40,000 letters", lambda: _book(_sheet(""), _endless("x", "<sst><si><t>", "</sst>"))),
    ("texts", "too many cells", lambda: _strings("<si><t>ab</t></si>")),
    ("long texts", "too large once unpacked", lambda: _strings(f"<si><t>{'x' * 30_000}\U0001f600</t></si>")),
    ("a comment", "a tag without end", lambda: _book(_endless("x", "<worksheet><!--", "--></worksheet>"))),
    ("an attribute", "a tag without end", lambda: _book(_endless("x", "<worksheet a='", "'/>"))),
    ("entities", "declares a document type", lambda: _book(iter([_TYPE_OF_DOCUMENT, "<worksheet>&c;</worksheet>"]))),
    ("a row that is repeated", "more than 50,000 rows", lambda: _open_document(
        iter([f"<table-row number-rows-repeated='1048576'>{_FILLED.format('')}</table-row>"]))),
    ("a cell that is repeated", "beyond the 512 columns", lambda: _open_document(
        iter([f"<table-row>{_FILLED.format(' number-columns-repeated=' + repr('16384'))}</table-row>"]))),
    ("letters of an open document", "too large once unpacked", lambda: _open_document(
        _endless("x", "<table-row><table-cell><p>", "</p></table-cell></table-row>"))),
]  # fmt: skip


def _write(path: Path, parts: Parts) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece.encode())
    assert path.stat().st_size < 1 << 20
    return path


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """A process that has started and read a small workbook, once for all files."""
    small = _write(tmp_path_factory.mktemp("small") / "small.xlsx", _book(_sheet("")))
    command = [sys.executable, "-c", _SCRIPT, str(small)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=_ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        yield process


def _read(reader: subprocess.Popen[str], path: Path) -> list[str]:
    """What a process of its own says of a file."""
    assert reader.stdin is not None
    assert reader.stdout is not None
    reader.stdin.write(f"{path}\n")
    reader.stdin.flush()
    lines = [""]
    while not lines[-1].startswith("read "):
        lines.append(reader.stdout.readline().rstrip("\n") or "read nothing: the process has ended")
    return lines[1:]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize(("message", "make"), [pytest.param(*case[1:], id=case[0]) for case in HOSTILE])
def test_a_small_file_takes_little(
    tmp_path: Path, reader: subprocess.Popen[str], message: str, make: Callable[[], Parts]
) -> None:
    megabytes, *said, end = _read(reader, _write(tmp_path / "hostile.xlsx", make()))
    assert end == "read 0"
    assert message in said[0]
    assert int(megabytes) <= MOST_MEGABYTES
