"""First decisions in words: what to adopt first, and what it brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.analyse.decisions.first_decisions import Adopted, FirstDecisions
from engine.explain.accuracy import on_assumed_inputs
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.claims import Claim, Count, Explanation, Figure, MoneyRange, Name, WrittenFigure, claim
from engine.wording.formats import Scale, difference_range, listed, scale_for


def explain_first(result: FirstDecisions, portfolio: Portfolio) -> Explanation:
    """One sentence on all steps together, and one for each of them in their order."""
    currency = portfolio.settings.currency
    scale = scale_of_steps(result, currency)
    today = MoneyRange(result.today_low, result.today_high, currency)
    if not result.steps:
        return Explanation(_nothing_first(result, today))
    figures: dict[str, Figure] = {f"project{n}": _name(s, portfolio) for n, s in enumerate(result.steps)}
    what = listed([f"{s.action.value} {{project{n}}}" for n, s in enumerate(result.steps)])
    which = "next" if result.decided else "first"
    lead = f"The {which} {{decisions}} add" if len(result.steps) > 1 else f"The {which} decision adds"
    if result.decided:
        following = _next(result, lead, figures, portfolio)
        return Explanation(on_assumed_inputs(following, portfolio), _each(result, portfolio, scale))
    if len(result.steps) > 1:
        figures["decisions"] = Count(len(result.steps), "decision")
    short = claim(
        f"{lead} {{total}} to today's way: {what}. Today's way delivers {{today}}.",
        total=_in_all(result.steps[-1], scale, currency),
        today=today,
        **figures,
    )
    return Explanation(on_assumed_inputs(short, portfolio), _each(result, portfolio, scale))


def _each(result: FirstDecisions, portfolio: Portfolio, scale: Scale) -> tuple[Claim, ...]:
    return (*(_step(s, portfolio, scale) for s in result.steps), _rest(result))


def _next(result: FirstDecisions, lead: str, named: Mapping[str, Figure], portfolio: Portfolio) -> Claim:
    """What the next decisions add to those taken before."""
    currency = portfolio.settings.currency
    figures: dict[str, Figure] = {
        **named,
        "more": MoneyRange(sum(s.gain_low for s in result.steps), sum(s.gain_high for s in result.steps), currency),
        "taken": Count(len(result.decided), "decision"),
    }
    if len(result.steps) > 1:
        figures["decisions"] = Count(len(result.steps), "decision")
    what = listed([f"{s.action.value} {{project{n}}}" for n, s in enumerate(result.steps)])
    return claim(f"{lead} {{more}}: {what}. That is in turn, after the {{taken}} taken before.", **figures)


def explain_ladder(steps: Sequence[Adopted], currency: str) -> Claim | None:
    """What the first three, five and all decisions of one list bring; nothing where there is but one rung.

    ``steps`` are in the order of the list, from its first.
    """
    rungs = [n for n in (*_RUNGS, len(steps)) if n <= len(steps)]
    rungs = sorted(set(rungs))
    if len(rungs) < 2:
        return None
    figures: dict[str, Figure] = {}
    for n in rungs:
        figures[f"count{n}"] = Count(n, "decision")
        figures[f"total{n}"] = MoneyRange(steps[n - 1].total_low, steps[n - 1].total_high, currency)
    said = [f"The first {{count{n}}} add {{total{n}}} to today's way." for n in rungs]
    return claim(f"{' '.join(said)} It is one list: gains are in turn.", **figures)


RANGES_DO_NOT_ADD_UP = "Ends of ranges do not add up: they need not belong to the same reading of today."

_RUNGS = (3, 5)
"""How many decisions Home and an agenda begin with."""


def _nothing_first(result: FirstDecisions, today: MoneyRange) -> Claim:
    if not result.moves:
        return claim(
            "There is nothing to decide first: the recommendation is today's plan, worth {today}.", today=today
        )
    alone = "on its own, with all else as today."
    if result.moves == 1:
        return claim("The only change that the recommendation makes gains nothing " + alone)
    return claim(
        f"Not one of the {{moves}} that the recommendation makes gains anything {alone}",
        moves=Count(result.moves, "change"),
    )


def scale_of_steps(result: FirstDecisions, currency: str) -> Scale:
    """The scale in which gains one after another add up to their totals as they are shown."""
    return scale_for([(s.total, s.total - s.gain) for s in result.steps], currency)


def _step(step: Adopted, portfolio: Portfolio, scale: Scale) -> Claim:
    return claim(
        f"{step.action.value.capitalize()} {{project}}: {{gain}} in turn, {{total}} with those before it.",
        project=_name(step, portfolio),
        gain=_gained(step, scale, portfolio.settings.currency),
        total=_in_all(step, scale, portfolio.settings.currency),
    )


def _gained(step: Adopted, scale: Scale, currency: str) -> Figure:
    """A point so written that gains add up; a range where nobody has said how people work today."""
    if step.gain_low != step.gain_high:
        return MoneyRange(step.gain_low, step.gain_high, currency)
    return WrittenFigure(step.gain, scale.unsigned(step.total, step.total - step.gain))


def _in_all(step: Adopted, scale: Scale, currency: str) -> Figure:
    if step.total_low != step.total_high:
        return MoneyRange(step.total_low, step.total_high, currency)
    return WrittenFigure(step.total, scale.money(step.total))


def gain_text(step: Adopted, scale: Scale, currency: str) -> str:
    """What a decision gains in its turn, as a table or a row writes it: ``+£1.1m``, or ``+£0.9m to +£1.6m``."""
    if step.gain_low != step.gain_high:
        return difference_range(step.gain_low, step.gain_high, currency)
    return scale.difference(step.total, step.total - step.gain)


def total_text(step: Adopted, scale: Scale, currency: str) -> str:
    """What it and all before it gain, as a table writes it."""
    return _in_all(step, scale, currency).text


def _rest(result: FirstDecisions) -> Claim:
    """What the figures stand on, and how much of the recommendation is still to come."""
    left = result.moves - len(result.steps)
    said = "Gains are in turn: what each decision adds to those before it, with all else as today."
    if any(step.gain_low != step.gain_high for step in result.steps):
        said += f" {RANGES_DO_NOT_ADD_UP}"
    if left <= 0:
        return claim(f"{said} The recommendation changes nothing else.")
    verb = "is" if left == 1 else "are"
    return claim(f"{said} {{left}} of the recommendation {verb} still to come.", left=Count(left, "further change"))


def _name(step: Adopted, portfolio: Portfolio) -> Name:
    return Name((portfolio.projects_by_id[step.project_id].name,))
