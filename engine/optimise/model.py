"""The decision model: a portfolio written as a choice problem, and a choice read back as decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from engine.optimise.choice import NO_OPTION, ChoiceProblem, Ints, SideRow
from engine.optimise.constraint_rows import CapacityRows, capacity_rows, is_plan_option, side_rows
from engine.optimise.dominance import undominated
from engine.optimise.options import OptionTable, list_options
from engine.optimise.recommendation import Decision
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Lift, Mode


@dataclass(frozen=True, slots=True)
class DecisionModel:
    """A portfolio as a choice problem. Groups are projects, options are ``table``'s, rows are named."""

    portfolio: Portfolio
    table: OptionTable
    capacity: CapacityRows
    problem: ChoiceProblem


def build_model(portfolio: Portfolio) -> DecisionModel:
    """The decision model of a portfolio, dominated options dropped."""
    whole = whole_model(portfolio)
    keep = undominated(whole.problem, whole.table, is_plan_option(portfolio, whole.table))
    if keep.all():
        return whole
    return DecisionModel(portfolio, whole.table.subset(keep), whole.capacity, whole.problem.restricted(keep))


def whole_model(portfolio: Portfolio) -> DecisionModel:
    """The decision model of a portfolio with every option, such as where their values are still to change."""
    table = list_options(portfolio)
    capacity = capacity_rows(portfolio, table)
    return DecisionModel(
        portfolio, table, capacity, _problem(portfolio, table, capacity, side_rows(portfolio, table, capacity))
    )


def _problem(
    portfolio: Portfolio, table: OptionTable, capacity: CapacityRows, rows: tuple[SideRow, ...]
) -> ChoiceProblem:
    """Values are relative to stopping, so that no option means stop; the stop values are the constant."""
    mandates = Lift.MANDATES not in portfolio.rules.lifted
    return ChoiceProblem(
        table.weighted - table.stop_values[table.project],
        table.project,
        sparse.csr_array(table.work)[capacity.pool * table.n_months + capacity.month],
        capacity.capacity,
        [mandates and p.mandatory for p in portfolio.projects],
        capacity.flex_limit,
        capacity.flex_price,
        rows,
        constant=float(table.stop_values.sum()),
        row_names=capacity.names,
        group_names=[f"mandatory[{p.project_id}]" for p in portfolio.projects],
    )


def choice_of(model: DecisionModel, decisions: Sequence[Decision]) -> Ints:
    """An earlier plan as a choice of this model; options that the model does not have become none.

    ``decisions`` are of the same projects, under this scenario or another.
    """
    table = model.table
    chosen = np.full(model.problem.n_groups, NO_OPTION, dtype=np.int64)
    for decision in decisions:
        index = model.portfolio.project_index.get(decision.project_id)
        if index is None or decision.start is None:
            continue
        own = table.of_project(index)
        accelerated = decision.mode is Mode.ACCELERATED
        same = (table.start[own] == decision.start) & (table.accelerated[own] == accelerated)
        for option in np.flatnonzero(same)[:1]:
            chosen[index] = own.start + option
    return chosen


def plan_choice(model: DecisionModel) -> Ints:
    """Today's plan as a choice of this model, whatever capacity says."""
    chosen = np.full(model.problem.n_groups, NO_OPTION, dtype=np.int64)
    options = np.flatnonzero(is_plan_option(model.portfolio, model.table))
    chosen[model.table.project[options]] = options
    return chosen
