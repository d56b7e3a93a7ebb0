"""Every check has a broken portfolio that it finds, at the right place and as the only error."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest

from engine.portfolio.checks import (
    demand,
    dependencies,
    groups,
    pools,
    projects,
    references,
    reporting,
    settings,
    unlikely,
)
from engine.portfolio.model.calendar import iso_month, parse_month
from engine.portfolio.reading.loading import Inspection
from tests.support.building import Tables

_MODULES = (demand, dependencies, groups, pools, projects, references, reporting, settings, unlikely)


@dataclass(frozen=True)
class Case:
    """What to break, which check finds it, and what it says where. ``only``: it is the only problem of all."""

    check: Callable[..., Any]
    change: Callable[[Tables], object]
    file: str
    row: int | None
    column: str
    message: str
    remedy: str
    value: str | None = None
    only: bool = True

    @property
    def is_error(self) -> bool:
        return any(self.check in module.ERRORS for module in _MODULES)


def _set(project_id: str, /, **cells: Any) -> Callable[[Tables], object]:
    return lambda t: t.project(project_id).update(cells)


def _set_pool(pool_id: str, /, **cells: Any) -> Callable[[Tables], object]:
    return lambda t: t.pool(pool_id).update(cells)


def _setting(**keys: Any) -> Callable[[Tables], object]:
    return lambda t: t.settings.update(keys)


def _themes(*themes: dict[str, Any]) -> Callable[[Tables], object]:
    return _setting(themes=list(themes))


def _add(table: str, **cells: Any) -> Callable[[Tables], object]:
    return lambda t: getattr(t, table).append(cells)


def _all(*changes: Callable[[Tables], object]) -> Callable[[Tables], object]:
    return lambda t: [change(t) for change in changes]


def _group(*ids: str, **cells: Any) -> Callable[[Tables], object]:
    return _all(*(_set(name, exclusive_group="portal", **cells) for name in ids))


def _drop(table: str, keep: Callable[[dict[str, Any]], bool]) -> Callable[[Tables], object]:
    return lambda t: setattr(t, table, [row for row in getattr(t, table) if keep(row)])


def _roles(*roles: dict[str, Any]) -> Callable[[Tables], object]:
    return _setting(authority={"roles": [deepcopy(role) for role in roles]})


def _costs(column: str = "remaining_cost", /, **costs: int) -> Callable[[Tables], object]:
    """Further projects like P1, each with its cost in a column."""
    return lambda t: (
        t.projects.extend(
            t.projects[0] | {"project_id": name, "name": name, "benefit_per_month": 0, column: cost}
            for name, cost in costs.items()
        )
        or t.demand.extend({"project_id": name, "pool_id": "data", "person_days": 1} for name in costs)
    )


def _rates(*rates: int) -> Callable[[Tables], object]:
    """Further pools, each with its day rate and a little work."""
    pools = [
        {"pool_id": f"t{n}", "name": f"T{n}", "capacity_per_month": 50, "day_rate": r} for n, r in enumerate(rates)
    ]
    return lambda t: (
        t.pools.extend(pools)
        or t.demand.extend({"project_id": "P1", "pool_id": pool["pool_id"], "person_days": 1} for pool in pools)
    )


_THREE_MONTHS = {"money": "unlimited", "months": 3}
_BOARD = {"name": "The board", "limits": {"stop": {"money": "unlimited"}}}
_GROW = {"name": "Grow", "intent": 0.6}
_COMPLY = {"name": "Comply", "intent": 0.4}
_LATER = {"from": "2027-04", "amount": 1}
_SOONER = {"from": "2027-01", "amount": 2}
_YAML = "portfolio.yaml"

CASES = [
    # ids and references
    Case(references.duplicate_projects, lambda t: t.projects.append(t.projects[0]), "projects.csv", 7, "project_id",
         "'P1' is in row 2 already", "id of its own", "P1"),
    Case(references.duplicate_pools, _add("pools", pool_id="data", name="Again", capacity_per_month=1), "pools.csv", 4,
         "pool_id", "the pool 'data' is in row 2 already", "id of its own"),
    Case(references.no_projects, lambda t: setattr(t, "projects", [dict.fromkeys(t.projects[0], "")]), "projects.csv",
         None, "", "there is no project", "Add a row", only=False),
    Case(references.no_pools, lambda t: setattr(t, "pools", [dict.fromkeys(t.pools[0], "")]), "pools.csv", None, "",
         "there is no pool", "Add a row", only=False),
    Case(references.unknown_projects, _add("demand", project_id="P11", pool_id="data", person_days=3), "demand.csv", 8,
         "project_id", "there is no project 'P11'", "Did you mean", "P11"),
    Case(references.unknown_projects, _add("dependencies", predecessor="Zeppelin", successor="P2"), "dependencies.csv",
         3, "predecessor", "there is no project 'Zeppelin'", "Add the project"),
    Case(references.unknown_projects, _add("dependencies", predecessor="P3", successor="p4"), "dependencies.csv", 3,
         "successor", "there is no project 'p4'", "Did you mean 'P4'?", only=False),
    Case(references.unknown_pools, _add("demand", project_id="P1", pool_id="dato", person_days=3), "demand.csv", 8,
         "pool_id", "there is no pool 'dato'", "Did you mean 'data'?"),
    Case(references.unknown_pools, _add("capacity", pool_id="welders", month="2027-01", capacity=3), "capacity.csv", 3,
         "pool_id", "there is no pool 'welders'", "Add the pool"),
    Case(references.unknown_lenders, _set_pool("data", cross_train_from="test; tests"), "pools.csv", 2,
         "cross_train_from", "there is no pool 'tests'", "Did you mean 'test'?", "test; tests"),
    Case(references.unknown_lenders, _set_pool("data", cross_train_from="data"), "pools.csv", 2, "cross_train_from",
         "lend people to itself", "other pools"),
    Case(references.ids_that_read_alike, lambda t: [
         t.projects.append({**t.project("P1"), "project_id": "p1", "name": "Booking"}),
         t.demand.append({"project_id": "p1", "pool_id": "data", "person_days": 60})],
         "projects.csv", 7, "project_id", "this id reads like 'P1' of row 2", "Remove one of the two"),
    Case(references.ids_that_read_alike, lambda t: [
         t.pools.append({**t.pool("data"), "pool_id": "Data ", "name": "Data people"}),
         t.demand.append({"project_id": "P1", "pool_id": "Data", "person_days": 60})],
         "pools.csv", 4, "pool_id", "this id reads like 'data' of row 2", "Remove one of the two"),
    Case(references.ids_that_read_alike, lambda t: [
         t.projects.append({**t.project("P1"), "project_id": "P\u200b1", "name": "Booking"}),
         t.demand.append({"project_id": "P\u200b1", "pool_id": "data", "person_days": 60})],
         "projects.csv", 7, "project_id", "this id reads like 'P1' of row 2", "Remove one of the two"),
    Case(references.unknown_projects_reported, _add("milestones", project_id="P9", name="Go-live"), "milestones.csv", 3,
         "project_id", "there is no project 'P9'", "The row is kept"),
    Case(references.unknown_themes, _set("P1", theme="Grwo"), "projects.csv", 2, "theme", "'Grwo' is not in the list",
         "Did you mean 'Grow'?"),
    # one project
    Case(projects.window_without_end, _set("P2", benefit_end=""), "projects.csv", 3, "benefit_end",
         "benefit_end must say", "2028-06"),
    Case(projects.deadline_without_month, _set("P5", deadline=""), "projects.csv", 6, "deadline", "deadline must say",
         "2028-06"),
    Case(projects.benefits_without_life, _set("P1", benefit_months=""), "projects.csv", 2, "benefit_months",
         "urgency is steady", "such as 36"),
    Case(projects.benefits_without_life, _set("P1", benefit_months="", urgency=""), "projects.csv", 2, "benefit_months",
         "blank, which counts as steady", "such as 36"),
    Case(projects.benefits_without_life, _set("P4", benefit_months="0"), "projects.csv", 5, "benefit_months",
         "urgency is decaying", "such as 36"),
    Case(projects.half_a_benefit_range, _set("P1", benefit_low=15000), "projects.csv", 2, "benefit_high",
         "one end only", "Fill in benefit_high, or clear benefit_low"),
    Case(projects.half_a_benefit_range, _set("P1", benefit_high=25000), "projects.csv", 2, "benefit_low",
         "one end only", "Fill in benefit_low, or clear benefit_high"),
    Case(projects.benefit_outside_its_range, _set("P1", benefit_low=22000, benefit_high=25000), "projects.csv", 2,
         "benefit_low", "above benefit_per_month, 21,000.5", "Correct one", "22000"),
    Case(projects.benefit_outside_its_range, _set("P1", benefit_low=12000, benefit_high=20000), "projects.csv", 2,
         "benefit_high", "below benefit_per_month, 21,000.5", "Correct one", "20000"),
    Case(projects.acceleration_without_duration, _set("P2", accelerated_duration=""), "projects.csv", 3,
         "accelerated_duration", "to how many months", "below 5"),
    Case(projects.acceleration_not_shorter, _set("P2", accelerated_duration=5), "projects.csv", 3,
         "accelerated_duration", "not shorter than the normal one of 5", "below 5", "5"),
    Case(projects.month_out_of_reach, _set("P1", planned_start="2127-01"), "projects.csv", 2, "planned_start",
         "more than 50 years", "year", only=False),
    Case(projects.latest_before_earliest, _set("P1", earliest_start="2027-03", latest_finish="2027-02"), "projects.csv",
         2, "latest_finish", "not after the earliest start, 2027-03", "Correct", only=False),
    Case(projects.decaying_without_decay, _set("P4", decay_per_month=""), "projects.csv", 5, "decay_per_month",
         "decay_per_month is 0", "0.03"),
    Case(projects.deadline_without_penalty, _set("P5", deadline_penalty="", penalty_per_month=""), "projects.csv", 6,
         "deadline_penalty", "missing it has no cost", "penalty_per_month"),
    Case(projects.fields_of_another_urgency, _set("P1", decay_per_month="0.02"), "projects.csv", 2, "decay_per_month",
         "ignored, because the urgency is steady", "decaying"),
    Case(projects.fields_of_another_urgency, _set("P1", deadline="2027-12"), "projects.csv", 2, "deadline",
         "ignored, because the urgency is steady", "Set urgency to deadline", "2027-12"),
    Case(projects.months_beside_a_window, _set("P2", benefit_months=12), "projects.csv", 3, "benefit_months",
         "benefits last until benefit_end", "Clear the cell", "12"),
    Case(projects.fields_of_work_in_flight, _set("P1", pause_cost_per_month=900), "projects.csv", 2,
         "pause_cost_per_month", "not in flight", "in_flight to yes", "900"),
    Case(projects.fields_of_work_in_flight, _set("P1", salvage_value=900), "projects.csv", 2, "salvage_value",
         "not in flight", "clear the cell"),
    Case(projects.fields_of_acceleration, _set("P1", accelerated_duration=3), "projects.csv", 2, "accelerated_duration",
         "can_accelerate is no", "can_accelerate to yes"),
    Case(projects.planned_before_allowed, _set("P1", earliest_start="2027-02"), "projects.csv", 2, "planned_start",
         "before the earliest start, 2027-02", "Correct"),
    Case(projects.planned_too_late, _set("P1", latest_finish="2027-06"), "projects.csv", 2, "latest_finish",
         "finishes in 2027-07, after", "earlier start"),
    Case(projects.planned_outside_horizon, _set("P4", planned_start="2029-11"), "projects.csv", 5, "planned_start",
         "outside the 36 months", "horizon_months"),
    Case(projects.planned_in_the_past, _set("P1", planned_start="2026-08"), "projects.csv", 2, "planned_start",
         "counts as month 0", "from 2026-11 on"),
    Case(projects.in_flight_outside_plan, _set("P3", in_plan="no"), "projects.csv", 4, "in_plan", "work has begun",
         "in_plan to yes"),
    Case(projects.benefits_over_before_finish, _set("P2", benefit_end="2027-12"), "projects.csv", 3, "benefit_end",
         "begin in 2028-01, after the window", "Check benefit_end"),
    Case(projects.deadline_has_passed, _set("P5", deadline="2026-10"), "projects.csv", 6, "deadline",
         "before the planning date, 2026-11", "now in force"),
    Case(projects.ramp_longer_than_life, _set("P1", benefit_ramp_months=24), "projects.csv", 2, "benefit_ramp_months",
         "end after 24 months", "Shorten"),
    # demand and pools
    Case(demand.mixed_demand, _add("demand", project_id="P1", pool_id="data", person_days=3, month_offset=1),
         "demand.csv", 8, "month_offset", "with and without month_offset", "Give either"),
    Case(demand.doubled_demand, _add("demand", project_id="P1", pool_id="data", person_days=3), "demand.csv", 8,
         "person_days", "row 2 has the same", "Add the two rows together", "3"),
    Case(demand.doubled_demand, _add("demand", project_id="P4", pool_id="data", person_days=3, month_offset=2),
         "demand.csv", 8, "person_days", "row 6 has the same", "Add the two rows together"),
    Case(demand.demand_after_finish, _add("demand", project_id="P4", pool_id="data", person_days=3, month_offset=3),
         "demand.csv", 8, "month_offset", "months are 0 to 2", "first month of work is 0", "3"),
    Case(demand.projects_without_demand, _drop("demand", lambda row: row["project_id"] != "P2"), "projects.csv", 3,
         "project_id", "has no demand", "demand.csv", "P2"),
    Case(demand.demand_beyond_capacity, _add("demand", project_id="P2", pool_id="test", person_days=400),
         "projects.csv", 3, "duration_months", "80 person-days of test in a month, which has 72 at most",
         "capacity of the pool"),
    Case(pools.doubled_capacity, _add("capacity", pool_id="data", month="2027-05", capacity=9), "capacity.csv", 3,
         "month", "row 2 has the capacity", "Remove one"),
    Case(pools.pools_nobody_needs, _add("pools", pool_id="law", name="Lawyers", capacity_per_month=9), "pools.csv", 4,
         "pool_id", "no project needs this pool", "remove the pool", "law"),
    Case(pools.capacity_unlike_headcount, _set_pool("data", headcount=10), "pools.csv", 2, "capacity_per_month",
         "the headcount would give 180", "Correct one", "90"),
    Case(pools.more_flex_than_capacity, _set_pool("data", flex_share=10), "pools.csv", 2, "flex_share",
         "10 times the pool's capacity", "Write 0.1 if 10 percent"),
    Case(pools.shares_that_never_count, _set_pool("data", business_as_usual_share=0.4), "pools.csv", 2,
         "business_as_usual_share", "ignored, because capacity_per_month", "Take it off", "0.4"),
    Case(pools.capacity_in_the_past, _add("capacity", pool_id="data", month="2026-10", capacity=9), "capacity.csv", 3,
         "month", "before the planning date", "Remove the row"),
    Case(pools.capacity_far_above_the_pool, _add("capacity", pool_id="data", month="2027-06", capacity=900),
         "capacity.csv", 3, "capacity", "more than 5 times the pool's usual 90", "Check its zeros", "900"),
    # dependencies
    Case(dependencies.self_dependency, _add("dependencies", predecessor="P4", successor="P4"), "dependencies.csv", 3,
         "successor", "cannot depend on itself", "another project"),
    Case(dependencies.cycles, _all(_add("dependencies", predecessor="P2", successor="P4"),
                                   _add("dependencies", predecessor="P4", successor="P1")), "dependencies.csv", 4,
         "successor", " → ", "Remove one of the dependencies", only=False),
    Case(dependencies.mandatory_cannot_fit, _set("P3", latest_finish="2027-02"), "projects.csv", 4, "latest_finish",
         "mandatory but cannot finish before 2027-03, alone and in its fastest mode", "later finish", only=False),
    Case(dependencies.mandatory_cannot_fit, _set("P2", mandatory="yes", latest_finish="2027-08"), "projects.csv", 3,
         "latest_finish", "cannot finish before 2027-09 because it waits for P1", "dependency", only=False),
    Case(dependencies.mandatory_cannot_fit, _all(_set("P2", mandatory="yes"), _set("P1", latest_finish="2027-03")),
         "projects.csv", 3, "latest_finish", "waits for P1, which cannot finish by its own", "later", only=False),
    Case(dependencies.optional_cannot_fit, _set("P4", latest_finish="2027-01"), "projects.csv", 5, "latest_finish",
         "can only be stopped: it cannot finish before 2027-02", "later finish", only=False),
    Case(dependencies.doubled_dependencies, _add("dependencies", predecessor="P1", successor="P2"), "dependencies.csv",
         3, "successor", "row 2 has the same", "Remove one"),
    Case(dependencies.successor_in_flight, _add("dependencies", predecessor="P4", successor="P3"), "dependencies.csv",
         3, "successor", "P3 is in flight although P4 is not finished, so it is exempt", "in_flight", "P3"),
    Case(dependencies.plan_breaks_dependency, _set("P2", planned_start="2027-07"), "dependencies.csv", 2, "successor",
         "starts P2 in 2027-07, but P1 lets it start in 2027-08", "planned starts"),
    Case(dependencies.plan_breaks_dependency, _set("P1", in_plan="no"), "dependencies.csv", 2, "successor",
         "runs P2 without P1", "into the plan"),
    # groups
    Case(groups.two_mandatory, _group("P4", "P5", mandatory="yes"), "projects.csv", 6, "exclusive_group",
         "two mandatory projects (P4, P5)", "at most one", "portal", only=False),
    Case(groups.two_in_plan, _group("P4", "P5"), "projects.csv", 6, "exclusive_group",
         "two projects in the plan (P4, P5); P5 counts", "in_plan to no"),
    Case(groups.group_of_one, _group("P4"), "projects.csv", 5, "exclusive_group", "no other project", "Clear the cell"),
    Case(groups.dependency_within_group, _all(_group("P1", "P2"), _set("P1", in_plan="no")), "dependencies.csv", 2,
         "successor", "P2 can never run", "Remove the dependency", only=False),
    Case(groups.benefit_claimed_twice, _set("P2", benefit_per_month=21000.5), "projects.csv", 3, "benefit_per_month",
         "P1 (row 2) claims the same benefit", "split it", "21000.5"),
    Case(groups.benefit_claimed_twice, _all(_group("P4", "P5"), _set("P5", benefit_per_month=9000)), "projects.csv", 6,
         "benefit_per_month", "P4 (row 5) claims the same benefit", "one of the two", only=False),
    # reporting
    Case(reporting.benefits_not_yet_due, _add("benefits", project_id="P3", month="2027-01", actual=5), "benefits.csv",
         3, "actual", "after the planning date", "Clear the cell"),
    Case(reporting.doubled_benefits, _add("benefits", project_id="P3", month="2026-09", actual=5), "benefits.csv", 3,
         "month", "row 2 has this project and month", "copy"),
    # settings; the row is the line of portfolio.yaml
    Case(settings.floors_above_everything, _themes(_GROW | {"floor": 0.6}, _COMPLY | {"floor": 0.5}), _YAML, 5,
         "themes", "add up to 1.1", "1 or less", only=False),
    Case(settings.floors_without_pool, lambda t: t.settings.pop("floor_pool"), _YAML, None, "floor_pool",
         "the themes Comply have a floor", "id of a pool"),
    Case(settings.unknown_floor_pool, _setting(floor_pool="dada"), _YAML, 11, "floor_pool", "there is no pool 'dada'",
         "Did you mean 'data'?", "dada"),
    Case(settings.floors_nobody_meets, lambda t: t.demand[-1].update(pool_id="test"), _YAML, 10, "themes.2.floor",
         "no project of the theme Comply needs the pool data, so this floor would forbid all other work in it, 202.5",
         "Remove the floor", "0.1"),
    Case(settings.floors_nobody_meets, _themes(_GROW, _COMPLY | {"intent": 0.3},
         {"name": "Green", "intent": 0.1, "floor": 0.05}), _YAML, 12, "themes.3.floor", "no project of the theme Green",
         "another floor_pool"),
    Case(settings.floors_that_crowd_out, _themes(_GROW, _COMPLY | {"floor": 0.4}), _YAML, 10, "themes.2.floor",
         "(40 person-days of data), the theme Comply leaves 60 of the 202.5 person-days", "Lower the floor"),
    Case(settings.duplicate_themes, _themes(_GROW, _COMPLY, _GROW | {"intent": 0}), _YAML, 10, "themes.3.name",
         "listed twice", "Remove or rename"),
    Case(settings.overlapping_budgets, _setting(budgets=[_LATER, _SOONER]), _YAML, 13,
         "budgets.1.from", "overlaps with the year that begins in 2027-01", "twelve months", "2027-04"),
    Case(settings.budgets_in_the_past, _setting(budgets=[{"from": "2025-11", "amount": 1}]), _YAML, 13,
         "budgets.1.from", "is over at the planning date", "Remove it", "2025-11"),
    Case(settings.budgets_within_a_fiscal_year, _setting(fiscal_year_start=1, budgets=[_LATER]), _YAML, 13,
         "budgets.1.from", "by fiscal_year_start the year begins in 2027-01", "Check the month", "2027-04"),
    Case(settings.intents_do_not_add_up, _themes(_GROW, _COMPLY | {"intent": 0.3}), _YAML, 5, "themes",
         "add up to 0.9", "Correct the shares", "0.9"),
    Case(settings.floor_above_intent, _themes(_GROW, _COMPLY | {"floor": 0.5}), _YAML, 10, "themes.2.floor",
         "above the theme's intent of 0.4", "Lower it", only=False),
    Case(settings.themes_without_projects, _themes(_GROW, _COMPLY | {"intent": 0.3}, {"name": "Green", "intent": 0.1}),
         _YAML, 10, "themes.3.name", "no project belongs", "column theme", "Green"),
    Case(settings.valuation_cuts_benefits, _setting(valuation_months=31), _YAML, 17, "valuation_months",
         "the benefits of 2 of 5 projects", "Write 32 or more", "31"),
    Case(settings.thresholds_that_are_no_shares, _setting(rag_thresholds={"value_amber": 90}), _YAML, 18,
         "rag_thresholds.value_amber", "is a share", "Write 0.9 or 90 %", "90.0"),
    Case(settings.spreads_out_of_order, _setting(risk={"durations": {"p50": 1.2, "p90": 1.1}}), _YAML, 20,
         "risk.durations.p90", "nine in ten", "Correct one", "1.1"),
    Case(settings.spreads_out_of_order, _setting(risk={"capacity": {"p10": 1.1}}), _YAML, 19,
         "risk.capacity.p10", "one in ten", "Correct one", "1.1"),
    Case(settings.thresholds_out_of_order, _setting(rag_thresholds={"time_amber": 4, "time_red": 2}), _YAML, 19,
         "rag_thresholds.time_red", "amber is never shown", "Exchange the two", "2.0"),
    Case(settings.loss_that_never_counts, _setting(today={"policy": "queue", "multitasking_loss": 0.2}), _YAML, 19,
         "today.multitasking_loss", "where the policy is queue", "Leave it out", "0.2"),
    Case(settings.sponsors_without_priority, _setting(today={"policy": "sponsor"}), _YAML, 18,
         "today.policy", "blank for every project", "write queue", "sponsor"),
    Case(settings.doubled_roles, _roles(_BOARD, {"name": "the  BOARD"}), _YAML, 23, "authority.roles.2.name",
         "listed twice", "rename one", "the  BOARD"),
    Case(settings.roles_that_never_decide, _roles(_BOARD, _BOARD | {"name": "Analyst"}), _YAML, 24,
         "authority.roles.2.limits", "the role Analyst may prepare or look", "Remove its limits"),
    Case(unlikely.sums_among_the_rows, lambda t: [
         t.projects.append({**t.project("P1"), "project_id": "P9", "name": "Total"}),
         t.demand.append({"project_id": "P9", "pool_id": "data", "person_days": 60})],
         "projects.csv", 7, "name", "this row reads as the sum of others", "Delete the row"),
    Case(settings.decisions_beyond_everyone, _roles({"name": "The board", "limits": {"stop": {"money": 5}}}), _YAML,
         18, "authority.roles", "nobody may decide to stop", "unlimited money"),
    # slips of the hand
    Case(unlikely.one_figure_carries_the_plan, _set("P1", benefit_per_month=2100000), "projects.csv", 2,
         "benefit_per_month", "this one benefit makes 98% of all that is promised", "Check its zeros", "2100000"),
    Case(unlikely.figures_far_outside, _costs(P6=90000, P7=4000000), "projects.csv", 8, "remaining_cost",
         "far outside its column, whose median is 90,000", "decimal sign", "4000000"),
    Case(unlikely.figures_far_outside, _rates(600, 550, 640, 58, 700), "pools.csv", 7, "day_rate",
         "far outside its column, whose median is 600", "its unit", "58"),
    Case(unlikely.figures_far_outside, _rates(5100), "pools.csv", 4, "day_rate",
         "far outside its column, whose median is 600", "its unit", "5100"),
    Case(unlikely.figures_far_outside, _costs("penalty_if_stopped", P6=300, P7=90000, P8=280, P9=310, P10=290, P11=330),
         "projects.csv", 8, "penalty_if_stopped", "whose median is 305", "its unit", "90000",
         only=False),
    Case(unlikely.work_of_more_than_ten_years, _set("P5", duration_months=121), "projects.csv", 6,
         "duration_months", "more than ten years of work remain", "months of remaining work"),
    Case(unlikely.more_extra_work_than_work, _set("P3", restart_work=10), "projects.csv", 4, "restart_work",
         "10 times all remaining work", "Write 0.1 if 10 percent", "10"),
    Case(unlikely.more_extra_work_than_work, _set("P2", acceleration_work=20), "projects.csv", 3, "acceleration_work",
         "20 times all remaining work", "Write 0.2 if 20 percent", "20"),
    Case(unlikely.letters_that_are_damaged, _set("P1", name="BÃ¼ro"), "projects.csv", 2, "name",
         "letters of this name are damaged", "CSV UTF-8", "BÃ¼ro"),
    Case(unlikely.letters_that_are_damaged, _set_pool("data", name="B\ufffdro"), "pools.csv", 2, "name",
         "letters of this name are damaged", "CSV UTF-8"),
    Case(unlikely.certain_ideas, _set("P1", stage="idea"), "projects.csv", 2, "success_probability",
         "the benefits of an idea are taken as certain", "estimate by stage"),
    Case(unlikely.finishes_a_month_short, _all(_costs(P6=90000, P7=90000), lambda t: [
         row.update(approved_finish=iso_month(parse_month(row["planned_start"]) + row["duration_months"] - 1))
         for row in t.projects]), "projects.csv", None, "approved_finish",
         "in 7 of 7 projects this is the month before the planned finish", "first month after the work"),
    Case(unlikely.nothing_is_promised, lambda t: [row.update(benefit_per_month=0) for row in t.projects],
         "projects.csv", None, "benefit_per_month", "no project has a benefit", "Fill in"),
    Case(unlikely.examples_of_the_template, lambda t: [
         t.projects.append({**t.project("P1"), "project_id": "EXAMPLE-1", "name": "Web shop"}),
         t.demand.append({"project_id": "EXAMPLE-1", "pool_id": "data", "person_days": 1})],
         "projects.csv", 7, "project_id", "this is an example of the template", "Overwrite it"),
    Case(settings.decisions_beyond_everyone, _roles({"name": "The board", "limits": {"defer": _THREE_MONTHS}}),
         _YAML, 18, "authority.roles", "nobody may decide to defer", "unlimited money"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.check.__name__)
def test_finds_what_is_broken(case: Case, tables: Tables, inspected: Callable[[Tables], Inspection]) -> None:
    case.change(tables)
    found = inspected(tables)
    problems = found.errors if case.is_error else found.warnings
    assert (found.portfolio is None) is case.is_error, problems
    matching = [p for p in problems if case.message in p.message]
    assert len(matching) == 1, (found.errors, found.warnings)
    problem = matching[0]
    assert (problem.file, problem.row, problem.column) == (case.file, case.row, case.column)
    assert case.remedy in problem.remedy
    assert case.value is None or problem.value == case.value
    assert not case.is_error or len(found.errors) == 1, found.errors
    assert not case.only or len(found.errors + found.warnings) == 1, (found.errors, found.warnings)


def test_the_unbroken_portfolio_has_no_problem(tables: Tables, inspected: Callable[[Tables], Inspection]) -> None:
    found = inspected(tables)
    assert found.errors == ()
    assert found.warnings == ()
    assert found.portfolio is not None


def test_every_check_has_a_broken_file() -> None:
    checks = {check for module in _MODULES for check in (*module.ERRORS, *module.WARNINGS)}
    assert checks == {case.check for case in CASES}


def test_two_circles_are_two_errors(tables: Tables, inspected: Callable[[Tables], Inspection]) -> None:
    for before, after in (("P2", "P1"), ("P4", "P5"), ("P5", "P4")):
        tables.dependencies.append({"predecessor": before, "successor": after, "lag_months": ""})
    circles = [p.message for p in inspected(tables).errors]
    assert len(circles) == 2
    assert all("in a circle" in message for message in circles)


def test_all_problems_are_found_in_one_pass(tables: Tables, inspected: Callable[[Tables], Inspection]) -> None:
    tables.project("P1")["duration_months"] = "soon"
    tables.project("P2")["benefit_end"] = ""
    tables.pool("data")["cross_train_from"] = "nobody"
    tables.dependencies.append({"predecessor": "P3", "successor": "P99", "lag_months": -1})
    tables.settings["discount_rate"] = 8
    places = {(p.file, p.row, p.column) for p in inspected(tables).errors}
    assert places == {
        ("projects.csv", 2, "duration_months"),
        ("projects.csv", 3, "benefit_end"),
        ("pools.csv", 2, "cross_train_from"),
        ("dependencies.csv", 3, "lag_months"),
        ("portfolio.yaml", 17, "discount_rate"),
    }


def test_an_unreadable_project_is_not_reported_as_unknown(
    tables: Tables, inspected: Callable[[Tables], Inspection]
) -> None:
    tables.project("P1")["remaining_cost"] = "plenty"
    found = inspected(tables)
    assert [p.column for p in found.errors] == ["remaining_cost"]
    assert found.warnings == ()
