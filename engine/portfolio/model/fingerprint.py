"""The fingerprint of a portfolio: equal for equal content, whatever file, order or encoding it came in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.record import Record
from engine.portfolio.model.settings import HOW_WRITTEN, Settings

_LENGTH = 16
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
    if isinstance(value, Record):
        fields = value.__dict__ | ({"other": frozenset(value.__dict__["other"])} if "other" in value.__dict__ else {})
        names = type(value).model_fields.keys() - (HOW_WRITTEN if isinstance(value, Settings) else frozenset())
        return _canonical({name: fields[name] for name in names})
    if isinstance(value, Mapping):
        return "{" + ",".join(sorted(f"{key!r}:{_canonical(item)}" for key, item in value.items())) + "}"
    if isinstance(value, frozenset | set):
        return "{" + ",".join(sorted(map(_canonical, value))) + "}"
    if isinstance(value, tuple | list):
        return "[" + ",".join(map(_canonical, value)) + "]"
    if isinstance(value, str):
        return repr(str(value))
    return value.isoformat() if isinstance(value, date) else repr(value)
