"""Texts that a spreadsheet is to show as they are, not to work out: a name in a download must not become a formula."""

from __future__ import annotations

_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BREAKS = ("\t", "\r", "\n")


def as_text(text: str) -> str:
    """The text with a ``'`` before it where a spreadsheet would otherwise take it for a formula."""
    return f"'{text}" if text.startswith(_BREAKS) or text.lstrip().startswith(_SIGNS) else text
