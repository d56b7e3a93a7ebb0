"""Slides as a PowerPoint file: titles in their placeholders, charts and tables native, so that all can be edited."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.exc import PackageNotFoundError
from pptx.util import Inches, Length, Pt

from engine.errors import DataError, Problem
from engine.explain.table import in_workbook
from engine.pack import colours
from engine.pack.fitting import fitted, height, shortened, title_size
from engine.pack.native_charts import draw_bars, draw_groups
from engine.pack.slide import Area, BarChart, GroupChart, Part, Prose, Slide, TableBlock

_WIDTH, _HEIGHT = 13.333, 7.5
_MARGIN, _TOP, _TITLE_TOP, _TITLE_ROOM = 0.65, 2.05, 0.78, 1.12
_BOTTOM = 0.62
_EMU = 914_400
_HEADING, _CELL, _HEAD, _ROW_PAD = 13, 11, 10, 0.12
_MOST_LETTERS = 400
_ROW, _AXIS = 0.62, 0.9
"""Inches of a row of bars at most, and of an axis with a legend."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide in inches."""

    left: float
    top: float
    width: float
    height: float

    def part(self, area: Area) -> Box:
        """A part of it, given in shares."""
        left, top, width, tall = area
        return Box(self.left + left * self.width, self.top + top * self.height, width * self.width, tall * self.height)

    def below(self, used: float) -> Box:
        """What is left under so many inches."""
        return Box(self.left, self.top + used, self.width, self.height - used)

    def at_most(self, tall: float) -> Box:
        """The same, no higher than so many inches."""
        return Box(self.left, self.top, self.width, min(self.height, tall))

    def emu(self) -> tuple[Length, Length, Length, Length]:
        """As the file counts."""
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)


def powerpoint(slides: Sequence[Slide], footer: str, template: Path | None = None) -> bytes:
    """The slides as a file, 16:9; on the master of ``template`` where one is given, in its size and typefaces.

    Raises:
        DataError: the template is no PowerPoint file, or has no layout with a title.
    """
    deck = _deck(template)
    layout = _layout(deck)
    for number, slide in enumerate(slides, start=1):
        _draw(deck, layout, slide, f"{footer} · {number}", is_plain=template is None)
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def _deck(template: Path | None) -> Any:
    if template is not None:
        return open_template(template)
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    return deck


def open_template(template: Path) -> Any:
    """A PowerPoint file without its slides.

    Raises:
        DataError: it is no PowerPoint file, or has no layout with a title.
    """
    try:
        deck = Presentation(str(template))
    except (PackageNotFoundError, KeyError, ValueError, OSError) as error:
        raise _refused(template, "this is no PowerPoint file", "Name a presentation or template (.pptx)") from error
    listed = deck.slides._sldIdLst
    for item in list(listed):
        deck.part.drop_rel(item.rId)
        listed.remove(item)
    if not _titled(deck):
        raise _refused(template, "no layout of this template has a title", "Add a layout with a title")
    return deck


def _titled(deck: Any) -> list[Any]:
    return [layout for layout in deck.slide_layouts if any(_is_title(p) for p in layout.placeholders)]


def _layout(deck: Any) -> Any:
    """The layout with a title and the fewest other places to fill."""
    return min(
        _titled(deck), key=lambda layout: sum(p.placeholder_format.type not in _SMALL for p in layout.placeholders)
    )


_TITLE_TYPES = (1, 3)
_SMALL = (13, 15, 16)
"""Kinds of placeholders: title and centred title; slide number, footer, date."""


def _is_title(placeholder: Any) -> bool:
    return placeholder.placeholder_format.type in _TITLE_TYPES


def _refused(path: Path, message: str, remedy: str) -> DataError:
    return DataError([Problem(path.name, None, "", "", message, remedy)])


def _draw(deck: Any, layout: Any, slide: Slide, footer: str, *, is_plain: bool) -> None:
    drawn = deck.slides.add_slide(layout)
    wide, tall = deck.slide_width / _EMU, deck.slide_height / _EMU
    for placeholder in list(drawn.placeholders):
        if not _is_title(placeholder):
            placeholder._element.getparent().remove(placeholder._element)
    title = Box(_MARGIN, _TITLE_TOP, wide - 2 * _MARGIN, _TITLE_ROOM)
    _write_title(drawn.shapes.title, slide.title, title)
    kicker = Box(_MARGIN, 0.42, wide - 2 * _MARGIN, 0.32)
    _text(drawn, kicker, [(shortened(slide.kicker, 130), 12, True, colours.ACCENT)])
    if is_plain:
        _bar(drawn, Box(0, 0, wide, 0.1), colours.ACCENT)
    content = Box(_MARGIN, _TOP, wide - 2 * _MARGIN, tall - _TOP - _BOTTOM)
    for part, area in slide.parts:
        _place(drawn, part, content.part(area))
    _text(drawn, Box(_MARGIN, tall - 0.42, wide - 2 * _MARGIN, 0.28), [(footer, 9, False, colours.QUIET)])
    drawn.notes_slide.notes_text_frame.text = slide.notes


def _write_title(shape: Any, text: str, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = box.emu()
    frame = shape.text_frame
    _bare(frame)
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.text = text
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    _dress(paragraph.runs[0], title_size(text, box.width, box.height), bold=True, colour=colours.INK)


def _bare(frame: Any) -> None:
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def _dress(run: Any, size: float, *, bold: bool, colour: str) -> None:
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(colour)


def _text(drawn: Any, box: Box, paragraphs: Sequence[tuple[str, float, bool, str]], gap: float = 0.0) -> Any:
    shape = drawn.shapes.add_textbox(*box.emu())
    frame = shape.text_frame
    _bare(frame)
    for place, (text, size, bold, colour) in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(gap * 72)
        run = paragraph.add_run()
        run.text = text
        _dress(run, size, bold=bold, colour=colour)
    return shape


def _bar(drawn: Any, box: Box, colour: str) -> None:
    shape = drawn.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.emu())
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(colour)
    shape.line.fill.background()


def _place(drawn: Any, part: Part, box: Box) -> None:
    if isinstance(part, Prose):
        _prose(drawn, part, box)
    elif isinstance(part, BarChart):
        room = _under_heading(drawn, part.heading, box)
        axis = _AXIS if part.months is not None else 0.0
        draw_bars(drawn, part, room.at_most(len(part.rows) * _ROW + axis).emu())
    elif isinstance(part, GroupChart):
        room = _under_heading(drawn, part.heading, box)
        draw_groups(drawn, part, room.at_most(len(part.categories) * len(part.groups) * _ROW / 1.6 + _AXIS).emu())
    else:
        _table(drawn, part, _under_heading(drawn, part.heading, box))


def _under_heading(drawn: Any, heading: str, box: Box) -> Box:
    if not heading:
        return box
    _text(drawn, box, [(heading, _HEADING, True, colours.INK)])
    return box.below(0.36)


def _prose(drawn: Any, part: Prose, box: Box) -> None:
    gap = 0.3 if part.marked else 0.1
    inset = 0.3 if part.marked else 0.0
    texts = [(p.text, p.size) for p in part.paragraphs]
    factor = fitted(texts, box.width - inset, box.height, gap)
    if not part.marked:
        looks = [(p.text, p.size * factor, p.bold, colours.QUIET if p.quiet else colours.INK) for p in part.paragraphs]
        _text(drawn, box, looks, gap * factor)
        return
    top = box.top
    for paragraph in part.paragraphs:
        size = paragraph.size * factor
        tall = height(paragraph.text, size, box.width - inset)
        _bar(drawn, Box(box.left, top + 0.03, 0.06, tall), colours.ACCENT)
        place = Box(box.left + inset, top, box.width - inset, tall)
        _text(drawn, place, [(paragraph.text, size, paragraph.bold, colours.INK)])
        top += tall + gap


def _table(drawn: Any, part: TableBlock, box: Box) -> None:
    """The rows that have room, and a line that says how many there are."""
    heads = [column.head for column in part.table.columns]
    places = [heads.index(head) for head in part.heads]
    rows = [[_cut(row[place]) for place in places] for row in part.table.texts(part.currency)]
    if not rows:
        _text(drawn, box, [(part.table.empty, 13, False, colours.QUIET)])
        return
    widths = [share * box.width for share in part.widths]
    tall = [_row_height(row, widths) for row in rows]
    fitting, used = _rows_with_room(tall, box.height - _row_height(list(part.heads), widths))
    frame = drawn.shapes.add_table(fitting + 1, len(places), *Box(box.left, box.top, box.width, used).emu())
    table = frame.table
    _plain_style(frame)
    for place, width in enumerate(widths):
        table.columns[place].width = Inches(width)
    right = [part.table.columns[place].form in _TO_THE_RIGHT for place in places]
    for number, row in enumerate([list(part.heads), *rows[:fitting]]):
        table.rows[number].height = Inches(_row_height(row, widths))
        for place, text in enumerate(row):
            _cell(table.cell(number, place), text, is_head=number == 0, is_right=right[place])
    if fitting < len(rows):
        note = Box(box.left, box.top + box.height - 0.22, box.width, 0.22)
        _text(drawn, note, [(in_workbook(fitting, len(rows)), 10, False, colours.QUIET)])


_TO_THE_RIGHT = ("money", "share", "number")


def _cut(text: str) -> str:
    return shortened(text, _MOST_LETTERS)


def _row_height(row: Sequence[str], widths: Sequence[float]) -> float:
    return max(height(text, _CELL, max(0.3, w - 0.16)) for text, w in zip(row, widths, strict=True)) + _ROW_PAD


def _rows_with_room(tall: Sequence[float], room: float) -> tuple[int, float]:
    """How many rows stand in the room, leaving some for the line below where not all do; and their height."""
    if sum(tall) <= room:
        return len(tall), sum(tall)
    used, fitting = 0.0, 0
    for one in tall:
        if used + one > room - 0.3:
            break
        used, fitting = used + one, fitting + 1
    return max(1, fitting), used


def _plain_style(frame: Any) -> None:
    """No bands and no style of the program: lines are drawn by the cells."""
    table = frame.table
    table.first_row, table.horz_banding = True, False
    properties = frame._element.graphic.graphicData.tbl.tblPr
    for style in properties.findall("{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId"):
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _cell(cell: Any, text: str, *, is_head: bool, is_right: bool) -> None:
    cell.margin_left = cell.margin_right = Inches(0.06)
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string(colours.PALE if is_head else "FFFFFF")
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if is_right else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = text
    _dress(run, _HEAD if is_head else _CELL, bold=is_head, colour=colours.QUIET if is_head else colours.INK)
