"""Sentences on risk: the gain first, in the words that its sign asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.analyse.risk.distribution import Distribution
from engine.analyse.risk.result import (
    Driver,
    Fan,
    MadeAnew,
    OpenQuestion,
    ProjectRisk,
    ReadRisk,
    RiskResult,
    Robust,
    verdict_of,
)
from engine.analyse.today.reading import WayOfWorking
from engine.explain.register import outlook_then
from engine.explain.risk import (
    decisions_by_verdict,
    driver_name,
    explain_gain,
    explain_risk,
    explain_verdict,
    how_to_read_fan,
    levels,
)
from engine.portfolio.model.vocabulary import Action, TodaysPolicy
from engine.register.entry import Entry, Outlook, State
from engine.register.outlook import outlook_of
from engine.wording.formats import SPACE, month
from tests.support.governance import BOARD
from tests.support.governance import decision as taken
from tests.support.workshop import needs, pool, portfolio, project

OF = portfolio(
    [project(f"p{i}", 2, name=f"Project {'ABCD'[i]}") for i in range(4)],
    [needs(f"p{i}", 5) for i in range(4)],
    [pool("x")],
)


def spread(p10: float, p50: float, p90: float, positive: float = 1.0) -> Distribution:
    return Distribution(p10, p50, p90, p50, positive, (p10, p10), (p50, p50), (p90, p90))


def decision(project_id: str, share: float | None, on_time: float | None = 0.4) -> ProjectRisk:
    verdict = None if share is None else verdict_of(share)
    return ProjectRisk(project_id, Action.CONTINUE, share, verdict, 9, 8, 9, 12, on_time, 1.0, 2.0, 3.0)


SHARED = WayOfWorking(TodaysPolicy.SHARED, 0.17, 0.0)
QUEUE = WayOfWorking(TodaysPolicy.QUEUE, 0.0, 0.0)


def result(**changes: Any) -> RiskResult:
    gain = changes.get("gain", spread(13.8e6, 17.7e6, 22.2e6))
    base = RiskResult(
        seed=1,
        draws=200,
        reoptimised=60,
        made_anew=MadeAnew(0.0107, 0.0602),
        without_plan=0,
        gain=spread(13.8e6, 17.7e6, 22.2e6),
        value=spread(65e6, 71e6, 78e6),
        today=spread(50e6, 55e6, 60e6),
        queue=spread(55e6, 60e6, 65e6),
        gain_over_queue=spread(2e6, 5e6, 8e6),
        gains=(),
        shrinkage=0.04,
        projects=(decision("p0", 0.95), decision("p1", 0.9), decision("p2", 0.4), decision("p3", 0.7, 0.8)),
        drivers=(),
        questions=(OpenQuestion("benefits", "p2", 3e5, "the head of sales"),),
        figures_looked_at=39,
        robust=None,
        months=(),
        fans=(),
        readings=(ReadRisk(SHARED, spread(50e6, 55e6, 60e6), gain),),
    )
    return replace(base, **changes)


def plain(prose: str) -> str:
    return prose.replace(SPACE, " ")


def sentence(**changes: Any) -> str:
    return plain(explain_risk(result(**changes), OF).sentence)


def text(**changes: Any) -> str:
    return plain(explain_risk(result(**changes), OF).paragraph)


def test_the_gain_comes_first_then_what_is_firm_and_fragile() -> None:
    assert sentence() == (
        "In nine of ten drawn futures the plan brings at least £13.8m more than today's way. "
        "2 of 4 decisions are firm, 1 is fragile: "
        "decide it later or ask first."
    )


def test_a_single_decision_and_none_that_is_firm_have_words_of_their_own() -> None:
    assert sentence(projects=(decision("p0", 0.95),)).endswith("The only decision is firm.")
    assert sentence(projects=(decision("p0", 0.4),)).endswith(
        "The only decision is fragile: decide it later or ask first."
    )
    assert sentence(projects=(decision("p0", 0.4), decision("p1", 0.7))).endswith(
        "Not one of 2 decisions is firm, 1 is fragile: decide it later or ask first."
    )


@pytest.mark.parametrize(
    ("gain", "opening"),
    [
        (
            spread(-2e6, 3e6, 8e6, 0.8),
            "In 80 % of drawn futures the plan brings more than today's way, with a median of £3m",
        ),
        (spread(-9e6, -3e6, 1e6, 0.2), "In 20 % of drawn futures the plan brings more than today"),
        (spread(-9e6, -3e6, -1e6, 0.0), "In nine of ten drawn futures the plan brings no more than today"),
    ],
)
def test_a_gain_that_is_not_sure_is_not_said_to_be(gain: Distribution, opening: str) -> None:
    assert sentence(gain=gain).startswith(opening)


def test_what_is_firm_says_how_good_the_plans_behind_it_are() -> None:
    assert (
        "follows from plans made anew in 60 futures, each of them from the recommended plan. "
        "Half of them are proven within 1.1 % of the best possible plan, all within 6.1 %."
    ) in text()
    assert "proven" not in text(reoptimised=0, made_anew=None)


def test_without_plans_made_anew_nothing_is_called_firm() -> None:
    only = tuple(decision(f"p{i}", None) for i in range(4))
    said = text(reoptimised=0, made_anew=None, projects=only, shrinkage=None, questions=())
    assert "firm" not in said
    assert "robust" not in said
    assert sentence(reoptimised=0, projects=only).endswith("more than today's way.")


def test_what_backs_it_names_dates_luck_the_robust_plan_and_the_first_question() -> None:
    said = text()
    assert "3 of the 4 projects that run are late in more than half of futures." in said
    assert "Least sure is the decision on Project C." in said
    assert "About 4 % of the plan's value comes from choosing by uncertain figures" in said
    assert "The recommended plan is the robust one" in said
    assert "Ask the head of sales about the benefit of Project C: worth at least £300k." in said
    assert "The other 38 figures were not found to change the best plan." in said
    assert "a preset for public portfolios, not measured here" in said


def test_as_long_as_nobody_has_said_how_people_work_the_gain_is_a_range_over_the_readings() -> None:
    low = ReadRisk(QUEUE, spread(55e6, 60e6, 65e6), spread(2e6, 5e6, 8e6))
    both = (ReadRisk(SHARED, spread(50e6, 55e6, 60e6), spread(13.8e6, 17.7e6, 22.2e6)), low)
    said = text(readings=both)
    assert said.startswith(
        "In nine of ten drawn futures the plan brings at least £2m more than today's way, whichever way you work today"
    )
    assert "Today's way delivers £50.0m to £65.0m." in said
    assert "drawn for everything at once, 17 % lost (not accepted). The plan gains least compared with one" in said
    unsure = (both[0], replace(low, gain=spread(-2e6, -1e6, 3e6, 0.4)))
    assert text(readings=unsure).startswith(
        "In 40 % to 100 % of drawn futures the plan brings more than today's way, depending on how"
    )
    assert "accepted" not in text()
    named = [name for name, _ in levels(result(readings=both))]
    assert named[0] == "Gain over today: one project after another"
    assert len([name for name in named if name.startswith("Today's way")]) == 2


def test_a_chart_over_months_says_where_it_ends_before_all_the_money_has_come() -> None:
    first = OF.settings.planning_month
    fan = Fan("recommended", (0.0, 30e6), (0.0, 35e6), (0.0, 40e6))
    ended = f"Until {month(first + 120)}: later benefits are not in it."
    assert how_to_read_fan(result(fans=(fan,), months=(0, 120)), OF).endswith(ended)
    whole = replace(fan, p50=(0.0, 70.5e6))
    assert "Until" not in how_to_read_fan(result(fans=(whole,), months=(0, 120)), OF)


def test_a_robust_plan_has_its_price_and_what_it_protects() -> None:
    better = Robust(4e5, 1.2e6, 1e5, spread(67e6, 72e6, 77e6), spread(65e6, 71e6, 78e6), ("p0", "p1"))
    said = text(robust=better)
    assert (
        "A robust alternative treats 2 projects differently and brings £1.2m more on average over all futures. "
        "It gives "
        "up £400k where everything turns out as the data say. Its low end, below which one future in ten lies, is £2m "
        "higher."
    ) in said
    chance = replace(better, mean_gain=1e5)
    assert "The recommended plan is the robust one" in text(robust=chance)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (OpenQuestion("capacity", "x", 2e5, ""), "Ask who plans the people of x: worth at least £200k."),
        (OpenQuestion("durations", "p0", 2e5, ""), "Find out the duration of Project A: worth at least £200k."),
    ],
)
def test_the_first_question_says_whom_to_ask(question: OpenQuestion, said: str) -> None:
    assert said in text(questions=(question,))
    assert "No single figure that may turn out differently" in text(questions=())


def test_drivers_and_badges_have_words() -> None:
    assert driver_name(Driver("success", "p0", 0, 1), OF) == "Whether Project A succeeds"
    assert driver_name(Driver("durations", "", 0, 1), OF) == "All durations together"
    badge = explain_verdict(decision("p0", 0.92))
    assert badge is not None
    assert plain(badge.prose) == "Firm: chosen in 92 % of futures"
    assert explain_verdict(decision("p0", None)) is None


def test_the_register_says_what_was_known_on_the_day() -> None:
    seen = outlook_of(result(), "p0")
    assert seen is not None
    assert (seen.chosen_share, seen.gain_low, seen.value_high) == (0.95, 13.8e6, 3.0)
    assert outlook_of(None, "p0") is None
    entry = Entry(
        number=1,
        id="e",
        key="k",
        recorded_at=datetime(2026, 11, 3, tzinfo=UTC),
        decided_by=BOARD,
        state=State.DECIDED,
        stakes=(),
        decision=taken(outlook=replace_money(seen)),
    )
    assert plain(outlook_then(entry, "GBP")) == (
        "recommended action chosen in 95 % of futures; £1m to £3m in eight of ten futures"
    )


def replace_money(seen: Outlook) -> Outlook:
    return seen.model_copy(update={"value_low": 1e6, "value_high": 3e6})


def test_the_gain_is_said_as_a_range() -> None:
    assert plain(explain_gain(result(), "GBP").prose) == (
        "Gain compared with today's way: £13.8m to £22.2m in eight of ten futures, with a median of £17.7m. "
        "It is positive in 200 "
        "of 200 futures."
    )


def test_decisions_stand_by_verdict_the_least_sure_of_the_fragile_first() -> None:
    some = (decision("p0", 0.9), decision("p1", 0.3), decision("p2", 0.5), decision("p3", 0.97))
    firm, leaning, fragile = decisions_by_verdict(result(projects=some), OF, most=1)
    assert (firm.heading, leaning.heading, fragile.heading) == (
        f"● Firm: 2{SPACE}decisions",
        "◐ Leaning: no decision",
        f"○ Fragile: 2{SPACE}decisions",
    )
    assert [names[0][0].split(" ", 1)[1] for names in (firm.decisions, fragile.decisions)] == [
        "Continue Project D",
        "Continue Project B",
    ]
    assert (firm.decisions[0][1], firm.further, leaning.decisions) == (f"97{SPACE}%", 1, ())
    assert decisions_by_verdict(result(projects=some, reoptimised=0), OF) == ()
