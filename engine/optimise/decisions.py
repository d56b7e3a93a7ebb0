"""A choice read back as decisions: action, reason, dates, money and loads."""

from __future__ import annotations

import numpy as np

from engine.optimise.actions import ACTIONS, action_without_work
from engine.optimise.choice import NO_OPTION, Floats, Ints
from engine.optimise.model import DecisionModel
from engine.optimise.options import OptionTable
from engine.optimise.recommendation import Decision, PoolLoad, Reason
from engine.portfolio.capacity import capacity_by_month
from engine.portfolio.objects import Portfolio, Project
from engine.portfolio.vocabulary import Action, Lift, Mode
from engine.valuation.options import plan_value
from engine.valuation.work import work_profiles


def plan_values(portfolio: Portfolio) -> Floats:
    """Value of each project's plan option; (n_projects,)."""
    profiles = work_profiles(portfolio)
    return np.array([plan_value(portfolio, p, profiles[p.project_id]) for p in portfolio.projects])


def read_decisions(model: DecisionModel, chosen: Ints) -> tuple[Decision, ...]:
    """One decision a project, in the portfolio's order."""
    plans = plan_values(model.portfolio)
    return tuple(
        _idle(model, index, float(plans[index]), chosen)
        if option == NO_OPTION
        else _working(model, index, int(option), float(plans[index]), chosen)
        for index, option in enumerate(chosen.tolist())
    )


def read_load(model: DecisionModel, chosen: Ints, flex: Floats) -> tuple[PoolLoad, ...]:
    """Every pool in every month from month 0 to the last finish of the chosen plan."""
    portfolio, table = model.portfolio, model.table
    taken = chosen[chosen != NO_OPTION]
    months = int(table.finish[taken].max(initial=0))
    demand = np.asarray(table.work[:, taken].sum(axis=1)).reshape(len(portfolio.pools), -1)[:, :months]
    limits = capacity_by_month(portfolio, months)
    bought = np.zeros_like(limits.available)
    inside = model.capacity.month < months
    bought[model.capacity.pool[inside], model.capacity.month[inside]] = flex[inside]
    return tuple(
        PoolLoad(pool.pool_id, t, float(demand[p, t]), float(limits.available[p, t]), float(bought[p, t]))
        for p, pool in enumerate(portfolio.pools)
        for t in range(months)
    )


def _idle(model: DecisionModel, index: int, planned_value: float, chosen: Ints) -> Decision:
    portfolio, table = model.portfolio, model.table
    project = portfolio.projects[index]
    worth = bool(table.worth_a_start[index])
    to_stop = any(p.project_id == project.project_id and p.action is Action.STOP for p in portfolio.rules.pins)
    action = action_without_work(project, worth_a_start=worth, pinned_to_stop=to_stop)
    reason = _reason_to_idle(model, project, action, chosen, worth_a_start=worth)
    value = float(table.stop_values[index])
    return Decision(project.project_id, action, reason, None, None, None, value, planned_value, None)


def _reason_to_idle(
    model: DecisionModel, project: Project, action: Action, chosen: Ints, *, worth_a_start: bool
) -> Reason:
    if _pinned(model.portfolio, project):
        return Reason.REQUIRED
    if not worth_a_start:
        return Reason.WORTH_LESS_THAN_NOTHING
    if action is Action.STOP or _group_runs(model.portfolio, project, chosen):
        return Reason.DISPLACED
    return Reason.WAITS_FOR_PREDECESSOR if _kept_waiting(model, project, chosen) else Reason.FREES_THE_CONSTRAINT


def _working(model: DecisionModel, index: int, option: int, planned_value: float, chosen: Ints) -> Decision:
    table = model.table
    project = model.portfolio.projects[index]
    action = ACTIONS[int(table.action[option])]
    mode = Mode.ACCELERATED if table.accelerated[option] else Mode.NORMAL
    finish = int(table.finish[option])
    return Decision(
        project.project_id,
        action,
        _reason(model, project, action, option, chosen),
        mode,
        int(table.start[option]),
        finish,
        float(table.value[option]),
        planned_value,
        finish - project.plan_finish,
    )


def _reason(model: DecisionModel, project: Project, action: Action, option: int, chosen: Ints) -> Reason:
    if _pinned(model.portfolio, project):
        return Reason.REQUIRED
    if action is Action.ACCELERATE:
        return Reason.BY_SPENDING if _spends(model.table, project, option) else Reason.BY_PRIORITY
    if action is Action.DEFER:
        waits = _waits(model, project, int(model.table.start[option]), chosen)
        return Reason.WAITS_FOR_PREDECESSOR if waits else Reason.FREES_THE_CONSTRAINT
    required = project.mandatory and Lift.MANDATES not in model.portfolio.rules.lifted
    return Reason.REQUIRED if required else Reason.AS_PLANNED


def _pinned(portfolio: Portfolio, project: Project) -> bool:
    return any(p.project_id == project.project_id for p in portfolio.rules.pins)


def _spends(table: OptionTable, project: Project, option: int) -> bool:
    return bool(table.accelerated[option]) and project.acceleration_cost > 0


def _waits(model: DecisionModel, project: Project, start: int, chosen: Ints) -> bool:
    """Whether a predecessor's finish is what holds the start where it is."""
    if project.in_flight:
        return False
    for link in model.portfolio.dependencies:
        if link.successor != project.project_id:
            continue
        option = int(chosen[model.portfolio.project_index[link.predecessor]])
        if option != NO_OPTION and int(model.table.finish[option]) + link.lag_months == start:
            return True
    return False


def _group_runs(portfolio: Portfolio, project: Project, chosen: Ints) -> bool:
    """Whether another project of its exclusive group runs."""
    if project.exclusive_group is None or Lift.EXCLUSIONS in portfolio.rules.lifted:
        return False
    rivals = (i for i, p in enumerate(portfolio.projects) if p.exclusive_group == project.exclusive_group)
    return any(int(chosen[i]) != NO_OPTION for i in rivals)


def _kept_waiting(model: DecisionModel, project: Project, chosen: Ints) -> bool:
    """Whether a predecessor does not run, or is done too late for any start."""
    last = max(model.portfolio.settings.horizon_months - 1, project.plan_start)
    for link in model.portfolio.dependencies:
        if link.successor != project.project_id:
            continue
        option = int(chosen[model.portfolio.project_index[link.predecessor]])
        if option == NO_OPTION or int(model.table.finish[option]) + link.lag_months > last:
            return True
    return False
