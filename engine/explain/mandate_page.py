"""The case for a wider mandate as one page to print or to send: HTML that needs nothing but itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.explain.mandate_tables import mandate_tables
from engine.explain.report import WHAT_CHANGES, explain_mandate, what_stays
from engine.explain.signs import explain_signs
from engine.explain.table import Form, ReportTable
from engine.portfolio.model.portfolio import Portfolio
from engine.report.mandate import Mandate
from engine.wording.formats import month, whole
from engine.wording.templates import render

MOST_ROWS = 5
"""Rows of a table that one page has room for."""

_PAGE = Path(__file__).with_suffix(".html")


def mandate_page(result: Mandate, portfolio: Portfolio) -> str:
    """A whole HTML document; every text of the portfolio is escaped, nothing is loaded from elsewhere."""
    settings, signs = portfolio.settings, explain_signs(result.signs, portfolio)
    page = render(
        _PAGE,
        name=settings.name,
        month=month(settings.planning_month),
        said=explain_mandate(result, portfolio),
        signs=[claim.prose for claim in (signs.short, *signs.further)],
        sections=[_section(table, settings.currency) for table in mandate_tables(result, portfolio)],
        stays=what_stays(portfolio),
        changes=WHAT_CHANGES,
        currency=settings.currency,
        fingerprint=portfolio.data_fingerprint,
    )
    return str(page)


def _section(table: ReportTable, currency: str) -> dict[str, Any]:
    """A table as the template writes it: the rows that one page has room for, and how many ``more`` there are."""
    more = len(table.rows) - MOST_ROWS
    return {
        "title": table.title,
        "empty": table.empty,
        "heads": [column.head for column in table.columns],
        "sides": [column.form in (Form.MONEY, Form.NUMBER) for column in table.columns],
        "rows": table.texts(currency)[:MOST_ROWS],
        "more": whole(more) if more > 0 else "",
    }
