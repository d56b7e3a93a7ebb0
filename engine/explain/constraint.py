"""The constraint in words: what limits, what does not although it is busier, how far lifting it pays, what is next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from engine.analyse.constraint.bottleneck_candidates import rate
from engine.analyse.constraint.by_month import Spell, wanders
from engine.analyse.constraint.constraint import Constraint, PoolValue
from engine.analyse.constraint.limiting_pool import LimitingPool
from engine.analyse.constraint.limits import PricedLimit
from engine.analyse.pricing.situations import ChangeKind
from engine.explain.accuracy import on_assumed_inputs
from engine.explain.worth_of_person import gain_cost_and_net
from engine.optimise.compare import Interval
from engine.portfolio.model.calendar import parse_month
from engine.portfolio.model.portfolio import Portfolio
from engine.report.brought_in import assumed_capacity
from engine.wording.claims import Claim, Count, Explanation, Figure, Money, Month, Name, as_proven, claim
from engine.wording.formats import NONE, balance, money, money_range, percent
from engine.wording.glossary import TOO_CLOSE


def explain_constraint(result: Constraint, portfolio: Portfolio) -> Explanation:
    """Which pool limits and which does not; then the person more or less, further people, and budgets and rules."""
    parts = (_rivals, _person, _until_when, _by_month, _person_less, _lifted, _rule)
    further = (part(result, portfolio) for part in parts)
    return Explanation(
        on_assumed_inputs(_with_question(result, portfolio), portfolio), tuple(c for c in further if c is not None)
    )


def _with_question(result: Constraint, portfolio: Portfolio) -> Claim:
    """What limits; a pool whose capacity nobody has said is never called so without the question that settles it."""
    short = _short(result, portfolio)
    if not _is_asked(result, portfolio):
        return short
    return Claim(f"{short.sentence} How many people does it have? That is assumed.", short.evidence)


def _is_asked(result: Constraint, portfolio: Portfolio) -> bool:
    """Whether the question how many people there are stands behind the constraint, in place of its rival."""
    return result.constraint is not None and bool(assumed_capacity(portfolio))


def explain_limiting_pool(limiting: LimitingPool, portfolio: Portfolio) -> Explanation:
    """Which pool limits, in one sentence."""
    if limiting.pool_id is None:
        return Explanation(claim("No pool was found to limit us."))
    pool = Name((portfolio.pools_by_id[limiting.pool_id].name,))
    sure = "{pool} limits us." if limiting.is_told_apart else "{pool} limits us most, as far as can be told."
    return Explanation(claim(sure, pool=pool))


def by_first_measure(pool_id: str | None, portfolio: Portfolio) -> str:
    """What figures go by while the constraint is still being found.

    ``pool_id`` is ``None`` where no pool limits.
    """
    if pool_id is None:
        return "On a first estimate no pool limits us. This is being confirmed by solving again."
    name = portfolio.pools_by_id[pool_id].name
    return f"On a first estimate {name} limits us, and figures use that. It is being confirmed by solving again."


def constraint_moved(before: str | None, after: str | None, portfolio: Portfolio) -> str:
    """That another pool limits than in the base; empty where it is the same.

    ``before`` and ``after`` are ids of pools, ``None`` where none limits.
    """
    if before == after:
        return ""
    was, now = ("no pool" if one is None else portfolio.pools_by_id[one].name for one in (before, after))
    return f"In the base {was} limits us. With these changes it is {now}: the constraint has moved."


def _short(result: Constraint, portfolio: Portfolio) -> Claim:
    if result.constraint is None:
        return _nothing_limits(result, portfolio)
    pool = result.pool(result.constraint)
    figures: dict[str, Figure] = {"pool": _name(pool, portfolio), "day": _per_day(pool, portfolio)}
    rival = _rival(result)
    if pool.more.too_close:
        return claim(
            "{pool} may limit us, but that is too close to call: one more day of it is worth {day}.", **figures
        )
    if rival is None:
        return claim(
            "{pool} limits us: one more day is worth {day}, compared with nothing in any other pool.", **figures
        )
    if not result.told_apart:
        return claim("{pool} limits us most, as far as can be told: one more day is worth {day}.", **figures)
    if _is_asked(result, portfolio):
        return claim("{pool} limits us: one more day is worth {day}.", **figures)
    worth, day = _worth(rival, portfolio)
    figures |= {"other": _name(rival, portfolio), **day}
    if _busier(rival, pool):
        busier = "{pool} limits us, not {other}, which is busier"
        return claim(f"{busier}: one more day is worth {{day}}, compared with {worth} there.", **figures)
    return claim(f"{{pool}} limits us: one more day is worth {{day}}, compared with {worth} in {{other}}.", **figures)


def _rivals(result: Constraint, portfolio: Portfolio) -> Claim | None:
    """The pool that cannot be told from the constraint, or is busier or next, where the opening does not name it."""
    if result.constraint is None or (result.told_apart and not _is_asked(result, portfolio)):
        return None
    pool, rival = result.pool(result.constraint), _rival(result)
    if rival is None or pool.more.too_close:
        return None
    worth, day = _worth(rival, portfolio)
    figures: dict[str, Figure] = {"other": _name(rival, portfolio), **day}
    of_it = f"One more day of {{other}} is worth {worth}"
    if not result.told_apart:
        return claim(f"{of_it}. Set against their cost, the two are too close to call.", **figures)
    return claim(f"{of_it}, although it is busier." if _busier(rival, pool) else f"{of_it}.", **figures)


def _nothing_limits(result: Constraint, portfolio: Portfolio) -> Claim:
    highest = max((p.more.high for p in result.pools), default=0.0)
    if highest < _LESS_THAN_A_UNIT:
        return claim("No pool limits us: one more person gains nothing in any of them.")
    most = Money(highest, portfolio.settings.currency)
    return claim("No pool was found to limit us: one more person gains {most} at most, in any of them.", most=most)


def _rival(result: Constraint) -> PoolValue | None:
    """Beside the constraint: who may gain most for its cost where that is open, else a busier one, else the next."""
    pool = result.pool(result.constraint or "")
    others = [p for p in result.pools if p.pool_id != pool.pool_id]
    if not result.told_apart:
        return max(others, key=lambda p: rate(p.more.high, p.cost), default=None)
    busiest = max(others, key=lambda p: p.utilisation or 0.0, default=None)
    if busiest is not None and _busier(busiest, pool):
        return busiest
    likeliest = max(others, key=lambda p: (p.pool_id == result.runner_up, p.more.high), default=None)
    return None if likeliest is None or likeliest.more.is_zero else likeliest


def _busier(one: PoolValue, other: PoolValue) -> bool:
    return (one.utilisation or 0.0) > (other.utilisation or 0.0)


_LESS_THAN_A_UNIT: Final = 0.5


def _worth(pool: PoolValue, portfolio: Portfolio) -> tuple[str, dict[str, Figure]]:
    """What a day of another pool is worth, as far as it is proven: a phrase with its figure."""
    if pool.more.is_zero:
        return "nothing", {}
    return "{other_day}", {"other_day": _per_day(pool, portfolio)}


def _person(result: Constraint, portfolio: Portfolio) -> Claim | None:
    """What one person hired there is worth: gain, cost and net, always the three together."""
    person = result.person
    if person is None or result.constraint is None:
        return None
    lead = portfolio.pools_by_id[person.pool_id].hire_lead_months
    start: dict[str, Figure] = {
        "month": Month(portfolio.settings.planning_month + lead),
        "at": Name((portfolio.pools_by_id[person.pool_id].name,)),
    }
    worth, figures = gain_cost_and_net(person.gain, person.cost, portfolio.settings.currency)
    return claim(f"One person hired for {{at}}, at work from {{month}}, {worth}.", **start, **figures)


def _until_when(result: Constraint, portfolio: Portfolio) -> Claim | None:
    """Why a person hired and one person more gain different amounts: until when each of them is there."""
    if result.person is None:
        return None
    settings = portfolio.settings
    last = Month(settings.planning_month + settings.horizon_months - 1)
    return claim(
        "Whoever is hired leaves after {last}. One day or person more, as ranked here, stays until all work is done.",
        last=last,
    )


def _by_month(result: Constraint, portfolio: Portfolio) -> Claim | None:
    """Where the constraint wanders, from pool to pool; else the months in which a person there is worth most."""
    moving = wanders(result.spells)
    if moving:
        return _wandering(moving, portfolio)
    spell = max((s for s in result.spells if s.gain.low > 0), key=lambda s: s.gain.estimate, default=None)
    if spell is None:
        return None
    worth, figures = gain_cost_and_net(spell.gain, spell.cost, portfolio.settings.currency)
    said = f"A person in {{pool}} is worth most from {{first}} to {{last}}. Such a person {worth}."
    return claim(said, **spell_figures(spell, portfolio), **figures)


def _wandering(spells: Sequence[Spell], portfolio: Portfolio) -> Claim:
    figures: dict[str, Figure] = {}
    parts = []
    for place, spell in zip("abc", spells, strict=False):
        figures |= {f"{place}_{key}": figure for key, figure in spell_figures(spell, portfolio).items()}
        parts.append(f"{{{place}_pool}} from {{{place}_first}} to {{{place}_last}}")
    return claim(f"What limits us changes: {', then '.join(parts)}.", **figures)


def spell_figures(spell: Spell, portfolio: Portfolio) -> dict[str, Figure]:
    """The pool, the first and the last month of a spell."""
    first = portfolio.settings.planning_month
    pool = Name((portfolio.pools_by_id[spell.pool_id].name,))
    return {"pool": pool, "first": Month(first + spell.first), "last": Month(first + spell.stop - 1)}


def _person_less(result: Constraint, portfolio: Portfolio) -> Claim | None:
    if result.constraint is None:
        return None
    less = result.pool(result.constraint).less
    if less is None:
        return claim("With one person less, no plan was found that meets every rule.")
    if -less.low < _LESS_THAN_A_UNIT:
        return claim("One person less would make no difference.")
    cost = as_proven(-less.estimate, -less.high, -less.low, portfolio.settings.currency)
    return claim("One person less would cost {lost}.", lost=cost)


def _lifted(result: Constraint, portfolio: Portfolio) -> Claim | None:
    moved, currency = result.moved, portfolio.settings.currency
    if moved is None or result.constraint is None:
        return None
    together = next(step.gain for step in result.steps if step.people == moved.people)
    people = Count(moved.people, "person", "people")
    if together.too_close:
        return claim("Whether {people} more gain anything is too close to call.", people=people)
    limits = "may limit next, too close to call" if moved.gain.too_close else "limits next"
    return claim(
        f"With {{people}} more the gain is {{together}}, and {{other}} {limits}.",
        people=people,
        together=as_proven(together.estimate, together.low, together.high, currency),
        other=Name((portfolio.pools_by_id[moved.pool_id].name,)),
    )


def _rule(result: Constraint, portfolio: Portfolio) -> Claim | None:
    """The budget or rule of the organisation that surely costs most; what the law demands is no limit to be moved."""
    own = (x for x in rules_of_its_own(result) if x.gain.low > 0)
    costly = max(own, key=lambda x: x.gain.estimate, default=None)
    if costly is None:
        return None
    phrase, figures = limit_in_words(costly, portfolio)
    gain = as_proven(costly.gain.estimate, costly.gain.low, costly.gain.high, portfolio.settings.currency)
    return claim(
        f"Apart from people, the largest gain found would come from {phrase}: {{loosened}}.", loosened=gain, **figures
    )


def nothing_to_lift(result: Constraint) -> str:
    """That no budget or rule of the organisation stands in the way."""
    if not rules_of_its_own(result):
        return "There is no budget, floor or pin that could be lifted."
    return "Lifting any budget, floor or pin gains nothing."


def rules_of_its_own(result: Constraint) -> list[PricedLimit]:
    """Budgets and rules that the organisation made and can change, those that cost most first."""
    own = (limit for limit in result.limits if limit.change is not ChangeKind.MANDATE)
    return sorted(own, key=lambda limit: -limit.gain.estimate)


def what_the_law_demands(result: Constraint) -> list[PricedLimit]:
    """Projects that are required, those that cost most first: no limit that the organisation could move."""
    law = (limit for limit in result.limits if limit.change is ChangeKind.MANDATE)
    return sorted(law, key=lambda limit: -limit.gain.estimate)


def limit_in_words(limit: PricedLimit, portfolio: Portfolio) -> tuple[str, Mapping[str, Figure]]:
    """What loosening a limit means, as a phrase with places and their figures."""
    return _PHRASES[limit.change](limit, portfolio)


def _budget(limit: PricedLimit, portfolio: Portfolio) -> tuple[str, Mapping[str, Figure]]:
    amount = Money(limit.amount, portfolio.settings.currency)
    return "{amount} more in the budget for the year from {month}", {
        "amount": amount,
        "month": Month(parse_month(limit.subject)),
    }


def _project(sentence: str) -> Callable[[PricedLimit, Portfolio], tuple[str, Mapping[str, Figure]]]:
    return lambda limit, portfolio: (sentence, {"name": Name((portfolio.projects_by_id[limit.subject].name,))})


def _floor(limit: PricedLimit, _portfolio: Portfolio) -> tuple[str, Mapping[str, Figure]]:
    return "giving up the floor for {name}", {"name": Name((limit.subject,))}


def _parallel(limit: PricedLimit, portfolio: Portfolio) -> tuple[str, Mapping[str, Figure]]:
    name = Name((portfolio.pools_by_id[limit.subject].name,))
    return "allowing one more project at once in {name}", {"name": name}


def _changes(_limit: PricedLimit, _portfolio: Portfolio) -> tuple[str, Mapping[str, Figure]]:
    return "allowing one more change from today's plan", {}


_PHRASES: Final = {
    ChangeKind.BUDGET: _budget,
    ChangeKind.MANDATE: _project("no longer requiring {name}"),
    ChangeKind.FLOOR: _floor,
    ChangeKind.PIN: _project("no longer pinning {name}"),
    ChangeKind.PARALLEL: _parallel,
    ChangeKind.CHANGES: _changes,
}


def _name(pool: PoolValue, portfolio: Portfolio) -> Name:
    return Name((portfolio.pools_by_id[pool.pool_id].name,))


def _per_day(pool: PoolValue, portfolio: Portfolio) -> Figure:
    """What one more day is worth, no closer than it is proven."""
    gain, days = pool.more, pool.days
    return as_proven(gain.estimate / days, gain.low / days, gain.high / days, portfolio.settings.currency)


def moves_to(result: Constraint, portfolio: Portfolio) -> str:
    """How to read the curve of people added: what it leaves out, and after how many another pool limits."""
    said = "Before the cost of the people. Band: what is proven."
    if result.moved is None:
        return said
    pool = portfolio.pools_by_id[result.moved.pool_id].name
    limits = "may limit next, too close to call" if result.moved.gain.too_close else "limits next"
    return f"{said} After {result.moved.people}, {pool} {limits}."


def gain_in_short(limit: PricedLimit) -> str:
    """Beside the bar of a budget or rule: how sure its gain is, or what share of added money it returns."""
    if limit.gain.too_close:
        return TOO_CLOSE
    if limit.gain_per_money is None or not limit.gain.is_point:
        return ""
    return f"{percent(limit.gain_per_money)} of the money added"


def person_in_short(pool: PoolValue) -> str:
    """Beside the bar of one more person: how sure the gain is, where there is something to say."""
    return "nothing to gain" if pool.more.is_zero else TOO_CLOSE if pool.more.too_close else ""


def loosened(limit: PricedLimit, portfolio: Portfolio) -> str:
    """How far a budget or rule is loosened, as the name of its bar."""
    sentence, figures = limit_in_words(limit, portfolio)
    words = claim(sentence, **figures).prose
    return words[0].upper() + words[1:]


def is_worth_a_point(spell: Spell) -> bool:
    """Whether gain and net of a person for some months may each be written as one amount."""
    net = Interval(spell.net, spell.gain.low - spell.cost, spell.gain.high - spell.cost)
    return spell.gain.is_point and net.is_point


def spell_rows(result: Constraint, portfolio: Portfolio) -> list[tuple[str, ...]]:
    """Pool, first and last month, gain, cost, net and the range of the gain of every spell."""
    currency, rows = portfolio.settings.currency, list[tuple[str, ...]]()
    for spell in result.spells:
        figures, written = spell_figures(spell, portfolio), balance(spell.gain.estimate, spell.cost, currency)
        when = tuple(figures[key].text for key in ("pool", "first", "last"))
        amounts = written.first, written.second, written.change
        if not is_worth_a_point(spell):
            amounts = NONE, money(spell.cost, currency), NONE
        rows.append((*when, *amounts, between_in_short(spell.gain, currency)))
    return rows


def between_in_short(gain: Interval, currency: str) -> str:
    """A gain as a range, for a table: ``nothing``, or with what is too close to call."""
    if gain.is_zero:
        return "nothing"
    close = ", too close to call" if gain.too_close else ""
    return f"{money_range(gain.low, gain.high, currency)}{close}"
