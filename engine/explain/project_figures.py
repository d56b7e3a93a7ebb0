"""Why one project has several figures: each with its value and, in one line, the question that it answers."""

from __future__ import annotations

from engine.analyse.decisions.project_figures import ProjectFigures
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.formats import NONE, money, money_range
from engine.wording.glossary import meaning_of

_A_UNIT = 1.0

WHY = "Why several figures?"
WHY_NOTE = "Each answers another question. They do not add up, and each is the same wherever it stands."


def figure_rows(figures: ProjectFigures, portfolio: Portfolio) -> tuple[tuple[str, str, str], ...]:
    """Term, figure and meaning of every figure of a project, in the order of the glossary."""
    currency = portfolio.settings.currency

    def between(amounts: tuple[float, float] | None, each: str = "") -> str:
        return NONE if amounts is None else money_range(*amounts, currency) + each

    gain, turn, lost = figures.gain_on_its_own, figures.gain_in_turn, figures.lost_per_month
    price = figures.price_of_refusing
    late = money(figures.cost_of_delay - figures.once, currency) + " a month"
    if abs(figures.once) >= _A_UNIT:
        late += f", and {money(figures.once, currency)} once at the deadline"
    said = {
        "own worth": money(figures.own_worth, currency),
        "cost to others": money_range(figures.costs.low, figures.costs.high, currency),
        "net contribution": money_range(figures.nets.low, figures.nets.high, currency),
        "gain on its own": between(None if gain is None else (gain.low, gain.high)),
        "gain in turn": between(None if turn is None else (turn.low, turn.high)),
        "price of refusing": between(None if price is None else (price.low, price.high)),
        "lost per month undecided": between(None if lost is None else (lost.low, lost.high), " a month"),
        "cost of delay": late,
    }
    return tuple((term, figure, meaning_of(term)) for term, figure in said.items())
