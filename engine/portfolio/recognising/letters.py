"""The letters of a foreign text file: UTF-8 where its bytes are, else what they look most like, said with the row."""

from __future__ import annotations

from dataclasses import dataclass

from charset_normalizer import from_bytes

from engine.errors import DataError, Problem
from engine.portfolio.reading.encoding import decode_text

WESTERN = "cp1252"
_ONE_BYTE = (WESTERN, "mac_roman", "cp1250", "cp1251", "cp1253", "cp1254", "cp850")
_TWO_BYTES = ("shift_jis", "gb18030", "big5", "euc_kr")
_DENSE = 0.1
"""Share of bytes beyond ASCII from which on letters of two bytes are thought of."""
_AS_GOOD = 0.1
"""Difference of the detector's measure of chaos, 0 to 1, below which two encodings look equally good."""
_SAMPLE = 40_000
"""Bytes of rows with letters beyond ASCII that are looked at."""
_SHOWN = 40
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Letters:
    """A text, the encoding in which it was written, and a warning where that is only likely."""

    text: str
    encoding: str
    warnings: tuple[Problem, ...] = ()


def letters_of(content: bytes, file: str) -> Letters:
    """The text of a file.

    A file that is not UTF-8 is read in the encoding that its bytes look like; the warning names the row of the first
    byte that is not UTF-8 and what the row then says, so that a reader sees whether it is right.

    Raises:
        DataError: no encoding fits, or there is a NUL byte; with its row.
    """
    place = _first_not_utf8(content)
    if place is None or content.startswith(_MARKS) or b"\0" in content[:1000]:
        return Letters(decode_text(content, file), "utf-8" if place is None else "utf-16")
    row, start, end = _line_at(content, place)
    encoding = _likeliest(content)
    if encoding is None:
        message = f"the byte {content[place]:#04x} in this row belongs to no letters that are known"
        raise DataError([Problem(file, row, "", "", message, "Save the file as CSV UTF-8")])
    text = content.decode(encoding)
    if "\0" in text:
        decode_text(content, file)
    before = len(content[start:place].decode(encoding, "ignore"))
    line = content[start:end].decode(encoding, "replace")
    said = " ".join(line[max(0, before - _SHOWN // 2) : before + _SHOWN // 2].split())
    message = f"the file is not UTF-8 from this row on; it is read as {encoding}, so that the row says {said!r}"
    remedy = "If letters look wrong, save the file as CSV UTF-8"
    return Letters(text, encoding, (Problem(file, row, "", "", message, remedy),))


def _first_not_utf8(content: bytes) -> int | None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return None


def _line_at(content: bytes, place: int) -> tuple[int, int, int]:
    """Row, counted from 1, first byte and end of the line at a place."""
    start = content.rfind(b"\n", 0, place) + 1
    end = content.find(b"\n", place)
    return content.count(b"\n", 0, place) + 1, start, len(content) if end < 0 else end


def _likeliest(content: bytes) -> str | None:
    """The encoding that the rows with other letters look most like, among those that read the whole file.

    Windows-1252 unless another looks clearly better: a few letters tell little, and most exports are written so.
    """
    sample = b"\n".join(line for line in content.splitlines() if not line.isascii())[:_SAMPLE]
    dense = sum(byte > 127 for byte in sample) > _DENSE * len(sample)
    guesses = from_bytes(sample, cp_isolation=[*_ONE_BYTE, *(_TWO_BYTES if dense else ())], threshold=1.0)
    chaos: dict[str, float] = {}
    for match in guesses:
        for name in match.could_be_from_charset:
            chaos.setdefault(name, match.chaos)
    if WESTERN in chaos and chaos[WESTERN] <= min(chaos.values()) + _AS_GOOD:
        chaos = {WESTERN: 0.0} | {name: value for name, value in chaos.items() if name != WESTERN}
    for encoding in dict.fromkeys((*sorted(chaos, key=lambda name: chaos[name]), *_ONE_BYTE)):
        try:
            content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return encoding
    return None
