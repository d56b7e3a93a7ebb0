"""A sentence that is read once is understood: at most about twenty-five words and two figures; the rest in a table.

A range is one figure, and so is a share of a whole, ``31 of 42 projects``; months and names are none. A name is one
word, as a figure is, whatever it is written with.
"""

from __future__ import annotations

import re

from engine.wording.claims import Claim, Month, Name

MOST_WORDS = 25
MOST_FIGURES = 2
_PLACE = re.compile(r"\{(\w+)\}")
_END = re.compile(r"(?<=[.?!])\s+")
FIGURE = "#"
_ONE = re.compile(rf"{FIGURE}(?: (?:of|to|and)(?: the)? {FIGURE})+")
"""A range, or a share of a whole: one figure."""


def too_much_at_once(claim: Claim) -> list[str]:
    """The sentences of a claim that hold too many words or figures, places filled by ``#`` or ``Name``."""
    evidence = dict(claim.evidence)

    def word(place: re.Match[str]) -> str:
        return "Name" if isinstance(evidence[place[1]], Name | Month) else FIGURE

    return sentences_too_long(_PLACE.sub(word, claim.sentence))


def sentences_too_long(text: str) -> list[str]:
    """The sentences of a text, its figures written as ``#``, that hold too many words or figures."""
    return [
        sentence
        for sentence in _END.split(text)
        if len(sentence.split()) > MOST_WORDS or _ONE.sub(FIGURE, sentence).count(FIGURE) > MOST_FIGURES
    ]
