"""What every record of a portfolio is, and fields that several share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from engine.portfolio.model.fields import (
    Number,
)


def _pairs(value: Any) -> Any:
    return tuple(sorted(value.items())) if isinstance(value, Mapping) else value


Factors = Annotated[tuple[tuple[str, Number], ...], BeforeValidator(_pairs)]
"""A small mapping kept as sorted pairs, so that its owner stays frozen and hashable."""
Other = tuple[tuple[str, str], ...]
"""Columns the cockpit does not know, kept as they came: (column, text)."""


class Record(BaseModel):
    """Base of all domain objects: frozen, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")
