"""One way to write money, months, differences and counts on every page: the engine's, which sentences use too."""

from engine.explain.formats import (
    MINUS,
    NONE,
    SPACE,
    column_unit,
    count,
    difference,
    gap,
    listed,
    money,
    month,
    months,
    moved,
    number,
    percent,
    seconds,
)

__all__ = [
    "MINUS",
    "NONE",
    "SPACE",
    "column_unit",
    "count",
    "difference",
    "gap",
    "listed",
    "money",
    "month",
    "months",
    "moved",
    "number",
    "percent",
    "seconds",
]
