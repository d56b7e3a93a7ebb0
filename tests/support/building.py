"""A tiny valid portfolio of a fictional firm, for tests to break one thing at a time, and to write in any form."""

from __future__ import annotations

import csv
import io
import zipfile
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml

Row = dict[str, Any]

_EXCEL_EPOCH = date(1899, 12, 30)

SETTINGS = {
    "name": "Harbour Lights",
    "currency": "GBP",
    "planning_date": "2026-11",
    "horizon_months": 36,
    "themes": [{"name": "Grow", "intent": 0.6}, {"name": "Comply", "intent": 0.4, "floor": 0.1}],
    "floor_pool": "data",
    "budgets": [{"from": "2026-04", "amount": 900000}, {"from": "2027-04", "amount": 800000}],
}


def _project(project_id: str, name: str, start: str, months: int, cost: int, benefit: int, **more: Any) -> Row:
    row: Row = {
        "project_id": project_id,
        "name": name,
        "theme": "Grow",
        "in_flight": "no",
        "planned_start": start,
        "duration_months": months,
        "remaining_cost": cost,
        "benefit_per_month": benefit,
        "urgency": "steady",
        "benefit_months": 24,
    }
    return row | more


PROJECTS = [
    _project("P1", "Booking app", "2027-01", 6, 120000, 21000.5, stage="business case"),
    _project(
        "P2", "Pricing", "2027-08", 5, 90000, 30000, urgency="window", benefit_months="", benefit_end="2029-06",
        can_accelerate="yes", accelerated_duration=3, acceleration_cost=15000,
    ),
    _project(
        "P3", "Ledger", "2026-11", 4, 40000, 0, theme="Comply", in_flight="yes", mandatory="yes",
        latest_finish="2027-06", exit_cost=5000, benefit_months="", stage="in delivery", rag_time="amber/green",
    ),
    _project("P4", "Forecast", "2027-03", 3, 20000, 9000, urgency="decaying", decay_per_month=0.03, size="S"),
    _project(
        "P5", "Traceability", "2027-02", 4, 50000, 1000, theme="Comply", urgency="deadline", deadline="2027-12",
        deadline_penalty=80000, penalty_per_month=4000,
    ),
]  # fmt: skip
POOLS = [
    {"pool_id": "data", "name": "Data people", "capacity_per_month": 90, "day_rate": 600, "cross_train_from": "test"},
    {"pool_id": "test", "name": "Testers", "headcount": 5, "business_as_usual_share": 0.2, "day_rate": 400},
]
DEMAND = [
    {"project_id": "P1", "pool_id": "data", "person_days": 120},
    {"project_id": "P2", "pool_id": "data", "person_days": 60},
    {"project_id": "P3", "pool_id": "test", "person_days": 48},
    {"project_id": "P4", "pool_id": "data", "person_days": 10, "month_offset": 0},
    {"project_id": "P4", "pool_id": "data", "person_days": 12.5, "month_offset": 2},
    {"project_id": "P5", "pool_id": "data", "person_days": 40},
]
DEPENDENCIES = [{"predecessor": "P1", "successor": "P2", "lag_months": 1}]
CAPACITY = [{"pool_id": "data", "month": "2027-05", "capacity": 70}]
MILESTONES = [{"project_id": "P1", "name": "Pilot", "baseline": "2027-03-15", "owner": "Ines"}]
RISKS = [{"project_id": "P2", "risk": "Season missed", "probability": "high"}]
BENEFITS = [{"project_id": "P3", "month": "2026-09", "planned": 1000, "actual": 900}]


@dataclass
class Tables:
    """The tables of one portfolio as rows of cells; ``settings`` is what portfolio.yaml holds."""

    settings: Row = field(default_factory=lambda: deepcopy(SETTINGS))
    projects: list[Row] = field(default_factory=lambda: deepcopy(PROJECTS))
    pools: list[Row] = field(default_factory=lambda: deepcopy(POOLS))
    demand: list[Row] = field(default_factory=lambda: deepcopy(DEMAND))
    dependencies: list[Row] = field(default_factory=lambda: deepcopy(DEPENDENCIES))
    capacity: list[Row] = field(default_factory=lambda: deepcopy(CAPACITY))
    milestones: list[Row] = field(default_factory=lambda: deepcopy(MILESTONES))
    risks: list[Row] = field(default_factory=lambda: deepcopy(RISKS))
    benefits: list[Row] = field(default_factory=lambda: deepcopy(BENEFITS))

    @property
    def by_name(self) -> dict[str, list[Row]]:
        """Every table but the settings."""
        return {name: rows for name, rows in vars(self).items() if name != "settings"}

    def project(self, project_id: str) -> Row:
        """The row of one project, to be changed."""
        return next(row for row in self.projects if row["project_id"] == project_id)

    def pool(self, pool_id: str) -> Row:
        """The row of one pool, to be changed."""
        return next(row for row in self.pools if row["pool_id"] == pool_id)


def columns(rows: list[Row]) -> list[str]:
    """All columns of some rows, in order of appearance."""
    return list(dict.fromkeys(column for row in rows for column in row))


def csv_text(rows: list[Row], separator: str = ",", header: list[str] | None = None) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header or columns(rows), delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_folder(folder: Path, tables: Tables, encoding: str = "utf-8", separator: str = ",") -> Path:
    """A folder of CSV files and portfolio.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "portfolio.yaml").write_text(yaml.safe_dump(tables.settings, sort_keys=False), encoding="utf-8")
    for name, rows in tables.by_name.items():
        (folder / f"{name}.csv").write_text(csv_text(rows, separator), encoding=encoding, newline="")
    return folder


def sheets_of(tables: Tables) -> dict[str, list[Row]]:
    """The sheets of a workbook that says the same: settings as keys and values, lists among them as YAML."""
    keys = [
        {"key": key, "value": yaml.safe_dump(value, default_flow_style=True) if isinstance(value, list) else value}
        for key, value in tables.settings.items()
    ]
    return {"portfolio": keys, **tables.by_name}


def write_workbook(path: Path, sheets: dict[str, list[Row]]) -> Path:
    """A minimal workbook; numbers, dates and booleans are stored as such."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", _content_types(len(sheets)))
        archive.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        archive.writestr("xl/workbook.xml", _workbook(list(sheets)))
        parts = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
        archive.writestr("xl/_rels/workbook.xml.rels", _relations([*parts, ("styles", "styles.xml")]))
        archive.writestr("xl/styles.xml", _STYLES)
        for number, rows in enumerate(sheets.values(), start=1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows))
    return path


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def _content_types(count: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in range(1, count + 1)
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{sheets}</Types>'
    )


def _relations(parts: list[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, start=1)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'
    )


def _workbook(names: list[str]) -> str:
    sheets = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, start=1))
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONSHIPS}"><sheets>{sheets}</sheets></workbook>'


def _sheet(rows: list[Row]) -> str:
    header = columns(rows)
    lines = [header, *([row.get(column, "") for column in header] for row in rows)]
    body = "".join(
        f'<row r="{r}">' + "".join(_cell(value, r, c) for c, value in enumerate(line)) + "</row>"
        for r, line in enumerate(lines, start=1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'


def _cell(value: Any, row: int, column: int) -> str:
    place = f"{chr(ord('A') + column // 26 - 1) if column >= 26 else ''}{chr(ord('A') + column % 26)}{row}"
    if value in ("", None):
        return ""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{(value - _EXCEL_EPOCH).days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    if str(value).startswith("#"):
        return f'<c r="{place}" t="e"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
