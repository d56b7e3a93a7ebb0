"""The four actions as every page and table writes them: order, shape and word."""

from __future__ import annotations

from engine.portfolio.model.vocabulary import Action

ORDER = (Action.ACCELERATE, Action.DEFER, Action.STOP, Action.CONTINUE)
"""The order of actions everywhere: what changes comes first, what stays as planned last."""
GLYPHS = {Action.ACCELERATE: "▲", Action.DEFER: "▼", Action.STOP: "■", Action.CONTINUE: "●"}
WORDS = {action: action.value.capitalize() for action in Action}


def label(action: Action) -> str:
    """An action as every page writes it: shape and word."""
    return f"{GLYPHS[action]} {WORDS[action]}"
