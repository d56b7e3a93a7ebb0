"""Charts are valid specifications, in both modes, and hold the figures of the result."""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import replace
from typing import Any

import altair as alt
import pytest
from jsonschema import Draft7Validator

from engine.analyse.constraint.constraint import find_constraint
from engine.analyse.decisions.first_decisions import first_decisions
from engine.analyse.today.calibration import look_at_today
from engine.explain.bridge_falls import Fall
from engine.explain.project_decision import changed_first
from engine.optimise.compare import Interval
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio import Action, Portfolio
from engine.portfolio.scenario import Scenario, apply
from engine.wording.actions import ORDER, label
from engine.wording.formats import Scale, difference, money, moved
from pages.ui.charts.curve import Axis, CurvePoint, curve
from pages.ui.charts.draw import enlarged
from pages.ui.charts.fan import Band, fan
from pages.ui.charts.grid import GridCell, grid
from pages.ui.charts.histogram import Mark, histogram
from pages.ui.charts.over_months import Line, over_months
from pages.ui.charts.pool_load import load_rows, pool_load
from pages.ui.charts.pool_peaks import peaks, share
from pages.ui.charts.pool_table import PoolRow, pool_table
from pages.ui.charts.promise import promise
from pages.ui.charts.ranged_bars import Bar, ranged_bars
from pages.ui.charts.shares import ShareRow, shares
from pages.ui.charts.specification import Specification
from pages.ui.charts.timeline import differences, timeline
from pages.ui.charts.timeline_rows import difference_rows, timeline_rows
from pages.ui.charts.waterfall import waterfall
from pages.ui.parts.theme import DARK, LIGHT, Palette
from pages.ui.views.constraint import pool_rows
from tests.support.plans import plan_of

LAYERED = Draft7Validator(alt.load_schema() | {"$ref": "#/definitions/TopLevelLayerSpec"})
"""What Vega-Lite takes; Altair's own reading of a chart checks each of its parts again."""

POUNDS = Scale(1e6, "m", 1, "GBP")


@pytest.fixture
def result(portfolio: Portfolio) -> Recommendation:
    return plan_of(portfolio, Effort.LIVE)


@pytest.mark.slow
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda p: p.name)
def test_every_chart_is_a_valid_specification(result: Recommendation, portfolio: Portfolio, colours: Palette) -> None:
    charts = (
        timeline(result, portfolio, result.decisions, colours),
        pool_load(result, portfolio, "integration", colours),
        pool_table([PoolRow("A", 1e5, 8e4, 2e5, 1.2, ((0, 1.0),), ((0, 1),), True)], 24322, "GBP", colours),
        promise(result, look_at_today(portfolio), None, colours),
        promise(result, look_at_today(portfolio), first_decisions(portfolio, result), colours),
        ranged_bars([Bar("A", 2e6, 1e6, 3e6, subject="app"), Bar("B", -1e6, doubtful=True)], "GBP", colours),
        waterfall([Fall("Promised", 0, 9e6, is_level=True), Fall("Loss", 9e6, 7e6, False, 6e6, 8e6)], POUNDS, colours),
        curve([CurvePoint(0, 0), CurvePoint(1, 2e6, 1e6, 3e6)], Axis("people"), "GBP", colours),
        over_months([Line("today", (-1e6, 2e6)), Line("recommended", (-1e6, 3e6), True)], 24322, "GBP", colours),
        grid([GridCell("Green", "Kept", 3, 2e6, alarm=True)], ["Green"], ["Kept"], "GBP", colours),
        histogram([-1e6, 1e6, 2e6, 2.1e6], [Mark(1.5e6, "P50 £1.5m")], "GBP", colours),
        fan([Band("today", "#000", (0.0, 1e6), (0.0, 2e6), (0.0, 3e6))], (0, 3), 24322, "GBP", colours),
        shares([ShareRow("Grow", 0.3, (("planned", 0.2), ("recommended", 0.25)))], colours),
    )
    for chart in charts:
        LAYERED.validate(chart)
        assert chart["layer"]


def rows_of(chart: Specification, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = chart["datasets"][name]
    return rows


def test_bars_say_their_amounts_and_what_stays_under_a_limit() -> None:
    bars = [
        Bar("Sure", 2.5e6, 2.4e6, 2.8e6, note="for £1m"),
        Bar("Unsure", 0.0, 0.0, 150.0, doubtful=True),
        Bar("Wide", 2.5e6, 2e6, 3e6),
        Bar("Lost", -2.5e6, -3e6, -2e6),
        Bar("Either", 1e6, -1e6, 2e6),
        Bar("Over readings", 2.5e6, 2.5e6, 2.6e6, ranged=True),
    ]
    rows = rows_of(ranged_bars(bars, "GBP", LIGHT), "rows")
    wide = ["£2m to £3m", "−£3m to −£2m", "−£1m to £2m", "£2.5m to £2.6m"]
    assert [row["text"] for row in rows] == ["£2.5m", "under £150", *wide]
    assert [row["amount"] for row in rows] == [2.5e6, 150.0, 2e6, -2e6, 0.0, 2.5e6]
    assert rows[0]["range"] == "£2.4m to £2.8m"
    assert rows[0]["label"].endswith("for £1m")


def test_a_long_note_stands_below_its_amount_where_the_chart_is_narrow() -> None:
    bars = [Bar("A", 1e6, note="costs others £1.49m to £4.31m a month"), Bar("B", 2e6)]
    across = rows_of(ranged_bars(bars, "GBP", LIGHT), "rows")
    assert across[0]["label"].endswith("costs others £1.49m to £4.31m a month")
    assert "below" not in across[0]
    noted, bare = rows_of(ranged_bars(bars, "GBP", LIGHT, width=480), "rows")
    assert (noted["label"], noted["below"]) == ("£1m", "costs others £1.49m to £4.31m a month")
    assert (bare["label"], bare["below"]) == ("£2m", "")


def test_a_wide_gain_of_a_person_is_a_range_and_its_bar_ends_where_it_is_sure() -> None:
    pools = [PoolRow("Wide", 2e6, 1e6, 4e6, 0.5, ranged=True), PoolRow("Known", 2e6, 1.9e6, 2.1e6, 0.5)]
    wide, known = rows_of(pool_table(pools, 24322, "GBP", LIGHT), "gains")
    assert (wide["text"], known["text"]) == ("£1m to £4m", "£2m")
    assert 2 * (wide["to"] - wide["from"]) == pytest.approx(known["to"] - known["from"])


def test_a_waterfall_stands_on_levels_and_floats_between() -> None:
    falls = [Fall("Promised", 0, 9e6, is_level=True), Fall("Loss", 9e6, 7e6, is_level=False)]
    promised, loss = rows_of(waterfall(falls, POUNDS, LIGHT), "rows")
    assert (promised["from"], promised["to"], promised["text"]) == (0.0, 9e6, "£9.0m")
    assert (loss["from"], loss["to"], loss["text"]) == (9e6, 7e6, "−£2.0m")


def test_amounts_behind_the_promise_have_room_in_the_currency_with_the_longest_mark(
    result: Recommendation, portfolio: Portfolio
) -> None:
    """On a plot of 640 pixels, at 8 to a letter of the label."""
    dear = replace(result, currency="AUD")
    chart = promise(dear, look_at_today(portfolio), first_decisions(portfolio, result), LIGHT)
    low, high = chart["layer"][0]["encoding"]["x"]["scale"]["domain"]
    for row in rows_of(chart, "rows"):
        assert (row["edge"] - low) / (high - low) * 640 + 8 + 8 * len(row["text"]) <= 640


def test_names_at_the_ends_of_lines_do_not_lie_on_one_another() -> None:
    lines = [Line(name, (0.0, 1e6 + i)) for i, name in enumerate("abc")]
    places = [row["place"] for row in rows_of(over_months(lines, 24322, "GBP", LIGHT), "ends")]
    assert min(b - a for a, b in itertools.pairwise(places)) > 0.04 * 1e6


def test_a_chart_for_a_room_is_larger_and_holds_the_same_figures() -> None:
    spec = ranged_bars([Bar("A", 2e6)], "GBP", LIGHT)
    larger = enlarged(spec, 1.5)
    assert larger["height"]["step"] == 1.5 * spec["height"]["step"]
    assert larger["datasets"] == spec["datasets"]


def test_the_timeline_has_a_row_a_project_and_a_heading_an_action(result: Recommendation, portfolio: Portfolio) -> None:
    rows = timeline_rows(result, portfolio, result.decisions)
    present = [a for a in ORDER if any(d.action is a for d in result.decisions)]
    assert [r["name"] for r in rows if "project" not in r] == [
        f"{label(a)} {sum(d.action is a for d in result.decisions)}" for a in present
    ]
    assert sorted(r["name"] for r in rows if "project" in r) == sorted(p.name for p in portfolio.projects)
    shown = {r["name"]: r["value"] for r in rows if "project" in r}
    for decision in result.decisions:
        assert shown[portfolio.projects_by_id[decision.project_id].name] == money(decision.value)


def test_headings_count_the_whole_plan_where_only_some_projects_have_a_line(
    result: Recommendation, portfolio: Portfolio
) -> None:
    going_on = tuple(replace(d, action=Action.CONTINUE) for d in result.decisions)
    rows = timeline_rows(replace(result, decisions=going_on), portfolio, going_on[:1])
    assert rows[0]["name"] == f"● Continue {len(going_on)}, 1 shown"


def test_a_folded_timeline_keeps_one_line_for_all_that_goes_on_as_planned(
    result: Recommendation, portfolio: Portfolio
) -> None:
    rows = timeline_rows(result, portfolio, result.decisions, folded=True)
    assert {r["action"] for r in rows if "project" in r} == {d.action for d in result.decisions} - {"continue"}
    going_on = sum(d.action == "continue" for d in result.decisions)
    assert (f"● Continue {going_on}" in [r["name"] for r in rows]) == bool(going_on)


def test_the_timeline_says_where_we_stand_what_its_figures_are_and_what_waits_beyond(
    result: Recommendation, portfolio: Portfolio
) -> None:
    chart = timeline(result, portfolio, result.decisions, LIGHT)
    assert rows_of(chart, "today") == [{"month": portfolio.settings.planning_month}]
    assert rows_of(chart, "heads")[0]["head"] == "Own worth, change"
    late = replace(result.decisions[1], action=Action.DEFER, start=None, finish=None, mode=None)
    moved = replace(result, decisions=(result.decisions[0], late, *result.decisions[2:]))
    (row,) = (r for r in timeline_rows(moved, portfolio, [late]) if "project" in r)
    assert row["beyond"] == "after the horizon"


def test_what_is_treated_otherwise_than_before_shows_where_it_was(result: Recommendation, portfolio: Portfolio) -> None:
    less = plan_of(apply(Scenario(capacity={"integration": 0.8}), portfolio), Effort.LIVE)
    was = {d.project_id: d for d in result.decisions}
    apart = {
        d.project_id
        for d in less.decisions
        if (d.action, d.start) != (was[d.project_id].action, was[d.project_id].start)
    }
    first = portfolio.settings.planning_month
    rows = timeline_rows(less, portfolio, less.decisions, folded=True, before=result)
    ghosts = {r["project_id"]: (r["ghost_from"], r["ghost_to"]) for r in rows if "ghost_from" in r}
    assert ghosts == {i: (first + was[i].start, first + was[i].finish) for i in apart}
    assert not any("ghost_from" in r for r in timeline_rows(result, portfolio, result.decisions, before=result))


def test_two_plans_are_drawn_by_what_differs(result: Recommendation, portfolio: Portfolio) -> None:
    less = plan_of(apply(Scenario(capacity={"integration": 0.8}), portfolio), Effort.LIVE)
    was, now = ({d.project_id: d for d in plan.decisions} for plan in (result, less))
    first = portfolio.settings.planning_month
    rows = [r for r in difference_rows(result, less, portfolio, first + 40) if "project" in r]
    assert {r["project_id"] for r in rows} == {
        i for i in was if (was[i].action, was[i].start) != (now[i].action, now[i].start)
    }
    for row in rows:
        before, after = was[row["project_id"]], now[row["project_id"]]
        assert (row["plan_from"], row["advice_from"]) == (first + before.start, first + after.start)
        assert row["link_to"] - row["link_from"] == after.finish - before.finish
        assert row["apart"] == moved(after.finish - before.finish)
        assert row["change"] == difference(after.value - before.value, "GBP")
    assert "CRM Renewal, was accelerate" in [r["name"] for r in rows]
    assert rows_of(differences(result, less, portfolio, LIGHT), "rows")


def test_a_long_timeline_shows_changed_projects_first(result: Recommendation) -> None:
    some = changed_first(result.decisions, 3)
    left_out = [d for d in result.decisions if d not in some]
    assert all(d.action == "continue" for d in left_out) or all(d.action != "continue" for d in some)


def test_the_load_of_a_pool_adds_up_to_its_demand(result: Recommendation, portfolio: Portfolio) -> None:
    first = portfolio.settings.planning_month
    bars, steps = load_rows(result, "integration", first, first + 200)
    asked = sum(load.demand for load in result.load if load.pool_id == "integration")
    assert sum(bar["top"] - bar["bottom"] for bar in bars) == pytest.approx(asked)
    assert len(steps) == sum(load.pool_id == "integration" for load in result.load) + 1


def test_the_fullest_pool_comes_first(result: Recommendation, portfolio: Portfolio) -> None:
    assert peaks(result, portfolio)[0].pool_id == "integration"


def test_a_plan_without_load_has_no_peaks(result: Recommendation, portfolio: Portfolio) -> None:
    idle = dataclasses.replace(result, load=())
    assert peaks(idle, portfolio) == []
    assert pool_load(idle, portfolio, "integration", LIGHT)["layer"]


def test_a_pool_without_capacity_is_neither_idle_nor_never_short(portfolio: Portfolio) -> None:
    none = tuple(pool.model_copy(update={"capacity_per_month": 0.0}) for pool in portfolio.pools)
    idle = portfolio.model_copy(update={"pools": none})
    found = find_constraint(idle, plan_of(idle, Effort.LIVE))
    table = pool_table(pool_rows(found, plan_of(idle, Effort.LIVE), idle), 24322, "GBP", LIGHT)
    assert {bar["text"] for bar in rows_of(table, "busy")} == {"no capacity"}


def test_pools_stand_in_one_table_with_gain_load_and_the_months_in_which_they_limit(
    result: Recommendation, portfolio: Portfolio
) -> None:
    found = find_constraint(portfolio, result)
    rows = pool_rows(found, result, portfolio)
    assert [row.is_constraint for row in rows] == [True, False]
    assert rows[0].name == "Integration & Data"
    loads = {(load.pool_id, load.month): share(load) for load in result.load}
    assert dict(rows[0].months) == {m: s for (pool, m), s in loads.items() if pool == "integration" and m < 24}
    table = pool_table(rows, portfolio.settings.planning_month, "GBP", LIGHT)
    gains = {row["key"][4:]: row for row in rows_of(table, "gains")}
    for pool in found.pools:
        drawn = gains[portfolio.pools_by_id[pool.pool_id].name]
        most = max(p.more.high for p in found.pools)
        reached = pool.more.high if pool.more.too_close else pool.more.estimate
        assert drawn["to"] - drawn["from"] == pytest.approx(0.2 * reached / most)
    marked = [(spell.first, spell.stop) for spell in found.spells if spell.pool_id == "integration"]
    assert list(rows[0].limits) == marked
    assert len(rows_of(table, "spells")) == len(found.spells)


def test_pools_that_cannot_be_told_from_nothing_are_folded_but_never_the_constraint(
    result: Recommendation, portfolio: Portfolio
) -> None:
    found = find_constraint(portfolio, result)
    unclear = tuple(replace(p, more=Interval(1.0, -1.0, 5.0)) for p in found.pools)
    open_ones = replace(found, pools=unclear, runner_up=None)
    assert [row.name for row in pool_rows(open_ones, result, portfolio, folded=True)] == ["Integration & Data"]
    assert len(pool_rows(open_ones, result, portfolio)) == 2
    busy = tuple(replace(p, utilisation=2.0) if p.pool_id == "software" else p for p in unclear)
    assert len(pool_rows(replace(open_ones, pools=busy), result, portfolio, folded=True)) == 2


def test_a_histogram_counts_every_draw_and_parts_losses_from_gains() -> None:
    chart = histogram([-3e6, -1e6, 0.5e6, 1e6, 2e6, 2e6, 6e6], [Mark(1e6, "P50 £1m")], "GBP", LIGHT)
    bars = rows_of(chart, "bars")
    assert sum(bar["count"] for bar in bars) == 7
    assert sum(bar["count"] for bar in bars if bar["colour"] == LIGHT.over) == 2
    assert not any(bar["low"] < -1.0 < 1.0 < bar["high"] for bar in bars), "no bar lies on both sides of nothing"
    assert histogram([5.0, 5.0], [], "GBP", LIGHT)["layer"]
