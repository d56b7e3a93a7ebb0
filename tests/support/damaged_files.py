"""Files that no program would write, or that were damaged on their way; a seed makes the same one again."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator

from tests.support.exports import JIRA, LITTLE, REPORTS

Maker = Callable[[random.Random, bytes], bytes]
_TEXTS = (JIRA, LITTLE, REPORTS)
_RELATION = '<Relationships><Relationship Id="{id}" Type="{kind}" Target="{target}"/></Relationships>'
_CELL = '<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def damaged(seed: int, workbook: bytes) -> tuple[str, bytes]:
    """The name and bytes of one file; ``workbook`` is a good one that may be spoilt."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    kinds = list(_KINDS.items())
    name, make = kinds[seed % len(kinds)]
    return name, make(chance, workbook)


def _random_bytes(chance: random.Random, _: bytes) -> bytes:
    return chance.randbytes(chance.choice((1, 20, 3000, 200_000)))


def _random_behind_a_start(chance: random.Random, _: bytes) -> bytes:
    starts = (b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"), b"<?xml ", b"ERMHDR\t", b"\xff\xfe", b"\xef\xbb\xbf")
    return chance.choice(starts) + chance.randbytes(2000)


def _truncated_workbook(chance: random.Random, workbook: bytes) -> bytes:
    return workbook[: chance.randrange(1, len(workbook))]


def _flipped_workbook(chance: random.Random, workbook: bytes) -> bytes:
    spoilt = bytearray(workbook)
    for _ in range(chance.choice((1, 10, 200))):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def _truncated_text(chance: random.Random, _: bytes) -> bytes:
    text = chance.choice(_TEXTS).encode(chance.choice(("utf-8", "utf-16", "cp1252")))
    return text[: chance.randrange(1, len(text))]


def _flipped_text(chance: random.Random, _: bytes) -> bytes:
    spoilt = bytearray(chance.choice(_TEXTS).encode())
    for _place in range(chance.choice((1, 5, 60))):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def _sheet(rows: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", _RELATION.format(id="r", kind="x/officeDocument", target="xl/w.xml"))
        archive.writestr("xl/w.xml", '<workbook xmlns:r="r"><sheets><sheet name="A" r:id="s"/></sheets></workbook>')
        archive.writestr("xl/_rels/w.xml.rels", _RELATION.format(id="s", kind="x/worksheet", target="a.xml"))
        archive.writestr("xl/a.xml", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    return content.getvalue()


def _huge_dimensions(chance: random.Random, _: bytes) -> bytes:
    places = ("XFD1048576", "A1048576", "XFD1", "ZZZ9999999", "A0")
    texts = "".join(_CELL.format(place=place, text="x") for place in chance.sample(places, 2))
    return _sheet(f'<row r="1">{_CELL.format(place="A1", text="Title")}</row><row>{texts}</row>')


def _many_cells(chance: random.Random, _: bytes) -> bytes:
    row = "".join(f"<c><v>{chance.randrange(9)}</v></c>" for _ in range(400))
    return _sheet(f"<row>{row}</row>" * chance.choice((600, 3000)))


def _bomb(chance: random.Random, _: bytes) -> bytes:
    content = io.BytesIO()
    names = chance.choice((("projects.csv",), ("[Content_Types].xml", "xl/workbook.xml"), ("content.xml",)))
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"a" * 80_000_000 if name == names[-1] else b"<Types/>")
    return content.getvalue()


def _nested(chance: random.Random, workbook: bytes) -> bytes:
    inner = workbook
    for depth in range(chance.choice((1, 20))):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr(chance.choice((f"{depth}.zip", "projects.csv", "../../projects.csv")), inner)
        inner = content.getvalue()
    return inner


def _tables_in_one(chance: random.Random, workbook: bytes) -> bytes:
    """A list and its activities, or what claims to be, in one zip file."""
    parts = b"Project,Begin,Days,Budget\nOven,2027-01-01,9,5\nOven,2027-13-01,-1,1e400\n"
    others = (parts, workbook[:900], chance.randbytes(500), b"", b"PK\x03\x04", b"<?xml ?><a/>", parts + b"\xff" * 90)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("list.csv", LITTLE)
        archive.writestr(
            chance.choice(("parts.csv", "parts.xlsx", "../parts.ods", "a/list.csv")), chance.choice(others)
        )
    return content.getvalue()


def _entities(chance: random.Random, _: bytes) -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{"&e" + str(n - 1) + ";" if n else "x"}{"y" * 20}">' for n in range(9))
    text = f'<?xml version="1.0"?><!DOCTYPE a [{levels}]><a>{"&e8;" * chance.choice((3, 400))}</a>'
    if chance.random() < 0.5:
        return text.encode()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("content.xml", text)
    return content.getvalue()


def _odd_tables(chance: random.Random, _: bytes) -> bytes:
    return chance.choice(
        (
            b'Name,Start,End,Cost\n"never closed,2027-01-01,2027-05-01,5\n',
            b"Name,Start,End,Cost\n" + b"," * 5000 + b"x\n",
            b"\n" * 50_000 + b"Name,Cost\nA,1\n",
            b"Name;Start;End;Cost\n" + b"=cmd|' /C calc'!A0;2027-01-01;2027-09-09;1e400\n" * 3,
            b"Name,Start,End,Cost\nA,2027-13-45,0000-00-00,nan\nB,9999-99-99,2027-01-01,inf\n",
            b"N" * 200_000 + b",x\n1,2\n",
            b"1,2,3\n4,5,6\n7,8,9\n",
            "Имя,Начало\nА,2027-01-01\n".encode("cp1251"),
        )
    )


_KINDS: dict[str, Maker] = {
    "random.csv": _random_bytes,
    "start.xlsx": _random_behind_a_start,
    "cut.xlsx": _truncated_workbook,
    "flipped.xlsx": _flipped_workbook,
    "cut.csv": _truncated_text,
    "flipped.csv": _flipped_text,
    "huge.xlsx": _huge_dimensions,
    "many.xlsx": _many_cells,
    "bomb.zip": _bomb,
    "nested.zip": _nested,
    "tables.zip": _tables_in_one,
    "entities.ods": _entities,
    "odd.csv": _odd_tables,
}


def kinds() -> Iterator[str]:
    """The kinds of damage, by the name of the file."""
    yield from _KINDS
