"""The constraint in words: what limits, what does not although it is busier, how far lifting it pays, what is next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from engine.analyse.constraint.constraint import Constraint, PoolValue
from engine.analyse.constraint.limits import PricedLimit
from engine.analyse.pricing.situations import ChangeKind
from engine.portfolio.model.calendar import parse_month
from engine.portfolio.model.portfolio import Portfolio
from engine.report.brought_in import assumed_capacity
from engine.wording.claims import Between, Claim, Count, Explanation, Figure, Money, Month, Multiple, Name, claim
from engine.wording.formats import percent


def explain_constraint(result: Constraint, portfolio: Portfolio) -> Explanation:
    """Which pool limits and which does not; then the person more or less, further people, and budgets and rules."""
    parts = (_person, _person_less, _lifted, _rule)
    further = (part(result, portfolio) for part in parts)
    return Explanation(_with_question(result, portfolio), tuple(c for c in further if c is not None))


def _with_question(result: Constraint, portfolio: Portfolio) -> Claim:
    """What limits; a pool whose capacity nobody has said is never called so without the question that settles it."""
    short = _short(result, portfolio)
    if result.constraint is None or not assumed_capacity(portfolio):
        return short
    asked = ("asked", _name(result.pool(result.constraint), portfolio))
    question = " How many people do you have? The capacity of {asked} is assumed."
    return Claim(f"{short.sentence}{question}", (*short.evidence, asked))


def _short(result: Constraint, portfolio: Portfolio) -> Claim:
    if result.constraint is None:
        return _nothing_limits(result, portfolio)
    pool = result.pool(result.constraint)
    figures: dict[str, Figure] = {"pool": _name(pool, portfolio), "day": _per_day(pool, pool.more.estimate, portfolio)}
    rival = _rival(result)
    if pool.more.too_close:
        figures["most"] = _per_day(pool, pool.more.high, portfolio)
        worth = "at most {most}" if figures["most"].text == figures["day"].text else "{day}, at most {most}"
        if "{day}" not in worth:
            del figures["day"]
        return claim(
            f"{{pool}} may limit us, but that is too close to call: one more day of it is worth {worth}.", **figures
        )
    if rival is None:
        return claim(
            "{pool} limits us: one more day of it is worth {day}, one more day of any other nothing.", **figures
        )
    figures |= {"other": _name(rival, portfolio), **_worth(rival, portfolio)}
    worth = _WORTH[_certainty(rival)]
    if not result.told_apart:
        return claim(
            f"{{pool}} limits us most, as far as can be told: one more day of it is worth {{day}}, one more day of "
            f"{{other}} {worth}; for the money they cost the two are too close to call.",
            **figures,
        )
    if _busier(rival, pool):
        return claim(
            "{pool} limits us, not {other}: one more day of {pool} is worth {day}, one more day of {other} "
            f"{worth}, though {{other}} is busier.",
            **figures,
        )
    return claim(
        f"{{pool}} limits us: one more day of it is worth {{day}}, one more day of {{other}} {worth}.", **figures
    )


def _nothing_limits(result: Constraint, portfolio: Portfolio) -> Claim:
    highest = max((p.more.high for p in result.pools), default=0.0)
    if highest < _LESS_THAN_A_UNIT:
        return claim("No pool limits us: one more person gains nothing in any of them.")
    most = Money(highest, portfolio.settings.currency)
    return claim("No pool was found to limit us: one more person gains {most} at most, in any of them.", most=most)


def _rival(result: Constraint) -> PoolValue | None:
    """Beside the constraint: who cannot be told from it, else the busiest where busier, else the runner-up."""
    pool = result.pool(result.constraint or "")
    others = [p for p in result.pools if p.pool_id != pool.pool_id]
    if not result.told_apart:
        return max(others, key=lambda p: (p.pool_id == result.runner_up, p.more.high), default=None)
    busiest = max(others, key=lambda p: p.utilisation or 0.0, default=None)
    if busiest is not None and _busier(busiest, pool):
        return busiest
    likeliest = max(others, key=lambda p: (p.pool_id == result.runner_up, p.more.high), default=None)
    return None if likeliest is None or likeliest.more.is_zero else likeliest


def _busier(one: PoolValue, other: PoolValue) -> bool:
    return (one.utilisation or 0.0) > (other.utilisation or 0.0)


_LESS_THAN_A_UNIT: Final = 0.5
_WORTH: Final = {"nothing": "nothing", "under": "under {other_day}", "about": "{other_day}"}


def _certainty(pool: PoolValue) -> str:
    if pool.more.is_zero:
        return "nothing"
    return "under" if pool.more.too_close else "about"


def _worth(pool: PoolValue, portfolio: Portfolio) -> dict[str, Figure]:
    """What a day of a pool is worth: its estimate, or its upper end where that is all that can be told."""
    certainty = _certainty(pool)
    if certainty == "nothing":
        return {}
    return {"other_day": _per_day(pool, pool.more.high if certainty == "under" else pool.more.estimate, portfolio)}


def _person(result: Constraint, portfolio: Portfolio) -> Claim | None:
    if result.constraint is None:
        return None
    pool, currency = result.pool(result.constraint), portfolio.settings.currency
    figures: dict[str, Figure] = {"gain": Money(pool.more.estimate, currency)}
    sentence, ranged = "One more person there gains {gain}", Between(pool.more.low, pool.more.high, currency)
    if ranged.is_wide:
        sentence, figures = sentence + " ({range})", figures | {"range": ranged}
    if pool.gain_per_money is None:
        return claim(sentence + " and costs nothing.", **figures)
    figures |= {"ratio": Multiple(pool.gain_per_money), "cost": Money(pool.cost, currency)}
    return claim(sentence + ", {ratio} the {cost} that the person's days cost.", **figures)


def _person_less(result: Constraint, portfolio: Portfolio) -> Claim | None:
    if result.constraint is None:
        return None
    less = result.pool(result.constraint).less
    if less is None:
        return claim("With one person less no plan was found that meets every rule.")
    if -less.low < _LESS_THAN_A_UNIT:
        return claim("One person less would cost nothing.")
    currency = portfolio.settings.currency
    return claim("One person less would cost {range}.", range=Between(-less.high, -less.low, currency))


def _lifted(result: Constraint, portfolio: Portfolio) -> Claim | None:
    moved, currency = result.moved, portfolio.settings.currency
    if moved is None or result.constraint is None:
        return None
    together = next(step.gain.estimate for step in result.steps if step.people == moved.people)
    gain = "gains" if moved.people == 1 else "gain"
    limits = "may limit next, too close to call" if moved.gain.too_close else "limits next"
    return claim(
        f"With {{people}} more, who {gain} {{together}}, {{other}} {limits}: one more person there gains {{gain}}.",
        people=Count(moved.people, "person", "people"),
        together=Money(together, currency),
        other=Name((portfolio.pools_by_id[moved.pool_id].name,)),
        gain=Money(moved.gain.estimate, currency),
    )


def _rule(result: Constraint, portfolio: Portfolio) -> Claim | None:
    """The budget or rule that surely costs most."""
    costly = max((x for x in result.limits if x.gain.low > 0), key=lambda x: x.gain.estimate, default=None)
    if costly is None:
        return None
    phrase, figures = limit_in_words(costly, portfolio)
    gain = Money(costly.gain.estimate, portfolio.settings.currency)
    return claim(f"Beside people, most would be gained by {phrase}: {{gain}}.", gain=gain, **figures)


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


def _per_day(pool: PoolValue, gain: float, portfolio: Portfolio) -> Money:
    return Money(gain / pool.days, portfolio.settings.currency)


def moves_to(result: Constraint, portfolio: Portfolio) -> str:
    """How to read the curve of people added: what it leaves out, and after how many another pool limits."""
    if result.moved is None:
        return "Before the cost of the people. Band: what is proven."
    pool = portfolio.pools_by_id[result.moved.pool_id].name
    return f"Before the cost of the people. After {result.moved.people}, {pool} limits next."


def gain_in_short(limit: PricedLimit) -> str:
    """Beside the bar of a budget or rule: how sure its gain is, or what share of added money it returns."""
    if limit.gain.too_close:
        return "too close to call"
    return "" if limit.gain_per_money is None else f"{percent(limit.gain_per_money)} of the money added"


def person_in_short(pool: PoolValue) -> str:
    """Beside the bar of one more person: how sure the gain is, where there is something to say."""
    return "nothing to gain" if pool.more.is_zero else "too close to call" if pool.more.too_close else ""


def loosened(limit: PricedLimit, portfolio: Portfolio) -> str:
    """How far a budget or rule is loosened, as the name of its bar."""
    sentence, figures = limit_in_words(limit, portfolio)
    words = claim(sentence, **figures).prose
    return words[0].upper() + words[1:]
