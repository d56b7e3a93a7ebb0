"""The sentences that open pages: figures come from the engine's results, words from here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.analyse.decisions.first_decisions import FirstDecisions
from engine.analyse.health.trust import Trust
from engine.analyse.today.calibration import UNCALIBRATED, Today
from engine.explain.accuracy import ASSUMED_INPUTS, accuracy_of_inputs, rests_on_assumed_inputs
from engine.explain.infeasible import cut_off_in_words
from engine.explain.today import NOT_ACCEPTED, WHICHEVER, own_forecasts_valued, way_in_words
from engine.optimise.recommendation import Recommendation, Status
from engine.portfolio import Action, Portfolio
from engine.portfolio.scenario import Scenario
from engine.register import SavedScenario
from engine.wording.actions import ORDER
from engine.wording.formats import added_up, balance, count, gap, listed, measured, money, money_range, month, percent

_NOTHING = 0.5
"""Money below which an amount is written as nothing."""


@dataclass(frozen=True, slots=True)
class ComparedScenario:
    """One scenario in the comparison; without a ``result`` yet or at all, ``note`` says why it has none."""

    name: str
    scenario: Scenario
    result: Recommendation | None
    is_coming: bool
    note: str
    key: str


def home(result: Recommendation, portfolio: Portfolio, today: Today, first: FirstDecisions | None = None) -> str:
    """What is promised, what today's way delivers of it, and what the first decisions or the whole plan bring back.

    ``first`` is ``None`` while the first decisions are being worked out.
    """
    known = before_a_plan(result.plan_value, portfolio, today)
    if result.value is None:
        return f"{known} No plan that meets every rule has been found."
    if first is not None and first.steps:
        return f"{known} {_brought_back(result, today, first)}."
    return f"{known} The plan we recommend is worth {money(result.value, result.currency)} with the same people."


def before_a_plan(plan_value: float, portfolio: Portfolio, today: Today) -> str:
    """What is known without any recommendation: the promise ``plan_value``, and what today's way delivers of it."""
    about = "about " if today.is_accepted else ""
    delivered = f"{about}{money_range(today.low, today.high, portfolio.settings.currency)}"
    return f"{_promise(plan_value, portfolio)}. The way we work today delivers {delivered}."


def _promise(plan_value: float, portfolio: Portfolio) -> str:
    """What today's plan promises on paper; a plan without a project may still owe penalties."""
    promised, planned = money(plan_value, portfolio.settings.currency), len(portfolio.planned)
    if rests_on_assumed_inputs(portfolio):
        promised += f" ({ASSUMED_INPUTS})"
    if not planned:
        said = f"is worth {promised}" if abs(plan_value) >= _NOTHING else "promises nothing"
        return f"No project is in today's plan, which {said}"
    return f"The {count(planned, 'project')} in the plan {'promises' if planned == 1 else 'promise'} {promised}"


def _brought_back(result: Recommendation, today: Today, first: FirstDecisions) -> str:
    last, decisions = first.steps[-1], count(len(first.steps), "decision")
    amount = money_range(last.total_low, last.total_high, result.currency)
    s = "s" if len(first.steps) == 1 else ""
    tail = "" if today.is_accepted else f", {WHICHEVER}"
    if last.total_high > result.plan_value - today.high:
        return f"The first {decisions} add{s} {amount} to today's way{tail}"
    return f"The first {decisions} recover{s} {amount} of the gap{tail}"


def in_short(result: Recommendation, today: Today, portfolio: Portfolio) -> str:
    """What the recommendation changes, and how far the figure of today's way can be trusted."""
    to_do = changes(result)
    worth = f", a plan worth {money(result.value, result.currency)} with the same people" if result.value else ""
    opening = f"The recommendation is to {to_do}" if to_do else "The recommendation is to keep today's plan"
    own = " ".join(claim.prose for claim in own_forecasts_valued(today, result.currency))
    return " ".join(
        part
        for part in (
            f"{opening}{worth}.",
            above_the_promise(result) or _kept_unlike_today(result, today, portfolio),
            own or how_calibrated(today),
        )
        if part
    )


def how_calibrated(today: Today) -> str:
    """What today's way is, and what there is to hold its figure against."""
    accepted = "" if today.is_accepted else f"; {NOT_ACCEPTED}"
    means = f"Today's way is simulated ({way_in_words(today.way)}{accepted})."
    if today.months_beyond_forecasts is None:
        return f"{means} It is {UNCALIBRATED}: too few forecasts are known."
    beyond = round(today.months_beyond_forecasts, 1)
    projects = count(today.forecasts, "project")
    if abs(beyond) < 0.5:
        return f"{means} In it the {projects} in flight finish as their own forecasts say."
    side = "later" if beyond > 0 else "earlier"
    apart = f"{measured(abs(beyond), 'month')} {side}"
    return f"{means} In it the {projects} in flight finish {apart} than their own forecasts say."


def decide(result: Recommendation, portfolio: Portfolio) -> str:
    """What to do and what it is worth."""
    to_do = changes(result)
    opening = to_do[0].upper() + to_do[1:] if to_do else "Keep today's plan as it is"
    worth = f"a plan worth {money(result.value or 0.0, result.currency)} that fits your capacity"
    return f"{opening}: {worth}{f' ({ASSUMED_INPUTS})' if rests_on_assumed_inputs(portfolio) else ''}."


def changes(result: Recommendation) -> str:
    """``stop 1, accelerate 3 and defer 6``; empty when all continue."""
    counts = Counter(d.action for d in result.decisions)
    order = (Action.STOP, Action.ACCELERATE, Action.DEFER)
    return listed([f"{action.value} {counts[action]}" for action in order if counts[action]])


def in_comparison(result: Recommendation, base: Recommendation | None, scenario: Scenario, portfolio: Portfolio) -> str:
    """What the value is to be compared with: the promise in the base scenario, the base in any other.

    ``base`` is ``None`` while the base has no plan; ``portfolio`` is that of the scenario.
    """
    paper = against_paper(result, scenario, portfolio)
    return paper if base is None or scenario.is_base else against_base(result, base, scenario) or paper


def against_paper(result: Recommendation, scenario: Scenario, portfolio: Portfolio) -> str:
    """The honest comparison with the promise, which no capacity limits; ``portfolio`` is that of the scenario.

    What lies above the proven ceiling of all plans is out of reach of any that keeps the rules and the reserve, which
    today's way of working need not keep; with weights the ceiling is not one of money.
    """
    promised = f"Today's plan promises {money(result.plan_value, result.currency)} on paper"
    short = 0.0 if result.best_bound is None or scenario.weights else result.plan_value - result.best_bound
    if short > 0.005 * abs(result.plan_value):
        lost = money(short, result.currency)
        reserve = portfolio.settings.protective_capacity
        kept = f" and {percent(reserve)} of people in reserve" if reserve else ""
        out_of_reach = f"At least {lost} of that is out of reach of any plan that keeps the rules{kept}."
        return f"{promised}, with every project on its dates. {out_of_reach}"
    return f"{promised}, with every project on its dates and no limit of capacity."


def against_base(result: Recommendation, base: Recommendation, scenario: Scenario) -> str:
    """What the scenario is worth beside the base, no more precise than the two proofs allow."""
    if result.value is None or base.value is None:
        return ""
    worth = money(base.value, base.currency)
    if not scenario.weights and result.value - _ceiling(base) <= 0 <= _ceiling(result) - base.value:
        return f"Too close to call, compared with the base recommendation, which is worth {worth}."
    if abs(result.value - base.value) < _NOTHING:
        return f"As much as the base recommendation, which is worth {worth}."
    written, word = balance(result.value, base.value, base.currency), "more" if result.value > base.value else "less"
    return f"{written.apart} {word} than the base recommendation, which is worth {written.second}."


def price_of_preference(
    result: Recommendation | None, free: Recommendation | None, scenario: Scenario, *, is_coming: bool
) -> str:
    """What the weights and pins in use cost: the value of the best plan ``free`` of them less that of this one.

    A weighted plan is the one that weights lead to, so its own value is exact; a pinned one may be improved upon up to
    its ceiling. ``free`` is ``None`` where no plan without them is known; with ``is_coming`` it is being solved.
    """
    if result is None or result.value is None:
        return ""
    if free is None or free.value is None:
        if is_coming:
            return "What weights and pins cost is being worked out …"
        return "What weights and pins cost is not known: no plan without them was found."
    price = free.value - result.value
    surely = price if scenario.weights else free.value - _ceiling(result)
    if surely <= 0:
        most = money(max(0.0, _ceiling(free) - result.value), result.currency)
        return f"Price of preference: weights and pins cost at most {most}, too close to call."
    if price < _NOTHING:
        return "Price of preference: weights and pins make no difference to value."
    return f"Price of preference: weights and pins cost {money(price, result.currency)} of value."


def proof(result: Recommendation, portfolio: Portfolio) -> str:
    """How good the plan is proven to be, never without how good the inputs are."""
    if result.gap is None:
        return "No proof yet"
    if result.status is Status.OPTIMAL and result.gap < 1e-6:
        return f"Proven the best possible plan; {accuracy_of_inputs(portfolio)}."
    proven = f"Proven within {gap(result.gap)} of the best possible plan"
    return f"{proven}; {accuracy_of_inputs(portfolio)}.{cut_off_in_words(result)}"


def by_action(result: Recommendation) -> dict[Action, tuple[int, float, float]]:
    """For each action: how many decisions, their value, and their value less that of today's plan on paper."""
    rows = {action: [d for d in result.decisions if d.action is action] for action in ORDER}
    return {action: (len(own), sum(d.value for d in own), sum(d.gain for d in own)) for action, own in rows.items()}


@dataclass(frozen=True, slots=True)
class Tile:
    """One part of the recommended value: its action, or ``None`` for days bought, how many decisions, and the money."""

    action: Action | None
    count: int
    value: str
    change: str


def tiles(result: Recommendation) -> tuple[Tile, ...]:
    """The recommended value by action, less the days it buys; as written, they add up to it."""
    groups, bought = by_action(result), days_bought(result)
    rows = [groups[action] for action in ORDER]
    values = [value for _, value, _ in rows] + [-bought]
    changed = [change for _, _, change in rows] + [-bought]
    decimals = max(added_up(amounts, result.currency).decimals for amounts in (values, changed))
    value, change = (added_up(amounts, result.currency, decimals) for amounts in (values, changed))
    nothing = money(0.0, result.currency)
    row_of_tiles = [
        Tile(action, groups[action][0], value.parts[k], f"{change.signed[k]} against plan")
        for k, action in enumerate(ORDER)
    ]
    if bought >= _NOTHING and (value.parts[-1], change.signed[-1]) != (nothing, nothing):
        row_of_tiles.append(Tile(None, 0, value.parts[-1], f"{change.signed[-1]} against plan"))
    return tuple(row_of_tiles)


def days_bought(result: Recommendation) -> float:
    """What the days cost that the plan buys beyond the people there are; money today."""
    return sum(d.value for d in result.decisions) - (result.value or 0.0)


_COUNTS_MOST: Final = {
    Action.ACCELERATE: "Starting or accelerating projects",
    Action.STOP: "Stopping projects",
    Action.DEFER: "Deferring projects",
    Action.CONTINUE: "Continuing as planned",
}


def above_the_promise(result: Recommendation) -> str:
    """Why the recommended plan is worth more than today's plan promises, where it is; empty where it is not."""
    if result.value is None or result.value - result.plan_value < _NOTHING:
        return ""
    changed = {action: change for action, (_, _, change) in by_action(result).items()}
    written = added_up([*changed.values(), -days_bought(result)], result.currency)
    most = max(changed, key=changed.__getitem__)
    amount = written.signed[list(changed).index(most)]
    return (
        f"It is {written.whole} above the promise, which holds projects to today's plan. "
        f"{_COUNTS_MOST[most]} counts most: {amount}."
    )


def _kept_unlike_today(result: Recommendation, today: Today, portfolio: Portfolio) -> str:
    """What the plan keeps and today's way need not, where one reading of today delivers more; else empty."""
    if result.value is None or result.value >= today.high:
        return ""
    reserve = portfolio.settings.protective_capacity
    kept = f" and holds {percent(reserve)} of people in reserve" if reserve > today.way.protective_capacity else ""
    return f"It keeps every rule{kept}, which today's way need not."


def _ceiling(result: Recommendation) -> float:
    return result.best_bound if result.best_bound is not None else float("inf")


def trust(trust_level: Trust) -> str:
    """What share of the recommended value rests on figures that somebody owns."""
    if not trust_level.n_owned:
        return "None of the recommended value rests on figures that somebody owns."
    return (
        f"{percent(trust_level.share_owned)} of the recommended value rests on figures that somebody owns: "
        f"{trust_level.n_owned} of {count(trust_level.n_running, 'running project')}."
    )


def scenarios(rows: Sequence[ComparedScenario], n_saved: int) -> str:
    """What the base is worth, and which of the compared scenarios is worth most.

    ``n_saved`` is how many scenarios are saved.
    """
    known = [
        (row, row.result.value, row.result.currency) for row in rows if row.result and row.result.value is not None
    ]
    if not known or known[0][0] is not rows[0]:
        return _without_base(rows, known)
    (_, worth, currency), (best, most, _) = known[0], max(known, key=lambda pair: pair[1])
    base = f"The base is worth {money(worth, currency)}"
    if len(rows) == 1:
        saved = (
            "no other scenario is saved yet"
            if not n_saved
            else f"{count(n_saved, 'other')} {'is' if n_saved == 1 else 'are'} saved"
        )
        return f"{base}; {saved}."
    if most - worth < _NOTHING:
        as_much = any(abs(other - worth) < _NOTHING for _, other, _ in known[1:])
        return f"{base}, {'as much as' if as_much else 'more than'} any scenario compared with it."
    written = balance(most, worth, currency)
    return f"The base is worth {written.second}; {best.name} is worth {written.apart} more."


def _without_base(rows: Sequence[ComparedScenario], known: Sequence[tuple[ComparedScenario, float, str]]) -> str:
    """What can be said while the base has no plan, or where it has none; ``known`` are worth so much money each."""
    if rows[0].is_coming:
        return "Working out what the scenarios are worth …"
    why = f"The base cannot be compared with: {rows[0].note}"
    if not known:
        return f"{why}."
    best, most, currency = max(known, key=lambda pair: pair[1])
    return f"{why}. {best.name} is worth {money(most, currency)}."


def in_use(adopted: SavedScenario | None) -> str:
    """Which scenario the office has adopted.

    ``adopted`` is ``None`` where none is.
    """
    if adopted is None:
        return "No scenario has been adopted: the office works to the base."
    return f"The office works to {adopted.scenario.name}, version {adopted.version}, saved by {adopted.saved_by}."


def every_action(result: Recommendation) -> str:
    """How many projects each action has, those that continue too: ``accelerate 3, stop 1, continue 20``."""
    counts = Counter(d.action for d in result.decisions)
    return ", ".join(f"{action.value} {counts[action]}" for action in ORDER if counts[action])


def whole_recommendation(portfolio: Portfolio) -> str:
    """The heading over all four actions."""
    return f"The whole recommendation, as of {month(portfolio.settings.planning_month)}"
