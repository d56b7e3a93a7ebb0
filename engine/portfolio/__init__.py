"""The portfolio: domain objects, loading and checking a folder of tables, scenarios, importers."""

from engine.portfolio.objects import (
    Assumption,
    Budget,
    CapacityOverride,
    Demand,
    Dependency,
    Pin,
    Pool,
    Portfolio,
    Project,
    Rules,
    Settings,
    Theme,
)
from engine.portfolio.vocabulary import Action, Health, Lift, Mode, Source, Urgency

__all__ = [
    "Action",
    "Assumption",
    "Budget",
    "CapacityOverride",
    "Demand",
    "Dependency",
    "Health",
    "Lift",
    "Mode",
    "Pin",
    "Pool",
    "Portfolio",
    "Project",
    "Rules",
    "Settings",
    "Source",
    "Theme",
    "Urgency",
]
