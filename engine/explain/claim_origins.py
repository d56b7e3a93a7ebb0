"""Where the amounts in the sentences of an analysis come from: which term each of them is, and what stands behind it.

An amount of a claim is known by its name in the evidence; :data:`_WORDS` says which term of the glossary that is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.explain.accuracy import basis_of
from engine.explain.origins import AmountOrigin
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.claims import MONEY, PLACE, Claim
from engine.wording.formats import amounts_in, month, percent
from engine.wording.glossary import term_of

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "agenda": {"": "gain in turn", "cost": "lost per month undecided", "per_month": "lost per month undecided"}
    | {"delay": "decision delay"},
    "bridge": {
        "": "value bridge",
        "promised": "promised",
        "today": "delivered today's way",
        "range": "delivered today's way",
        "worth": "portfolio value",
        "valued": "own forecasts, valued",
        "slipped": "own forecasts, valued",
        "waiting": "cost of waiting for one another",
        "priorities": "cost of competing priorities",
        "congestion": "cost of congestion",
    }
    | dict.fromkeys(("gain", "cost", "net"), "worth of a person"),
    "constraint": dict.fromkeys(("day", "other_day"), "marginal value")
    | dict.fromkeys(("most", "together", "lost"), "gain of one more person")
    | {"": "worth of a person", "amount": "budget", "loosened": "price of a limit"},
    "delivery": {
        "": "forecast at completion",
        "money": "change since last month",
        "budget": "budget",
        "spent": "spent to date",
        "waiting": "cost of waiting for one another",
        "requested": "change request",
    },
    "illusion": {
        "": "lost in today's way",
        "promised": "promised",
        "today": "delivered today's way",
        "worth": "approved value",
        "gain": "gain on its own",
    },
    "interventions": {"": "intervention", "exit": "exit cost", "limit": "budget"},
    "mandate": {"": "decision delay", "money": "at stake"},
    "money": {
        "": "net of a year",
        "value": "portfolio value",
        "later": "discounting",
        "released": "budget released",
        "exit": "exit cost",
        "spent": "written off",
        "capital": "capital cost",
        "operating": "operating cost",
        "neither": "operating cost",
    },
    "risk": {"": "range over futures", "worth": "value of knowing"},
    "sequence": dict.fromkeys(("monthly", "once", "delay"), "cost of delay") | {"": "portfolio value"},
    "signs": {
        "": "at stake",
        "cost": "decision delay",
        "risk": "lost in today's way",
        "conflicts": "cost of waiting for one another",
        "worst": "cost of waiting for one another",
    },
    "strategy": {
        "": "objective",
        "plan": "promised",
        "recommended": "portfolio value",
        "total": "promised",
        "value": "promised",
        "price": "price of a preference",
    },
    "trade-off": dict.fromkeys(("own", "worth"), "own worth") | {"": "trade-off", "benefit": "break-even"},
}
"""The word of each amount by analysis and name; under the empty name that of all others."""

_NAMES: Final = {
    "gain": "Gain",
    "cost": "Cost",
    "net": "Net gain",
    "all_years": "Net of all years",
    "promised": "Promised",
    "today": "Delivered today's way",
    "risk": "At risk",
    "gap": "Gap",
    "recovered": "Recovered",
    "never": "Not recovered",
    "later": "Less for coming later",
    "value": "Value of the plan",
    "target": "Target",
    "reached": "Reached",
    "own": "The project itself",
    "worth": "The project most moved",
    "rest": "All others",
    "capital": "Capital",
    "operating": "Operating",
    "forecast": "Forecast",
    "budget": "Budget",
    "overrun": "Difference",
    "parts": "Added up one by one",
    "valued": "Own forecasts, valued",
    "slipped": "If past slips repeat",
}
"""What another amount of the same sentence is called, where it helps to check this one."""


_TABLES: Final[Mapping[str, str]] = {
    "status": "forecast at completion",
    "tolerances": "tolerance",
    "conflicts": "cost of waiting for one another",
    "changes": "change request",
    "years": "net of a year",
    "money-by-year": "net of a year",
}
"""The word for the amounts of a table, by its key."""


def word_of_table(key: str) -> str:
    """The term that the amounts of a table of a report are; empty where it has none, or several."""
    return _TABLES.get(key, "")


def origins_of(claim: Claim, about: str, portfolio: Portfolio) -> tuple[AmountOrigin, ...]:
    """What stands behind every amount of a claim, in the order of its sentence.

    ``about`` says what the claim is about: an analysis, the delivery report, the money of a plan.

    Raises:
        KeyError: there are no words for it.
    """
    words, evidence = _WORDS[about], dict(claim.evidence)
    names = [name for name in PLACE.findall(claim.sentence) if isinstance(evidence[name], MONEY)]
    neighbours = {name: evidence[name].text for name in names if name in _NAMES}
    return tuple(
        origin_of(
            evidence[name].text,
            words.get(name, words[""]),
            portfolio,
            tuple((_NAMES[other], text) for other, text in neighbours.items() if other != name),
        )
        for name in names
    )


def origins_in(text: str, word: str, portfolio: Portfolio) -> tuple[AmountOrigin, ...]:
    """What stands behind every amount of a text whose amounts are all of one term of the glossary.

    Raises:
        KeyError: no such term.
    """
    return tuple(origin_of(one, word, portfolio) for one in amounts_in(text, portfolio.settings.currency))


def origin_of(amount: str, word: str, portfolio: Portfolio, inputs: tuple[tuple[str, str], ...] = ()) -> AmountOrigin:
    """What stands behind an amount that is a term of the glossary: ``inputs``, and what every amount rests on.

    Raises:
        KeyError: no such term.
    """
    return AmountOrigin(amount, term_of(word), (*inputs, *behind_every_amount(portfolio)), basis_of(portfolio))


def behind_every_amount(portfolio: Portfolio) -> tuple[tuple[str, str], ...]:
    """The settings that every amount of money rests on."""
    settings = portfolio.settings
    return (
        ("Money of", month(settings.planning_month)),
        ("Discount rate a year", percent(settings.discount_rate)),
        ("Claimed benefits that count", percent(settings.benefit_confidence)),
        ("People held in reserve", percent(settings.protective_capacity)),
    )
