"""A table of plain values: a column says what its values are, and how they are written follows from that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from engine.portfolio.model.calendar import iso_month
from engine.wording.formats import NONE, Scale, balance, money, month, number, percent, scale_of_table


@dataclass(frozen=True, slots=True)
class Sum:
    """Money in a column of other things: short on pages, in full with its currency where it is taken away."""

    amount: float


Cell = str | float | int | date | Sum | None


class Form(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    MONEY = "money"
    SHARE = "share"
    NUMBER = "number"
    DAY = "day"
    MONTH = "month"
    """A month by its ordinal."""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column, and what stands under it; money that is what one column is ``more`` than another."""

    head: str
    form: Form = Form.TEXT
    more: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One section of a report: its key and title, how to read it, its columns and rows; ``empty`` says what is missing.

    ``is_long`` marks texts that need to wrap. ``ids`` are the project of each row, where rows are projects. ``adds_up``
    marks a table whose amounts are sums of others in it: all are written on one scale.
    """

    key: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str
    is_long: bool = False
    ids: tuple[str, ...] = ()
    adds_up: bool = False

    def texts(self, currency: str) -> tuple[tuple[str, ...], ...]:
        """Every row as people read it; a difference is that of the two amounts as they stand beside it."""
        scale = scale_of_table(self._amounts(), currency) if self.adds_up else None
        return tuple(self._texts(row, currency, scale) for row in self.rows)

    def _amounts(self) -> list[float]:
        money = [place for place, column in enumerate(self.columns) if column.form is Form.MONEY]
        return [float(row[at]) for row in self.rows for at in money if isinstance(row[at], int | float)]  # type: ignore[arg-type]

    def _texts(self, row: tuple[Cell, ...], currency: str, scale: Scale | None) -> tuple[str, ...]:
        texts = [cell_text(cell, column.form, currency, scale) for cell, column in zip(row, self.columns, strict=True)]
        places = {column.head: place for place, column in enumerate(self.columns)}
        for place, column in enumerate(self.columns):
            if column.more is None:
                continue
            first, second = (places[head] for head in column.more)
            one, other = row[first], row[second]
            if isinstance(one, int | float) and isinstance(other, int | float):
                written = balance(one, other, currency)
                texts[first], texts[second], texts[place] = written.first, written.second, written.change
        return tuple(texts)

    def records(self) -> list[dict[str, Any]]:
        """Every row as programs read it: months as ``YYYY-MM``, days as ``YYYY-MM-DD``."""
        return [{c.head: _plain(cell, c.form) for cell, c in zip(row, self.columns, strict=True)} for row in self.rows]


def cell_text(cell: Cell, form: Form, currency: str, scale: Scale | None = None) -> str:
    """One value as people read it; money on a ``scale``, or in a unit of its own without one."""
    if cell is None or cell == "":
        return NONE
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Sum):
        return money(cell.amount, currency)
    if isinstance(cell, date):
        return f"{cell.day} {month(cell.year * 12 + cell.month - 1)}"
    write: dict[Form, Callable[[float], str]] = {
        Form.MONEY: lambda amount: money(amount, currency) if scale is None else scale.money(amount),
        Form.SHARE: percent,
        Form.MONTH: lambda ordinal: month(round(ordinal)),
    }
    return write.get(form, number)(cell)


def _plain(cell: Cell, form: Form) -> Any:
    if isinstance(cell, Sum):
        return cell.amount
    if isinstance(cell, date):
        return cell.isoformat()
    return iso_month(round(cell)) if form is Form.MONTH and isinstance(cell, int | float) else cell


def columns_under(*heads: str | tuple[str, Form] | tuple[str, Form, tuple[str, str]]) -> tuple[Column, ...]:
    """Columns with these heads; text, unless a form is given with the head."""
    return tuple(Column(head) if isinstance(head, str) else Column(*head) for head in heads)


def first_rows(most: int, rows: int) -> str:
    """Under a table that has no room for all its rows.

    ``most`` are on screen, of all ``rows``.
    """
    return f"The first {most} of {rows} are shown; the download holds all."


def in_workbook(most: int, rows: int) -> str:
    """Under a table of a pack that has no room for all its rows.

    ``most`` are on the slide, of all ``rows``.
    """
    return f"The first {most} of {rows} are shown; the workbook of this pack holds all."


def show_all_projects(projects: int) -> str:
    """The switch over a chart that has no room for all projects."""
    return f"Show all {projects} projects"
