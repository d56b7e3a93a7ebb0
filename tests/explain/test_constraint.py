"""The constraint in words: every number is evidence, the evidence is the result's, and doubt is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.analyse.constraint.constraint import Constraint, CurveStep, Moved, PoolValue, find_constraint
from engine.analyse.constraint.limits import PricedLimit
from engine.analyse.constraint.worth_of_person import WorthOfPerson
from engine.analyse.pricing.situations import ChangeKind
from engine.compute import SolveBudget
from engine.explain.constraint import explain_constraint, nothing_to_lift, rules_of_its_own, what_the_law_demands
from engine.optimise.compare import Interval
from engine.optimise.recommend import Target
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.settings import Assumption
from engine.wording.claims import AtMost, Between, Count, Explanation, Money, Month, Name, WrittenFigure
from tests.support import tiny
from tests.support.corpus import SEEDS, planned
from tests.support.prose import check_all

ROUGH = Target(gap=0.01, seconds=30.0)
NOTHING = Interval(0.0, 0.0, 0.0)


@pytest.mark.slow
def test_every_number_is_one_of_the_results() -> None:
    for seed in SEEDS:
        portfolio, plan = planned(seed)
        if plan.objective is None:
            continue
        result = find_constraint(portfolio, plan, SolveBudget(target=ROUGH, workers=1))
        said = explain_constraint(result, portfolio)
        check_all(said)
        _check_evidence(said, result)


def _check_evidence(said: Explanation, result: Constraint) -> None:
    gains = [p.more for p in result.pools] + [p.less for p in result.pools if p.less]
    gains += [s.gain for s in result.steps] + [x.gain for x in result.limits]
    gains += [result.moved.gain] if result.moved else []
    worths = [*result.spells, *([result.person] if result.person else [])]
    gains += [worth.gain for worth in worths]
    money = {abs(end) for gain in gains for end in (gain.estimate, gain.low, gain.high)}
    money |= {end / p.days for p in result.pools for end in (p.more.estimate, p.more.low, p.more.high)}
    money |= {abs(amount) for worth in worths for amount in (worth.gain.estimate, worth.cost)}
    money |= {
        abs(end - worth.cost) for worth in worths for end in (worth.gain.estimate, worth.gain.low, worth.gain.high)
    }
    money |= {worth.net for worth in worths}
    money |= {p.cost for p in result.pools} | {x.amount for x in result.limits}
    for claim in (said.short, *said.further):
        for _, figure in claim.evidence:
            if isinstance(figure, Money | WrittenFigure):
                assert any(figure.amount == pytest.approx(m) for m in money), claim.prose
            elif isinstance(figure, AtMost):
                assert any(figure.high == pytest.approx(m) for m in money), claim.prose
            elif isinstance(figure, Count):
                assert result.moved is not None
                assert figure.number == result.moved.people
            elif isinstance(figure, Between):
                assert all(any(abs(end) == pytest.approx(m) for m in money) for end in (figure.low, figure.high))
            else:
                assert isinstance(figure, Name | Month)


def shop() -> Portfolio:
    pools = (tiny.pool("integration", name="Integration"), tiny.pool("software", name="Software"))
    return tiny.portfolio(tiny.project("ledger"), pools=pools)


def a_result(more: Interval, other: Interval, *, told_apart: bool = True) -> Constraint:
    pools = (
        PoolValue("integration", 0.88, 648.0, 400_000.0, more, Interval(-9e5, -1e6, -8e5)),
        PoolValue("software", 0.96, 648.0, 300_000.0, other, None),
    )
    steps = tuple(CurveStep(n, Interval(n * more.estimate, n * more.low, n * more.high)) for n in range(1, 7))
    moved = Moved("software", 2, Interval(150_000.0, 100_000.0, 200_000.0), None)
    runner_up = "software" if other.estimate > 0 else None
    person = WorthOfPerson("integration", Interval(2.5e6, 2.4e6, 2.6e6), 3e5)
    return Constraint("integration", runner_up, told_apart, pools, steps, moved, (), person=person)


SURE = Interval(2_656_800.0, 2.6e6, 2.7e6)


def test_names_the_busier_pool_that_does_not_limit() -> None:
    said = explain_constraint(a_result(SURE, Interval(0.0, 0.0, 97_200.0)), shop())
    assert said.sentence == (
        "Integration limits us, not Software, which is busier: one more day is worth £4,100, "
        "compared with at most £150 there."
    )
    assert "One person hired for Integration, at work from " in said.paragraph
    assert "gains £2.5m. The cost is £300k, the net gain £2.2m." in said.paragraph
    assert "Whoever is hired leaves after " in said.paragraph
    assert "One day or person more, as ranked here, stays until all work is done." in said.paragraph
    assert "One person less would cost between £800k and £1m." in said.paragraph
    less = replace(a_result(SURE, NOTHING).pools[0], less=Interval(-9e5, -1e6, 0.0))
    at_most = replace(a_result(SURE, NOTHING), pools=(less, a_result(SURE, NOTHING).pools[1]))
    assert "One person less would cost at most £1m." in explain_constraint(at_most, shop()).paragraph
    assert "With 2\xa0people more the gain is £5.31m, and Software limits next." in said.paragraph


@pytest.mark.parametrize("told_apart", [True, False])
def test_what_opens_the_page_keeps_to_three_lines_however_long_names_are(told_apart: bool) -> None:
    """A line holds about 70 letters in a window of 1280 pixels; a published list has names of pools this long."""
    pools = (
        tiny.pool("integration", name="Business change and operations"),
        tiny.pool("software", name="Engineering and construction"),
    )
    portfolio = tiny.portfolio(tiny.project("ledger"), pools=pools)
    notes = tuple(
        Assumption(table=table, column=column, note="Nobody has said.")
        for table, column in (("pools", "capacity_per_month"), ("projects", "benefit_per_month"))
    )
    settings = portfolio.settings.model_copy(update={"assumptions": notes})
    assumed = portfolio.model_copy(update={"settings": settings})
    result = a_result(Interval(1.22e6, 1.22e6, 2.72e6), Interval(0.0, 0.0, 1.9e6), told_apart=told_apart)
    assert len(explain_constraint(result, assumed).sentence) <= 210


def test_a_proven_nothing_is_said_to_be_nothing() -> None:
    said = explain_constraint(a_result(SURE, NOTHING), shop())
    assert said.sentence == (
        "Integration limits us, not Software, which is busier: one more day is worth £4,100, "
        "compared with nothing there."
    )


def test_doubt_is_said() -> None:
    rivals = explain_constraint(a_result(SURE, Interval(1.9e6, 1.8e6, 2.1e6), told_apart=False), shop())
    assert rivals.sentence == "Integration limits us most, as far as can be told: one more day is worth £4,100."
    assert rivals.further[0].prose == (
        "One more day of Software is worth £2,930. Set against their cost, the two are too close to call."
    )
    faint = explain_constraint(a_result(Interval(648.0, 0.0, 6480.0), NOTHING), shop())
    assert faint.sentence == (
        "Integration may limit us, but that is too close to call: one more day of it is worth at most £10."
    )
    result = a_result(SURE, NOTHING)
    assert result.moved is not None
    unsure = replace(result, moved=replace(result.moved, gain=Interval(1e5, 0.0, 3e5)))
    assert "may limit next, too close to call" in explain_constraint(unsure, shop()).paragraph


def test_the_pool_named_beside_the_constraint_is_one_that_cannot_be_told_from_it() -> None:
    doubtful = a_result(SURE, Interval(97_200.0, 0.0, 129_600.0), told_apart=False)
    open_still = PoolValue("testing", 0.5, 648.0, 400_000.0, Interval(0.0, 0.0, 3e6), None)
    pools = (tiny.pool("integration"), tiny.pool("software", name="Software"), tiny.pool("testing", name="Testing"))
    said = explain_constraint(
        replace(doubtful, pools=(*doubtful.pools, open_still)), tiny.portfolio(tiny.project("ledger"), pools=pools)
    ).paragraph.partition("One person hired")[0]
    tied = "One more day of Testing is worth at most £4,630. Set against their cost, the two are too close to call."
    assert tied in said
    assert "Software" not in said, "the next by its estimate, but surely worth less"


def test_a_person_is_worth_no_more_than_is_proven() -> None:
    """A point where the proof is close; else a range, for gain and net; else what it stays under, too close to call."""

    def worth(gain: Interval, cost: float = 3e5) -> str:
        person = WorthOfPerson("integration", gain, cost)
        said = explain_constraint(replace(a_result(SURE, NOTHING), person=person), shop())
        return next(c.prose for c in said.further if "hired" in c.prose).partition(", at work from ")[2][10:]

    assert worth(Interval(2.5e6, 2.4e6, 2.6e6)) == "gains £2.5m. The cost is £300k, the net gain £2.2m."
    assert worth(Interval(1.46e6, 1.22e6, 2.72e6)) == (
        "gains between £1.22m and £2.72m. The cost is £300k, the net gain between £920k and £2.42m."
    )
    assert worth(Interval(1.99e6, 0.0, 6.97e6)) == (
        "gains at most £6.97m. The cost is £300k; whether that pays is too close to call."
    )
    assert worth(Interval(4e5, 2e5, 5e5)) == (
        "gains between £200k and £500k. The cost is £300k; whether that pays is too close to call."
    )
    assert worth(Interval(1e5, 0.0, 2e5)) == "gains at most £200k. The cost is £300k, so that does not pay."
    assert worth(Interval(2e5, 1.9e5, 2.1e5)) == "gains only £200k. The cost is £300k, so that does not pay."
    assert worth(Interval(4e5, 3.9e5, 4.2e5)) == (
        "gains between £390k and £420k. The cost is £300k, the net gain between £90k and £120k."
    )
    assert worth(Interval(0.0, 0.0, 0.0)) == "gains nothing and costs £300k."
    lifted = replace(a_result(SURE, NOTHING), steps=(CurveStep(2, Interval(2.31e5, 0.0, 9.69e7)),))
    assert (
        "Whether 2\xa0people more gain anything is too close to call." in explain_constraint(lifted, shop()).paragraph
    )
    lifted = replace(lifted, steps=(CurveStep(2, Interval(4.68e6, 4.44e6, 1.12e7)),))
    assert "the gain is between £4.44m and £11.2m, and" in explain_constraint(lifted, shop()).paragraph


def test_where_there_is_nothing_to_lift_it_is_not_said_to_gain_nothing() -> None:
    result = a_result(SURE, NOTHING)
    law = PricedLimit(ChangeKind.MANDATE, "ledger", "no longer mandatory", 1.0, Interval(7e5, 6e5, 8e5))
    assert nothing_to_lift(result) == "There is no budget, floor or pin that could be lifted."
    demanded = replace(result, limits=(law,))
    assert (rules_of_its_own(demanded), what_the_law_demands(demanded)) == ([], [law])
    assert nothing_to_lift(demanded) == nothing_to_lift(result), "what the law demands is no rule to be lifted"
    limit = PricedLimit(ChangeKind.FLOOR, "Growth", "no floor", 1.0, NOTHING)
    assert nothing_to_lift(replace(result, limits=(limit,))).startswith("Lifting any")


def test_where_nothing_limits() -> None:
    none = replace(a_result(NOTHING, NOTHING), constraint=None, steps=(), moved=None, person=None)
    assert (
        explain_constraint(none, shop()).paragraph == "No pool limits us: one more person gains nothing in any of them."
    )
    unproven = replace(none, pools=tuple(replace(p, more=Interval(0.0, 0.0, 5e4)) for p in none.pools))
    assert "gains £50k at most" in explain_constraint(unproven, shop()).sentence


@pytest.mark.parametrize(
    ("change", "subject", "words"),
    [
        (ChangeKind.BUDGET, "2027-04", "£1m more in the budget for the year from Apr 2027"),
        (ChangeKind.PIN, "ledger", "no longer pinning Ledger"),
        (ChangeKind.FLOOR, "Comply", "giving up the floor for Comply"),
        (ChangeKind.PARALLEL, "software", "allowing one more project at once in Software"),
        (ChangeKind.CHANGES, "max_changes", "allowing one more change from today's plan"),
    ],
)
def test_the_dearest_rule_is_named(change: ChangeKind, subject: str, words: str) -> None:
    limits = (
        PricedLimit(change, subject, "", 1e6, Interval(7e5, 6e5, 8e5)),
        PricedLimit(ChangeKind.FLOOR, "x", "", 1.0, NOTHING),
    )
    said = explain_constraint(replace(a_result(SURE, NOTHING), limits=limits), shop())
    assert said.paragraph.endswith(
        f"Apart from people, the largest gain found would come from {words}: between £600k and £800k."
    )


def test_an_assumed_pool_is_never_called_the_constraint_without_its_question() -> None:
    asked = "How many people does it have? That is assumed."
    assert asked not in explain_constraint(a_result(SURE, NOTHING), shop()).sentence
    portfolio = shop()
    note = Assumption(table="pools", column="capacity_per_month", note="Nobody has said.")
    settings = portfolio.settings.model_copy(update={"assumptions": (note,)})
    assumed = portfolio.model_copy(update={"settings": settings})
    said = explain_constraint(a_result(SURE, NOTHING), assumed)
    assert said.sentence.startswith("Integration limits us: one more day is worth £4,100 (assumed inputs). ")
    assert said.further[0].prose == "One more day of Software is worth nothing, although it is busier."
    assert said.sentence.endswith(asked)
    check_all(said)
    nothing = replace(a_result(NOTHING, NOTHING), constraint=None, steps=(), moved=None, person=None)
    assert asked not in explain_constraint(nothing, assumed).sentence
