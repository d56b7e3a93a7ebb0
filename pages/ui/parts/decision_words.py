"""A decision beside today's plan, in words: how its finish moves, and what that is worth."""

from __future__ import annotations

from markupsafe import Markup

from engine.optimise.recommendation import Decision
from engine.portfolio import Action, Portfolio
from engine.wording.actions import label
from pages.ui.parts.formats import month, moved
from pages.ui.parts.text import markup
from pages.ui.parts.theme import Palette


def act(action: Action, colours: Palette) -> Markup:
    """An action in its shape, word and colour."""
    return markup('<span class="act" style="color: {}">{}</span>', colours.text(action), label(action))


def gain(decision: Decision) -> float:
    """Value less the value of today's plan on paper."""
    return decision.value - decision.value_of_plan


def finish_words(decision: Decision, portfolio: Portfolio) -> str:
    """How a project's finish moves; a candidate has no planned finish to move from."""
    if decision.start is not None and decision.project_id not in portfolio.planned:
        return f"new, from {month(portfolio.settings.planning_month + decision.start)}"
    return moved(decision.delay_months)


def why(decision: Decision, portfolio: Portfolio) -> str:
    """How the finish moves, and the reason."""
    if decision.start is None:
        return decision.reason.value
    return f"{finish_words(decision, portfolio)}, {decision.reason.value}"
