"""Unknown figures in words: how many could change a decision, whom to ask what, what the value rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.analyse.unknowns.figures import Standing
from engine.analyse.unknowns.unknowns import Asked, Effect, Unknowns
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.claims import Claim, Count, Explanation, Figure, Measured, Money, Name, Share, Whole, claim

_MOST_NAMED = 3
NOBODY = "nobody is named"
"""In place of the owner of a figure."""
_WHAT = {
    "benefit_per_month": "the benefit a month",
    "remaining_cost": "the cost to complete",
    "exit_cost": "the cost of stopping it",
    "pause_cost_per_month": "the cost of a month's pause",
}


def explain_unknowns(result: Unknowns, portfolio: Portfolio) -> Explanation:
    """How many figures matter; then whom to ask first, what the value rests on, and what was not looked at."""
    further = (*_ask_first(result), _shares(result), *_about_work(result), *_basis(result))
    return Explanation(_short(result, portfolio), further)


def _short(result: Unknowns, portfolio: Portfolio) -> Claim:
    if not result.figures:
        return claim("Every figure that enters values is owned and up to date.")
    changing, open_ = len(result.having(Effect.CHANGES)), len(result.having(Effect.OPEN))
    figures: dict[str, Figure] = {"all": Count(len(result.figures), "figure")}
    rests = (
        "that is blank, assumed, derived or out of date"
        if len(result.figures) == 1
        else ("that are blank, assumed, derived or out of date")
    )
    if changing:
        figures["changing"] = Whole(changing)
        said = f"{{changing}} of {{all}} {rests} {'changes' if changing == 1 else 'change'} a decision"
    else:
        said = f"Not one of {{all}} {rests} was found to change a decision"
    if open_:
        figures["open"] = Whole(open_)
        said += ". {open} more could" if changing else ". {open} could"
    if changing + open_ < len(result.figures):
        figures["precision"] = Money(result.precision, portfolio.settings.currency)
        said += ". No other is worth more than {precision} to know"
    return claim(f"{said}.", **figures)


def _ask_first(result: Unknowns) -> Iterator[Claim]:
    """The owners of what matters most, in that order."""
    matter = [a for a in result.figures if a.effect is not Effect.SETTLED]
    owners = tuple(dict.fromkeys(asked.owner for asked in matter if asked.owner))
    if owners:
        yield claim("Ask first: {owners}.", owners=Name(owners[:_MOST_NAMED]))


def _shares(result: Unknowns) -> Claim:
    trust = result.trust
    total = trust.owned + trust.derived + trust.assumed
    if not total:
        return claim("No value rests on any figure.")
    return claim(
        "Of the recommended value, {owned} rests on figures with an owner. {derived} rests on derived figures and "
        "{assumed} on assumed ones.",
        owned=Share(trust.owned / total),
        derived=Share(trust.derived / total),
        assumed=Share(trust.assumed / total),
    )


def _about_work(result: Unknowns) -> Iterator[Claim]:
    if result.about_work:
        verb = "is" if result.about_work == 1 else "are"
        yield claim(
            f"{{figures}} about work {verb} assumed or derived as well; what they could change is not looked at here.",
            figures=Count(result.about_work, "figure"),
        )


def _basis(result: Unknowns) -> Iterator[Claim]:
    if result.figures:
        yield claim("The range of each figure is a convention, and is stated with it.")


def explain_asked(asked: Asked, portfolio: Portfolio) -> Claim:
    """One question about one figure, and what its answer could bring."""
    currency = portfolio.settings.currency
    figures: dict[str, Figure] = {"project": Name((portfolio.projects_by_id[asked.project_id].name,))}
    said = f"{{project}}: {_question(asked, currency, figures)}"
    if asked.effect is Effect.CHANGES and asked.worth is not None:
        figures["worth"] = Money(asked.worth, currency)
        return claim(f"{said} At one end another plan is worth at least {{worth}} more.", **figures)
    if asked.effect is Effect.CHANGES:
        return claim(f"{said} At one end the recommended plan no longer fits the budgets.", **figures)
    if asked.at_most is None:
        return claim(f"{said} What it could bring is not known at all.", **figures)
    figures["most"] = Money(asked.at_most, currency)
    return claim(f"{said} Knowing it brings at most {{most}}.", **figures)


def _question(asked: Asked, currency: str, figures: dict[str, Figure]) -> str:
    if asked.column == "urgency":
        return (
            "six months late, are six months of benefit lost, or do they only come later? Nobody has said; they count "
            "as coming later."
        )
    if asked.column in _WHAT:
        return _with_range(asked, figures, f"what is {_WHAT[asked.column]}?", lambda amount: Money(amount, currency))
    if asked.column == "success_probability":
        return _with_range(asked, figures, "how likely is it that the benefits come at all?", Share)
    what = "how long do the benefits last?" if asked.column == "benefit_months" else "how long until the full benefit?"
    return _with_range(asked, figures, what, _months)


def _with_range(asked: Asked, figures: dict[str, Figure], question: str, written: Callable[[float], Figure]) -> str:
    """The question, what counts as its answer, and from where to where others were looked at."""
    figures["now"] = written(asked.now or 0.0)
    counts = (
        "It is blank, and counts as {now}"
        if asked.standing is Standing.BLANK
        else (f"{{now}} is {asked.standing.value}")
    )
    if asked.low is None or asked.high is None:
        return f"{question} {counts}."
    figures["high"] = written(asked.high)
    if not asked.low:
        return f"{question} {counts}; looked at up to {{high}}."
    figures["low"] = written(asked.low)
    return f"{question} {counts}; looked at from {{low}} to {{high}}."


def _months(months: float) -> Figure:
    return Measured(months, "month") if months else Name(("no time",))
