"""Interventions in words: what to do, what it costs and returns, what that rests on, and what to do first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.analyse.interventions import (
    IN_THE_PLAN,
    UNDER_TODAYS_WAY,
    Chosen,
    FrontierPoint,
    Intervention,
    InterventionKind,
    League,
    Together,
    is_for_money,
)
from engine.explain.accuracy import on_assumed_inputs
from engine.explain.today import WHICHEVER
from engine.explain.worth_of_person import gain_cost_and_net
from engine.optimise.compare import Interval
from engine.portfolio.model.calendar import parse_month
from engine.portfolio.model.portfolio import Portfolio
from engine.wording import formats
from engine.wording.claims import (
    Between,
    Claim,
    Count,
    Explanation,
    Figure,
    Measured,
    Money,
    MoneyRange,
    Month,
    Name,
    Share,
    as_proven,
    claim,
)
from engine.wording.glossary import TOO_CLOSE

Evidence = dict[str, Figure]

RANKING = (
    "Ranked by net gain: gain less cost, at the low end where only a range is known. What needs no new "
    "spend and surely gains comes first; what is too close to call comes last, in no order. "
    "Return is gain for each unit of cost. In turn: the gain after those above it."
)
NET_OF_WHAT = (
    "Net of its cost, compared with the recommended plan; changes of the way of working: with today's way. "
    "Whiskers: what is proven. Pale: too close to call."
)
BY_MONEY = "Gain compared with the recommended plan, by money spent"
BY_PEOPLE = "Gain compared with the recommended plan, by people added at the constraint"
BAND = ", before their cost. Band: what is proven."
WITHOUT_NEW_SPEND = "Without new spend"
FOR_MONEY = "For money, or with no gain"
OPEN = "Too close to call: whether these pay is not proven"
THE_LAW = "What the law costs"
THE_LAW_NOTE = "Gain if the project were not required. No options, and not ranked: only the law can change them."


def explain_intervention(intervention: Intervention, portfolio: Portfolio) -> Explanation:
    """One intervention: a sentence with its figures, then how surely, under today's way, and what it assumes."""
    further = (
        _range(intervention, portfolio),
        _today(intervention, portfolio),
        _parts(intervention, portfolio),
        _assumption(intervention),
    )
    return Explanation(_outcome(intervention, portfolio), tuple(c for c in further if c is not None))


def explain_interventions(league: League, portfolio: Portfolio) -> Explanation:
    """What to do first and what then; what could be bought for the money; which decisions nobody can leave."""
    further = [
        *_overlap(league, portfolio),
        explain_intervention(league.pair, portfolio).short if league.pair is not None and league.pair.pays else None,
        None if league.chosen is None else _chosen(league.chosen, portfolio),
        _required(league, portfolio),
    ]
    return Explanation(
        on_assumed_inputs(_headline(league, portfolio), portfolio), tuple(c for c in further if c is not None)
    )


def title_of(intervention: Intervention, portfolio: Portfolio) -> str:
    """What is done, for a table: ``Adding 1 person to Integration & Data``."""
    sentence, evidence = _doing(intervention, portfolio, "a")
    return claim(sentence, **evidence).prose


def _headline(league: League, portfolio: Portfolio) -> Claim:
    listed = [i for i in league.interventions if not i.parts]
    unpaid = next((i for i in listed if not is_for_money(i)), None)
    paid = [i for i in listed if i.needs_money and i.pays]
    bought = next((i for i in paid if i.kind not in IN_THE_PLAN), next(iter(paid), None))
    if unpaid is None:
        if bought is None:
            return claim("Nothing that was priced is sure to return more than it costs.")
        return _outcome(bought, portfolio)
    currency = portfolio.settings.currency
    first, evidence = _doing(unpaid, portfolio, "a")
    evidence["first"] = _net(unpaid, currency)
    first += " needs no new spend and gains {first}"
    if bought is None:
        return claim(first + ".", **evidence)
    then, more = _doing(bought, portfolio, "b")
    evidence |= more | {"then": _net(bought, currency)}
    return claim(f"{first}. Do it before {then[0].lower() + then[1:]}, which gains {{then}} net.", **evidence)


def _overlap(league: League, portfolio: Portfolio) -> list[Claim]:
    """What can be had together, since the gains of the list overlap and do not add up."""
    currency, said = portfolio.settings.currency, list[Claim]()
    if league.plan_gain.low > 1 and any(i.kind in IN_THE_PLAN for i in league.interventions):
        total = Between(league.plan_gain.low, league.plan_gain.high, currency)
        said.append(claim("Gains overlap: all decisions of the plan together add {total} to today's way.", total=total))
    together = league.together
    if together is not None and len(together.interventions) > 1:
        count = Count(len(together.interventions), "change")
        net, parts = _net(together, currency), _one_by_one(together.interventions, currency, net=True)
        best = "The {count} of people, money or rules that pay most gain {net} net together."
        sentence = f"{best} Priced one by one they add up to {{parts}}."
        said.append(claim(sentence, count=count, net=net, parts=parts))
    return said


def _outcome(intervention: Intervention, portfolio: Portfolio) -> Claim:
    currency = portfolio.settings.currency
    doing, evidence = _doing(intervention, portfolio, "a")
    if intervention.parts:
        doing += " can be done together. They"
    if intervention.cost <= 0:
        return _unpaid_outcome(intervention, doing, evidence, currency)
    ending = _ending(intervention)
    if intervention.exit_cost >= intervention.cost and intervention.pays:
        evidence |= {"exit": Money(intervention.cost, currency), "net": _net(intervention, currency)}
        return claim(f"{doing} gain{ending} {{net}}. The exit cost of {{exit}} is already deducted.", **evidence)
    gain = Interval(intervention.gain, intervention.low, intervention.high)
    outcome, figures = gain_cost_and_net(gain, intervention.cost, currency, several=bool(intervention.parts))
    evidence |= figures
    if not intervention.pays or not intervention.is_point or intervention.payback_months is None:
        return claim(f"{doing} {outcome}.", **evidence)
    evidence["months"] = Count(intervention.payback_months, "month")
    return claim(f"{doing} {outcome}. The cost is paid back within {{months}}.", **evidence)


def _net(one: Intervention | Chosen | Together, currency: str) -> Figure:
    """What is left of a gain after its cost, no closer than it is known; it surely is something."""
    if isinstance(one, Intervention) and one.is_over_readings:
        return MoneyRange(one.low - one.cost, one.high - one.cost, currency)
    return as_proven(one.net, one.low - one.cost, one.high - one.cost, currency)


def _one_by_one(parts: Sequence[Intervention], currency: str, *, net: bool = False) -> Figure:
    """What the gains of some add up to, each priced by itself: before their cost, or after it."""
    less = sum(i.cost for i in parts) if net else 0.0
    ends = (sum(i.gain for i in parts), sum(i.low for i in parts), sum(i.high for i in parts))
    return as_proven(ends[0] - less, ends[1] - less, ends[2] - less, currency)


def _ending(intervention: Intervention) -> str:
    """The ending of a verb, for one intervention or for several."""
    return "" if intervention.parts else "s"


def _unpaid_outcome(intervention: Intervention, doing: str, evidence: Evidence, currency: str) -> Claim:
    ending = _ending(intervention)
    doing += f" need{ending} no new spend"
    if intervention.kind in UNDER_TODAYS_WAY and intervention.high > intervention.low:
        return _whichever_way(intervention, doing, evidence, currency)
    if intervention.too_close:
        who = "it gains" if ending else "they gain"
        return claim(f"{doing}; whether {who} anything is too close to call.", **evidence)
    if intervention.high < 0:
        loses = as_proven(-intervention.gain, -intervention.high, -intervention.low, currency)
        return claim(f"{doing} and lose{ending} {{loss}}.", **evidence, loss=loses)
    if intervention.gain <= 0:
        return claim(f"{doing} and gain{ending} nothing.", **evidence)
    return claim(f"{doing} and gain{ending} {{gain}}.", **evidence, gain=_net(intervention, currency))


def _whichever_way(intervention: Intervention, doing: str, evidence: Evidence, currency: str) -> Claim:
    """A change of the way of working: what it gains depends on how people work today."""
    if intervention.high < 1:
        return claim(f"{doing} and gains nothing, {WHICHEVER}.", **evidence)
    if intervention.low < 1:
        most = Money(intervention.high, currency)
        return claim(f"{doing} and gains up to {{most}}, depending on how you work today.", **evidence, most=most)
    gain = MoneyRange(intervention.low, intervention.high, currency)
    return claim(f"{doing} and gains {{gain}}, {WHICHEVER}.", **evidence, gain=gain)


def _range(intervention: Intervention, portfolio: Portfolio) -> Claim | None:
    """How closely a gain is proven that is written as one amount: after an exit cost where that is what is written."""
    if not intervention.is_point:
        return None
    after_exit = 0 < intervention.cost <= intervention.exit_cost
    less = intervention.cost if after_exit else 0.0
    ranged = Between(intervention.low - less, intervention.high - less, portfolio.settings.currency)
    what = "After the exit cost the gain" if after_exit else "The gain"
    return claim(f"{what} is proven to lie {{range}}.", range=ranged) if ranged.is_wide else None


def _today(intervention: Intervention, portfolio: Portfolio) -> Claim | None:
    if intervention.gain_today is None or intervention.kind in UNDER_TODAYS_WAY:
        return None
    currency, gain = portfolio.settings.currency, intervention.gain_today
    if gain.low > -1 and gain.high < 1:
        return claim("In today's way of working it would gain nothing.")
    if gain.low > -1:
        gains = MoneyRange(max(0.0, gain.low), gain.high, currency)
        return claim("In today's way of working it would gain {gains}.", gains=gains)
    if gain.high < 1:
        loses = MoneyRange(max(0.0, -gain.high), -gain.low, currency)
        return claim("In today's way of working it would lose {loses}.", loses=loses)
    ends = {"loss": Money(-gain.low, currency), "gain": Money(gain.high, currency)}
    return claim("In today's way of working it would do anything from losing {loss} to gaining {gain}.", **ends)


def _parts(intervention: Intervention, portfolio: Portfolio) -> Claim | None:
    if not intervention.parts:
        return None
    alone = _one_by_one(intervention.parts, portfolio.settings.currency)
    return claim("Priced one by one their gains add up to {alone}.", alone=alone)


def _assumption(intervention: Intervention) -> Claim | None:
    said = _ASSUMPTIONS.get(intervention.kind)
    return None if said is None else claim(said)


_HELD = "It is part of the recommended plan; its net gain is the price of refusing it, the project as planned instead."
_WAY = "Compared with what today's way of working delivers"

_ASSUMPTIONS = {
    InterventionKind.MOVE_PEOPLE: "It assumes that they can do the work from the first month.",
    InterventionKind.BUY_FLEX: "It assumes that so many more days can be had at the same price.",
    InterventionKind.ACCELERATE: _HELD,
    InterventionKind.DEFER: _HELD,
    InterventionKind.STOP: _HELD,
    InterventionKind.RESEQUENCE: _WAY + ": the same projects at the same pace, begun in the best order found.",
    InterventionKind.FREE_TIME: "Its cost is that of having the work done by others at the lowest day rate there is.",
    InterventionKind.CUT_SCOPE: "It assumes that the benefits stay as they are.",
    InterventionKind.OFFLOAD: "It costs what a bought day costs, and assumes that the work can be handed out.",
    InterventionKind.LIMIT_PARALLEL: _WAY + ", with everything else left as it is.",
    InterventionKind.LIFT_MANDATE: "Only where what demands the project allows it.",
    InterventionKind.RAISE_BUDGET: "Its cost is what the plan then spends more in that year.",
    InterventionKind.DECIDE_SOONER: "The gain is what decisions that wait for this role lose while they wait.",
}


def _chosen(chosen: Chosen, portfolio: Portfolio) -> Claim:
    currency = portfolio.settings.currency
    evidence: Evidence = {"limit": Money(chosen.limit, currency)}
    if not chosen.interventions:
        return claim("For {limit} nothing was found that is sure to pay.", **evidence)
    doings = [title_of(intervention, portfolio) for intervention in chosen.interventions]
    evidence["set"] = Name(tuple(doing[0].lower() + doing[1:] for doing in doings))
    outcome, figures = gain_cost_and_net(Interval(chosen.gain, chosen.low, chosen.high), chosen.cost, currency)
    evidence |= figures
    return claim(f"The best set found for {{limit}} {outcome}. It consists of {{set}}.", **evidence)


def _required(league: League, portfolio: Portfolio) -> Claim | None:
    if not league.required:
        return None
    names = Name(tuple(portfolio.projects_by_id[i].name for i in league.required))
    stay = "stays" if len(league.required) == 1 else "stay"
    return claim(f"No plan meets the rules if {{projects}} {stay} as planned.", projects=names)


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _doing(intervention: Intervention, portfolio: Portfolio, key: str) -> tuple[str, Evidence]:
    """What is done, as the beginning of a sentence; places of its figures begin with ``key``."""
    if intervention.parts:
        return _doing_both(intervention, portfolio, key)
    return _DOING[intervention.kind](intervention, portfolio, key)


def _doing_both(intervention: Intervention, portfolio: Portfolio, key: str) -> tuple[str, Evidence]:
    pieces, evidence = [], Evidence()
    for place, part in enumerate(intervention.parts):
        doing, more = _doing(part, portfolio, f"{key}_{_LETTERS[place]}")
        pieces.append(doing if place == 0 else doing[0].lower() + doing[1:])
        evidence |= more
    return " and ".join(pieces), evidence


def _add(intervention: Intervention, portfolio: Portfolio, key: str) -> tuple[str, Evidence]:
    people = Count(round(intervention.amount), "person", "people")
    pool = _pool(intervention.subject, portfolio)
    return f"Adding {{{key}_people}} to {{{key}_pool}}", {f"{key}_people": people, f"{key}_pool": pool}


def _move(intervention: Intervention, portfolio: Portfolio, key: str) -> tuple[str, Evidence]:
    source, _arrow, target = intervention.subject.partition(" → ")
    evidence: Evidence = {
        f"{key}_people": Count(round(intervention.amount), "person", "people"),
        f"{key}_from": _pool(source, portfolio),
        f"{key}_pool": _pool(target, portfolio),
    }
    return f"Moving {{{key}_people}} from {{{key}_from}} to {{{key}_pool}}", evidence


def _flex(intervention: Intervention, portfolio: Portfolio, key: str) -> tuple[str, Evidence]:
    evidence: Evidence = {
        f"{key}_share": Share(intervention.amount),
        f"{key}_pool": _pool(intervention.subject, portfolio),
    }
    return f"Buying up to {{{key}_share}} more days in {{{key}_pool}}", evidence


def _free(intervention: Intervention, portfolio: Portfolio, key: str) -> tuple[str, Evidence]:
    evidence: Evidence = {
        f"{key}_days": Measured(intervention.amount, "day"),
        f"{key}_pool": _pool(intervention.subject, portfolio),
    }
    return f"Taking {{{key}_days}} a month of business as usual off {{{key}_pool}}", evidence


def _limit(intervention: Intervention, portfolio: Portfolio, key: str) -> tuple[str, Evidence]:
    evidence: Evidence = {
        f"{key}_most": Count(round(intervention.amount), "project"),
        f"{key}_pool": _pool(intervention.subject, portfolio),
    }
    return f"Working on at most {{{key}_most}} at once in {{{key}_pool}}", evidence


def _budget(intervention: Intervention, portfolio: Portfolio, key: str) -> tuple[str, Evidence]:
    evidence: Evidence = {
        f"{key}_month": Month(parse_month(intervention.subject)),
        f"{key}_amount": Money(intervention.amount, portfolio.settings.currency),
    }
    return f"Raising the budget for the year from {{{key}_month}} by {{{key}_amount}}", evidence


def _sooner(intervention: Intervention, _portfolio: Portfolio, key: str) -> tuple[str, Evidence]:
    evidence: Evidence = {
        f"{key}_days": Measured(intervention.amount, "day"),
        f"{key}_role": Name((intervention.subject,)),
    }
    return f"A decision at once, not after {{{key}_days}}, from {{{key}_role}}", evidence


def _again(_intervention: Intervention, _portfolio: Portfolio, _key: str) -> tuple[str, Evidence]:
    return "Re-sequencing", {}


def _on_share_of_work(verb: str) -> Callable[[Intervention, Portfolio, str], tuple[str, Evidence]]:
    def doing(intervention: Intervention, portfolio: Portfolio, key: str) -> tuple[str, Evidence]:
        evidence: Evidence = {
            f"{key}_share": Share(intervention.amount),
            f"{key}_project": _project(intervention.subject, portfolio),
        }
        return f"{verb} {{{key}_share}} of the work of {{{key}_project}} at the constraint", evidence

    return doing


def _on_project(verb: str) -> Callable[[Intervention, Portfolio, str], tuple[str, Evidence]]:
    def doing(intervention: Intervention, portfolio: Portfolio, key: str) -> tuple[str, Evidence]:
        return f"{verb} {{{key}_project}}", {f"{key}_project": _project(intervention.subject, portfolio)}

    return doing


def _on_theme(intervention: Intervention, _portfolio: Portfolio, key: str) -> tuple[str, Evidence]:
    return f"Lifting the floor for {{{key}_theme}}", {f"{key}_theme": Name((intervention.subject,))}


_DOING: dict[InterventionKind, Callable[[Intervention, Portfolio, str], tuple[str, Evidence]]] = {
    InterventionKind.ADD_PEOPLE: _add,
    InterventionKind.MOVE_PEOPLE: _move,
    InterventionKind.BUY_FLEX: _flex,
    InterventionKind.ACCELERATE: _on_project("Accelerating"),
    InterventionKind.DEFER: _on_project("Deferring"),
    InterventionKind.STOP: _on_project("Stopping"),
    InterventionKind.RESEQUENCE: _again,
    InterventionKind.FREE_TIME: _free,
    InterventionKind.CUT_SCOPE: _on_share_of_work("Cutting"),
    InterventionKind.OFFLOAD: _on_share_of_work("Handing out"),
    InterventionKind.LIMIT_PARALLEL: _limit,
    InterventionKind.LIFT_MANDATE: _on_project("Lifting the mandate on"),
    InterventionKind.LIFT_FLOOR: _on_theme,
    InterventionKind.LIFT_PIN: _on_project("Removing the pin on"),
    InterventionKind.RAISE_BUDGET: _budget,
    InterventionKind.DECIDE_SOONER: _sooner,
}


def _pool(pool_id: str, portfolio: Portfolio) -> Name:
    return Name((portfolio.pools_by_id[pool_id].name,))


def _project(project_id: str, portfolio: Portfolio) -> Name:
    return Name((portfolio.projects_by_id[project_id].name,))


def gained(point: FrontierPoint, points: Sequence[FrontierPoint], league: League) -> Interval:
    """What a point of a frontier brings more than the recommended plan, before its cost, as far as it is proven."""
    base = next((p.value for p in points if not p.what and p.accelerates), points[0].value)
    by, more = _bought_at(point, league), point.value - base
    return Interval(more, more, more) if by is None else Interval(more, min(by.low, more), max(by.high, more))


def gained_in_short(point: FrontierPoint, points: Sequence[FrontierPoint], league: League, currency: str) -> str:
    """What a point of a frontier brings, for a table: one amount only where the list of interventions has one."""
    gain, by = gained(point, points, league), _bought_at(point, league)
    if gain.is_point and (by is None or by.is_point):
        return formats.money(gain.estimate, currency)
    return formats.money_range(gain.low, gain.high, currency)


def _bought_at(point: FrontierPoint, league: League) -> Intervention | None:
    """The intervention of the list that makes up a point of a frontier."""
    made = [(i.kind, i.subject, i.amount) for i in point.what]
    bought = (i for i in league.interventions if [(p.kind, p.subject, p.amount) for p in i.parts or (i,)] == made)
    return next(bought, None)


def how_sure(intervention: Intervention) -> str:
    """That nobody can tell whether it pays; empty where it is told."""
    return TOO_CLOSE if intervention.is_open else ""


def in_groups(interventions: Sequence[Intervention]) -> dict[str, list[Intervention]]:
    """The list under its headings, in its order: without new spend, for money, too close to call; none is empty."""
    groups = {
        WITHOUT_NEW_SPEND: [i for i in interventions if not is_for_money(i)],
        FOR_MONEY: [i for i in interventions if is_for_money(i) and not i.is_open],
        OPEN: [i for i in interventions if i.is_open],
    }
    return {head: group for head, group in groups.items() if group}


def not_priced(number: int) -> str:
    """How many interventions an estimate has left out of the list."""
    return f"{formats.count(number, 'more intervention')} estimated to gain less, and not priced."


def price_in_short(intervention: Intervention, currency: str) -> str:
    """Beside the bar of an intervention: what it costs, and after how many months that is back."""
    if not intervention.needs_money:
        exit_cost = formats.money(intervention.exit_cost, currency)
        return f"exit cost {exit_cost}" if intervention.exit_cost > 0 else "no new spend"
    price = f"for {formats.money(intervention.cost, currency)}"
    if not intervention.payback_months:
        return price
    return f"{price}, back in {formats.months(intervention.payback_months)}"
