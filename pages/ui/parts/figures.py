"""Tables of figures before they are drawn: money in whole units of the currency, and how to write each column.

What is drawn has its money in a unit that makes it short, named in the head; what is taken away has the amounts
themselves, the currency in the head, and texts that stay texts in a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from engine.analyse.today.reading import TodaysRange
from engine.portfolio.reading.spreadsheet_text import as_text
from engine.wording.formats import column_unit

ID = "project_id"


@dataclass(frozen=True, slots=True)
class Amount:
    """How a column of money is written: what it is counted ``per``, its decimals, its sign, the width of the column.

    Columns of one ``group`` are drawn in the same unit.
    """

    per: str = ""
    decimals: int = 2
    signed: bool = False
    group: str = ""
    width: int | None = None
    help: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A table of figures: ``amounts`` are its columns of money, ``shares`` those from 0 to 1, ``months`` first days.

    ``columns`` are Streamlit's settings of other columns; ``drawn_as`` replaces words by what is drawn for them, and
    texts of more than ``longest`` letters, if that is not 0, are cut where they are drawn. ``sums`` are columns of
    money drawn as what others, drawn, come to: each with a sign by its head. ``written`` are columns of money
    drawn with the amounts that a chart or a sentence writes for them, row by row; those taken away stay as they are.
    """

    frame: pd.DataFrame
    currency: str
    amounts: Mapping[str, Amount] = field(default_factory=dict)
    shares: Sequence[str] = ()
    months: Sequence[str] = ()
    columns: Mapping[str, Any] = field(default_factory=dict)
    drawn_as: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    longest: int = 0
    sums: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    written: Mapping[str, Sequence[float | None]] = field(default_factory=dict)


def drawn(table: Figures) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The table as it is drawn, and Streamlit's settings by column."""
    frame, columns = table.frame.copy(), dict(table.columns)
    amounts = {name: frame[name].to_numpy(dtype="float64", na_value=np.nan) for name in table.amounts}
    units = _units(table, amounts)
    for name, amount in table.amounts.items():
        size, unit = units[amount.group]
        as_said = table.written.get(name)
        frame[name] = (amounts[name] if as_said is None else np.array(as_said, dtype="float64")) / size
        columns[name] = st.column_config.NumberColumn(
            f"{name}, {_per(unit, amount)}",
            format=f"%{'+' if amount.signed else ''}.{amount.decimals}f",
            width=amount.width,
            help=amount.help,
        )
    for name, parts in table.sums.items():
        frame[name] = sum(sign * frame[part].round(table.amounts[part].decimals) for part, sign in parts.items())
    for name in table.shares:
        frame[name] = frame[name].astype("float64") * 100
        columns[name] = st.column_config.NumberColumn(format="%.0f %%")
    for name in table.months:
        columns[name] = st.column_config.DateColumn(format="MMM YYYY")
    for name, words in table.drawn_as.items():
        frame[name] = frame[name].map(lambda word, words=words: words.get(word, word))
    for name in _of_text(frame) if table.longest else ():
        frame[name] = frame[name].map(lambda cell: shortened(cell, table.longest) if isinstance(cell, str) else cell)
    return frame, columns


def shortened(text: str, most: int) -> str:
    """A text, cut where it has more than so many letters."""
    return text if len(text) <= most else f"{text[:most]} …"


def as_csv(table: Figures) -> bytes:
    """The table as it is taken away: CSV in UTF-8, as spreadsheets read it."""
    frame = table.frame.copy()
    for name in table.amounts:
        frame[name] = frame[name].map(_written)
    for name in table.shares:
        frame[name] = frame[name].astype("float64") * 100
    for name in table.months:
        frame[name] = pd.to_datetime(frame[name]).dt.strftime("%Y-%m")
    for name in _of_text(frame).difference(list(table.amounts)):
        frame[name] = frame[name].map(lambda cell: as_text(cell) if isinstance(cell, str) else cell)
    heads = {name: f"{name} ({_per(table.currency, amount)})" for name, amount in table.amounts.items()}
    heads |= {name: f"{name} (%)" for name in table.shares}
    heads |= {name: as_text(name) for name in map(str, frame.columns) if name not in heads}
    # A carriage return within a text is put in quotes only where it is a part of what ends a line.
    text = frame.rename(columns=heads).to_csv(index=False, float_format="%.10g", lineterminator="\r\n")
    return text.encode("utf-8-sig")


def over_readings(name: str, amount: TodaysRange | None, *, is_point: bool) -> dict[str, float | None]:
    """Cells for a figure of today's way: least and most over its readings, or one where a reading was accepted.

    Without an ``amount`` they are empty.
    """
    heads = columns_over(name, is_point=is_point)
    return dict(zip(heads, (None, None) if amount is None else (amount.low, amount.high), strict=False))


def columns_over(*names: str, is_point: bool) -> list[str]:
    """The heads of such cells."""
    return list(names) if is_point else [f"{name}, {end}" for name in names for end in ("least", "most")]


def texts(frame: pd.DataFrame) -> Figures:
    """A table without money."""
    return Figures(frame, "")


def _units(table: Figures, amounts: Mapping[str, NDArray[np.float64]]) -> dict[str, tuple[float, str]]:
    """The unit of each group of columns, and its name."""
    together: dict[str, list[float]] = {}
    for name, amount in table.amounts.items():
        together.setdefault(amount.group, []).extend(amounts[name][~np.isnan(amounts[name])].tolist())
    return {group: column_unit(known, table.currency) for group, known in together.items()}


def _of_text(frame: pd.DataFrame) -> pd.Index:
    return frame.select_dtypes(["object", "str"]).columns


def _per(unit: str, amount: Amount) -> str:
    return f"{unit} {amount.per}" if amount.per else unit


def _written(amount: float | None) -> str:
    """An amount to the hundredth, without zeros behind the point."""
    if amount is None or pd.isna(amount):
        return ""
    text = f"{amount:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
