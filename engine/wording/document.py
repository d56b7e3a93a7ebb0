"""A document of words before it has a form: headings, sentences, lists and tables of texts, in their order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """What a part is about."""

    text: str


@dataclass(frozen=True, slots=True)
class Sentences:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences in a list."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermRows:
    """Pairs of a term and what is to be said under it, in two columns."""

    pairs: tuple[tuple[str, str], ...]


DocumentPart = Heading | Sentences | Points | TermRows


@dataclass(frozen=True, slots=True)
class Document:
    """``title`` and the line under it, then the parts; ``foot`` says what it rests on."""

    title: str
    under: str
    parts: tuple[DocumentPart, ...]
    foot: str
