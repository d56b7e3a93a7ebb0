"""Texts that a spreadsheet is to show as they are, not to work out: a name in a download must not become a formula."""

from __future__ import annotations

_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BREAKS = ("\t", "\r", "\n")


def as_text(text: str) -> str:
    """The text with a ``'`` before it where a spreadsheet would otherwise take it for a formula."""
    return f"'{text}" if _is_live(text) else text


def as_meant(text: str) -> str:
    """The text without the ``'`` that :func:`as_text` put before it."""
    return text[1:] if text.startswith("'") and _is_live(text[1:]) else text


def _is_live(text: str) -> bool:
    """True where a sign comes first, also behind such a ``'``, so that one more can be told from it."""
    bare = text.lstrip("'")
    return bare.startswith(_BREAKS) or bare.lstrip().startswith(_SIGNS)
