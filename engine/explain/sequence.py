"""The order of work in words: what each way of ordering it is worth, and which projects should come first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from engine.analyse.sequence.sequence import Ordered, Place, Sequence
from engine.analyse.today.reading import reading_of_today, readings_of_today
from engine.explain.accuracy import on_assumed_inputs
from engine.explain.today import NOT_ACCEPTED
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate import Policy
from engine.wording.claims import (
    Claim,
    Count,
    Explanation,
    Figure,
    Money,
    Multiple,
    Name,
    Share,
    WrittenFigure,
    as_proven,
    balanced,
    claim,
)
from engine.wording.formats import scale_for
from engine.wording.glossary import TOO_CLOSE

_NOTHING: Final = 0.5
"""Money below which an amount is written as nothing."""

_WAYS: Final = {
    Policy.SHARED: "everything at once",
    Policy.FIRST_COME: "first come, first served",
    Policy.UTILISATION: "keeping people busiest",
    Policy.SPONSOR: "the loudest sponsor first",
    Policy.CD3: "the highest cost of delay per month of work first",
    Policy.VALUE: "most value per day of {pool} first",
    Policy.RECOMMENDED: "the recommended order",
}


def way_in_words(policy: Policy, constraint: str, portfolio: Portfolio) -> str:
    """A way of ordering work as a phrase: ``first come, first served``."""
    return _WAYS[policy].replace("{pool}", portfolio.pools_by_id[constraint].name)


def explain_sequence(result: Sequence, portfolio: Portfolio) -> Explanation:
    """The value of the recommended order beside the others; then delay, the constraint's best use and acceleration."""
    parts = (_made_for, _against_today, _apart, _delay, _unanswered, _densest, _best_acceleration, _worth_asking)
    further = (part(result, portfolio) for part in parts)
    return Explanation(
        on_assumed_inputs(_short(result, portfolio), portfolio), tuple(c for c in further if c is not None)
    )


def _short(result: Sequence, portfolio: Portfolio) -> Claim:
    currency = portfolio.settings.currency
    recommended, rival = result.same_work, _best_other(result)
    value, _other, lead = balanced(recommended.value, rival.value, currency)
    figures: dict[str, Figure] = {"value": value, "way": _name(rival, result, portfolio)}
    if abs(lead.amount) < _NOTHING:
        return claim(
            "In the recommended order the same work is worth {value}, as much as in the best of the other orders "
            "compared: {way}.",
            **figures,
        )
    if lead.amount > 0:
        return claim(
            "In the recommended order the same work is worth {value}. That is {lead} more than in the best of the "
            "other orders compared: {way}.",
            lead=lead,
            **figures,
        )
    said = "In the recommended order the same work is worth {value}. It would be worth {lead} more with {way}"
    breaks = set(rival.broken) - set(recommended.broken)
    tail = ", but that order breaks rules that the plan keeps." if breaks else "."
    return claim(said + tail, lead=lead, **figures)


def _made_for(result: Sequence, portfolio: Portfolio) -> Claim | None:
    """Why another order may come out higher on the same work although it breaks no rule."""
    rival, recommended = _best_other(result), result.same_work
    if rival.value - recommended.value < _NOTHING or set(rival.broken) - set(recommended.broken):
        return None
    kept = portfolio.settings.protective_capacity
    if kept > reading_of_today(portfolio).protective_capacity:
        return claim(
            "The recommended order is made for the recommended plan, which keeps {reserve} of people in reserve. The "
            "orders compared here do not.",
            reserve=Share(kept),
        )
    return claim("The recommended order is made for the recommended plan: for its work, its rules and its reserve.")


def _best_other(result: Sequence) -> Ordered:
    return max((w for w in result.ways if w.policy is not Policy.RECOMMENDED), key=lambda w: w.value)


def _name(way: Ordered, result: Sequence, portfolio: Portfolio) -> Name:
    return Name((way_in_words(way.policy, result.pool, portfolio),))


def _against_today(result: Sequence, portfolio: Portfolio) -> Claim | None:
    today, recommended = result.way(reading_of_today(portfolio).simulated), result.same_work
    if _best_other(result) is today or recommended.value < today.value + _NOTHING:
        return None
    _more, _less, less = balanced(recommended.value, today.value, portfolio.settings.currency)
    way = _name(today, result, portfolio)
    read = "" if readings_of_today(portfolio).are_points else f" ({NOT_ACCEPTED})"
    return claim(f"Today's way, {{way}}{read}, delivers {{less}} less than the recommended order.", way=way, less=less)


def _apart(result: Sequence, portfolio: Portfolio) -> Claim | None:
    """What the recommended plan gains beyond the order of the same work."""
    if max(abs(result.choosing), abs(result.accelerating)) < _NOTHING:
        return None
    same, chosen = result.same_work.value, result.same_work.value + result.choosing
    best = chosen + result.accelerating
    scale = scale_for([(chosen, same), (best, chosen)], portfolio.settings.currency)
    figures: dict[str, Figure] = {}
    said = []
    for name, after, before in (("choosing", chosen, same), ("accelerating", best, chosen)):
        proven, unproven = _BEYOND_ORDER[name]
        if abs(after - before) > result.unproven:
            figures[name] = WrittenFigure(after - before, scale.difference(after, before))
            said.append(proven)
        else:
            said.append(f"{unproven} is {TOO_CLOSE}.")
    ends = {"same": WrittenFigure(same, scale.money(same)), "plan": WrittenFigure(best, scale.money(best))}
    return claim(
        f"{' '.join(said)} From {{same}} in the recommended order that leads to the recommended plan, worth {{plan}}.",
        **figures,
        **ends,
    )


_BEYOND_ORDER: Final = {
    "choosing": (
        "Apart from order, stopping and starting projects changes this by {choosing}.",
        "What stopping and starting projects changes, apart from order,",
    ),
    "accelerating": (
        "Accelerating, and the plan's own reserve, changes it by {accelerating}.",
        "What accelerating and the plan's own reserve change",
    ),
}
"""What the plan gains beyond the order of work: as proven, and where it is smaller than the proof."""


def _delay(result: Sequence, portfolio: Portfolio) -> Claim:
    if abs(result.cost_of_delay) < _NOTHING:
        return claim("A month of delay to every project of the plan has no cost.")
    if result.once >= _NOTHING and result.cost_of_delay - result.once >= _NOTHING:
        return claim(
            "Delay to every project of the plan costs {monthly} a month, and {once} at deadlines. The second is paid "
            "once, however long the delay.",
            monthly=Money(result.cost_of_delay - result.once, portfolio.settings.currency),
            once=Money(result.once, portfolio.settings.currency),
        )
    delay = Money(abs(result.cost_of_delay), portfolio.settings.currency)
    if result.cost_of_delay < 0:
        return claim("A month of delay to every project of the plan would save {delay}.", delay=delay)
    return claim("A month of delay to every project of the plan costs {delay}.", delay=delay)


def _unanswered(result: Sequence, _portfolio: Portfolio) -> Claim | None:
    if not result.unanswered:
        return None
    return claim(
        "For {projects} nobody has said whether late benefits are lost or only come later; they count as coming later.",
        projects=Count(len(result.unanswered), "project"),
    )


def _densest(result: Sequence, portfolio: Portfolio) -> Claim | None:
    densest = _most(result, lambda p: p.value_per_constraint_day)
    if densest is None or (densest.value_per_constraint_day or 0.0) <= 0:
        return None
    return claim(
        "{project} brings most for a day of {pool}: {value}.",
        project=_project(densest, portfolio),
        pool=Name((portfolio.pools_by_id[result.pool].name,)),
        value=Money(densest.value_per_constraint_day or 0.0, portfolio.settings.currency),
    )


def _best_acceleration(result: Sequence, portfolio: Portfolio) -> Claim | None:
    best = _most(result, lambda p: p.return_on_acceleration)
    if best is None or best.acceleration is None or best.acceleration.gain is None:
        return None
    acceleration, currency = best.acceleration, portfolio.settings.currency
    gain = best.acceleration.gain
    if gain.estimate <= 0 or gain.too_close:
        return None
    figures: dict[str, Figure] = {
        "project": _project(best, portfolio),
        "cost": Money(acceleration.extra_cost, currency),
        "gain": as_proven(gain.estimate, gain.low, gain.high, currency),
    }
    extra = "It brings {gain} net for an extra {cost}, undiscounted."
    if not gain.is_point:
        return claim(f"Accelerating {{project}} returns most for its cost, as far as can be told. {extra}", **figures)
    figures["times"] = Multiple(gain.estimate / acceleration.extra_cost)
    return claim(f"Accelerating {{project}} returns {{times}} its cost, the most of all. {extra}", **figures)


def _worth_asking(result: Sequence, portfolio: Portfolio) -> Claim | None:
    """Where nobody has said what a month earlier would cost, and it would be worth most to ask."""
    best = _most(result, lambda p: p.if_earlier[0] if p.if_earlier and p.acceleration is None else None)
    if best is None or best.if_earlier[0] <= 0:
        return None
    return claim(
        "Of those whose acceleration has no price yet, ask about {project} first: one month earlier is worth {gain} to "
        "the project itself.",
        project=_project(best, portfolio),
        gain=Money(best.if_earlier[0], portfolio.settings.currency),
    )


def _most(result: Sequence, figure: Callable[[Place], float | None]) -> Place | None:
    known = [(amount, place) for place in result.projects if (amount := figure(place)) is not None]
    return max(known, key=lambda pair: pair[0], default=(0.0, None))[1]


def _project(place: Place, portfolio: Portfolio) -> Name:
    return Name((portfolio.projects_by_id[place.project_id].name,))
