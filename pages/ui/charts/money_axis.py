"""How an axis of money writes its ticks: in millions, with the currency's sign."""

from __future__ import annotations

from engine.wording.formats import column_unit

_MILLION = 1e6
_EXPRESSION = "(datum.value < 0 ? '−' : '') + '{}' + format(abs(datum.value) / 1e6, ',~f') + 'm'"


def in_millions(currency: str) -> str:
    """Vega's expression for a tick: ``£4m``, ``−£1,500m``."""
    _, unit = column_unit([_MILLION], currency)
    return _EXPRESSION.format(unit.removesuffix("m"))
