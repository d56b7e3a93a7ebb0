"""A sentence that is read once is understood: at most about twenty-five words and two figures; the rest in a table.

A range is one figure, and so is a share of a whole, ``31 of 42 projects``; months and names are none. A name is one
word, as a figure is, whatever it is written with.
"""

from __future__ import annotations

import re

from engine.wording.claims import PLACE, Claim, Month, Name

MOST_WORDS = 25
MOST_FIGURES = 2
MOST_WORDS_ON_A_PAGE = 30
"""Where names cannot be told from other words."""
_END = re.compile(r"(?<=[.?!])\s+")
FIGURE = "#"
_ACTIONS = "(?:stop|accelerate|defer|continue)"
_ONE = re.compile(
    rf"{FIGURE}(?: (?:of|to|and)(?: the)? {FIGURE})+|{_ACTIONS} {FIGURE}(?:(?:, | and ){_ACTIONS} {FIGURE})+",
    re.IGNORECASE,
)
"""A range, a share of a whole, or how many projects each action has: one figure."""
_MONTH = re.compile(r"\b[A-Z][a-z]{2} \d{4}\b")
_WRITTEN = re.compile(r"[+−]?£[\d.,]*\d(?:bn|[km])?|[+−]?\b\d[\d.,]*(?<=\d)(?: %)?")
"""Money, a percentage or a number as prose writes it."""


def too_much_at_once(claim: Claim) -> list[str]:
    """The sentences of a claim that hold too many words or figures, places filled by ``#`` or ``Name``."""
    evidence = dict(claim.evidence)

    def word(place: re.Match[str]) -> str:
        return "Name" if isinstance(evidence[place[1]], Name | Month) else FIGURE

    return sentences_too_long(PLACE.sub(word, claim.sentence))


def too_much_on_a_page(paragraph: str) -> list[str]:
    """The sentences of a paragraph as it is read, figures written out, that hold too many words or figures."""
    text = _MONTH.sub("Name", paragraph.replace("\u00a0", " ")).partition("Formula: ")[0].strip()
    return sentences_too_long(_WRITTEN.sub(FIGURE, text), MOST_WORDS_ON_A_PAGE)


def sentences_too_long(text: str, most_words: int = MOST_WORDS) -> list[str]:
    """The sentences of a text, its figures written as ``#``, that hold too many words or figures."""
    return [
        sentence
        for sentence in _END.split(text)
        if len(sentence.split()) > most_words or _ONE.sub(FIGURE, sentence).count(FIGURE) > MOST_FIGURES
    ]
