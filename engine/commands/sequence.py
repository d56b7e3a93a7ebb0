"""``sequence``: in which order work should run, and which projects should come first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.analyse.pricing.acceleration import Acceleration
from engine.analyse.sequence.sequence import Place, Sequence
from engine.catalogue import SEQUENCE
from engine.commands.frame import analysed, analysis, table, write_out
from engine.explain.sequence import explain_sequence, way_in_words
from engine.portfolio.model.portfolio import Portfolio
from engine.simulate import Policy
from engine.wording.formats import NONE, SPACE, measured, money, number, scale_for
from engine.wording.glossary import TOO_CLOSE


@analysis
def sequence(path: Path, scenario: Path | None, effort: str, as_json: bool) -> None:
    """In which order should work run, and what does delay cost?"""
    it = analysed(SEQUENCE, path, scenario, effort, as_json=as_json)
    write_out(as_json, sequence_as_json(it.result), _lines(it.result, it.portfolio), it.proven)


def sequence_as_json(result: Sequence) -> dict[str, Any]:
    """Ways of ordering work, projects, and value so far by month (from the planning month on) under each way."""
    return {
        "policies": [
            {
                "policy": way.policy,
                "value": way.value,
                "finish_mean_months": way.finish_mean_months,
                "stuck": list(way.stuck),
                "broken_rules": list(way.broken),
            }
            for way in result.ways
        ],
        "projects": [_place_as_json(place) for place in result.projects],
        "cumulative": {way.policy: list(way.so_far) for way in result.ways},
        "constraint": result.constraint,
        "pool": result.pool,
        "cost_of_delay_per_month": result.cost_of_delay,
        "urgency_unanswered": list(result.unanswered),
        "cost_of_delay_once": result.once,
        "same_work": {
            "value": result.same_work.value,
            "finish_mean_months": result.same_work.finish_mean_months,
            "cumulative": list(result.same_work.so_far),
        },
        "gain_from_choosing": result.choosing,
        "gain_from_accelerating": result.accelerating,
    }


def _place_as_json(place: Place) -> dict[str, Any]:
    return {
        "project_id": place.project_id,
        "cost_of_delay_per_month": place.cost_of_delay,
        "cd3": place.cd3,
        "value_per_constraint_day": place.value_per_constraint_day,
        "return_on_acceleration": place.return_on_acceleration,
        "rank_plan": place.rank_plan,
        "rank_recommended": place.rank_recommended,
        "acceleration": None if place.acceleration is None else _acceleration_as_json(place.acceleration),
        "gain_if_months_earlier": list(place.if_earlier),
        "cost_of_delay_once": place.once,
    }


def _acceleration_as_json(acceleration: Acceleration) -> dict[str, Any]:
    gain = acceleration.gain
    return {
        "extra_cost": acceleration.extra_cost,
        "gain": None if gain is None else gain.estimate,
        "low": None if gain is None else gain.low,
        "high": None if gain is None else gain.high,
        "too_close": None if gain is None else gain.too_close,
    }


def _lines(result: Sequence, portfolio: Portfolio) -> list[str]:
    words = explain_sequence(result, portfolio).paragraph.replace(SPACE, " ")
    ways = table(_way_rows(result, portfolio), right=_WAY_FIGURES)
    return [words, "", *ways, "", *table(_place_rows(result, portfolio), right=_PLACE_FIGURES)]


_WAY_FIGURES = ("Value", "Compared with recommended", "Mean finish, months", "Rules broken")


def _way_rows(result: Sequence, portfolio: Portfolio) -> list[tuple[str, ...]]:
    currency, recommended = portfolio.settings.currency, result.same_work.value
    ways = result.on_the_same_work
    scale = scale_for([(way.value, recommended) for way in ways], currency)
    rows: list[tuple[str, ...]] = [("The same work, in order", *_WAY_FIGURES)]
    for way in sorted(ways, key=lambda w: -w.value):
        rows.append(
            (
                way_in_words(way.policy, result.pool, portfolio),
                scale.money(way.value),
                "" if way.policy is Policy.RECOMMENDED else scale.difference(way.value, recommended),
                NONE if way.finish_mean_months is None else f"{way.finish_mean_months:.1f}",
                str(len(way.broken)) if way.broken else NONE,
            )
        )
    return rows


_PLACE_FIGURES = (
    "Delay a month",
    "Once at deadline",
    "CD3",
    "Per day",
    "Return on acceleration",
    "Month earlier",
    "In plan",
    "Recommended",
)


def _place_rows(result: Sequence, portfolio: Portfolio) -> list[tuple[str, ...]]:
    """Work that needs no day of the constraint first, then by value per day of it."""
    rows: list[tuple[str, ...]] = [("Project", *_PLACE_FIGURES)]
    for place in sorted(result.projects, key=lambda p: _first_without_days(p.value_per_constraint_day)):
        earlier = place.if_earlier
        rows.append(
            (
                portfolio.projects_by_id[place.project_id].name,
                _money(place.cost_of_delay - place.once, portfolio),
                _money(place.once or None, portfolio),
                _money(place.cd3, portfolio),
                _money(place.value_per_constraint_day, portfolio),
                _return(place),
                _money(earlier[0] if earlier else None, portfolio),
                _rank(place.rank_plan),
                _rank(place.rank_recommended),
            )
        )
    return rows


def _return(place: Place) -> str:
    paid, acceleration = place.return_on_acceleration, place.acceleration
    if paid is None or acceleration is None or acceleration.gain is None:
        return NONE
    gain, cost = acceleration.gain, acceleration.extra_cost
    if gain.too_close:
        return TOO_CLOSE
    if not gain.is_point:
        return f"{number(gain.low / cost)} to {measured(gain.high / cost, 'time')}"
    return measured(paid, "time") if round(paid, 2) else "nothing"


def _first_without_days(per_day: float | None) -> float:
    return -float("inf") if per_day is None else -per_day


def _money(amount: float | None, portfolio: Portfolio) -> str:
    return NONE if amount is None else money(amount, portfolio.settings.currency)


def _rank(rank: int | None) -> str:
    return NONE if rank is None else str(rank)
