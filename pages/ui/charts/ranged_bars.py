"""Amounts of money by row, each with the range in which it surely lies: for whatever is ranked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from engine.closely_known import is_closely_known
from engine.explain.chart_labels import surely_under
from engine.pack.fitting import shortened_within
from engine.wording.formats import SPACE, difference, difference_range, money, money_range
from pages.ui.charts.picking import pickable
from pages.ui.charts.row_axis import row_axis
from pages.ui.charts.specification import Specification, specification
from pages.ui.parts.theme import Palette

ROW = 30
_NAMES = 250
_LETTER = 6.9
_NAMES_SHARE = 0.4
_LEAST_BARS = 0.3
"""Of the width, what is left to bars however long the texts behind them."""
_MOST_TEXT = 0.6
"""Of the width behind names, what texts behind bars may take on one line."""
_BELOW, _ABOVE = 8, -6
_WIDTH, _PAPER = 1000, 740
HALF = 480
"""About how wide a chart in half a page is, in pixels: names leave more of it to the bars."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: what it is, its amount, its range if it has one, the colour of its bar, and a note at its end.

    ``subject`` is the project that a click opens, if any. ``doubtful`` rows, too close to call, are drawn
    pale over all that is possible, since no amount of theirs is known. Of ``ranged`` rows, and of all whose range
    is too wide for one amount, the range is said and the bar drawn to its end that is nearer to nothing.
    """

    name: str
    amount: float
    low: float | None = None
    high: float | None = None
    colour: str = ""
    note: str = ""
    subject: str = ""
    doubtful: bool = False
    ranged: bool = False

    @property
    def is_range(self) -> bool:
        """Whether its range stands in place of its amount."""
        if self.low is None or self.high is None:
            return False
        return self.doubtful or self.ranged or not is_closely_known(self.amount, self.low, self.high)


def ranged_bars(
    bars: Sequence[Bar],
    currency: str,
    colours: Palette,
    *,
    signed: bool = False,
    width: int = _WIDTH,
    names: int = _NAMES,
) -> Specification:
    """Horizontal bars from zero with a whisker over each range; ``signed`` amounts show their plus sign.

    ``width`` is about how many pixels there will be, at most ``names`` of them for the names.
    """
    longest = max((len(bar.name) for bar in bars), default=0)
    names = round(min(names, _LETTER * longest + 20, _NAMES_SHARE * width))
    letters = round((names - 12) / _LETTER)
    rows = [_row(at, bar, currency, colours, letters, signed=signed) for at, bar in enumerate(bars)]
    room = _room(rows, names, min(width, _PAPER))
    keys = tuple(str(row["key"]) for row in rows)
    return specification(_layers, (keys, names, _reach(bars), room), colours, rows=rows)


def _room(rows: list[dict[str, object]], names: int, width: int) -> int:
    """How many pixels the texts behind bars take; where notes would take the most of them, they go below amounts."""
    taken = _text_width(rows)
    if taken <= _MOST_TEXT * (width - names):
        return taken
    for row in rows:
        row["below"] = row.pop("note")
        row["label"] = row["text"]
    return _text_width(rows)


def _text_width(rows: list[dict[str, object]]) -> int:
    texts = [str(row.get(name, "")) for row in rows for name in ("label", "below")]
    return round(16 + _LETTER * max(map(len, texts), default=0))


def _layers(
    keys: tuple[str, ...], names: int, reach: tuple[float, float], room: int, colours: Palette
) -> alt.LayerChart:
    """``room`` is how many pixels the texts behind bars take: on a screen, a projector and paper alike."""
    y = alt.Y(
        "key:N",
        sort=list(keys),
        axis=row_axis(colours, names, labelExpr="slice(datum.label, 4)", labelFontSize=13),
    )
    beside_texts = alt.ExprRef(expr=f"max({_LEAST_BARS} * width, width - {room})")
    x = alt.X("amount:Q", axis=None, scale=alt.Scale(domain=list(reach), range=[0, beside_texts], nice=False))
    tooltip = [alt.Tooltip("name:N", title="What"), alt.Tooltip("text:N", title="Amount"), alt.Tooltip("range:N")]
    base = alt.Chart(alt.NamedData("rows")).encode(y=y, tooltip=tooltip)
    solid = pickable(
        base.mark_bar(height=15, cornerRadius=2).encode(
            x=x,
            x2=alt.X2("zero:Q"),
            color=alt.Color("colour:N", scale=None),
            opacity=alt.Opacity("strength:Q", scale=None),
        )
    )
    whisker = base.transform_filter("isValid(datum.low)").mark_rule(color=colours.ink, strokeWidth=1.4)
    ends = base.transform_filter("isValid(datum.low)").mark_tick(color=colours.ink, thickness=1.4, size=9)
    at_edge = base.encode(x=alt.X("edge:Q", axis=None))
    said: dict[str, Any] = {"align": "left", "baseline": "middle", "dx": 8, "fontSize": 12.5}
    alone, with_note = at_edge.transform_filter("!datum.below"), at_edge.transform_filter("!!datum.below")
    return alt.layer(
        solid,
        whisker.encode(x=alt.X("low:Q", axis=None), x2=alt.X2("high:Q")),
        ends.encode(x=alt.X("low:Q", axis=None)),
        ends.encode(x=alt.X("high:Q", axis=None)),
        alone.mark_text(**said, color=colours.ink).encode(text="label:N"),
        with_note.mark_text(**said, dy=_ABOVE, color=colours.ink).encode(text="label:N"),
        with_note.mark_text(**said, dy=_BELOW, color=colours.quiet).encode(text="below:N"),
    ).properties(height=alt.Step(ROW), width="container", padding={"left": 0, "right": 0, "top": 2, "bottom": 2})


def _said(bar: Bar, write: Callable[[float, str], str], ranged: str, currency: str) -> str:
    """The amount; of one that may as well be nothing only what it surely stays under, or what it lies between."""
    if bar.doubtful and bar.low == 0.0 and bar.high is not None:
        return surely_under(bar.high, write, currency)
    return ranged if bar.is_range else write(bar.amount, currency)


def _end(bar: Bar) -> float:
    """Where the bar ends that begins at nothing: at its amount, or what of its range is sure."""
    if bar.low is None or bar.high is None or not bar.is_range:
        return bar.amount
    return bar.high if bar.doubtful else min(max(0.0, bar.low), bar.high)


def _reach(bars: Sequence[Bar]) -> tuple[float, float]:
    ends = [0.0, *(b.amount for b in bars), *(b.high for b in bars if b.high is not None)]
    ends += [b.low for b in bars if b.low is not None]
    width = max(ends) - min(ends) or 1.0
    return min(ends) - 0.01 * width, max(ends)


def _row(at: int, bar: Bar, currency: str, colours: Palette, letters: int, *, signed: bool) -> dict[str, object]:
    """What is drawn of a bar; of a name longer than so many ``letters`` the middle is left out, its end says more."""
    write = difference if signed else money
    has_range = bar.low is not None and bar.high is not None
    ranged = difference_range if signed else money_range
    width = ranged(bar.low or 0.0, bar.high or 0.0, currency) if has_range else ""
    words = _said(bar, write, width, currency)
    row: dict[str, object] = {
        "key": f"{at:03d} {shortened_within(bar.name, letters)}",
        "name": bar.name,
        "amount": _end(bar),
        "zero": bar.low if bar.doubtful and has_range else 0.0,
        "edge": max(0.0, bar.amount, bar.high or 0.0),
        "colour": bar.colour or colours.accent,
        "strength": 0.35 if bar.doubtful else 1.0,
        "text": words,
        "range": width,
        "note": bar.note,
        "label": f"{words}{SPACE}{SPACE}{bar.note}" if bar.note else words,
        "project_id": bar.subject,
    }
    return row | ({"low": bar.low, "high": bar.high} if has_range else {})
