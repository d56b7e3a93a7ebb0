"""Bytes of a text file as text, in whichever encoding it was written."""

from __future__ import annotations

from engine.errors import DataError, Problem


def decode_text(content: bytes, file: str) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1252; raises :class:`DataError` when it is none of them."""
    text = _decoded(content)
    if text is None:
        remedy = "Save the file as CSV UTF-8"
        raise _refused(file, None, "the letters of this file cannot be recognised", remedy)
    place = text.find("\0")
    if place >= 0:
        row = text.count("\n", 0, place) + 1
        remedy = "The file is damaged or is no CSV file; export it again as CSV UTF-8"
        raise _refused(file, row, "there is a NUL byte, which no text has", remedy)
    return text.lstrip("\ufeff")


def _decoded(content: bytes) -> str | None:
    for encoding in _encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _encodings(content: bytes) -> tuple[str, ...]:
    """Encodings to try, most telling first: a byte-order mark, every second byte zero, then UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    half = len(content) // 2
    if half and content[1::2].count(0) > 0.4 * half:
        return ("utf-16-le", "utf-8")
    if half and content[0::2].count(0) > 0.4 * half:
        return ("utf-16-be", "utf-8")
    return ("utf-8-sig", "cp1252")


def _refused(file: str, row: int | None, message: str, remedy: str) -> DataError:
    return DataError([Problem(file, row, "", "", message, remedy)])
