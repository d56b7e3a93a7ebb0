"""Comparing what people write: headers, names and words, whatever their case, spacing and line breaks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from engine.portfolio.model.near_miss import nearest


@lru_cache(maxsize=32_768)
def plain(text: str) -> str:
    """A text without case, line breaks and surplus spaces, for comparison only."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def fits(pattern: str, text: str) -> bool:
    """True when ``text`` is the pattern, or begins with it where the pattern ends in ``*``."""
    wanted, given = plain(pattern), plain(text)
    return given.startswith(wanted[:-1].rstrip()) if wanted.endswith("*") else given == wanted


def suggestion(word: str, known: Iterable[str]) -> str:
    """``' Did you mean "finish"?'`` for a word close to one that is known, else nothing."""
    close = nearest(plain(word).rstrip("*").rstrip(), known, likeness=0.6)
    return f' Did you mean "{shortened(close)}"?' if close else ""


def shortened(text: str, length: int = 60) -> str:
    """A text on one line, cut with an ellipsis when longer than ``length``."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
