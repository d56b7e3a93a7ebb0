"""The league table of interventions: what an organisation can do about its plan, ranked by return in money."""

from engine.analyse.interventions.league import (
    IN_THE_PLAN,
    UNDER_TODAYS_WAY,
    Chosen,
    FrontierPoint,
    Intervention,
    InterventionKind,
    League,
    Screened,
    Together,
    is_for_money,
)
from engine.analyse.interventions.rank import MOST, PAIRS, rank_interventions

__all__ = [
    "IN_THE_PLAN",
    "MOST",
    "PAIRS",
    "UNDER_TODAYS_WAY",
    "Chosen",
    "FrontierPoint",
    "Intervention",
    "InterventionKind",
    "League",
    "Screened",
    "Together",
    "is_for_money",
    "rank_interventions",
]
