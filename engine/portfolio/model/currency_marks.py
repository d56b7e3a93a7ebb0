"""Which currency a mark beside a number stands for: ``£``, ``US$``, ``EUR``, ``kr``."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

_SHARED = {
    "$": "USD AUD CAD NZD HKD SGD TWD MXN ARS CLP COP UYU BBD BMD BND BSD BZD FJD JMD KYD LRD NAD SRD TTD XCD",
    "£": "GBP EGP FKP GIP SHP SSP SYP LBP",
    "¥": "JPY CNY",
    "￥": "JPY CNY",
    "KR": "SEK NOK DKK ISK",
    "KR.": "SEK NOK DKK ISK",
    "RS": "INR PKR LKR NPR MUR SCR",
    "RS.": "INR PKR LKR NPR MUR SCR",
    "€": "EUR", "₹": "INR", "₽": "RUB", "₺": "TRY", "₩": "KRW", "₪": "ILS", "₫": "VND", "₱": "PHP", "₦": "NGN",
    "₴": "UAH", "฿": "THB", "₸": "KZT", "₡": "CRC", "₲": "PYG", "₵": "GHS", "₾": "GEL", "₼": "AZN", "֏": "AMD",
    "ZŁ": "PLN", "KČ": "CZK", "FT": "HUF", "FR.": "CHF", "SFR.": "CHF", "LEI": "RON", "KSH": "KES", "RP": "IDR",
    "RM": "MYR", "R": "ZAR",
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD",
    "NT$": "TWD", "MX$": "MXN", "R$": "BRL", "GB£": "GBP", "UK£": "GBP", "£GB": "GBP", "E£": "EGP", "CN¥": "CNY",
    "JP¥": "JPY",
}  # fmt: skip
"""Mark in capitals → the currencies that write it so, the most usual first."""


def currencies_of(mark: str) -> tuple[str, ...]:
    """The codes of the currencies that a mark may stand for, the most usual first; none when it is no such mark."""
    bare = mark.strip().upper()
    if bare in _SHARED:
        return tuple(_SHARED[bare].split())
    return (bare,) if bare in _codes() else ()


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(Locale("en").currencies)
