"""A number with its noun, in one way for problems of data, sentences and pages."""

from __future__ import annotations


def count(number: float, singular: str, plural: str = "") -> str:
    """A number with its noun: ``1 project``, ``42 projects``, ``1,200 rows``."""
    return f"{number:,} {noun(number, singular, plural)}"


def noun(number: float, singular: str, plural: str = "") -> str:
    """The noun that a number asks for: singular for one, plural for all others, nought and fractions among them."""
    return singular if number == 1 else plural or singular + "s"
