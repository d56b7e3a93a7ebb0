"""The same work in a better order: a portfolio in which exactly what a delivery finished must run.

Normal mode only; start months reach so far that everything could still finish when that delivery finishes it; rules
that it breaks are waived, since it would be no like-for-like comparison to ask of the better order what today's way is
not held to.
"""

from __future__ import annotations

from collections.abc import Collection

from engine.portfolio.model.capacity import capacity_by_month
from engine.portfolio.model.portfolio import Pin, Portfolio, Rules
from engine.portfolio.model.project import Project
from engine.portfolio.model.settings import Settings
from engine.portfolio.model.vocabulary import Action, Lift
from engine.simulate import Simulation
from engine.valuation.work import work_profiles


def finished_work(portfolio: Portfolio, simulation: Simulation) -> frozenset[str]:
    """What a delivery finishes and a plan can hold: at full pace no pool is asked for more than it ever has."""
    capacity = capacity_by_month(portfolio, max(1, simulation.months))
    most = (capacity.available + capacity.flex_limit).max(axis=1)
    profiles = work_profiles(portfolio)
    return frozenset(
        o.project_id
        for o in simulation.outcomes
        if o.finished is not None and bool((profiles[o.project_id].max(axis=1) <= most * (1 + 1e-9)).all())
    )


def last_start(portfolio: Portfolio, simulation: Simulation) -> int:
    """The latest month in which full-pace work would have to start to finish when the delivery finishes it."""
    pairs = zip(portfolio.projects, simulation.outcomes, strict=True)
    return max((o.finished - p.duration_months for p, o in pairs if o.finished is not None), default=0)


def same_work(portfolio: Portfolio, running: Collection[str], latest: int, waived: Collection[str]) -> Portfolio:
    """A portfolio that must run ``running`` and nothing else, without the rules named in ``waived``.

    ``latest`` is the last month in which work may start, if that lies beyond the horizon. What runs without its
    predecessor is not kept waiting for it.
    """
    return portfolio.model_copy(
        update={
            "projects": tuple(_project(p, p.project_id in running, waived) for p in portfolio.projects),
            "settings": _settings(portfolio.settings, latest, waived),
            "dependencies": tuple(
                d for d in portfolio.dependencies if d.predecessor in running or d.successor not in running
            ),
            "rules": _rules(portfolio, running, waived),
        }
    )


def every_rule(portfolio: Portfolio) -> frozenset[str]:
    """The names of all rules in force that :func:`same_work` can waive, precedence between projects excepted."""
    settings, rules = portfolio.settings, portfolio.rules
    floors = settings.themes if Lift.FLOORS not in rules.lifted else ()
    return frozenset(
        {
            *(f"latest_finish[{p.project_id}]" for p in portfolio.projects if p.latest_finish is not None),
            *(f"earliest_start[{p.project_id}]" for p in portfolio.projects if p.earliest and not p.in_flight),
            *(f"pin[{p.project_id}]" for p in rules.pins),
            *(f"budget[{settings.month(b.start)}]" for b in settings.budgets),
            *(f"floor[{t.name}]" for t in floors if t.floor),
            *(f"parallel[{pool_id}]" for pool_id, _ in rules.max_parallel),
            *(("max_changes",) if rules.max_changes is not None else ()),
        }
    )


def _project(project: Project, runs: bool, waived: Collection[str]) -> Project:
    late = f"latest_finish[{project.project_id}]" in waived
    early = f"earliest_start[{project.project_id}]" in waived
    return project.model_copy(
        update={
            "mandatory": runs,
            "can_accelerate": False,
            "latest_finish": None if late else project.latest_finish,
            "earliest_start": None if early else project.earliest_start,
        }
    )


def _settings(settings: Settings, latest: int, waived: Collection[str]) -> Settings:
    return settings.model_copy(
        update={
            "horizon_months": max(settings.horizon_months, latest + 1),
            "budgets": tuple(b for b in settings.budgets if f"budget[{settings.month(b.start)}]" not in waived),
            "themes": tuple(
                t.model_copy(update={"floor": None}) if f"floor[{t.name}]" in waived else t for t in settings.themes
            ),
        }
    )


def _rules(portfolio: Portfolio, running: Collection[str], waived: Collection[str]) -> Rules:
    rules = portfolio.rules
    kept = tuple(p for p in rules.pins if p.project_id in running and f"pin[{p.project_id}]" not in waived)
    stopped = tuple(
        Pin(project_id=p.project_id, action=Action.STOP) for p in portfolio.projects if p.project_id not in running
    )
    return rules.model_copy(
        update={
            "pins": kept + stopped,
            "lifted": rules.lifted - {Lift.MANDATES},
            "max_changes": None if "max_changes" in waived else rules.max_changes,
            "max_parallel": tuple((r, n) for r, n in rules.max_parallel if f"parallel[{r}]" not in waived),
        }
    )
