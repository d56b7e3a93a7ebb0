"""Unknown figures: what is called settled cannot matter, what changes a decision does; against all combinations."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Any

import pytest

from engine.analyse.health.trust import Trust
from engine.analyse.risk.result import OpenQuestion
from engine.analyse.unknowns.figures import Standing, UnknownFigure, unknown_figures
from engine.analyse.unknowns.questions import CAPACITY, what_to_ask
from engine.analyse.unknowns.unknowns import Asked, Effect, Unknowns, unknowns
from engine.explain.questions import explain_question, explain_unknowns, explain_what_to_ask, questions_to_mail
from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio import Action, Pin, Portfolio, Project, Urgency
from engine.portfolio.reading.loading import load
from tests.support.building import Tables, write_folder
from tests.support.commands import run
from tests.support.small_portfolios import best_objective, decided_value, random_portfolio

LIMIT = 1e-6


def _unowned(portfolio: Portfolio) -> Portfolio:
    """The portfolio with every benefit and cost assumed."""
    assumed = frozenset({"benefit_per_month", "remaining_cost", "success_probability"})
    projects = tuple(p.model_copy(update={"assumed": assumed}) for p in portfolio.projects)
    return portfolio.model_copy(update={"projects": projects})


def _at(portfolio: Portfolio, end: Project) -> Portfolio:
    projects = tuple(end if p.project_id == end.project_id else p for p in portfolio.projects)
    return portfolio.model_copy(update={"projects": projects})


def _kept(portfolio: Portfolio, plan: Recommendation) -> Portfolio:
    """The portfolio in which nothing but the plan can be done."""
    pins = tuple(
        Pin(project_id=d.project_id, start=d.start)
        if d.start is not None
        else Pin(project_id=d.project_id, action=Action.STOP)
        for d in plan.decisions
    )
    return portfolio.model_copy(update={"rules": portfolio.rules.model_copy(update={"pins": pins})})


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 5, 6, 10, 13, 19, 21])
def test_every_claim_holds_against_all_combinations(seed: int) -> None:
    portfolio = _unowned(random_portfolio(seed))
    plan = recommend(portfolio, Effort.BOARD)
    if plan.objective is None or portfolio.rules.pins:
        pytest.skip("no plan, or decisions that are pinned")
    result = unknowns(portfolio, plan, tried=3)
    by_key = {(f.project_id, f.column): f for f in unknown_figures(portfolio)}
    assert len(result.figures) == len(by_key)
    slack, of_changing = LIMIT * max(1.0, abs(plan.objective)), list[float]()
    for asked in result.figures:
        figure = by_key[asked.project_id, asked.column]
        if not figure.ends:
            assert (asked.effect, asked.at_most) == (Effect.OPEN, None)
            continue
        regrets = [_regret(portfolio, _at(portfolio, end), plan, asked.project_id) for end in figure.ends]
        if asked.at_most is not None:
            assert max(regrets) <= asked.at_most + slack, asked
        if asked.effect is Effect.SETTLED:
            assert max(regrets) <= result.precision + slack, asked
        if asked.effect is Effect.CHANGES and asked.worth is not None:
            assert max(regrets) >= asked.worth - slack, asked
            assert asked.changed
            of_changing.append(max(regrets))
    for earlier, later in pairwise(of_changing):  # each is planned anew as closely as the precision says
        assert earlier >= later - result.precision - slack


def _regret(before: Portfolio, after: Portfolio, plan: Recommendation, project_id: str) -> float:
    """What the best plan is worth more than the given one once a project has changed, by trying everything.

    Without any limit where no plan is left, so that nothing may be said of such a figure.
    """
    best, decision = best_objective(after), plan.decisions[before.project_index[project_id]]
    if best is None:
        return inf
    assert plan.objective is not None
    return best - plan.objective - decided_value(after, decision) + decided_value(before, decision)


@pytest.fixture
def portfolio(tables: Tables, tmp_path: Path) -> Portfolio:
    for row in tables.projects:
        row.update(benefit_owner="Ines", as_of="2026-10", success_probability=0.9, benefit_ramp_months=0)
    tables.project("P3").update(pause_cost_per_month=0)
    return load(write_folder(tmp_path / "portfolio", tables))


@pytest.fixture
def tables() -> Tables:
    return Tables()


def _figures(portfolio: Portfolio, **changes: Any) -> dict[str, UnknownFigure]:
    """The unknown figures of the first project, changed."""
    first, *rest = portfolio.projects
    changed = portfolio.model_copy(update={"projects": (first.model_copy(update=changes), *rest)})
    return {f.column: f for f in unknown_figures(changed) if f.project_id == first.project_id}


def test_an_owned_recent_figure_is_none(portfolio: Portfolio) -> None:
    assert unknown_figures(portfolio) == ()


@pytest.mark.parametrize(
    ("changes", "standing", "low", "high"),
    [
        ({"as_of": date(2026, 4, 30)}, Standing.STALE, 0.8, 1.2),
        ({"benefit_owner": None}, Standing.ASSUMED, 0.5, 1.5),
        ({"assumed": frozenset({"benefit_per_month"})}, Standing.ASSUMED, 0.5, 1.5),
        ({"derived": frozenset({"benefit_per_month"})}, Standing.DERIVED, 0.7, 1.3),
    ],
)
def test_how_far_a_benefit_may_be_otherwise(
    portfolio: Portfolio, changes: dict[str, Any], standing: Standing, low: float, high: float
) -> None:
    figure = _figures(portfolio, **changes)["benefit_per_month"]
    assert (figure.standing, figure.low, figure.high) == (
        standing, pytest.approx(low * 21000.5), pytest.approx(high * 21000.5),
    )  # fmt: skip


def test_a_stated_range_counts_before_a_convention(portfolio: Portfolio) -> None:
    changes = {"benefit_owner": None, "benefit_low": 20000.0, "benefit_high": 22000.0}
    figure = _figures(portfolio, **changes)["benefit_per_month"]
    assert (figure.low, figure.high) == (20000, 22000)


def test_blanks_are_what_the_file_leaves_out(tables: Tables, tmp_path: Path) -> None:
    for row in tables.projects:
        row["benefit_owner"] = "Ines"
    del tables.project("P1")["urgency"]
    found = {(f.project_id, f.column): f for f in unknown_figures(load(write_folder(tmp_path / "p", tables)))}
    assert {column for project, column in found if project == "P1"} == {
        "success_probability", "urgency", "benefit_ramp_months",
    }  # fmt: skip
    assert {column for project, column in found if project == "P3"} == {"pause_cost_per_month"}
    late, _ = found["P1", "urgency"].ends
    assert (late.urgency, late.benefit_end) == (Urgency.WINDOW, 2 + 6 + 24 - 1)


def test_a_benefit_that_can_be_anything_is_never_settled(portfolio: Portfolio) -> None:
    first, *rest = portfolio.projects
    nothing = first.model_copy(update={"benefit_per_month": 0.0, "assumed": frozenset({"benefit_per_month"})})
    changed = portfolio.model_copy(update={"projects": (nothing, *rest)})
    result = unknowns(changed, recommend(changed, Effort.BOARD))
    [asked] = result.figures
    assert (asked.effect, asked.at_most) == (Effect.OPEN, None)
    [question] = what_to_ask((), result, changed).questions
    assert explain_question(question, changed).prose.endswith("What it could bring is not known at all.")


def test_a_figure_on_which_a_decision_turns_is_found(portfolio: Portfolio) -> None:
    """A project that is worth little at its benefit and much less than nothing at half of it."""
    first, *rest = portfolio.projects
    close = first.model_copy(update={"remaining_cost": 330_000.0, "benefit_owner": None, "sponsor": "Sales"})
    changed = portfolio.model_copy(update={"projects": (close, *rest), "dependencies": ()})
    plan = recommend(changed, Effort.BOARD)
    assert plan.decisions[0].start is not None
    result = unknowns(changed, plan)
    [asked] = result.figures
    assert (asked.effect, asked.owner, asked.changed) == (Effect.CHANGES, "Sales", ("P1",))
    assert asked.worth == pytest.approx(-_value_at_half(changed, plan), rel=0.02)
    said = explain_unknowns(result, changed)
    assert said.sentence.startswith(
        "1 of 1\u00a0figure that is blank, assumed, derived or out of date changes a decision"
    )
    assert said.further[0].prose == "Ask first: Sales."


def _value_at_half(portfolio: Portfolio, plan: Recommendation) -> float:
    """What the first project's work is worth when its benefit is half, from its value and that without any benefit."""
    decision = plan.decisions[0]
    full = decision.value
    cost = recommend(
        _kept(_at(portfolio, portfolio.projects[0].model_copy(update={"benefit_per_month": 0.0})), plan), Effort.BOARD
    )
    return (full + cost.decisions[0].value) / 2


def _asked(asked: str, column: str, effect: Effect, standing: Standing = Standing.ASSUMED, **more: Any) -> Asked:
    known: dict[str, Any] = {
        "owner": "Sales", "now": 20e3, "low": 10e3, "high": 30e3, "at_most": 9e4, "worth": None, "changed": (),
    }  # fmt: skip
    return Asked(project_id=asked, column=column, standing=standing, effect=effect, **(known | more))


def test_one_list_holds_each_figure_once_what_is_worth_knowing_first(portfolio: Portfolio) -> None:
    pool = portfolio.pools[0]
    found = (
        _asked("P2", "benefit_per_month", Effect.CHANGES, worth=3e4, changed=("P2",)),
        _asked("P1", "benefit_per_month", Effect.OPEN),
        _asked("P1", "exit_cost", Effect.OPEN, Standing.BLANK, now=0.0, low=0.0, owner=""),
        _asked("P2", "remaining_cost", Effect.SETTLED),
    )
    result = Unknowns(found, 1000.0, Trust(60.0, 30.0, 10.0, 2, 3), 0)
    worth = (
        OpenQuestion("capacity", pool.pool_id, 1e5, ""),
        OpenQuestion("benefits", "P1", 2e5, "Ines"),
        OpenQuestion("durations", "P2", 5e4, "Carl"),
    )
    asked = what_to_ask(worth, result, portfolio)
    assert [(q.subject, q.column, q.worth) for q in asked.questions] == [
        ("P1", "benefit_per_month", 2e5),
        (pool.pool_id, CAPACITY, 1e5),
        ("P2", "duration_months", 5e4),
        ("P2", "benefit_per_month", None),
        ("P1", "exit_cost", None),
    ]
    said = explain_what_to_ask(asked, portfolio)
    assert said.further[0].prose == f"Ask first: Ines, who plans {pool.name} and Carl."
    one, two = (portfolio.projects_by_id[i] for i in ("P1", "P2"))
    assert "\n".join(questions_to_mail(asked, portfolio)).replace("\u00a0", " ").splitlines() == [
        "Ines",
        f"- {one.name}: what is the benefit a month? £21k is assumed; looked at from £10k to £30k. "
        "Knowing it is worth at least £200k.",
        "",
        f"Who plans {pool.name}",
        f"- {pool.name}: how much work do its people get done a month? It counts as "
        f"{pool.capacity_per_month:g} person-days. Knowing it is worth at least £100k.",
        "",
        "Carl",
        f"- {two.name}: how long does the work take? It counts as {two.duration_months} months. "
        "Knowing it is worth at least £50k.",
        "",
        "Sales",
        f"- {two.name}: what is the benefit a month? £20k is assumed; looked at from £10k to £30k. "
        "At one end another plan is worth at least £30k more.",
        "",
        "Nobody is named",
        f"- {one.name}: what is the cost of stopping it? It is blank, and counts as £0; looked at up to £30k. "
        "Knowing it brings at most £90k.",
    ]


@pytest.mark.slow
def test_ask_and_risk_give_one_list_and_a_question_a_line_for_each_owner(tables: Tables, tmp_path: Path) -> None:
    tables.project("P1")["remaining_cost"] = 330_000
    tables.project("P1")["sponsor"] = "Sales"
    folder = write_folder(tmp_path / "asked", tables)
    few = ("--effort", "live", "--reoptimise", "4")
    told = json.loads(run("ask", folder, *few, "--json"))
    assert sum(told["shares"].values()) == pytest.approx(1)
    assert json.loads(run("risk", folder, *few, "--draws", "40", "--json"))["questions"] == told["questions"]
    text = run("ask", folder, *few)
    assert text.splitlines()[0] == told["sentence"].replace("\u00a0", " ")
    written = [line.removeprefix("- ") for line in text.splitlines() if line.startswith("- ")]
    assert sorted(written) == sorted(q["sentence"].replace("\u00a0", " ") for q in told["questions"])
    open_ = {(f["project_id"], f["column"]) for f in told["figures"] if f["effect"] != "cannot change a decision"}
    assert open_ <= {(q["subject"], q["figure"]) for q in told["questions"]}
    worths = [q["worth"] or 0.0 for q in told["questions"]]
    assert worths == sorted(worths, reverse=True)
