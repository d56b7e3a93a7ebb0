"""A document as one page of HTML that needs nothing but itself; every text is escaped."""

from __future__ import annotations

from pathlib import Path

from engine.wording.document import Document, DocumentPart, Heading, Points, Sentences
from engine.wording.templates import render

_PAGE = Path(__file__).with_suffix(".html")


def page(document: Document) -> str:
    """A whole HTML document."""
    return str(render(_PAGE, document=document, parts=[(_kind(part), part) for part in document.parts]))


def _kind(part: DocumentPart) -> str:
    if isinstance(part, Heading):
        return "heading"
    if isinstance(part, Sentences):
        return "sentences"
    return "points" if isinstance(part, Points) else "terms"
