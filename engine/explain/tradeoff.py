"""Trade-offs in words: what the recommended action brings beside the plan, and what every other would cost."""

from __future__ import annotations

from engine.analyse.project.tradeoff import Alternative, TradeOff
from engine.explain.accuracy import on_assumed_inputs
from engine.explain.infeasible import in_a_word
from engine.optimise.compare import Interval, Move
from engine.optimise.recommendation import Status
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Action, Lift
from engine.wording import formats
from engine.wording.claims import (
    Claim,
    Count,
    Explanation,
    Figure,
    Money,
    Multiple,
    Name,
    Quantity,
    SignedMoney,
    as_proven,
    claim,
)
from engine.wording.glossary import TOO_CLOSE

_DO = {
    Action.ACCELERATE: "Accelerate",
    Action.CONTINUE: "Continue",
    Action.DEFER: "Defer",
    Action.STOP: "Stop",
}
_DOING = {
    Action.ACCELERATE: "accelerating",
    Action.CONTINUE: "continuing",
    Action.DEFER: "deferring",
    Action.STOP: "stopping",
}
_NOTHING = 0.5
"""Money below which an amount is written as nothing."""

FigureByName = dict[str, Figure]


def explain_trade_off(result: TradeOff, portfolio: Portfolio) -> Explanation:
    """The recommended action beside the plan or the best other one; then its break-even and what others would cost."""
    others = [a for a in result.alternatives if a.action is not result.recommended]
    further = [what_would_reverse(result, portfolio), *(_alternative(a, result, portfolio) for a in others)]
    return Explanation(
        on_assumed_inputs(_recommended(result, portfolio), portfolio), tuple(c for c in further if c is not None)
    )


def explain_alternative(alternative: Alternative, result: TradeOff, portfolio: Portfolio) -> Claim:
    """One alternative in a sentence; of the recommended action what it brings."""
    if alternative.action is result.recommended:
        return _recommended(result, portfolio)
    return _alternative(alternative, result, portfolio)


def _recommended(result: TradeOff, portfolio: Portfolio) -> Claim:
    project, other = portfolio.projects_by_id[result.project_id], result.compared
    figures: FigureByName = {"project": Name((project.name,))}
    begun = _with_months(_DO[result.recommended] + " {project}", result.recommended, result.decision.finish, project)
    head, figures = begun[0], figures | begun[1]
    if other is None or other.difference is None:
        return claim(head + ": nothing else is possible.", **figures)
    doing = _doing(other.action, project)
    if other.difference.is_zero:
        return claim(head + f": {doing} it makes no difference in value.", **figures)
    if other.difference.too_close:
        return claim(head + f"; {doing} it instead may be worth as much, which is too close to call.", **figures)
    if other.difference.estimate > 0:
        figures["gain"] = _as_proven(other.difference, portfolio.settings.currency)
        return claim(head + f", although {doing} it instead would bring {{gain}} more.", **figures)
    words, amounts = _balance(other, result.pool, portfolio, mirrored=True)
    figures |= amounts
    figures["net"] = _as_proven(other.difference, portfolio.settings.currency)
    return claim(f"{head}. Compared with {doing} it, the net gain is {{net}}. {words}", **figures)


def _alternative(alternative: Alternative, result: TradeOff, portfolio: Portfolio) -> Claim:
    project, currency = portfolio.projects_by_id[result.project_id], portfolio.settings.currency
    doing = _doing(alternative.action, project).capitalize() + " {project}"
    figures: FigureByName = {"project": Name((project.name,))}
    difference = alternative.difference
    if difference is None:
        return _without_plan(alternative, doing, project, portfolio)
    if difference.is_zero:
        return claim(doing + " instead makes no difference: it would not be begun anyway.", **figures)
    if max(-difference.low, difference.high) < _NOTHING:
        return claim(doing + " instead makes no difference in value.", **figures)
    head, months = _with_months(doing, alternative.action, alternative.finish, project)
    figures |= months
    if difference.too_close:
        if difference.high <= _NOTHING:
            most = Money(-difference.low, currency)
            return claim(head + " instead costs at most {most}: too close to call.", most=most, **figures)
        low, high = SignedMoney(difference.low, currency), SignedMoney(difference.high, currency)
        return claim(
            head + " instead makes a difference between {low} and {high}: too close to call.",
            low=low,
            high=high,
            **figures,
        )
    words, amounts = _balance(alternative, result.pool, portfolio, mirrored=False)
    figures |= amounts
    figures["net"] = _as_proven(difference, currency)
    would = "cost" if difference.estimate < 0 else "gain"
    return claim(f"{head} instead would {would} {{net}}. {words}", **figures)


def _as_proven(difference: Interval, currency: str) -> Figure:
    """How large a difference is, whatever its sign, no closer than it is proven; it is known not to be nothing."""
    low, high = sorted((abs(difference.low), abs(difference.high)))
    return as_proven(abs(difference.estimate), low, high, currency)


def _balance(
    alternative: Alternative, constraint: str, portfolio: Portfolio, *, mirrored: bool
) -> tuple[str, FigureByName]:
    """Sentences on the project, the one most moved, and all else; ``mirrored`` as the recommended plan has it."""
    sign, currency = (-1 if mirrored else 1), portfolio.settings.currency
    own = sign * alternative.own
    figures: FigureByName = {}
    words = ["makes no difference"]
    if abs(own) >= _NOTHING:
        words = ["gains {own}" if own > 0 else "loses {own}"]
        figures["own"] = Money(abs(own), currency)
    if abs(alternative.days) >= 1:
        takes = sign * alternative.days > 0
        figures["days"] = Quantity(abs(alternative.days))
        short = "day when it is short" if figures["days"].text == "1" else "days when they are short"
        words.append(f"{'takes' if takes else 'frees'} {{days}} {{pool}} {short}")
        figures["pool"] = Name((portfolio.pools_by_id[constraint].name,))
    others, amounts = _others(alternative, portfolio, sign)
    return " ".join((f"The project itself {' and '.join(words)}.", *others)), figures | amounts


def _others(alternative: Alternative, portfolio: Portfolio, sign: int) -> tuple[list[str], FigureByName]:
    """A sentence on who is most moved, and one on all else, extra days bought included."""
    currency, figures = portfolio.settings.currency, FigureByName()
    words = []
    rest = sign * (alternative.flex + sum(m.value_change for m in alternative.moved))
    top = next((m for m in alternative.moved if abs(m.value_change) >= _NOTHING), None)
    if top is not None:
        figures["mover"] = Name((portfolio.projects_by_id[top.project_id].name,))
        figures["worth"] = Money(abs(top.value_change), currency)
        rest -= sign * top.value_change
        words.append("{mover} " + _moves(top, sign, top.project_id in alternative.begun, figures) + ".")
    left = len(alternative.moved) - (top is not None)
    if abs(rest) >= _NOTHING:
        figures["rest"] = SignedMoney(rest, currency)
        if left:
            figures["left"] = Count(left, "other")
        bought = abs(alternative.flex) >= _NOTHING
        if left:
            accounts = "accounts" if left == 1 and not bought else "account"
            words.append(f"{{left}}{' and extra days bought' if bought else ''} {accounts} for {{rest}}.")
        else:
            words.append("Extra days bought account for {rest}.")
    return words, figures


def _moves(move: Move, sign: int, begun: bool, figures: FigureByName) -> str:
    """``then lands 3 months earlier, worth £1.3m``."""
    worth = ", worth {worth}" if sign * move.value_change > 0 else ", at a cost of {worth}"
    if move.months is None:
        return ("then runs" if begun is (sign > 0) else "then does not run") + worth
    if move.months == 0:
        return "is then done at another pace" + worth
    figures["shift"] = Count(abs(move.months), "month")
    return f"then lands {{shift}} {'later' if sign * move.months > 0 else 'earlier'}" + worth


def _with_months(head: str, action: Action, finish: int | None, project: Project) -> tuple[str, FigureByName]:
    """How far a finish lies from the planned one, where the action means that it does."""
    if action is Action.DEFER and finish is None:
        return head + " beyond the horizon", {}
    if finish is None or finish == project.plan_finish or action in (Action.CONTINUE, Action.STOP):
        return head, {}
    return head + " by {months}", {"months": Count(abs(finish - project.plan_finish), "month")}


def _doing(action: Action, project: Project) -> str:
    return "not starting" if action is Action.STOP and not project.in_flight else _DOING[action]


def what_would_reverse(result: TradeOff, portfolio: Portfolio) -> Claim | None:
    """The benefit at which the decision turns; ``None`` where no benefit of its own does."""
    even = result.break_even
    if even is None:
        return None
    project = portfolio.projects_by_id[result.project_id]
    runs = result.decision.start is not None
    no = "stop it" if project.in_flight else "do not start it"
    verdict = "It is worth running while its benefits exceed" if runs else f"{no.capitalize()} unless benefits exceed"
    return claim(
        f"{verdict} {{benefit}} a month, {{times}} today's claim.",
        benefit=Money(even.benefit, portfolio.settings.currency),
        times=Multiple(even.ratio),
    )


def _without_plan(alternative: Alternative, doing: str, project: Project, portfolio: Portfolio) -> Claim:
    name = Name((project.name,))
    if alternative.status is not Status.INFEASIBLE:
        return claim(doing + ": no plan with it was found in the time given.", project=name)
    if alternative.action is Action.STOP:
        waiting = [p.name for p in _successors(project, portfolio) if _must_run(p, portfolio)]
        if waiting:
            return claim(
                doing + " is not possible: {others} must run and {wait} for it.",
                project=name,
                others=Name(tuple(waiting)),
                wait=Name(("waits" if len(waiting) == 1 else "wait",)),
            )
    rivals = [p.name for p in _rivals(project, portfolio) if _must_run(p, portfolio)]
    if rivals and alternative.action is not Action.STOP:
        return claim(
            doing + " is not possible: {others} must run, and only one of them may.",
            project=name,
            others=Name(tuple(rivals)),
        )
    return claim(doing + " is not possible: no plan with it keeps every rule.", project=name)


def _successors(project: Project, portfolio: Portfolio) -> list[Project]:
    """Everybody who waits for a project, and who waits for them."""
    successors, looking = dict[str, Project](), [project.project_id]
    while looking:
        before = looking.pop()
        for link in portfolio.dependencies:
            after = portfolio.projects_by_id[link.successor]
            if link.predecessor == before and not after.in_flight and after.project_id not in successors:
                successors[after.project_id] = after
                looking.append(after.project_id)
    return list(successors.values())


def _rivals(project: Project, portfolio: Portfolio) -> list[Project]:
    if project.exclusive_group is None or Lift.EXCLUSIONS in portfolio.rules.lifted:
        return []
    group = (p for p in portfolio.projects if p.exclusive_group == project.exclusive_group)
    return [p for p in group if p.project_id != project.project_id]


def _must_run(project: Project, portfolio: Portfolio) -> bool:
    mandatory = project.mandatory and Lift.MANDATES not in portfolio.rules.lifted
    return mandatory or any(
        p.project_id == project.project_id and (p.start is not None or p.action in (Action.ACCELERATE, Action.CONTINUE))
        for p in portfolio.rules.pins
    )


def difference_in_short(apart: Interval, currency: str) -> str:
    """A difference of values as far as it is known: ``−£350k``, a range, or that it is too close to call."""
    if apart.too_close:
        return TOO_CLOSE
    if apart.is_point:
        return formats.difference(apart.estimate, currency)
    return formats.difference_range(apart.low, apart.high, currency)


def alternative_in_short(alternative: Alternative, result: TradeOff) -> str:
    """Beside the bar of an alternative: whether it is recommended, how sure it is, and how many others move."""
    if alternative.action is result.recommended:
        return "recommended"
    if alternative.difference is None:
        return in_a_word(alternative.status)
    said = [TOO_CLOSE] if alternative.difference.too_close else []
    if alternative.moved or not said:
        said.append(formats.count(len(alternative.moved), "other moves", "others move"))
    return ", ".join(said)
