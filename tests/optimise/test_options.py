"""Which options a project has, and which of them may be left out."""

from __future__ import annotations

import numpy as np
import pytest

from engine.optimise.choice import ChoiceProblem
from engine.optimise.constraint_rows import capacity_rows, is_plan_option, side_rows
from engine.optimise.dominance import undominated
from engine.optimise.model import build_model
from engine.optimise.options import list_options
from engine.optimise.recommend import Target, recommend
from engine.optimise.solve import solve_choice
from engine.portfolio.model.portfolio import Pin, Portfolio
from engine.portfolio.model.settings import Budget, Theme
from engine.portfolio.model.vocabulary import Action, Lift, Mode
from engine.valuation.work import work, work_profiles
from tests.support.seeds import some
from tests.support.small_portfolios import random_portfolio
from tests.support.tiny import days, link, pool, portfolio, project

FAST = {"can_accelerate": True, "accelerated_duration": 1}


def starts(of: Portfolio, project_id: str, *, fast: bool = False) -> list[int]:
    table = list_options(of)
    own = (table.project == of.project_index[project_id]) & (table.accelerated == fast)
    return table.start[own].tolist()


class TestStarts:
    def test_every_month_for_a_year_then_every_third_to_the_horizon(self) -> None:
        of = portfolio(project("a"), horizon_months=22)
        assert starts(of, "a") == [*range(12), 12, 15, 18, 21]

    def test_from_the_earliest_start_on(self) -> None:
        of = portfolio(project("a", planned_start=5, earliest_start=4), horizon_months=20)
        assert starts(of, "a") == [*range(4, 16), 16, 19]

    def test_an_earliest_start_in_the_past_is_today(self) -> None:
        assert starts(portfolio(project("a", earliest_start=-7)), "a") == [0, 1, 2, 3, 4, 5]

    def test_the_planned_start_between_the_thirds_and_beyond_the_horizon(self) -> None:
        assert 13 in starts(portfolio(project("a", planned_start=13), horizon_months=20), "a")
        assert starts(portfolio(project("a", planned_start=9)), "a") == [0, 1, 2, 3, 4, 5, 9]

    def test_a_planned_start_in_the_past_is_today(self) -> None:
        of = portfolio(project("a", planned_start=-4))
        assert starts(of, "a") == [0, 1, 2, 3, 4, 5]
        assert of.projects[0].plan_finish == 2

    def test_a_plan_that_starts_too_early_is_no_option(self) -> None:
        assert starts(portfolio(project("a", planned_start=1, earliest_start=3)), "a") == [3, 4, 5]

    def test_in_flight_goes_on_now_or_pauses_until_a_start(self) -> None:
        of = portfolio(project("a", planned_start=-3, in_flight=True, earliest_start=4))
        assert starts(of, "a") == [0, 4, 5]

    def test_long_work_in_flight_is_not_stopped_for_lack_of_a_slot(self) -> None:
        of = portfolio(project("a", in_flight=True, duration_months=30), horizon_months=1)
        assert starts(of, "a") == [0]
        assert list_options(of).n_months == 30

    def test_a_candidate_may_start_in_any_month(self) -> None:
        assert starts(portfolio(project("a", in_plan=False, planned_start=2)), "a") == [0, 1, 2, 3, 4, 5]

    def test_a_pinned_start_is_one_of_them_unless_it_is_too_early(self) -> None:
        def pinned(month: int, **changes: object) -> list[int]:
            rules = {"pins": (Pin(project_id="a", start=month),)}
            return starts(portfolio(project("a", **changes), horizon_months=20, rules=rules), "a")

        assert 16 in pinned(16)
        assert 25 in pinned(25)
        assert 2 not in pinned(2, planned_start=4, earliest_start=4)

    def test_predecessors_finishes_open_months_in_both_modes(self) -> None:
        of = portfolio(
            project("a", planned_start=13, earliest_start=13, **FAST), project("b"), dependencies=(link("a", "b", 2),),
            horizon_months=20,
        )  # fmt: skip
        # A runs from 13 to 19 for one or two months: B may follow from 16 on in any month.
        assert set(range(16, 20)) <= set(starts(of, "b"))
        assert 14 not in starts(of, "b")

    def test_months_are_opened_along_a_chain_whatever_the_order_of_the_rows(self) -> None:
        chain = (project("c"), project("b"), project("a", in_flight=True, duration_months=13, earliest_start=99))
        of = portfolio(*chain, dependencies=(link("b", "c"), link("a", "b")), horizon_months=20)
        assert 13 in starts(of, "b")
        assert {15, 17} <= set(starts(of, "c"))

    def test_nothing_opens_beyond_the_horizon(self) -> None:
        of = portfolio(
            project("a", in_flight=True, duration_months=9),
            project("b", planned_start=1),
            dependencies=(link("a", "b"),),
        )
        assert starts(of, "b") == [0, 1, 2, 3, 4, 5]

    def test_what_ends_after_the_latest_finish_is_no_option_in_its_mode(self) -> None:
        of = portfolio(project("a", latest_finish=3, **FAST))
        assert starts(of, "a") == [0, 1]
        assert starts(of, "a", fast=True) == [0, 1, 2]

    def test_only_what_can_be_accelerated_has_the_mode(self) -> None:
        of = portfolio(project("a"), project("b", **FAST))
        assert starts(of, "a", fast=True) == []
        assert starts(of, "b", fast=True) == [0, 1, 2, 3, 4, 5]


class TestWork:
    def test_follows_the_start_and_grows_with_acceleration_and_after_a_pause(self) -> None:
        of = portfolio(
            project("a", in_flight=True, restart_work=0.5, acceleration_work=0.2, **FAST),
            demand=(days("a", 8, month_offset=0), days("a", 2, month_offset=1)),
            horizon_months=2,
        )
        table = list_options(of)
        work = {
            (int(s), bool(f)): w.tolist()
            for s, f, w in zip(table.start, table.accelerated, table.work.toarray().T, strict=True)
        }
        assert work == {
            (0, False): [8, 2, 0],
            (1, False): [0, 12, 3],
            (0, True): pytest.approx([12, 0, 0]),
            (1, True): pytest.approx([0, 18, 0]),
        }

    @pytest.mark.parametrize("seed", range(12))
    def test_is_the_work_of_each_project_from_its_start_on(self, seed: int) -> None:
        of = random_portfolio(seed)
        table, profiles = list_options(of), work_profiles(of)
        for option, days_of_all in enumerate(table.work.toarray().T):
            one, start = of.projects[table.project[option]], table.start[option]
            mode = Mode.ACCELERATED if table.accelerated[option] else Mode.NORMAL
            expected = np.zeros((len(of.pools), table.n_months))
            paused = one.in_flight and start > 0
            expected[:, start : table.finish[option]] = work(one, profiles[one.project_id], mode, paused=paused)
            assert days_of_all == pytest.approx(expected.ravel(), abs=1e-12)


class TestWeights:
    def test_raise_what_the_objective_counts_and_no_reported_value(self) -> None:
        of = portfolio(project("a", theme="north"), rules={"weights": (("north", 1.5),)}, horizon_months=1)
        table = list_options(of)
        assert (table.value.tolist(), table.weighted.tolist()) == ([100.0], [1.5 * 120 - 20])

    def test_leave_costs_penalties_and_harm_alone(self) -> None:
        of = portfolio(
            project("a", theme="north", benefit_per_month=-10.0), rules={"weights": (("north", 1.5),)}, horizon_months=1
        )
        assert list_options(of).weighted.tolist() == [-140.0]


def everything(of: Portfolio) -> ChoiceProblem:
    """The choice problem of a portfolio with all its options."""
    table = list_options(of)
    capacity = capacity_rows(of, table)
    mandates = Lift.MANDATES not in of.rules.lifted
    return ChoiceProblem(
        table.weighted - table.stop_values[table.project],
        table.project,
        table.work.toarray()[capacity.pool * table.n_months + capacity.month],
        capacity.capacity,
        [mandates and p.mandatory for p in of.projects],
        capacity.flex_limit,
        capacity.flex_price,
        side_rows(of, table, capacity),
        constant=float(table.stop_values.sum()),
    )


def kept(of: Portfolio) -> list[str]:
    """The options of a portfolio that are left when dominated ones are dropped."""
    table = build_model(of).table
    return [
        f"{of.projects[p].project_id}@{s}{' fast' if f else ''}"
        for p, s, f in zip(table.project, table.start, table.accelerated, strict=True)
    ]


class TestDominance:
    @pytest.mark.parametrize("seed", some(range(500, 560), 3))
    def test_never_changes_the_optimum(self, seed: int) -> None:
        of = random_portfolio(seed)
        whole = solve_choice(everything(of), gap=0, time_limit=30)
        lean = solve_choice(build_model(of).problem, gap=0, time_limit=30)
        assert lean.status is whole.status
        if whole.objective is not None:
            assert lean.objective == pytest.approx(whole.objective, rel=1e-6, abs=1e-5)

    def test_drops_some_options_of_ordinary_portfolios(self) -> None:
        sizes = [
            (build_model(of).problem.n_options, everything(of).n_options) for of in map(random_portfolio, range(30))
        ]
        assert sum(lean for lean, _ in sizes) < 0.8 * sum(whole for _, whole in sizes)

    def test_the_earliest_of_equal_actions_wins_where_nothing_is_scarce(self) -> None:
        of = portfolio(project("a", planned_start=2), discount_rate=0.08)
        assert kept(of) == ["a@0", "a@2", "a@3"]  # one a continuation, one sooner, one later

    def test_a_start_that_frees_a_scarce_month_stays(self) -> None:
        of = portfolio(project("a"), project("b"), demand=(days("a", 12), days("b", 12)), discount_rate=0.08)
        assert {"a@0", "a@1", "a@2"} <= set(kept(of))

    def test_what_is_worth_less_than_nothing_goes(self) -> None:
        assert kept(portfolio(project("a", benefit_per_month=0.0))) == []

    @pytest.mark.parametrize(
        ("of_project", "of_portfolio"),
        [
            ({"mandatory": True}, {}),
            ({}, {"dependencies": (link("a", "b"),)}),
            ({}, {"rules": {"pins": (Pin(project_id="a", action=Action.CONTINUE),)}}),
            ({}, {"rules": {"max_changes": 0}}),
            ({}, {"themes": (Theme(name="north", floor=0.1),), "floor_pool": "team"}),
            ({"in_flight": True, "exit_cost": 22.0}, {"budgets": (Budget(start=0, amount=41.0),)}),
        ],
        ids=["mandatory", "enabler", "pinned", "few changes", "floor", "exit beyond the budget"],
    )
    def test_what_is_worth_less_than_nothing_stays_where_a_rule_may_need_it(
        self, of_project: dict[str, object], of_portfolio: dict[str, object]
    ) -> None:
        dull = project("a", theme="north", benefit_per_month=-1.0, **of_project)
        rest = {"demand": (days("a", 2), days("b", 2))}
        assert "a@0" not in kept(portfolio(project("a", benefit_per_month=-1.0), project("b"), **rest))
        assert "a@0" in kept(portfolio(dull, project("b"), **rest, **of_portfolio))

    def test_a_plan_worth_exactly_nothing_stays_since_ties_keep_it(self) -> None:
        of = portfolio(project("a", remaining_cost=120.0))
        assert "a@0" in kept(of)
        assert recommend(of).decisions[0].action is Action.CONTINUE

    def test_dominance_looks_at_every_row_there_is(self) -> None:
        """An option that is better and lighter, but dearer within a budget, dominates nothing."""
        of = portfolio(
            project("a", planned_start=3, remaining_cost=24.0),
            project("b", in_flight=True, remaining_cost=30.0),
            budgets=(Budget(start=-10, amount=40.0),),
            discount_rate=0.08,
        )
        # Until month 2 the budget pays: A's starts before it differ in what they take from it.
        assert {"a@0", "a@1", "a@2"} <= set(kept(of))
        assert "a@4" in kept(of)
        assert "a@5" not in kept(of)

    def test_undominated_agrees_with_a_plain_double_loop(self) -> None:
        for seed in range(20):
            of = random_portfolio(seed)
            problem, table = everything(of), list_options(of)
            protected = is_plan_option(of, table)
            keep = undominated(problem, table, protected)
            burden = _burden(problem)
            for worse in range(problem.n_options):
                rivals = np.flatnonzero(
                    keep
                    & (table.project == table.project[worse])
                    & (table.action == table.action[worse])
                    & (problem.value >= problem.value[worse])
                    & (np.arange(problem.n_options) != worse)
                )
                room = 0.0 if keep[worse] else 1e-6
                pointless = _stop_is_as_good(problem, burden, worse) or any(
                    (burden[:, better] <= burden[:, worse] + room).all() for better in rivals
                )
                assert protected[worse] or pointless != keep[worse], f"seed {seed}, option {worse}"


def _burden(problem: ChoiceProblem) -> np.ndarray:
    side = problem.side.toarray()
    upper, lower = np.isfinite(problem.side_upper), np.isfinite(problem.side_lower)
    return np.vstack([problem.usage.toarray(), side[upper], -side[lower]])


def _stop_is_as_good(problem: ChoiceProblem, burden: np.ndarray, option: int) -> bool:
    optional = not problem.required[problem.group[option]]
    return bool(optional and problem.value[option] <= 0 and (burden[:, option] >= 0).all())


def test_nobody_buys_what_waiting_gives_for_nothing() -> None:
    """Two projects of six days a month share ten; two more cost three each, and waiting costs nothing."""
    of = portfolio(
        project("a"), project("b"), pools=(pool(flex_share=0.2, flex_day_rate=3),),
        demand=(days("a", 12), days("b", 12)),
    )  # fmt: skip
    answer = recommend(of, target=Target(0.0, 10.0))
    assert answer.value == 200.0
    assert sum(entry.flex_bought for entry in answer.load) == 0.0


def test_waiting_that_costs_more_than_flex_is_not_chosen() -> None:
    """A month of delay would lose ten of a closing window; four days of flex cost twelve, two months lose twenty."""
    closing = {"urgency": "window", "benefit_months": None, "benefit_end": 13}
    of = portfolio(
        project("a", **closing), project("b", **closing), pools=(pool(flex_share=0.2, flex_day_rate=3),),
        demand=(days("a", 12), days("b", 12)),
    )  # fmt: skip
    answer = recommend(of, target=Target(0.0, 10.0))
    assert answer.value == 200.0 - 12.0
    assert [d.start for d in answer.decisions] == [0, 0]
