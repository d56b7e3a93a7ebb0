"""The case for a wider mandate as one page to print or to send: HTML that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from engine.explain.mandate_tables import mandate_tables
from engine.explain.report import WHAT_CHANGES, explain_mandate, what_stays
from engine.explain.signs import explain_signs
from engine.explain.table import Form, ReportTable
from engine.portfolio.model.portfolio import Portfolio
from engine.report.mandate import Mandate
from engine.wording.formats import month, whole

MOST_ROWS = 5
"""Rows of a table that one page has room for."""

_STYLE = """
@page { size: A4 portrait; margin: 10mm; }
body { font: 8.8pt/1.33 "IBM Plex Sans", "Segoe UI", Helvetica, Arial, sans-serif; color: #16232b; background: #fff;
       max-width: 186mm; margin: 8mm auto; padding: 0 4mm; }
h1 { font-size: 15pt; line-height: 1.25; margin: 0 0 2mm; }
h2 { font-size: 10pt; margin: 3mm 0 0.8mm; border-bottom: 0.4mm solid #0b6b66; }
p { margin: 0 0 1.2mm; } ul { margin: 0; padding-left: 4.5mm; }
.quiet { color: #51626c; font-size: 8pt; }
table { width: 100%; border-collapse: collapse; font-size: 8pt; }
th, td { text-align: left; vertical-align: top; padding: 0.5mm 3mm 0.5mm 0; border-bottom: 0.2mm solid #d5dde1; }
th.r, td.r { text-align: right; white-space: nowrap; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 6mm; }
@media print { body { margin: 0; padding: 0; } tr, li { break-inside: avoid; } }
"""


def mandate_page(result: Mandate, portfolio: Portfolio) -> str:
    """A whole HTML document; every text of the portfolio is escaped, nothing is loaded from elsewhere."""
    said, settings = explain_mandate(result, portfolio), portfolio.settings
    rights, outside, waits = mandate_tables(result, portfolio)
    signs = explain_signs(result.signs, portfolio)
    name = escape(settings.name)
    return "\n".join(
        (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mandate · {name}</title>',
            f"<style>{_STYLE}</style></head><body>",
            f'<p class="quiet">{name} · {escape(month(settings.planning_month))} · The case for a wider mandate</p>',
            f"<h1>{escape(said.sentence)}</h1>",
            *(f"<p>{escape(claim.prose)}</p>" for claim in said.further[:1]),
            "<h2>Three signs that the office already manages value</h2>",
            _list(claim.prose for claim in (signs.short, *signs.further)),
            *(_section(table, settings.currency) for table in (rights, outside, waits)),
            f'<div class="two"><div><h2>What stays</h2>{_list(what_stays(portfolio))}</div>',
            f"<div><h2>What changes</h2>{_list(WHAT_CHANGES)}</div></div>",
            f'<p class="quiet">Money is present value in {escape(settings.currency)}. '
            f"Data {escape(portfolio.data_fingerprint)}.</p></body></html>",
        )
    )


def _list(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"


def _section(table: ReportTable, currency: str) -> str:
    head = f"<h2>{escape(table.title)}</h2>"
    if not table.rows:
        return f"{head}<p>{escape(table.empty)}</p>"
    sides = [' class="r"' if c.form in (Form.MONEY, Form.NUMBER) else "" for c in table.columns]
    heads = "".join(f"<th{side}>{escape(c.head)}</th>" for c, side in zip(table.columns, sides, strict=True))
    rows = "".join(
        "<tr>" + "".join(f"<td{side}>{escape(text)}</td>" for text, side in zip(row, sides, strict=True)) + "</tr>"
        for row in table.texts(currency)[:MOST_ROWS]
    )
    more = len(table.rows) - MOST_ROWS
    rest = f'<p class="quiet">And {escape(whole(more))} more in the cockpit.</p>' if more > 0 else ""
    return f"{head}<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{rest}"
