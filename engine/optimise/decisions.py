"""A choice read back as decisions: action, reason, dates, money and loads."""

from __future__ import annotations

import numpy as np

from engine.optimise.actions import ACTIONS, action_without_work
from engine.optimise.choice import NO_OPTION, Bools, Floats, Ints
from engine.optimise.model import DecisionModel
from engine.optimise.options import OptionTable
from engine.optimise.recommendation import Decision, PoolLoad, Reason
from engine.optimise.what_blocks_options import Room, room_for
from engine.portfolio.model.capacity import capacity_by_month
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Action, Lift, Mode
from engine.valuation.options import plan_value
from engine.valuation.work import work_profiles


def plan_values(portfolio: Portfolio) -> Floats:
    """Value of each project's plan option; (n_projects,)."""
    profiles = work_profiles(portfolio)
    return np.array([plan_value(portfolio, p, profiles[p.project_id]) for p in portfolio.projects])


def promise_of(portfolio: Portfolio) -> float:
    """What today's plan promises on paper, money today: every project on its dates, no limit of capacity."""
    return float(plan_values(portfolio).sum())


def read_decisions(model: DecisionModel, chosen: Ints) -> tuple[Decision, ...]:
    """One decision a project, in the portfolio's order.

    ``chosen`` is the option of each project, (n_projects,), ``NO_OPTION`` without work.
    """
    plans, room = plan_values(model.portfolio), room_for(model.problem, chosen)
    return tuple(
        _idle(model, index, float(plans[index]), chosen, room)
        if option == NO_OPTION
        else _working(model, index, int(option), float(plans[index]), chosen, room)
        for index, option in enumerate(chosen.tolist())
    )


def read_load(model: DecisionModel, chosen: Ints, flex: Floats) -> tuple[PoolLoad, ...]:
    """Every pool in every month from month 0 to the last finish of the chosen plan.

    ``chosen`` is the option of each project, (n_projects,); ``flex`` the person-days bought in each row of the problem,
    (n_rows,).
    """
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


def _idle(model: DecisionModel, index: int, planned_value: float, chosen: Ints, room: Room) -> Decision:
    portfolio, table = model.portfolio, model.table
    project = portfolio.projects[index]
    worth = bool(table.worth_a_start[index])
    to_stop = any(p.project_id == project.project_id and p.action is Action.STOP for p in portfolio.rules.pins)
    action = action_without_work(project, worth_a_start=worth, pinned_to_stop=to_stop)
    reason = _reason_to_idle(model, project, chosen, room) if worth else _reason_without_worth(portfolio, project)
    value = float(table.stop_values[index])
    return Decision(project.project_id, action, reason, None, None, None, value, planned_value, None)


def _reason_without_worth(portfolio: Portfolio, project: Project) -> Reason:
    return Reason.REQUIRED if _pinned(portfolio, project) else Reason.COSTS_MORE_THAN_IT_BRINGS


def _reason_to_idle(model: DecisionModel, project: Project, chosen: Ints, room: Room) -> Reason:
    """Why a project that is worth a start does no work."""
    if _pinned(model.portfolio, project):
        return Reason.REQUIRED
    if _group_runs(model.portfolio, project, chosen):
        return Reason.DISPLACED
    if not project.in_flight and _kept_waiting(model, project, chosen):
        return Reason.WAITS_FOR_PREDECESSOR
    lacking = _lacking(room, _options(model, project))
    if lacking is not None:
        return lacking
    return Reason.DISPLACED if project.in_flight else Reason.FREES_THE_CONSTRAINT


def _reason_to_wait(model: DecisionModel, project: Project, option: int, chosen: Ints, room: Room) -> Reason:
    """Why a project runs later than planned."""
    if _waits(model, project, int(model.table.start[option]), chosen):
        return Reason.WAITS_FOR_PREDECESSOR
    own = _options(model, project)
    sooner = own & (model.table.action != ACTIONS.index(Action.DEFER))
    if (sooner & room.open).any() and model.table.weighted[sooner & room.open].max() < model.table.weighted[option]:
        return Reason.WORTH_MORE_LATER
    waits = {Reason.NO_CAPACITY: Reason.WAITS_FOR_CAPACITY, Reason.NO_BUDGET: Reason.WAITS_FOR_BUDGET}
    lacking = _lacking(room, sooner)
    return Reason.FREES_THE_CONSTRAINT if lacking is None else waits.get(lacking, lacking)


def _lacking(room: Room, wanted: Bools) -> Reason | None:
    """What keeps a project from all the options wanted of it; ``None`` where it is others who need the same people."""
    if not wanted.any():
        return None
    if room.no_capacity[wanted].all():
        return Reason.NO_CAPACITY
    if (room.no_capacity | room.no_budget)[wanted].all():
        return Reason.NO_BUDGET
    staffed = wanted & ~room.capacity_taken
    if not staffed.any() or room.open[staffed].any():
        return None
    return Reason.NO_BUDGET if room.budget_taken[staffed].all() else Reason.HELD_BACK_BY_A_RULE


def _options(model: DecisionModel, project: Project) -> Bools:
    return np.asarray(model.table.project == model.portfolio.project_index[project.project_id])


def _working(model: DecisionModel, index: int, option: int, planned_value: float, chosen: Ints, room: Room) -> Decision:
    table = model.table
    project = model.portfolio.projects[index]
    action = ACTIONS[int(table.action[option])]
    mode = Mode.ACCELERATED if table.accelerated[option] else Mode.NORMAL
    finish = int(table.finish[option])
    return Decision(
        project.project_id,
        action,
        _reason(model, project, action, option, chosen, room),
        mode,
        int(table.start[option]),
        finish,
        float(table.value[option]),
        planned_value,
        finish - project.plan_finish,
    )


def _reason(model: DecisionModel, project: Project, action: Action, option: int, chosen: Ints, room: Room) -> Reason:
    if _pinned(model.portfolio, project):
        return Reason.REQUIRED
    if action is Action.ACCELERATE:
        return Reason.BY_SPENDING if _spends(model.table, project, option) else Reason.BY_PRIORITY
    if action is Action.DEFER:
        return _reason_to_wait(model, project, option, chosen, room)
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
