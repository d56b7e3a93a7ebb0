"""Charts as PowerPoint has them, so that their figures can be edited; a bar carries its figure and needs no axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, BinaryIO

from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.util import Length, Pt
from xlsxwriter import Workbook

from engine.pack import colours
from engine.pack.fitting import shortened, shortened_within
from engine.pack.slide import BarChart, BarRow, GroupChart, Span
from engine.portfolio.model.calendar import first_day

DrawingArea = tuple[Length, Length, Length, Length]
_SIZE = 12
_SMALL = 10
_SHORT = 12
"""Letters of a label that programs write in one line at full size."""
_NOTE_ROOM, _NARROW = 0.42, 0.14
"""Room for what is written behind the longest bar, as a share of all bars."""
_LABEL_ROOM = 0.25
"""The same for a figure beside the end of a bar."""
_NAME = 56
_BELOW = " below zero"
_BEFORE, _NOTE = "Before", "Note"
BLANK_SERIES = frozenset({_BEFORE, _NOTE})
"""Series that are not seen: the way to where a bar begins, and the room for its note."""
_EPOCH = date(1899, 12, 30)
_UNITS = (92.0, 183.0, 365.25, 730.5, 1826.25, 3652.5)
"""Days between two lines of an axis of dates."""
_MOST_UNITS = 9
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_AS_THEY_STAND = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class _TextsStayTexts(CategoryWorkbookWriter):
    """The workbook behind a chart, in which a name that looks like a formula or an address stays a text."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: BinaryIO) -> Iterator[tuple[Workbook, Any]]:
        with Workbook(xlsx_file, _AS_THEY_STAND) as book:
            yield book, book.add_worksheet()


class ChartFigures(CategoryChartData):
    """The categories and series of a chart, which people edit in a workbook behind it."""

    @property
    def _workbook_writer(self) -> CategoryWorkbookWriter:
        return _TextsStayTexts(self)


def draw_bars(slide: Any, chart: BarChart, place: DrawingArea) -> None:
    """Stacked bars: an empty one up to where the bar begins, the bar, and an empty one that carries its note.

    What lies below zero has series of its own, since programs stack both ways from zero. Where the axis counts months,
    bars begin and end on days, so that the axis is one of dates.
    """
    rows = chart.rows if chart.months is None else tuple(_dated(row, chart.months) for row in chart.rows)
    kinds = list(dict.fromkeys(span.colour for row in rows for span in row.spans))
    low, high = _range(rows, is_dated=chart.months is not None)
    room = (_NOTE_ROOM if chart.months is None else _NARROW) * (high - low)
    data = ChartFigures()
    data.categories = [_unique(row.name, at) for at, row in enumerate(rows)]
    data.add_series(_BEFORE, [_offset(row.spans[0].start, row.spans[0].end) for row in rows])
    for colour in kinds:
        _add_bars(data, rows, colour, {c: n for n, c in chart.kinds}.get(colour, "Value"))
    data.add_series(_NOTE, [room if row.note else None for row in rows])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *place, data)
    _describe(frame, chart.text)
    drawn = frame.chart
    _plain(drawn)
    drawn.plots[0].gap_width, drawn.plots[0].overlap = 45, 100
    _rows_from_top(drawn, len(rows))
    _hide_values(drawn, low, high + room)
    series = list(drawn.plots[0].series)
    _invisible(series[0])
    _invisible(series[-1])
    _colour_bars(series[1:-1], kinds)
    _write_notes(series[-1], [row.note for row in rows])
    if chart.months is not None:
        _show_months(drawn, high - low)
    if chart.kinds:
        _legend(drawn, series)


def _dated(row: BarRow, first: int) -> BarRow:
    """A row in months as one in days, as spreadsheets count them."""
    spans = [Span(_serial(first + round(s.start)), _serial(first + round(s.end)), s.colour) for s in row.spans]
    return BarRow(row.name, tuple(spans), row.note)


def _serial(ordinal: int) -> float:
    return float((first_day(ordinal) - _EPOCH).days)


def _range(rows: Sequence[BarRow], *, is_dated: bool) -> tuple[float, float]:
    """Where the axis begins and ends: at zero where it counts money, at the first bar where it counts days."""
    starts = [span.start for row in rows for span in row.spans]
    ends = [span.end for row in rows for span in row.spans]
    if is_dated:
        return min(starts, default=0.0), max(ends, default=1.0)
    low, high = min(0.0, *starts, 0.0), max(0.0, *ends, 0.0)
    return low, high if high > low else low + 1.0


def _add_bars(data: Any, rows: Sequence[BarRow], colour: str, name: str) -> None:
    spans = [next((s for s in row.spans if s.colour == colour), None) for row in rows]
    data.add_series(name, [None if s is None else _above(s.start, s.end) for s in spans])
    if any(s is not None and s.start < 0 for s in spans):
        data.add_series(f"{name}{_BELOW}", [None if s is None else _below(s.start, s.end) for s in spans])


def _colour_bars(series: list[Any], kinds: list[str]) -> None:
    rest = iter(kinds)
    colour = ""
    for one in series:
        if not one.name.endswith(_BELOW):
            colour = next(rest)
        _fill(one, colour)


def _unique(name: str, at: int) -> str:
    """A name of a row; rows of one name are told apart by a letter that is not seen."""
    return shortened_within(name, _NAME) + "\u200b" * (at % 7)


def _offset(start: float, end: float) -> float:
    return start if start > 0 else end if end < 0 else 0.0


def _above(start: float, end: float) -> float:
    return end - max(0.0, start) if end > 0 else 0.0


def _below(start: float, end: float) -> float:
    return start - min(0.0, end) if start < 0 else 0.0


def draw_groups(slide: Any, chart: GroupChart, place: DrawingArea) -> None:
    """Bars side by side with their figures, and a legend."""
    data = ChartFigures()
    data.categories = [shortened(name, _NAME) for name in chart.categories]
    for group in chart.groups:
        data.add_series(group.name, group.figures)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, data)
    _describe(frame, chart.text)
    drawn = frame.chart
    _plain(drawn)
    drawn.plots[0].gap_width, drawn.plots[0].overlap = 60, -5
    _rows_from_top(drawn, len(chart.categories) * len(chart.groups) // 2)
    known = [figure for group in chart.groups for figure in group.figures if figure is not None]
    low, high = min(0.0, *known, 0.0), max(0.0, *known, 0.0)
    room = _LABEL_ROOM * ((high - low) or 1.0)
    _hide_values(drawn, low - room if low < 0 else 0.0, high + room)
    drawn.has_legend = True
    drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
    drawn.legend.include_in_layout = False
    drawn.legend.font.size = Pt(_SIZE)
    for series, group in zip(drawn.plots[0].series, chart.groups, strict=True):
        _fill(series, group.colour)
        for at, text in enumerate(group.texts):
            _label(series, at, text, XL_LABEL_POSITION.OUTSIDE_END)


def _describe(frame: Any, text: str) -> None:
    """What the chart shows, for who cannot see it."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", text)


def _plain(chart: Any) -> None:
    chart.has_legend = chart.has_title = False
    chart.font.size = Pt(_SIZE)
    chart.font.color.rgb = RGBColor.from_string(colours.INK)


def _rows_from_top(chart: Any, rows: int) -> None:
    axis = chart.category_axis
    axis.reverse_order = True
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.has_major_gridlines = False
    axis.format.line.color.rgb = RGBColor.from_string(colours.LINE)
    axis.tick_labels.font.size = Pt(_SIZE if rows <= 14 else _SMALL)


def _hide_values(chart: Any, low: float, high: float) -> None:
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale = low, high
    axis.has_major_gridlines = False
    axis.visible = False


def _show_months(chart: Any, days: float) -> None:
    """An axis of dates above the rows, with light lines."""
    axis = chart.value_axis
    axis.visible = True
    axis.major_unit = next((unit for unit in _UNITS if days / unit <= _MOST_UNITS), _UNITS[-1])
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = RGBColor.from_string(colours.LINE)
    axis.format.line.fill.background()
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "mmm yyyy", False
    axis.tick_labels.font.size = Pt(_SMALL)
    axis.tick_labels.font.color.rgb = RGBColor.from_string(colours.QUIET)


def _legend(chart: Any, series: Sequence[Any]) -> None:
    """A legend without the empty series."""
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(_SIZE)
    for place in (0, len(series) - 1):
        entry = chart.legend._element.makeelement(f"{{{_CHART}}}legendEntry", {})
        entry.append(entry.makeelement(f"{{{_CHART}}}idx", {"val": str(place)}))
        entry.append(entry.makeelement(f"{{{_CHART}}}delete", {"val": "1"}))
        chart.legend._element.insert(1 if place == 0 else 2, entry)


def _invisible(series: Any) -> None:
    series.format.fill.background()
    series.format.line.fill.background()


def _fill(series: Any, colour: str) -> None:
    series.invert_if_negative = False
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = RGBColor.from_string(colour)


def _write_notes(series: Any, notes: list[str]) -> None:
    for at, note in enumerate(notes):
        if note:
            _label(series, at, note, XL_LABEL_POSITION.INSIDE_BASE)


def _label(series: Any, at: int, text: str, position: Any) -> None:
    label = series.points[at].data_label
    label.position = position
    frame = label.text_frame
    frame.text = text
    frame.word_wrap = False
    run = frame.paragraphs[0].runs[0] if frame.paragraphs[0].runs else frame.paragraphs[0].add_run()
    run.font.size = Pt(_SIZE if len(text) <= _SHORT else _SMALL)
    run.font.color.rgb = RGBColor.from_string(colours.INK)
