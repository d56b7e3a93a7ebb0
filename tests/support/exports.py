"""Fictional exports of project lists, as other tools write them, for tests of the way in."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

HEADER = ("Ref", "Title", "Start", "End", "Cost £k", "Yearly gain", "Owner", "Status")
ROWS = (
    ("B1", "Oven hall roof", "2027-02-01T00:00:00Z", "9/30/2027 12:00:00 AM", 1250, 300, "Estates", "On track"),
    ("B2", "Till software", "2026-06-01T00:00:00Z", "12/31/2026 12:00:00 AM", 840, 420, "Shops", "Late"),
    ("B3", "Baker rostering", "2026-09-01T00:00:00Z", "5/31/2027 12:00:00 AM", 610, 510, "Bakery", "On track"),
    ("B4", "Yard lighting", "2027-04-01T00:00:00Z", "8/31/2027 12:00:00 AM", 190, 45, "Estates", "Not started"),
    ("B5", "Recipe register", "2026-07-01T00:00:00Z", "3/31/2027 12:00:00 AM", 330, 0, "Finance", "At risk"),
    ("B6", "Dough line", "2027-01-01T00:00:00Z", "12/31/2027 12:00:00 AM", 2400, 700, "Engineering", "On track"),
)
ANSWERS = {"month_0": "2026-05", "status.Late": "red", "status.At risk": "amber"}
"""What has to be said of the capital plan before it can be used."""


def capital_plan(path: Path) -> Path:
    """A workbook as finance writes it: titles, header in row 4, amounts in £k, dates as texts, a row of totals."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Plan 2027")
        sheet.write("A1", "Capital plan, 3 May 2026")
        sheet.write("A2", "prepared for the bakery's committee; £k")
        for column, name in enumerate(HEADER):
            sheet.write(3, column, name)
        for row, cells in enumerate(ROWS, start=4):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
        sheet.write(10, 0, "Total")
        sheet.write_formula("E11", "=SUM(E5:E10)", value=5620)
        sheet.write_formula("F11", "=SUM(F5:F10)", value=1975)
    return path


REPORTS = """\
id,report,finish,budget
K7,2025-03,2026-09-30,500000
K7,2025-09,2027-01-31,640000
K9,2025-03,2026-05-31,90000
"""
"""Two projects, one of them reported twice, the other not lately."""

LITTLE = """\
Project,Begin,Months,Budget,Annual saving
Shop front,2027-01,6,60000,40000
Oven,2027-03,4,90000,30000
"""
"""As little as a portfolio can be made of."""

JIRA = """\
Summary,Issue key,Issue Type,Status,Sprint,Sprint,Start date,Due date,Custom field (Cost),Custom field (Annual benefit)
Pay at table,BAK-1,Epic,In Progress,S1,S2,04/Jan/26,18/Dec/26,120000,90000
Old till,BAK-2,Epic,Done,,,01/Feb/25,30/Apr/26,50000,20000
Loyalty card,BAK-3,Epic,To Do,,,05/Sep/26,20/Mar/27,80000,60000
"""
