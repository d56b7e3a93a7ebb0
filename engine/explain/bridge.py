"""The value bridge in words: what is promised, what today's way loses of it and where, and what brings it back."""

from __future__ import annotations

from collections.abc import Iterator

from engine.analyse.bridge.bridge import Bridge, BridgeStep, Elevated
from engine.analyse.decisions.first_decisions import FirstDecisions
from engine.analyse.today.reading import reading_of_today
from engine.explain.accuracy import on_assumed_inputs
from engine.explain.bridge_falls import scale_of_bridge
from engine.explain.calibration import explain_calibration
from engine.explain.rules import fewest, rule_in_words
from engine.explain.today import WHICHEVER, explain_today, todays_value
from engine.explain.worth_of_person import gain_cost_and_net
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import TodaysPolicy
from engine.wording.claims import (
    Claim,
    Count,
    Explanation,
    Figure,
    Money,
    MoneyRange,
    Name,
    Proof,
    Share,
    WrittenFigure,
    as_proven,
    claim,
)
from engine.wording.formats import Scale
from engine.wording.glossary import TOO_CLOSE

_MOST_NAMED = 4
_UNDER_FEWER_RULES = ("focused", "re-sequenced")
"""Steps that need not keep all that the recommended plan keeps, and may deliver more for it."""


def explain_bridge(result: Bridge, portfolio: Portfolio, first: FirstDecisions | None = None) -> Explanation:
    """One sentence from the promise to what recovers it; then each loss, the way back up, and what it stands on.

    ``first`` are the first decisions, which then take the place of the whole plan in that sentence.
    """
    currency = portfolio.settings.currency
    further = (
        *losses(result, portfolio),
        *_split(result, currency),
        *_stuck(result, portfolio),
        *explain_today(result.today, currency),
        *explain_calibration(result.calibration),
        *gains(result, portfolio),
        *_fine_print(result, portfolio),
    )
    return Explanation(on_assumed_inputs(_opening(result, portfolio, first), portfolio), further)


def _opening(result: Bridge, portfolio: Portfolio, first: FirstDecisions | None) -> Claim:
    currency = portfolio.settings.currency
    projects = len(portfolio.planned)
    if not projects:
        tail, more = _recovery(result, first, currency)
        promise = "promises nothing"
        if result.value("promised"):
            promise, more = "is worth {promised}", more | {"promised": Money(result.value("promised"), currency)}
        return claim(f"No project is in today's plan, which {promise}. {tail}.", **more)
    figures: dict[str, Figure] = {
        "projects": Count(projects, "project"),
        "promised": Money(result.value("promised"), currency),
        "today": todays_value(result.today, currency),
    }
    promise = "promises" if projects == 1 else "promise"
    about = "about " if result.today.is_accepted else ""
    sentence = f"The {{projects}} in the plan {promise} {{promised}}. The way we work today delivers {about}{{today}}"
    tail, more = _recovery(result, first, currency)
    return claim(f"{sentence}. {tail}.", **figures, **more)


def _recovery(result: Bridge, first: FirstDecisions | None, currency: str) -> tuple[str, dict[str, Figure]]:
    if not result.has_plan:
        return "No plan that meets every rule has been found", {}
    if first is not None and first.steps:
        return _first_decisions(result, first, currency)
    figures: dict[str, Figure] = {"worth": Money(result.value("recommended"), currency)}
    if not result.recoverable:
        return "The recommended plan, which keeps every rule, is worth {worth}", figures
    figures["recovered"] = Money(result.recoverable, currency)
    how_much = "{recovered} of the gap" if result.never_deliverable else "the whole gap of {recovered}"
    return f"The recommended plan, worth {{worth}}, recovers {how_much}", figures


def _first_decisions(result: Bridge, first: FirstDecisions, currency: str) -> tuple[str, dict[str, Figure]]:
    last, number = first.steps[-1], len(first.steps)
    gained = MoneyRange(last.total_low, last.total_high, currency)
    figures: dict[str, Figure] = {"decisions": Count(number, "decision"), "gained": gained}
    s = "s" if number == 1 else ""
    tail = "" if result.today.is_accepted else f", {WHICHEVER}"
    if last.total_high > result.value("promised") - result.today.high:
        return f"The first {{decisions}} add{s} {{gained}} to today's way{tail}", figures
    return f"The first {{decisions}} recover{s} {{gained}} of the gap{tail}", figures


def losses(result: Bridge, portfolio: Portfolio) -> tuple[Claim, ...]:
    """One claim for each loss of the way today is read: waiting in a queue, competing priorities, congestion."""
    scale = scale_of_bridge(result, portfolio.settings.currency)
    where: dict[str, Figure] = {}
    if result.waiting is not None:
        where = {"pool": Name((portfolio.pools_by_id[result.waiting.pool_id].name,))}
    most = ", most of all at {pool}," if where else ""
    shared, rate = result.today.way.policy is TodaysPolicy.SHARED, Share(result.today.way.multitasking_loss)
    claims = [_loss(f"Projects waiting for one another{most}", "waiting", result.step("queue"), scale, **where)]
    if result.today.way.policy is not TodaysPolicy.QUEUE:
        how = "everybody sharing the same people" if shared else "the loudest sponsor served first"
        claims.append(_loss(f"Competing priorities, {how},", "priorities", result.step("share"), scale))
    if shared:
        lost = "Crowded pools, {rate} of effort lost for every full load beyond capacity,"
        claims.append(_loss(lost, "congestion", result.step("today"), scale, rate=rate))
    return tuple(claims)


def _loss(subject: str, name: str, step: BridgeStep, scale: Scale, **figures: Figure) -> Claim:
    """``subject`` is plural; a loss that comes out with the other sign is said as what it is.

    ``name`` is that of its amount, by which the term behind it is known.
    """
    if step.change == 0:
        return claim(f"{subject} have no cost.", **figures)
    verb = "cost" if step.change < 0 else "add"
    return claim(f"{subject} {verb} {{{name}}}.", **{name: _size(step, scale)}, **figures)


def _split(result: Bridge, currency: str) -> Iterator[Claim]:
    if not result.has_plan or not result.shortfall:
        return
    scale = scale_of_bridge(result, currency)
    promised, best, today = (result.value(name) for name in ("promised", "recommended", "today"))
    gap = WrittenFigure(result.shortfall, scale.unsigned(promised, today))
    if not result.never_deliverable:
        said = "With the people there are, the recommended plan recovers the whole gap of {gap}."
        above = result.value("recommended") - result.value("promised")
        if above > 0:
            said += " It is {above} above the promise, which holds projects to today's plan."
            yield claim(said, gap=gap, above=Money(above, currency))
            return
        yield claim(said, gap=gap)
        return
    part = "{recovered}" if result.recoverable else "none"
    said = f"With the people there are, the recommended plan recovers {part} of the gap of {{gap}}."
    figures: dict[str, Figure] = {"gap": gap}
    if result.recoverable:
        figures["recovered"] = WrittenFigure(result.recoverable, scale.unsigned(best, today))
    otherwise = max(result.value(name) for name in _UNDER_FEWER_RULES) - result.value("today")
    if otherwise > result.recoverable:
        most = Money(min(otherwise, result.shortfall), currency)
        yield claim(f"{said} Steps that keep fewer rules, or no reserve, recover up to {{most}}.", most=most, **figures)
        return
    never = gap
    if result.recoverable:
        never = WrittenFigure(result.never_deliverable, scale.unsigned(promised, best))
    yield claim(f"{said} No plan was found that delivers the other {{never}}.", never=never, **figures)


def _stuck(result: Bridge, portfolio: Portfolio) -> Iterator[Claim]:
    if result.stuck:
        yield claim(
            "Today's way never finishes {stuck}, because people or a predecessor are missing throughout.",
            stuck=_named(result.stuck, portfolio),
        )


def gains(result: Bridge, portfolio: Portfolio) -> tuple[Claim, ...]:
    """One claim for each step back up that changes anything; lifting the constraint also says who and at what cost.

    What stopping and focus bring is simulated, and so is known without a plan.
    """
    return tuple(_gains(result, portfolio))


def _gains(result: Bridge, portfolio: Portfolio) -> Iterator[Claim]:
    scale = scale_of_bridge(result, portfolio.settings.currency)
    if result.stopped:
        named = _named(result.stopped, portfolio)
        yield _gain(
            "Stopping projects that cost more than they bring ({named})",
            result.step("without losers"),
            scale,
            named=named,
        )
    for name, subject in _WAYS_UP.items():
        if not result.has(name):
            continue
        step = result.step(name)
        if step.is_too_close:
            yield claim(f"{subject}: {TOO_CLOSE}, because the step is smaller than the precision of its proof.")
        elif name == "re-chosen" and step.change < 0:
            lower = _proven_size(step, scale)
            yield claim(
                "Choosing under every rule and within the horizon is worth {lower} less than that order.", lower=lower
            )
        elif name not in result.not_found and step.change:
            kept, reserve = _reserve_kept(name, portfolio)
            yield _gain(f"{subject}{kept}", step, scale, **reserve)
    if result.elevated is not None:
        yield _lifting(result.elevated, portfolio)


_WAYS_UP = {
    "focused": "Finishing one project before the next is begun",
    "re-sequenced": "The same work in the best order found",
    "re-chosen": "Choosing what to run, what to let wait and what to stop",
    "recommended": "Accelerating where it pays",
}


def _reserve_kept(name: str, portfolio: Portfolio) -> tuple[str, dict[str, Figure]]:
    """That a planned step keeps a reserve which the simulated one before it does not: part of what it costs."""
    kept = portfolio.settings.protective_capacity
    if name != "re-sequenced" or kept <= reading_of_today(portfolio).protective_capacity:
        return "", {}
    return ", with {reserve} of people kept in reserve,", {"reserve": Share(kept)}


def _gain(subject: str, step: BridgeStep, scale: Scale, **figures: Figure) -> Claim:
    if not step.change:
        return claim(f"{subject} makes no difference in money.", **figures)
    verb = "adds" if step.change > 0 else "costs"
    return claim(f"{subject} {verb} {{amount}}.", amount=_proven_size(step, scale), **figures)


def _proven_size(step: BridgeStep, scale: Scale) -> Figure:
    """How much a step changes, whatever its sign, no closer than it is proven."""
    if step.is_point:
        return _size(step, scale)
    low, high = sorted((abs(step.low), abs(step.high)))
    return as_proven(abs(step.change), low, high, scale.currency)


def _size(step: BridgeStep, scale: Scale) -> WrittenFigure:
    """How much a step changes, whatever its sign, as every other place of the bridge writes it."""
    before = step.value - step.change
    return WrittenFigure(abs(step.change), scale.unsigned(max(before, step.value), min(before, step.value)))


def _lifting(elevated: Elevated, portfolio: Portfolio) -> Claim:
    people = Count(elevated.people, "person", "people")
    pool = Name((portfolio.pools_by_id[elevated.pool_id].name,))
    worth, figures = gain_cost_and_net(elevated.gain, elevated.cost, portfolio.settings.currency)
    return claim(f"Hiring {{people}} for {{pool}} {worth}.", people=people, pool=pool, **figures)


def _fine_print(result: Bridge, portfolio: Portfolio) -> Iterator[Claim]:
    if result.waived:
        words = [rule_in_words(name, portfolio) for name in fewest(result.waived)]
        listed = list(dict.fromkeys(words))
        left = len(listed) - _MOST_NAMED
        figures: dict[str, Figure] = {"rules": Name(tuple(listed[:_MOST_NAMED]))}
        more = ""
        if left > 0:
            more, figures["left"] = "; and {left}", Count(left, "further rule")
        yield claim(f"The better order is not held to rules that today's way breaks: {{rules}}{more}.", **figures)
    if result.not_found:
        steps = Name(result.not_found)
        yield claim("No plan was found in time for the steps called {steps}; they show no change.", steps=steps)
    if result.gaps:
        widest = max(gap for _, gap in result.gaps)
        yield claim("Every plan on the way is proven within {gap} of the best possible.", gap=Proof(widest))


def _named(ids: tuple[str, ...], portfolio: Portfolio) -> Name:
    names = [portfolio.projects_by_id[i].name for i in ids]
    left = len(names) - _MOST_NAMED
    return Name((*names[:_MOST_NAMED], f"{left} more") if left > 0 else tuple(names))
