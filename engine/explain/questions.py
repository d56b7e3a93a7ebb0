"""What to ask before deciding, in words: the question, what counts until it is answered, and what an answer brings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.analyse.unknowns.figures import Standing
from engine.analyse.unknowns.questions import CAPACITY, FigureQuestion, WhatToAsk, what_to_ask
from engine.analyse.unknowns.unknowns import Asked, Effect, Unknowns
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.claims import Claim, Count, Explanation, Figure, Measured, Money, Name, Share, Whole, claim
from engine.wording.formats import count

_MOST_NAMED = 3
NOBODY = "nobody is named"
"""In place of the owner of a figure."""
_OF_MONEY = {
    "benefit_per_month": "the benefit a month",
    "remaining_cost": "the cost to complete",
    "exit_cost": "the cost of stopping it",
    "pause_cost_per_month": "the cost of a month's pause",
}
_OF_MONTHS = {
    "benefit_months": "how long do the benefits last?",
    "benefit_ramp_months": "how long until the full benefit?",
    "duration_months": "how long does the work take?",
}
_SHORT = {
    "success_probability": "chance of success",
    "urgency": "what a late finish costs",
    "benefit_months": "how long benefits last",
    "benefit_ramp_months": "time to the full benefit",
    "duration_months": "duration",
    CAPACITY: "people",
    **{column: words.removeprefix("the ") for column, words in _OF_MONEY.items()},
}


def explain_unknowns(result: Unknowns, portfolio: Portfolio) -> Explanation:
    """What is said where only unknown figures were looked at."""
    return explain_what_to_ask(what_to_ask((), result, portfolio), portfolio)


def explain_what_to_ask(asked: WhatToAsk, portfolio: Portfolio) -> Explanation:
    """How many figures matter; then whom to ask first, what the value rests on, and what was not looked at."""
    result = asked.unknowns
    further = (*_ask_first(asked, portfolio), _shares(result), *_about_work(result), *_basis(result))
    return Explanation(_in_short(result, portfolio), further)


def explain_question(question: FigureQuestion, portfolio: Portfolio) -> Claim:
    """One question about one figure, and what its answer could bring."""
    currency = portfolio.settings.currency
    figures: dict[str, Figure] = {"subject": Name((about_whom(question, portfolio),))}
    said = [f"{{subject}}: {_asked(question, currency, figures)}"]
    if question.worth is not None:
        figures["worth"] = Money(question.worth, currency)
        said.append("Knowing it is worth at least {worth}.")
    if question.unknown is not None:
        said += _could_bring(question.unknown, currency, figures, is_worth_known=question.worth is not None)
    return claim(" ".join(said), **figures)


def about_whom(question: FigureQuestion, portfolio: Portfolio) -> str:
    """The project or pool that a question is about, by its name."""
    if question.column == CAPACITY:
        return portfolio.pools_by_id[question.subject].name
    return portfolio.projects_by_id[question.subject].name


def about_what(question: FigureQuestion) -> str:
    """The figure that a question is about, in a word or two."""
    return _SHORT[question.column]


def whom_to_ask(question: FigureQuestion, portfolio: Portfolio) -> str:
    """Who stands behind the figure, or what is known of them."""
    if question.column == CAPACITY:
        return f"who plans {portfolio.pools_by_id[question.subject].name}"
    return question.owner or NOBODY


def no_question() -> str:
    """What is said in place of an empty list."""
    return "No single figure was found that somebody could be asked for and that would change the best plan."


def without_worth() -> str:
    """What is said as long as nobody has worked out what figures are worth to know."""
    return "The page Risk works out what else may turn out differently and is worth knowing. That then comes first."


def first_questions(number: int, total: int) -> str:
    """That there are more questions than are shown."""
    return f"The first {number} of {count(total, 'question')}; the files hold all of them."


def questions_to_mail(asked: WhatToAsk, portfolio: Portfolio) -> Iterator[str]:
    """A question a line, owner by owner, ready to be mailed."""
    for n, (_, own) in enumerate(asked.by_owner()):
        if n:
            yield ""
        owner = whom_to_ask(own[0], portfolio)
        yield f"{owner[0].upper()}{owner[1:]}"
        yield from (f"- {explain_question(question, portfolio).prose}" for question in own)


def _in_short(result: Unknowns, portfolio: Portfolio) -> Claim:
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
        if open_:
            figures["open"] = Whole(open_)
            said += ". {open} more could"
    elif open_:
        figures["open"] = Whole(open_)
        said = f"{{open}} of {{all}} {rests} could change a decision"
    else:
        said = f"Not one of {{all}} {rests} was found to change a decision"
    others = len(result.figures) - changing - open_
    if others:
        figures["precision"] = Money(result.precision, portfolio.settings.currency)
        if changing + open_ == 0:
            which = "It is" if others == 1 else "Each of them is"
        else:
            which = "The other one is" if others == 1 else "Each of the other {others} is"
            if others > 1:
                figures["others"] = Whole(others)
        said += f". {which} worth at most {{precision}} to know"
    return claim(f"{said}.", **figures)


def _ask_first(asked: WhatToAsk, portfolio: Portfolio) -> Iterator[Claim]:
    """Whom to ask what matters most, in that order."""
    known = [whom_to_ask(q, portfolio) for q in asked.questions if q.owner or q.column == CAPACITY]
    owners = tuple(dict.fromkeys(known))
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
            f"{{figures}} about work {verb} also assumed or derived. Of these, durations are examined in drawn "
            "futures; other work is not examined.",
            figures=Count(result.about_work, "figure"),
        )


def _basis(result: Unknowns) -> Iterator[Claim]:
    if result.figures:
        yield claim("The range of each figure is a convention, and is stated with it.")


def _asked(question: FigureQuestion, currency: str, figures: dict[str, Figure]) -> str:
    """The question, and what counts until it is answered."""
    if question.column == "urgency":
        return (
            "six months late, are six months of benefit lost, or do they only come later? Nobody has said; they count "
            "as coming later."
        )
    if question.column in _OF_MONEY:
        asked = f"what is {_OF_MONEY[question.column]}?"
        return _with_range(question, figures, asked, lambda amount: Money(amount, currency))
    if question.column in _OF_MONTHS:
        return _with_range(question, figures, _OF_MONTHS[question.column], _months)
    if question.column == CAPACITY:
        return _with_range(question, figures, "how much work do its people get done a month?", _person_days)
    return _with_range(question, figures, "how likely is it that the benefits come at all?", Share)


def _with_range(
    question: FigureQuestion, figures: dict[str, Figure], asked: str, written: Callable[[float], Figure]
) -> str:
    """The question, what counts as its answer, and from where to where others were looked at."""
    figures["now"] = written(question.now or 0.0)
    counts = {None: "It counts as {now}", Standing.BLANK: "It is blank, and counts as {now}"}.get(
        question.standing, f"{{now}} is {question.standing and question.standing.value}"
    )
    unknown = question.unknown
    if unknown is None or unknown.low is None or unknown.high is None:
        return f"{asked} {counts}."
    figures["high"] = written(unknown.high)
    if not unknown.low:
        return f"{asked} {counts}; looked at up to {{high}}."
    figures["low"] = written(unknown.low)
    return f"{asked} {counts}; looked at from {{low}} to {{high}}."


def _could_bring(unknown: Asked, currency: str, figures: dict[str, Figure], *, is_worth_known: bool) -> Iterator[str]:
    """What an unknown figure could change; only what is shown, where it is known what it is worth."""
    if unknown.effect is Effect.CHANGES and unknown.worth is not None:
        figures["better"] = Money(unknown.worth, currency)
        yield "At one end another plan is worth at least {better} more."
    elif unknown.effect is Effect.CHANGES:
        yield "At one end the recommended plan no longer fits the budgets."
    elif unknown.at_most is None and not is_worth_known:
        yield "What it could bring is not known at all."
    elif unknown.at_most is not None and not is_worth_known:
        figures["most"] = Money(unknown.at_most, currency)
        yield "Knowing it brings at most {most}."


def _months(months: float) -> Figure:
    return Measured(months, "month") if months else Name(("no time",))


def _person_days(days: float) -> Figure:
    return Measured(days, "person-day")
