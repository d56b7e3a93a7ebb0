"""The harness itself, at tiny sizes: what it reports is so. Nothing here is timed."""

from __future__ import annotations

import importlib
import importlib.util
import math
from functools import reduce

import numpy as np
import pytest
from click.testing import CliRunner

from engine.optimise.choice import NO_OPTION
from engine.optimise.model import build_model
from tests.benchmarks import own
from tests.benchmarks.arrays import Arrays, arrays_of
from tests.benchmarks.measure import Built, Instance, Run, build, judged, run_peer, with_wrong_bounds_named
from tests.benchmarks.optimiser import main
from tests.benchmarks.peers import OURS, PEERS, Peer
from tests.benchmarks.peers.cbc_log import cbc_points
from tests.benchmarks.peers.staged import problem_of
from tests.benchmarks.portfolios import random_portfolio
from tests.benchmarks.process import in_own_process
from tests.benchmarks.promises import Measured, verdicts
from tests.benchmarks.report import lines, middle_seconds, size_table
from tests.benchmarks.track import Point, Solved, best_of

_SECONDS = 30.0


def _known(peer: Peer) -> bool:
    return peer.key != "cp_sat" or importlib.util.find_spec("ortools") is not None


@pytest.fixture(scope="module")
def built() -> Built:
    return build(Instance(6, 0))


@pytest.fixture(scope="module")
def ours(built: Built) -> Run:
    return run_peer(OURS, built, _SECONDS)


@pytest.mark.slow
@pytest.mark.parametrize("peer", PEERS, ids=lambda p: p.key)
def test_each_solver_finds_and_proves_the_same_optimum(peer: Peer, built: Built, ours: Run) -> None:
    if not _known(peer):
        pytest.skip("OR-Tools is not installed")
    run = run_peer(peer, built, _SECONDS)
    assert run.problems == ()
    assert run.objective == pytest.approx(ours.objective, rel=1e-3)
    assert math.isfinite(run.seconds_to(0.001))
    assert run.peak_mb > 10
    assert with_wrong_bounds_named([run, ours]) == [run, ours]


def test_arrays_carry_the_whole_problem(built: Built) -> None:
    again = arrays_of(problem_of(arrays_of(built.problem)))
    for name in Arrays.__slots__:
        was, now = getattr(built.problem, name), getattr(again, name)
        same = (was != now).nnz == 0 if hasattr(was, "nnz") else np.array_equal(was, now)
        assert same, name


def test_claims_that_do_not_hold_are_named(built: Built) -> None:
    nothing = np.full(built.problem.n_groups, NO_OPTION, dtype=np.int64)
    worth = built.problem.objective_of(nothing)
    boast = judged("x", built, 1.0, Solved((Point(0.1, worth + 1e6, worth + 2e6),), nothing))
    assert "claims" in boast.problems[0]
    assert "hand over" in judged("x", built, 1.0, Solved((Point(0.1, worth, worth),), None)).problems[0]
    honest = judged("x", built, 1.0, Solved((Point(0.1, worth, worth + 1e6),), nothing))
    low = judged("y", built, 1.0, Solved((Point(0.1, -math.inf, worth - 1e6),), None))
    assert with_wrong_bounds_named([honest, low])[1].problems == ("its bound is below a verified plan",)


def test_broken_plans_are_named() -> None:
    built = build(Instance(20, 0))
    groups, first = np.unique(built.problem.group, return_index=True)
    greedy = np.full(built.problem.n_groups, NO_OPTION, dtype=np.int64)
    greedy[groups] = first
    worth = built.problem.objective_of(greedy)
    run = judged("x", built, 1.0, Solved((Point(0.1, worth, worth),), greedy))
    assert run.problems[0].startswith("breaks capacity[")


def test_times_and_gaps_are_read_off_the_curve() -> None:
    run = Run("staged", Instance(6, 0), 10.0, curve=((0.5, 0.02), (1.5, 0.005), (11.0, 0.0)))
    assert run.seconds_to(0.01) == 1.5
    assert math.isinf(run.seconds_to(0.001))
    assert run.gap_at(1.0) == 0.02
    assert math.isinf(run.gap_at(0.1))
    assert middle_seconds([run], "staged", 6, 0.001) == 10.0
    assert math.isnan(middle_seconds([run], "staged", 7, 0.001))


def test_incumbents_and_bounds_only_get_better() -> None:
    points = best_of((Point(2.0, 5.0, 9.0), Point(1.0, 7.0, 8.0)))
    assert points == (Point(1.0, 7.0, 8.0), Point(2.0, 7.0, 8.0))


def test_log_of_cbc() -> None:
    log = [
        (0.1, "Continuous objective value is 4.2e+07 - 0.02 seconds"),
        (0.2, "Cbc0038I Mini branch and bound improved solution from -3.80606e+07 to -3.9e+07 (1.02 seconds)"),
        (0.3, "Cbc0010I After 0 nodes, 1 on tree, 1e+50 best solution, best possible -41000000 (0.89 seconds)"),
        (0.4, "Cbc0001I Search completed - best objective -40000000, took 0 iterations and 0 nodes (0.79 seconds)"),
        (0.5, "Result - Optimal solution found (within gap tolerance)"),
        (0.6, "Objective value:                40000000.0"),
        (0.7, "Upper bound:                    40500000.0"),
    ]
    points = best_of(cbc_points(log, 1.0))
    assert points[1] == Point(0.2, 3.9e7 + 1, 4.2e7 + 1)
    assert points[2] == Point(0.3, 3.9e7 + 1, 4.1e7 + 1)
    assert points[-1] == Point(0.7, 4e7 + 1, 4.05e7 + 1)
    proven = cbc_points([(0.1, "Result - Optimal solution found"), (0.2, "Objective value:   5.0")], 0.0)
    assert proven == (Point(0.2, 5.0, 5.0),)


def test_failures_in_another_process_are_told() -> None:
    assert "ModuleNotFoundError" in in_own_process("no_such_module:f", timeout=60).error
    assert in_own_process("time:sleep", 30, timeout=0.2).error.startswith("gave no answer")
    assert in_own_process("math:sqrt", 9.0, timeout=60).result == 3.0


@pytest.mark.parametrize(("module", "name"), own.HANDOVER)
def test_what_is_timed_exists(module: str, name: str) -> None:
    assert callable(reduce(getattr, name.split("."), importlib.import_module(module)))


@pytest.mark.slow
def test_a_decision_turned_round_differs_and_the_start_keeps_the_rest() -> None:
    problem = build_model(random_portfolio(12, seed=3)).problem
    plan = own.counterfactuals(Instance(12, 3), 0.001)
    assert len(plan.forced_search) == plan.within == np.unique(problem.group).size
    nothing = np.full(problem.n_groups, NO_OPTION, dtype=np.int64)
    for group in np.unique(problem.group).tolist():
        forced_search, start = own.turned_round(problem, nothing, group)
        assert start[group] != NO_OPTION
        assert problem.group[start[group]] == group
        assert "forced" in forced_search.violated_rows(nothing)
        back, idle = own.turned_round(problem, start, group)
        assert idle[group] == NO_OPTION
        assert "forced" in back.violated_rows(start)


def test_own_measures_come_back() -> None:
    told = own.told_counterfactuals(Instance(8, 0), 0.001)
    assert 0 < told.within == len(told.forced_search)
    live = own.answer(Instance(12, 0), "live")
    assert live.gap <= 0.01
    assert 0 < live.build + live.handover < live.seconds
    threads = own.threads([Instance(6, seed) for seed in range(3)], 0.001)
    assert (threads.n_equal, threads.n_solves) == (3, 3)
    assert own.cancellations(Instance(6, 0), (600.0,))[0].latency is None


def test_portfolios_are_the_same_every_time_and_rules_only_add() -> None:
    plain, again = random_portfolio(40, seed=5), random_portfolio(40, seed=5)
    assert plain == again
    ruled = random_portfolio(40, seed=5, ruled=True)
    assert ruled.pools == plain.pools
    assert ruled.demand == plain.demand
    assert len(ruled.settings.budgets) == 3
    assert any(p.mandatory for p in ruled.projects)
    assert any(p.exclusive_group for p in ruled.projects)


@pytest.mark.slow
def test_tables_print() -> None:
    done = CliRunner().invoke(
        main, ["--sizes", "6", "--seeds", "1", "--limit", "10", "--only", "peers", "--peers", "staged,highspy"]
    )
    assert done.exit_code == 0, done.output
    for words in ("6 projects, 8 pools", "this solver", "highspy", "seconds to 1 %", "best peer", "Held against"):
        assert words in done.output
    assert CliRunner().invoke(main, ["--peers", "gurobi"]).exit_code != 0


def test_a_solver_that_is_missing_is_a_row_of_dashes(built: Built) -> None:
    missing = Peer("gone", "gone", "tests.benchmarks.peers.gone:solve")
    run = run_peer(missing, built, 1.0)
    assert "ModuleNotFoundError" in run.problems[0]
    assert lines(size_table([missing], [run]))[1].split()[-1] == "0/1"
    assert verdicts(Measured((OURS, missing), [run])) == []
