"""A document as plain text, to be mailed."""

from __future__ import annotations

from engine.wording.document import Document, DocumentPart, Heading, Points, Sentences
from engine.wording.formats import SPACE


def plain(document: Document) -> str:
    """The document in lines, headings underlined, terms on a line of their own."""
    lines = [document.title, "=" * len(document.title), document.under]
    for part in document.parts:
        lines += ["", *_lines(part)]
    return "\n".join([*lines, "", document.foot, ""]).replace(SPACE, " ")


def _lines(part: DocumentPart) -> list[str]:
    if isinstance(part, Heading):
        return [part.text, "-" * len(part.text)]
    if isinstance(part, Sentences):
        return [part.text]
    if isinstance(part, Points):
        return [f"- {text}" for text in part.texts]
    return [f"{term}: {text}" for term, text in part.pairs]
