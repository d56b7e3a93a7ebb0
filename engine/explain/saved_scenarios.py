"""Saved scenarios in words: who saved which version, what it changes, what has come of saving."""

from __future__ import annotations

from engine.explain.scenario import differences
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario
from engine.register import SavedScenario


def changes_in_words(scenario: Scenario, portfolio: Portfolio) -> str:
    """All that differs from the base in one line; ``nothing`` for the base."""
    return "; ".join(differences(scenario, portfolio)) or "nothing"


def version_and_changes(saved: SavedScenario, usable: Scenario, portfolio: Portfolio) -> str:
    """Which version it is, who saved it when, and what its ``usable`` part changes in this portfolio."""
    changes = changes_in_words(usable, portfolio)
    return f"Version {saved.version}, {saved.saved_by}, {saved.saved_at:%d %b %Y}. Changes {changes}."


def saved_as(saved: SavedScenario) -> str:
    """What the scenario was kept as."""
    return f"Saved as version {saved.version} of {saved.scenario.name}."


def merged_as(saved: SavedScenario) -> str:
    """What the scenario with another's changes taken in was kept as."""
    return f"Saved as version {saved.version} with both sets of changes."
