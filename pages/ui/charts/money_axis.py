"""How an axis of money writes its ticks: in millions or billions, with the currency's sign."""

from __future__ import annotations

from engine.wording.formats import column_unit

_MILLION = 1e6
_EXPRESSION = (
    "(datum.value < 0 ? '−' : '') + '{}' + (datum.value == 0 ? '0' : abs(datum.value) >= 1e9 "
    "? format(abs(datum.value) / 1e9, ',~f') + 'bn' : format(abs(datum.value) / 1e6, ',~f') + 'm')"
)


def tick_text(currency: str) -> str:
    """Vega's expression for a tick: ``£4m``, ``−£1.5bn``, ``£0``."""
    _, unit = column_unit([_MILLION], currency)
    return _EXPRESSION.format(unit.removesuffix("m"))
