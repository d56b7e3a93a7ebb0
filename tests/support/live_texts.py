"""Texts that a spreadsheet would work out, were they not written as text."""

from __future__ import annotations

LIVE_TEXTS = (
    "=1+1",
    "+44 20 7946 0000",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n@now",
    " =1+1",
    "\uff1d1+1",
    "'=1+1",
    '=HYPERLINK("https://x.example")',
)
"""Such as begin with a sign, with a tab or the end of a line before it, with a full-width sign, or already marked."""
