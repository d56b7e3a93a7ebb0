"""A document as a file, by its ending."""

from __future__ import annotations

from collections.abc import Callable

from engine.documents.page import page
from engine.documents.plain import plain
from engine.documents.word import word
from engine.wording.document import Document

FORMS: dict[str, Callable[[Document], bytes]] = {
    ".docx": word,
    ".html": lambda document: page(document).encode(),
    ".txt": lambda document: plain(document).encode(),
}
"""Ending of a file → what makes it."""
