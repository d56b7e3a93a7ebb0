"""How good the inputs are, in the words that stand beside every proof: what the data say of it, never a guess."""

from __future__ import annotations

from engine.portfolio.model.portfolio import Portfolio
from engine.wording.formats import count, percent, whole

NOT_STATED = "the accuracy of the inputs is not stated"


def accuracy_of_inputs(portfolio: Portfolio) -> str:
    """Ranges of benefits where their owners give them, the accuracy that the settings state, or that nobody does."""
    with_benefit = [p for p in portfolio.projects if p.benefit_per_month > 0]
    ranged = sum(p.benefit_low is not None and p.benefit_high is not None for p in with_benefit)
    stated = portfolio.settings.input_accuracy
    parts = []
    if ranged:
        parts.append(f"a range of benefits is stated for {whole(ranged)} of {count(len(with_benefit), 'project')}")
    if stated is not None:
        others = "other " if ranged else ""
        parts.append(f"{others}inputs are stated to be good to ±{percent(stated)}")
    return " and ".join(parts) or NOT_STATED
