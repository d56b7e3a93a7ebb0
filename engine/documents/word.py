"""A document as a Word file, with Word's own styles, to be edited and signed."""

from __future__ import annotations

import io
import re
from typing import Any

import docx
from docx.shared import Mm, Pt, RGBColor

from engine.wording.document import Document, Heading, Points, Sentences

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that no XML can hold."""

_TERM = Mm(42)
_SAID = Mm(128)
_QUIET = RGBColor(0x51, 0x62, 0x6C)


def word(document: Document) -> bytes:
    """The document as the bytes of a ``.docx`` file on A4."""
    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    file.styles["Normal"].font.name, file.styles["Normal"].font.size = "Calibri", Pt(10.5)
    file.core_properties.title = _text(document.title)[:255]
    file.add_heading(_text(document.title), level=1)
    _quiet(file, document.under)
    for part in document.parts:
        if isinstance(part, Heading):
            file.add_heading(_text(part.text), level=2)
        elif isinstance(part, Sentences):
            file.add_paragraph(_text(part.text))
        elif isinstance(part, Points):
            for text in part.texts:
                file.add_paragraph(_text(text), style="List Bullet")
        else:
            _terms(file, part.pairs)
    _quiet(file, document.foot)
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


def _terms(file: Any, pairs: tuple[tuple[str, str], ...]) -> None:
    table = file.add_table(rows=0, cols=2)
    for term, text in pairs:
        head, said = table.add_row().cells
        head.width, said.width = _TERM, _SAID
        head.paragraphs[0].add_run(_text(term)).bold = True
        said.paragraphs[0].add_run(_text(text))


def _quiet(file: Any, text: str) -> None:
    run = file.add_paragraph().add_run(_text(text))
    run.font.size, run.font.color.rgb = Pt(9), _QUIET


def _text(text: str) -> str:
    return _UNWRITABLE.sub(" ", text)
