"""Claims: sentences whose every figure is evidence; prose is rendered last.

A claim is a sentence without a digit of its own and the figures that fill it, so that no number can reach the prose
that is not in the evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from engine.closely_known import is_closely_known
from engine.wording import formats

_DIGIT = re.compile(r"\d")
PLACE = re.compile(r"\{(\w+)\}")


class Figure(Protocol):
    """One piece of evidence, and how prose writes it."""

    @property
    def text(self) -> str:
        """As it stands in a sentence."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money, present value: ``£4.2m``."""

    amount: float
    currency: str

    @property
    def text(self) -> str:
        """As it stands in a sentence."""
        return formats.money(self.amount, self.currency)


@dataclass(frozen=True, slots=True)
class SignedMoney:
    """A difference of money, its sign shown: ``+£1.1m``."""

    amount: float
    currency: str

    @property
    def text(self) -> str:
        """As it stands in a sentence."""
        return formats.difference(self.amount, self.currency)


@dataclass(frozen=True, slots=True)
class Between:
    """An amount of money known to lie in a range: ``between £3.1m and £3.4m``, or ``£3.16m`` where that says it all."""

    low: float
    high: float
    currency: str

    @property
    def text(self) -> str:
        """As it stands in a sentence."""
        return formats.between(self.low, self.high, self.currency)

    @property
    def is_wide(self) -> bool:
        """Whether its two ends are written differently."""
        return formats.money(self.low, self.currency) != formats.money(self.high, self.currency)


@dataclass(frozen=True, slots=True)
class AtMost:
    """An amount of money of which only the upper end is proven: ``at most £3.4m``."""

    high: float
    currency: str

    @property
    def text(self) -> str:
        """As it stands in a sentence."""
        return f"at most {formats.money(self.high, self.currency)}"


def as_proven(estimate: float, low: float, high: float, currency: str) -> Money | Between | AtMost:
    """A gain no closer than it is proven: the amount found, else its range, or what it stays under.

    All three are money in units of the currency; ``low`` and ``high`` are what is proven.
    """
    if is_closely_known(estimate, low, high):
        return Money(estimate, currency)
    return AtMost(high, currency) if abs(low) < _A_UNIT and high >= 0 else Between(low, high, currency)


@dataclass(frozen=True, slots=True)
class MoneyRange:
    """An amount that depends on what is not known: ``£4.1m to £10.2m``, or ``£4.1m`` where that says it all."""

    low: float
    high: float
    currency: str

    @property
    def text(self) -> str:
        """As it stands in a sentence."""
        return formats.money_range(self.low, self.high, self.currency)


@dataclass(frozen=True, slots=True)
class WrittenFigure:
    """An amount of money as it is written beside others that it has to agree with."""

    amount: float
    text: str


MONEY = (Money, SignedMoney, Between, AtMost, MoneyRange, WrittenFigure)
"""Figures that are amounts of money."""


def balanced(
    first: float, second: float, currency: str, *, signed: bool = False, named: bool = False
) -> tuple[WrittenFigure, WrittenFigure, WrittenFigure]:
    """Two amounts of money and what the first is more than the second, written so that they add up.

    With ``signed`` the difference always has its sign. One that is ``named``, and so stands elsewhere too, has all
    three figures that it has there.

    ``first`` and ``second`` are money in units of the currency, of either sign.
    """
    write = formats.balance_in_three_figures if named else formats.balance
    written = write(first, second, currency)
    apart = WrittenFigure(first - second, written.change if signed else written.apart)
    return WrittenFigure(first, written.first), WrittenFigure(second, written.second), apart


_A_UNIT = 0.5
"""Money below which an amount is nothing."""

_TOO_SMALL = 0.05
"""A part of a gain that is written in a unit of its own."""


def netted(gain: float, cost: float, currency: str) -> tuple[WrittenFigure, WrittenFigure, WrittenFigure]:
    """A gain, what it costs, and what is left of it, written so that they add up; a loss has its minus.

    What is left is rounded by itself, as in a table that adds gains and costs up, and the gain gives way; only beside a
    cost too small for the unit of the gain it is what the other two leave. ``gain`` and ``cost`` are money in units
    of the currency; a cost is positive.
    """
    alone = tuple(formats.money(amount, currency) for amount in (gain, cost, gain - cost))
    plain = balanced(gain, cost, currency, signed=gain < cost)
    if gain < cost or cost < _TOO_SMALL * gain or tuple(figure.text for figure in plain) == alone:
        return plain
    written = formats.added_up((gain, -cost), currency)
    first, second = written.parts
    second = second.removeprefix(formats.MINUS)
    return WrittenFigure(gain, first), WrittenFigure(cost, second), WrittenFigure(gain - cost, written.whole)


def netted_range(
    low: float, high: float, cost: float, currency: str
) -> tuple[WrittenFigure, WrittenFigure, WrittenFigure]:
    """The same of a gain that is known to lie in a range: its ends less the cost are those of what is left.

    A cost too small for the unit of the gain is written by itself. All are money in units of the currency.
    """
    if cost < _TOO_SMALL * abs(low):
        texts = (
            formats.between(low, high, currency),
            formats.money(cost, currency),
            formats.between(low - cost, high - cost, currency),
        )
    else:
        texts = formats.range_less(low, high, cost, currency)
    middle = 0.5 * (low + high)
    gain, spent, left = texts
    return WrittenFigure(middle, gain), WrittenFigure(cost, spent), WrittenFigure(middle - cost, left)


@dataclass(frozen=True, slots=True)
class Measured:
    """An amount of time or work with its noun: ``1 month``, ``2.3 months``."""

    amount: float
    noun: str
    plural: str = ""

    @property
    def text(self) -> str:
        """As it stands in a sentence."""
        return formats.measured(self.amount, self.noun, self.plural)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things: ``42 projects``, ``3 months``."""

    number: int
    noun: str
    plural: str = ""

    @property
    def text(self) -> str:
        """As it stands in a sentence."""
        return formats.count(self.number, self.noun, self.plural)


@dataclass(frozen=True, slots=True)
class Whole:
    """A number of things whose noun stands elsewhere in the sentence: ``31`` of 42 projects."""

    number: int

    @property
    def text(self) -> str:
        """As it stands in a sentence."""
        return formats.whole(self.number)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A plain number to three significant figures: ``2.3``, ``1,240``."""

    amount: float

    @property
    def text(self) -> str:
        """As it stands in a sentence."""
        return formats.number(self.amount)


@dataclass(frozen=True, slots=True)
class Multiple:
    """How many times an amount is another: ``2.3 times``, or ``as much as`` where it is the same."""

    amount: float

    @property
    def text(self) -> str:
        """As it stands in a sentence, before the other amount."""
        said = formats.number(self.amount)
        return "as much as" if said == formats.number(1.0) else f"{said} times"


@dataclass(frozen=True, slots=True)
class Share:
    """A share as a percentage: ``16 %``."""

    share: float

    @property
    def text(self) -> str:
        """As it stands in a sentence."""
        return formats.percent(self.share)


@dataclass(frozen=True, slots=True)
class ShareRange:
    """A share that depends on what is not known: ``74 % to 84 %``, or ``74 %`` where that says it all."""

    low: float
    high: float

    @property
    def text(self) -> str:
        """As it stands in a sentence."""
        return formats.percent_range(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Proof:
    """How closely a plan is proven, rounded up: ``0.1 %``."""

    gap: float

    @property
    def text(self) -> str:
        """As it stands in a sentence."""
        return formats.gap(self.gap)


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its ordinal: ``Mar 2027``."""

    ordinal: int

    @property
    def text(self) -> str:
        """As it stands in a sentence."""
        return formats.month(self.ordinal)


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a project, a pool, a theme or a way of working, or several of them."""

    names: tuple[str, ...]

    @property
    def text(self) -> str:
        """As it stands in a sentence."""
        return formats.listed(self.names)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence with places such as ``{gain}``, and the evidence for each of them.

    Raises:
        ValueError: the sentence holds a digit of its own, or places and evidence do not match.
    """

    sentence: str
    evidence: tuple[tuple[str, Figure], ...]

    def __post_init__(self) -> None:
        if _DIGIT.search(PLACE.sub("", self.sentence)):
            raise ValueError(f"a number without evidence in {self.sentence!r}")
        if set(PLACE.findall(self.sentence)) != {key for key, _ in self.evidence}:
            raise ValueError(f"places and evidence do not match in {self.sentence!r}")

    @property
    def prose(self) -> str:
        """The sentence with its figures written out."""
        texts = {key: figure.text for key, figure in self.evidence}
        return PLACE.sub(lambda place: texts[place[1]], self.sentence)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A result in words: one sentence, and a paragraph of further claims that back it."""

    short: Claim
    further: tuple[Claim, ...] = ()

    @property
    def sentence(self) -> str:
        """The one sentence that says it."""
        return self.short.prose

    @property
    def paragraph(self) -> str:
        """The sentence and all that backs it."""
        return " ".join(claim.prose for claim in (self.short, *self.further))


def claim(sentence: str, **evidence: Figure) -> Claim:
    """A claim from a sentence and its figures by name."""
    return Claim(sentence, tuple(evidence.items()))
