"""Ceilings on the value of looser situations from the linear relaxation, each in milliseconds and without a plan.

A looser situation has the options of the base, and its rows with other limits; it is solved from where the one before
ended. Where none of the rows that can be broken changes its limits, the optimum cannot change either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Event

import numpy as np

from engine.optimise.choice import Floats
from engine.optimise.linear import LinearProgramme, linear_programme
from engine.optimise.model import DecisionModel, build_model
from engine.optimise.recommendation import family_of
from engine.optimise.relaxation import bounds_of
from engine.optimise.work_limit import WorkLimit
from engine.portfolio.model.capacity import capacity_by_month
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Lift

_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Screen:
    """The decision model of a portfolio and its linear programme."""

    model: DecisionModel
    programme: LinearProgramme

    @property
    def limiting_pools(self) -> frozenset[str]:
        """Pools whose capacity can limit a choice at all; the days of all others are worth nothing."""
        pools = self.model.portfolio.pools
        return frozenset(pools[p].pool_id for p in np.unique(self.model.capacity.pool).tolist())

    def touches(self, changed: Portfolio) -> bool:
        """Whether a looser situation changes a limit that some choice could break."""
        programme, other = self.programme, _loosened(self.model, self.programme, changed)
        pairs = ((programme.lower, other.lower), (programme.upper, other.upper), (programme.most, other.most))
        return not all(np.array_equal(before, after) for before, after in pairs)

    def ceilings(self, changed: Sequence[Portfolio], *, cancel: Event | None = None) -> tuple[float, ...]:
        """No plan of each looser situation has a higher objective; inf where that could not be found out.

        ``changed`` are the base portfolio or copies of it with more capacity, flex or budget, or fewer rules.
        ``cancel`` is set by another thread.
        """
        if self.model.problem.n_options == 0:
            return (self.model.problem.constant,) * len(changed)
        programmes = [_loosened(self.model, self.programme, portfolio) for portfolio in changed]
        bounds = bounds_of(programmes, WorkLimit(_SECONDS, cancel))
        return tuple(self.programme.money(bound) if np.isfinite(bound) else np.inf for bound in bounds)


def screen(portfolio: Portfolio) -> Screen:
    """What is needed to screen the looser situations of a portfolio."""
    model = build_model(portfolio)
    return Screen(model, linear_programme(model.problem))


def _loosened(model: DecisionModel, programme: LinearProgramme, changed: Portfolio) -> LinearProgramme:
    """The programme under the limits of a looser situation."""
    n_rows, n_groups = model.problem.n_rows, model.problem.n_groups
    lower, upper, most = programme.lower.copy(), programme.upper.copy(), programme.most.copy()
    upper[:n_rows], most[programme.n_options :] = _capacity(model, programme, changed)
    mandates = Lift.MANDATES not in changed.rules.lifted
    required = np.array([mandates and p.mandatory for p in changed.projects], dtype=np.bool_)
    lower[n_rows : n_rows + n_groups][~required] = -np.inf
    sides = n_rows + n_groups
    lower[sides:], upper[sides:] = _side_limits(model, programme, changed)
    return replace(programme, lower=lower, upper=upper, most=most)


def _capacity(model: DecisionModel, programme: LinearProgramme, changed: Portfolio) -> tuple[Floats, Floats]:
    """Upper limits of the capacity rows and of what can be bought on them."""
    rows, months = model.capacity, model.table.n_months
    limits = capacity_by_month(changed, months)
    at = rows.pool * months + rows.month
    available, flex = limits.available.ravel()[at], limits.flex_limit.ravel()[at]
    # A row on which nothing could be bought before has no column for it: what can be bought now is taken as given.
    given = np.ones(at.size, dtype=np.bool_)
    given[programme.flex_rows] = False
    upper = (available + np.where(given, flex, 0.0)) / programme.row_scale
    return np.asarray(upper), (flex / programme.row_scale)[programme.flex_rows]


def _side_limits(model: DecisionModel, programme: LinearProgramme, changed: Portfolio) -> tuple[Floats, Floats]:
    """A rule that is gone limits nothing; one that is raised limits by so much less."""
    before, after = _limits(model.portfolio), _limits(changed)
    sides = model.problem.n_rows + model.problem.n_groups
    lower, upper = programme.lower[sides:].copy(), programme.upper[sides:].copy()
    for row, name in enumerate(model.problem.side_names):
        rule = name.rpartition(",")[0] if family_of(name) == "parallel" else name
        if rule not in before:
            continue
        if rule not in after:
            lower[row], upper[row] = -np.inf, np.inf
        else:
            upper[row] += (after[rule] - before[rule]) / programme.side_scale[row]
    return lower, upper


def _limits(portfolio: Portfolio) -> dict[str, float]:
    """Every rule beside capacity, mandates and precedence by the name of its row, and the limit it sets, if any."""
    settings, rules = portfolio.settings, portfolio.rules
    limits = {f"budget[{settings.month(b.start)}]": b.amount for b in settings.budgets}
    limits |= {f"parallel[{pool_id}": most for pool_id, most in rules.max_parallel}
    limits |= {f"pin[{pin.project_id}]": 0.0 for pin in rules.pins}
    if rules.max_changes is not None:
        limits["max_changes"] = float(rules.max_changes)
    if Lift.FLOORS not in rules.lifted:
        limits |= {f"floor[{theme.name}]": 0.0 for theme in settings.themes if theme.floor}
    if Lift.EXCLUSIONS not in rules.lifted:
        limits |= {f"exclusive[{p.exclusive_group}]": 0.0 for p in portfolio.projects if p.exclusive_group}
    return limits
