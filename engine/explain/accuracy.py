"""How good the inputs are, in the words that stand beside every proof: what the data say of it, never a guess."""

from __future__ import annotations

import re
from typing import Final

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Source
from engine.wording.claims import MONEY, PLACE, Claim
from engine.wording.formats import count, listed, percent, whole

ASSUMED_INPUTS: Final = "assumed inputs"
NOT_STATED = "the accuracy of the inputs is not stated"


def accuracy_of_inputs(portfolio: Portfolio) -> str:
    """Ranges of benefits where their owners give them, the accuracy that the settings state, or that nobody does."""
    ranged, with_benefit = benefits_with_ranges(portfolio)
    stated = portfolio.settings.input_accuracy
    parts = []
    if ranged:
        own = count(with_benefit, "project")
        parts.append(f"a range of benefits is stated for {whole(ranged)} of {own} with benefits")
    if stated is not None:
        others = "other " if ranged else ""
        parts.append(f"{others}inputs are stated to be good to ±{percent(stated)}")
    return "; ".join(parts) or NOT_STATED


def benefits_with_ranges(portfolio: Portfolio) -> tuple[int, int]:
    """For how many projects an owner states a range of benefits, and how many have benefits."""
    with_benefit = [p for p in portfolio.projects if p.benefit_per_month > 0]
    return sum(p.benefit_low is not None and p.benefit_high is not None for p in with_benefit), len(with_benefit)


def basis_of(portfolio: Portfolio) -> str:
    """How good the inputs behind every amount are, and which of them are assumed."""
    stated = accuracy_of_inputs(portfolio)
    said = [f"{stated[0].upper()}{stated[1:]}."]
    assumed = assumed_in_words(portfolio)
    if assumed:
        said.append(f"Assumed for all: {listed(assumed)}.")
    projects = sum(bool(project.assumed) for project in portfolio.projects)
    if projects:
        said.append(f"Assumed figures in {whole(projects)} of {count(len(portfolio.projects), 'project')}.")
    return " ".join(said)


def assumed_in_words(portfolio: Portfolio) -> list[str]:
    """What nobody has said, each thing once, in words in place of the names of columns."""
    assumed = [a for a in portfolio.settings.assumptions if a.source == Source.ASSUMED]
    return list(dict.fromkeys(_COLUMN_WORDS.get((a.table, a.column), a.column.replace("_", " ")) for a in assumed))


def on_assumed_inputs(said: Claim, portfolio: Portfolio) -> Claim:
    """The claim, with ``(assumed inputs)`` at the end of its first sentence with an amount that nobody owns.

    Without an amount of money it stands at the end of the first sentence; what holds no figure rests on no input.
    """
    if not (said.evidence and rests_on_assumed_inputs(portfolio)):
        return said
    amounts = {key for key, figure in said.evidence if isinstance(figure, MONEY)}
    ends = [end.start() for end in _END.finditer(said.sentence)]
    begins = [0, *ends]
    holding = (
        end for begin, end in zip(begins, ends, strict=False) if amounts & set(PLACE.findall(said.sentence[begin:end]))
    )
    at = next(holding, ends[0] if ends else len(said.sentence))
    return Claim(f"{said.sentence[:at]} ({ASSUMED_INPUTS}){said.sentence[at:]}", said.evidence)


def rests_on_assumed_inputs(portfolio: Portfolio) -> bool:
    """Whether benefits, costs, demand or capacity are assumed for the portfolio as a whole, by an import say."""
    return any(
        a.source == Source.ASSUMED and (a.table, a.column) in _BEHIND_MONEY for a in portfolio.settings.assumptions
    )


_COLUMN_WORDS: Final = {
    ("demand", "person_days"): "demand for people",
    ("pools", "capacity_per_month"): "capacity of people",
    ("pools", "day_rate"): "day rate",
    ("projects", "benefit_months"): "how long benefits last",
    ("projects", "remaining_cost"): "what is still to spend",
    ("projects", "benefit_per_month"): "benefits",
}
_END = re.compile(r"[.?](?=\s|$)")
_BEHIND_MONEY = frozenset(
    {
        ("demand", "person_days"),
        ("pools", "capacity_per_month"),
        *(
            ("projects", column)
            for column in ("benefit_months", "benefit_per_month", "remaining_cost", "success_probability")
        ),
    }
)
"""Inputs on which the money of every plan rests."""
