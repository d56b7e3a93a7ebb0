"""Did you mean …? The known word that is nearest to one that is not known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

_MOST_COMPARED = 150
"""Known words up to which each is compared letter by letter; beyond, thousands of wrong ids would take minutes."""


def normal(name: str) -> str:
    """A name without what people vary: letters' case, surrounding blanks, spaces and hyphens for underscores.

    Nor what nobody sees: letters that have no width, and one letter stored in two ways.
    """
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return re.sub(r"[\s_-]+", "_", name.strip().casefold()).strip("_")


def nearest(word: str, known: Iterable[str], likeness: float = 0.7) -> str | None:
    """The known word that is most like ``word``, or None when none is; ``likeness`` from 0 (any) to 1 (the same)."""
    return _nearest(word, frozenset(known), likeness)


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """``Did you mean 'x'?`` when a known word is near, else the sentence ``otherwise``."""
    match = nearest(word, known)
    return f"Did you mean {match!r}?" if match else otherwise


@lru_cache(maxsize=1024)
def _nearest(word: str, known: frozenset[str], likeness: float) -> str | None:
    bare = _by_bare(known).get(_bare(word))
    if bare is not None or len(known) > _MOST_COMPARED:
        return bare
    by_normal = {normal(name): name for name in sorted(known, reverse=True)}
    matches = get_close_matches(normal(word), by_normal, n=1, cutoff=likeness)
    return by_normal[matches[0]] if matches else None


@lru_cache(maxsize=16)
def _by_bare(known: frozenset[str]) -> dict[str, str]:
    return {_bare(name): name for name in sorted(known, reverse=True)}


def _bare(name: str) -> str:
    """Letters and digits alone, without leading zeros: ``P-007`` and ``p7`` are the same."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"[\W_]+", "", name.casefold()))
