"""A pack in one of its forms: slides to edit, tables to reckon with, pages to read."""

from __future__ import annotations

from pathlib import Path

from engine.pack.findings import Findings
from engine.pack.pdf import WITHOUT, NoPdfError, can_make_pdf, pdf
from engine.pack.powerpoint import open_template, powerpoint
from engine.pack.slides import about, slides_of
from engine.pack.tables import pack_tables
from engine.pack.workbook import workbook

FORMS = (".pptx", ".xlsx", ".pdf")
"""Endings of the files that a pack can be."""


def refuse_early(form: str, template: Path | None = None) -> None:
    """Refuse before anything is worked out what could not be made at the end; raises as :func:`pack`."""
    if form == ".pdf" and not can_make_pdf():
        raise NoPdfError(WITHOUT)
    if template is not None:
        open_template(template)


def pack(findings: Findings, form: str, template: Path | None = None) -> bytes:
    """The pack as a file of one of :data:`FORMS`; ``template`` is a PowerPoint file in whose look slides are drawn.

    Raises:
        DataError: the template cannot be used.
        NoPdfError: a PDF cannot be made on this machine.
    """
    if form == ".xlsx":
        return workbook(pack_tables(findings), findings.portfolio.settings.currency)
    slides = powerpoint(slides_of(findings), about(findings), template)
    return pdf(slides) if form == ".pdf" else slides
