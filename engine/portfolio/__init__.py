"""The portfolio: domain objects, loading and checking a folder of tables, scenarios, importers."""

from engine.portfolio.model.portfolio import Pin, Portfolio, Rules
from engine.portfolio.model.project import Project
from engine.portfolio.model.resources import CapacityOverride, Demand, Dependency, Pool
from engine.portfolio.model.roles_and_limits import Authority, Limit, Role
from engine.portfolio.model.settings import Assumption, Budget, Settings, Theme
from engine.portfolio.model.vocabulary import Action, DecisionKind, Health, Lift, Mode, Source, Urgency

__all__ = [
    "Action",
    "Assumption",
    "Authority",
    "Budget",
    "CapacityOverride",
    "DecisionKind",
    "Demand",
    "Dependency",
    "Health",
    "Lift",
    "Limit",
    "Mode",
    "Pin",
    "Pool",
    "Portfolio",
    "Project",
    "Role",
    "Rules",
    "Settings",
    "Source",
    "Theme",
    "Urgency",
]
