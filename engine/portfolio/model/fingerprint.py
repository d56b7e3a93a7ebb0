"""The fingerprint of a portfolio: equal for equal content, whatever file, order or encoding it came in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.record import Record
from engine.portfolio.model.settings import HOW_WRITTEN, Settings

_LENGTH = 16
_ITS_OWN_TEXT = frozenset({float, int, bool, str, type(None)})
"""Types whose values are written as Python writes them."""
_NOT_DATA = frozenset({"data_fingerprint", "durations_taken", "rules", "scenario_fingerprint"})


def fingerprint(portfolio: Portfolio) -> str:
    """Sixteen hexadecimal digits of the SHA-256 of all data; the order of rows and columns does not count.

    The rules of a scenario are not data and are left out, as is what other months show.
    """
    digest = hashlib.sha256()
    for name in sorted(Portfolio.model_fields.keys() - _NOT_DATA):
        content = getattr(portfolio, name)
        rows = sorted(map(_canonical, content)) if isinstance(content, tuple) else [_canonical(content)]
        digest.update(f"{name}={len(rows)}\n".encode())
        digest.update("\n".join(rows).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:_LENGTH]


def _canonical(value: Any) -> str:
    """A text that two equal values share; sets, mappings and unknown columns are sorted."""
    # Most values of a large portfolio are of one of these types, and nothing else need be asked of them.
    if type(value) in _ITS_OWN_TEXT:
        return repr(value)
    if isinstance(value, Record):
        return _canonical_record(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(sorted(f"{key!r}:{_canonical(item)}" for key, item in value.items())) + "}"
    if isinstance(value, frozenset | set):
        return "{" + ",".join(sorted(map(_canonical, value))) + "}"
    if isinstance(value, tuple | list):
        return "[" + ",".join(map(_canonical, value)) + "]"
    if isinstance(value, str):
        return repr(str(value))
    return value.isoformat() if isinstance(value, date) else repr(value)


def _canonical_record(record: Record) -> str:
    fields = record.__dict__
    parts = [
        start + _canonical(frozenset(fields[name]) if name == "other" else fields[name])
        for start, name in _fields_of(type(record))
    ]
    return "{" + ",".join(parts) + "}"


@lru_cache
def _fields_of(record: type[Record]) -> tuple[tuple[str, str], ...]:
    """What stands before each field's text, and its name, in the order of these texts."""
    names = record.model_fields.keys() - (HOW_WRITTEN if issubclass(record, Settings) else frozenset())
    return tuple(sorted((f"{name!r}:", name) for name in names))
