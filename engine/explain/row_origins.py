"""Where the amounts of a table's row come from: each in full, what it sums up, and the terms that they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.explain.accuracy import basis_of
from engine.explain.claim_origins import behind_every_amount
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.formats import money_in_full
from engine.wording.glossary import Term, term_of

ASK = "Click a row to see where its amounts come from."


@dataclass(frozen=True, slots=True)
class RowAmount:
    """One amount of a row: the head of its column, the amount in full, and of what it is the sum, where it is one."""

    head: str
    amount: str
    adds_up: str = ""


@dataclass(frozen=True, slots=True)
class RowOrigin:
    """Where the amounts of one row come from; ``inputs`` and ``basis`` as behind every amount."""

    title: str
    amounts: tuple[RowAmount, ...]
    terms: tuple[Term, ...]
    inputs: tuple[tuple[str, str], ...]
    basis: str


def origin_of_row(
    title: str,
    amounts: Mapping[str, float],
    sums: Mapping[str, Mapping[str, int]],
    words: Mapping[str, str],
    portfolio: Portfolio,
) -> RowOrigin:
    """What stands behind the amounts of a row, by the heads of their columns.

    ``amounts`` are whole units of money, ``sums`` names the columns that others come to, each with its sign; ``words``
    are the terms of the glossary by head, that under the empty head of all others.

    Raises:
        KeyError: no such term.
    """
    currency = portfolio.settings.currency
    said = tuple(
        RowAmount(head, money_in_full(amount, currency), _adds_up(sums.get(head, {}), amounts, currency))
        for head, amount in amounts.items()
    )
    used = dict.fromkeys(word for head in amounts if (word := words.get(head, words.get("", ""))))
    terms = tuple(term_of(word) for word in used)
    return RowOrigin(title, said, terms, behind_every_amount(portfolio), basis_of(portfolio))


def _adds_up(parts: Mapping[str, int], amounts: Mapping[str, float], currency: str) -> str:
    known = [(head, sign) for head, sign in parts.items() if head in amounts]
    said = "".join(
        f" {'+' if sign > 0 else '−'} {head} {money_in_full(amounts[head], currency)}" for head, sign in known
    )
    return said.removeprefix(" + ").removeprefix(" ")
