"""All interventions, unlike as they are, worked out alike and ranked in one table.

Estimated quickly first; the most promising and the best of every kind are then solved, side by side; the best of them
are solved once more in pairs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

from engine.analyse.constraint.hiring_screen import ScreenedHiring
from engine.analyse.constraint.law import what_the_law_costs
from engine.analyse.constraint.limiting_pool import LimitingPool, first_measure, loosely, pricing_ground
from engine.analyse.constraint.limits import PricedLimit
from engine.analyse.constraint.worth_of_person import WorthOfPerson, worth_from
from engine.analyse.interventions.candidates import (
    CandidateLever,
    all_levers,
    estimated,
    key_of_hirings,
    left_out,
    picked,
    unestimated,
    worth_of_people,
)
from engine.analyse.interventions.constraint_levers import offload
from engine.analyse.interventions.decisions_held_at_plan import priced_refusals
from engine.analyse.interventions.frontier import frontier_money, frontier_people, without_speed
from engine.analyse.interventions.league import (
    IN_THE_PLAN,
    Chosen,
    Intervention,
    InterventionKind,
    League,
    Together,
    ranked,
)
from engine.analyse.interventions.levers import (
    Lever,
    Pulled,
    affordable_set,
    best_pairs,
    chosen_of,
    in_turn_sets,
    may_be_bought,
    together,
)
from engine.analyse.interventions.priced_interventions import (
    Ground,
    ground_of,
    intervention_of,
    what_the_law_demands,
    with_turns,
)
from engine.analyse.interventions.ways_of_working import (
    decide_sooner,
    leaner_today,
    limit_in_progress,
    resequenced,
    resequencing,
)
from engine.analyse.pricing.situations import Priced, Situation, price_situations
from engine.analyse.today.reading import TodaysRange, TodaysWays
from engine.analyse.today.today import todays_runs
from engine.compute.budget import BOARD_BUDGET, SolveBudget
from engine.optimise.compare import in_order
from engine.optimise.recommend import Target
from engine.optimise.recommendation import Effort, Recommendation, Status
from engine.portfolio.model.portfolio import Portfolio

MOST = 16
"""Interventions that are solved, beside the re-sequenced plan and the one that pays for no acceleration."""

PAIRS = 2
"""Pairs that are solved: one of changes of the situation, one of decisions."""

_IN_TURN = 4
"""Changes of the situation that are worked out on top of one another."""

_TARGETS = {Effort.LIVE: Target(0.005, 1.5), Effort.BOARD: Target(0.001, 6.0)}

"""What each intervention is given at an effort: less than a recommendation, since there are many of them."""


def rank_interventions(
    portfolio: Portfolio,
    recommendation: Recommendation,
    budget: SolveBudget = BOARD_BUDGET,
    *,
    spend: float | None = None,
    most: int = MOST,
    pairs: int = PAIRS,
    constraint: LimitingPool | None = None,
) -> League:
    """The league table of interventions of a portfolio with its recommended plan.

    ``budget`` says what each of about ``most + pairs`` solves is given, and hears of each. With ``spend`` only
    what costs at most that much is kept, and the best set within it is chosen. ``constraint`` is the pool that limits,
    by a first measure unless given. Under theme weights gains are
    differences of unweighted value; their intervals are as wide as the proofs of the weighted objectives leave them.

    Raises:
        ValueError: ``recommendation`` has no plan.
        CancelledError: the budget was cancelled.
    """
    if recommendation.value is None:
        raise ValueError("interventions are ranked against a plan")
    asked, budget = budget, replace(budget, target=budget.target or _TARGETS[budget.effort])
    limit = inf if spend is None else spend
    scarce = (constraint or first_measure(portfolio)).pool_id
    worth = worth_of_people(portfolio, scarce)
    candidates = _candidates(portfolio, recommendation, worth, scarce, most, budget)
    kept = picked([c for c in candidates if c.cost <= limit and c.expected != -inf], most, key_of_hirings(scarce))
    ground = ground_of(portfolio, recommendation)
    leaner = leaner_today(portfolio)
    others = (resequenced(portfolio, leaner), without_speed(portfolio))
    joint = pairs + (spend is not None)
    changes, decisions = [c for c in kept if not c.lever.held], [c for c in kept if c.lever.held]
    rest = len(decisions) + joint
    again, slower, *solved = _price(ground, [*others, *(c.situation for c in changes)], budget, 0, rest)
    done = len(others) + len(changes)
    solved += priced_refusals(
        portfolio, recommendation, [c.situation for c in decisions], _counted(asked, done, done + rest)
    )
    kept = [*changes, *decisions]
    person, law = _said_elsewhere(portfolio, recommendation, scarce, asked)
    solved = [_as_said_elsewhere(c.lever, p, person) for c, p in zip(kept, solved, strict=True)]
    table = [p for p in _pulled(ground, kept, _in_order(kept, solved, scarce), scarce) if p[1].cost <= limit]
    sets = _worked_together(ground, _sets(table, pairs, spend), budget, done + len(decisions))
    paired = [i for i in sets if len(i.parts) == 2]
    interventions = [i for _, i in table]
    today = [resequencing(leaner, again.plan), limit_in_progress(portfolio, scarce, ground.today)]
    others_today = [*(i for i in today if i), *decide_sooner(portfolio, recommendation, budget.cancel)]
    listed = with_turns(ground, ranked([*interventions, *paired, *others_today]))
    joined = _in_turn(ground, table, listed, budget)
    people = (i for i in interventions if (i.kind, i.subject) == (InterventionKind.ADD_PEOPLE, scarce))
    return League(
        interventions=_with_turns_of_changes(listed, joined),
        pair=max(paired, key=lambda i: i.net, default=None),
        chosen=None if spend is None else _chosen(spend, table, sets),
        frontier_money=frontier_money(portfolio, recommendation, slower.plan, (*interventions, *paired)),
        frontier_people=frontier_people(recommendation, people),
        screened=left_out(candidates, kept),
        required=_required(candidates, kept, solved),
        constraint=scarce,
        mandates=tuple(what_the_law_demands(ground, limit) for limit in law),
        plan_gain=_gain_of_plan(portfolio, recommendation.value),
        together=joined[-1] if joined else None,
    )


def _gain_of_plan(portfolio: Portfolio, value: float) -> TodaysRange:
    """What the recommended plan is worth more than today's way delivers, under every reading of it; money today."""
    runs = todays_runs(portfolio)
    return TodaysWays(portfolio).over(lambda way: value - way.value(runs))


_Key = tuple[InterventionKind, str, float]


def _key(intervention: Intervention) -> _Key:
    return intervention.kind, intervention.subject, intervention.amount


def _in_turn(
    ground: Ground, table: Sequence[Pulled], listed: Sequence[Intervention], budget: SolveBudget
) -> list[Together]:
    """The first of the changes that surely pay, the first two, and so on, each set worked out together."""
    place = {_key(i): n for n, i in enumerate(listed)}
    ordered = sorted((p for p in table if _key(p[1]) in place), key=lambda p: place[_key(p[1])])
    sets = in_turn_sets(ordered, _IN_TURN)
    solved = _worked_together(ground, sets[1:], replace(budget, on_done=None), 0)
    if len(solved) < len(sets) - 1:
        return []
    joint = [*(s[0][1] for s in sets[:1]), *solved]
    return [Together(tuple(i for _, i in s), one.gain, one.low, one.high) for s, one in zip(sets, joint, strict=True)]


def _with_turns_of_changes(listed: Sequence[Intervention], joined: Sequence[Together]) -> tuple[Intervention, ...]:
    """Each change that surely pays with its gain on top of those above it, as far as the two proofs tell."""
    turns, before = dict[_Key, TodaysRange](), TodaysRange.point(0.0)
    for one in joined:
        ends = one.low - before.high, one.high - before.low
        turns[_key(one.interventions[-1])] = TodaysRange(one.gain - before.named, *ends)
        before = TodaysRange(one.gain, one.low, one.high)
    return tuple(replace(i, in_turn=turns[_key(i)]) if _key(i) in turns else i for i in listed)


def _price(
    ground: Ground, situations: Sequence[Situation], budget: SolveBudget, done: int, rest: int
) -> tuple[Priced, ...]:
    """Solve some situations, ``done`` before them and ``rest`` to come."""
    counted = _counted(budget, done, done + len(situations) + rest)
    return price_situations(ground.portfolio, ground.recommendation, situations, counted)


def _counted(budget: SolveBudget, done: int, total: int) -> SolveBudget:
    """The budget of a part of all that is to be done, ``done`` before it."""
    report = budget.on_done
    return replace(budget, on_done=None if report is None else lambda n, _of: report(done + n, total))


def _candidates(
    portfolio: Portfolio,
    recommendation: Recommendation,
    worth: Mapping[str, ScreenedHiring],
    constraint: str | None,
    most: int,
    budget: SolveBudget,
) -> list[CandidateLever]:
    """With an estimate, unless all are going to be solved."""
    levers = list(all_levers(portfolio, recommendation, worth, constraint))
    if len(levers) <= most:
        return unestimated(portfolio, levers)
    return estimated(portfolio, levers, budget)


def _pulled(
    ground: Ground, kept: Sequence[CandidateLever], solved: Sequence[Priced], constraint: str | None
) -> list[Pulled]:
    """Every lever solved, with its figures; work done outside is priced from the plan of the work cut."""
    pulled: list[Pulled] = []
    for candidate, priced in zip(kept, solved, strict=True):
        for lever, same in _same_situation(ground, candidate.lever, priced, constraint):
            intervention = intervention_of(ground, (lever,), same)
            if intervention is not None:
                pulled.append((lever, intervention))
    return pulled


def _said_elsewhere(
    portfolio: Portfolio, recommendation: Recommendation, constraint: str | None, budget: SolveBudget
) -> tuple[WorthOfPerson | None, tuple[PricedLimit, ...]]:
    """What one person at the constraint is worth, and what the law costs: as the constraint's own analysis has them."""
    candidates, wanted, base = pricing_ground(portfolio, recommendation, budget)
    person = None
    if constraint is not None:
        person = worth_from(candidates, base, constraint, replace(budget, target=wanted))
    return person, what_the_law_costs(candidates, base, replace(budget, target=loosely(wanted)))


def _in_order(kept: Sequence[CandidateLever], solved: Sequence[Priced], constraint: str | None) -> list[Priced]:
    """People hired at the constraint: whoever hires more has the plans of hiring fewer, and fewer never gain more."""
    if any(c.situation.portfolio.rules.weights for c in kept):
        return list(solved)
    places = [
        n
        for n, c in enumerate(kept)
        if (c.lever.kind, c.lever.subject) == (InterventionKind.ADD_PEOPLE, constraint) and solved[n].gain is not None
    ]
    places.sort(key=lambda n: kept[n].lever.amount)
    ordered = dict(zip(places, in_order([g for n in places if (g := solved[n].gain) is not None]), strict=True))
    return [replace(one, gain=ordered.get(n, one.gain)) for n, one in enumerate(solved)]


def _as_said_elsewhere(lever: Lever, priced: Priced, person: WorthOfPerson | None) -> Priced:
    """One person at the constraint gains here what the constraint's own analysis says."""
    if person is None or lever.kind is not InterventionKind.ADD_PEOPLE or lever.amount != 1:
        return priced
    return replace(priced, gain=person.gain) if lever.subject == person.pool_id else priced


def _same_situation(ground: Ground, lever: Lever, priced: Priced, constraint: str | None) -> list[tuple[Lever, Priced]]:
    if lever.kind is not InterventionKind.CUT_SCOPE or constraint is None:
        return [(lever, priced)]
    outside = offload(ground.portfolio, ground.recommendation, lever.subject, constraint)
    situation = outside.change(ground.portfolio)
    return [(lever, priced), (outside, Priced(situation, priced.plan, priced.gain))]


def _sets(table: Sequence[Pulled], pairs: int, spend: float | None) -> list[tuple[Pulled, ...]]:
    """What is solved together: the best pairs, and the set for the money where it is more than a pair."""
    sets: list[tuple[Pulled, ...]] = list(best_pairs(table, pairs, inf if spend is None else spend))
    bought = () if spend is None else tuple(affordable_set(table, spend))
    known = {frozenset(lever.key for lever, _ in s) for s in sets}
    if len(bought) > 1 and frozenset(lever.key for lever, _ in bought) not in known:
        sets.append(bought)
    return sets


def _worked_together(
    ground: Ground, sets: Sequence[Sequence[Pulled]], budget: SolveBudget, done: int
) -> list[Intervention]:
    if not sets:
        return []
    situations = [together(ground.portfolio, [lever for lever, _ in s]) for s in sets]
    solved = _price(ground, situations, budget, done, 0)
    joined = (
        intervention_of(ground, [lever for lever, _ in s], priced, [part for _, part in s])
        for s, priced in zip(sets, solved, strict=True)
    )
    return [i for i in joined if i is not None]


def _chosen(spend: float, table: Sequence[Pulled], sets: Sequence[Intervention]) -> Chosen:
    """Of what may be bought: the best single, pair or set."""
    singles = [intervention for lever, intervention in table if may_be_bought(lever)]
    return chosen_of(spend, [*singles, *(i for i in sets if not {p.kind for p in i.parts} & IN_THE_PLAN)])


def _required(
    candidates: Sequence[CandidateLever], kept: Sequence[CandidateLever], solved: Sequence[Priced]
) -> tuple[str, ...]:
    """Decisions without which no plan meets the rules."""
    known = [c.lever.subject for c in candidates if c.lever.held and c.expected == -inf]
    required = [
        c.lever.subject
        for c, priced in zip(kept, solved, strict=True)
        if c.lever.held and priced.plan.status is Status.INFEASIBLE
    ]
    return tuple(dict.fromkeys([*known, *required]))
