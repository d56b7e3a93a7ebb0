"""A foreign file brought in through its map: the portfolio, and the money of file and portfolio held side by side."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from engine.errors import DataError
from engine.portfolio import Portfolio
from engine.portfolio.checks.unlikely import TOTAL_ROW
from engine.portfolio.importing import ImportReport, import_table
from engine.portfolio.importing.activities import activities_of
from engine.portfolio.importing.headers import find_columns
from engine.portfolio.importing.map_file import read_map
from engine.portfolio.importing.mapping import Map
from engine.portfolio.model.fields import read_figure
from engine.portfolio.model.numbers import CellError
from engine.portfolio.reading.loading import load
from engine.portfolio.reading.tables import RawTable
from engine.portfolio.recognising.archive import portfolio_files, unpack
from engine.portfolio.recognising.source import ForeignFile, Format, open_source

MAP = "map.yaml"
PORTFOLIO = "portfolio"
_COSTS = ("cost", "still_to_spend")
_BY_MONTH = "cost_by_month"


@dataclass(frozen=True)
class BroughtIn:
    """What came of a file: the folder of the portfolio, the report of the import, and the money of both.

    ``cost_in_file`` is the cost of all rows that are no totals, ``cost_used`` that of the rows that became projects,
    ``cost_in_portfolio`` the cost of these projects as they were loaded; ``None`` where the file has no cost.
    """

    folder: Path
    map_text: str
    imported: ImportReport
    portfolio: Portfolio
    cost_in_file: float | None = None
    cost_used: float | None = None

    @property
    def cost_in_portfolio(self) -> float:
        """Cost of the projects as loaded: the whole cost where it is known, else what is still to spend."""
        projects = self.portfolio.projects
        return sum(p.remaining_cost if p.budget is None else p.budget for p in projects)

    @property
    def cost_set_aside(self) -> float:
        """Cost of the rows that did not become projects."""
        return (self.cost_in_file or 0.0) - (self.cost_used or 0.0)


def bring_in(source: Path, map_text: str, work: Path, *, planning_date: str = "") -> BroughtIn:
    """Import a file by a map into ``work``, a folder that exists: ``work/map.yaml`` and ``work/portfolio``.

    Raises:
        DataError: file or map cannot be used, or no row can.
    """
    mapping = work / MAP
    mapping.write_text(map_text, encoding="utf-8")
    imported = import_table(source, mapping, work / PORTFOLIO, planning_date=planning_date)
    rules = read_map(mapping, planning_date)
    costs = _costs(rules, open_source(source).table(rules.source.sheet).table)
    used = [cost for row, cost in costs.items() if row in imported.rows_used]
    return BroughtIn(
        folder=imported.output,
        map_text=map_text,
        imported=imported,
        portfolio=load(imported.output),
        cost_in_file=sum(costs.values()) if costs else None,
        cost_used=sum(used) if costs else None,
    )


def own_portfolio(content: bytes, source: ForeignFile, work: Path) -> Path:
    """The folder or workbook of an upload that is a portfolio in our own format, written into ``work``.

    Raises:
        DataError: it cannot be unpacked.
    """
    if source.format is Format.PORTFOLIO_WORKBOOK:
        path = work / Path(source.file).name
        path.write_bytes(content)
        return path
    folder = work / Path(source.file).stem
    folder.mkdir()
    unpack(portfolio_files(content, source.file), folder)
    return folder


def map_still_fits(map_text: str, source: Path, work: Path) -> bool:
    """Whether a map made for last month's file finds all its columns in this one."""
    mapping = work / MAP
    mapping.write_text(map_text, encoding="utf-8")
    try:
        rules = read_map(mapping)
        known = open_source(source)
        find_columns(rules, known.table(rules.source.sheet).table)
        activities_of(rules, known)
    except DataError:
        return False
    return True


def _costs(rules: Map, table: RawTable) -> Mapping[int, float]:
    """Row → its cost, read from the cells without the map's formulas; rows of totals are left out."""
    layout = find_columns(rules, table)
    name = next((name for name in _COSTS if name in rules.fields and rules.fields[name].columns), "")
    by_month = rules.periods.get(_BY_MONTH)
    if name:
        columns, factor = layout[name][:1], rules.fields[name].factor
    elif by_month is not None:
        columns = tuple(layout.periods[_BY_MONTH])
        factor = by_month.factor
    else:
        return {}
    heads = [column for key in ("project_id", "name") for column in layout.columns.get(key, ())]
    costs: dict[int, float] = defaultdict(float)
    for row in table.rows:
        texts = [row.cells[head] for head in heads if row.cells[head]]
        if texts and all(re.fullmatch(TOTAL_ROW, text) for text in texts):
            continue
        for column in columns:
            with suppress(CellError):
                costs[row.number] += (factor or 1.0) * read_figure(row.cells[column], layout.reading)
    return costs
