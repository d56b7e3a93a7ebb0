"""What may be decided about a project."""

from __future__ import annotations

from engine.optimise.actions import ACTIONS
from engine.optimise.options import OptionTable, list_options
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action, Lift


def open_actions(portfolio: Portfolio, project_id: str) -> tuple[Action, ...]:
    """The actions that some option of a project stands for, were it not pinned; in the order of ``Action``."""
    rules = portfolio.rules
    pins = tuple(p for p in rules.pins if p.project_id != project_id)
    table = list_options(portfolio.model_copy(update={"rules": rules.model_copy(update={"pins": pins})}))
    index = portfolio.project_index[project_id]
    actions = {ACTIONS[code] for code in table.action[table.of_project(index)].tolist()}
    return tuple(a for a in Action if a in actions | _without_work(portfolio, table, index))


def _without_work(portfolio: Portfolio, table: OptionTable, index: int) -> set[Action]:
    """What doing no work may be called: not to be begun within the horizon counts as deferred too."""
    project = portfolio.projects[index]
    if project.mandatory and Lift.MANDATES not in portfolio.rules.lifted:
        return set()
    waits = not project.in_flight and bool(table.worth_a_start[index])
    return {Action.STOP, Action.DEFER} if waits else {Action.STOP}
