"""Currencies by their code in ISO 4217, such as GBP: what ``currency`` may say, and what else may be meant."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import get_global

from engine.portfolio.model.currency_marks import currencies_of
from engine.portfolio.model.near_miss import did_you_mean
from engine.portfolio.model.numbers import CellError

_MOST_MEANT = 3
_REMEDY = "Write the three letters of ISO 4217, such as GBP, EUR or USD"


def currency_code(text: str) -> str:
    """The code in capitals.

    Raises:
        CellError: it is no code of a currency in use; the remedy names the one that is meant where it can be told.
    """
    code = text.strip().upper()
    if code in codes():
        return code
    meant = _by_name().get(code.casefold()) or " or ".join(currencies_of(code)[:_MOST_MEANT])
    if meant and meant != code:
        raise CellError("this is no code of a currency", f"Write {meant}")
    raise CellError("this is no currency", did_you_mean(code, codes(), _REMEDY))


@cache
def codes() -> frozenset[str]:
    """The codes of all currencies that are legal tender today."""
    territories = get_global("territory_currencies").values()
    return frozenset(code for known in territories for code, _, until, is_tender in known if is_tender and not until)


@cache
def _by_name() -> dict[str, str]:
    """English names of currencies, singular and plural, without letters' case → code."""
    names = {name.casefold(): code for code, name in Locale("en").currencies.items() if code in codes()}
    return names | {name + "s": code for name, code in names.items()} | {"pound sterling": "GBP", "euros": "EUR"}
