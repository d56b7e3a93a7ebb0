"""The delivery report and the mandate in words."""

from __future__ import annotations

from engine.explain.accuracy import on_assumed_inputs
from engine.explain.signs import explain_decision_delay, explain_signs
from engine.portfolio.model.fiscal_year import SaidBy, fiscal_year
from engine.portfolio.model.portfolio import Portfolio
from engine.report.delivery import DeliveryReport, GateState
from engine.report.figures_changed import CauseKind, FigureChanged, FigureValue
from engine.report.last_month import LastMonth
from engine.report.mandate import Came, Mandate
from engine.report.milestones import MilestoneState
from engine.report.tolerances import Aspect, Tolerance
from engine.wording.claims import (
    Claim,
    Count,
    Explanation,
    Figure,
    Money,
    MoneyRange,
    Month,
    Name,
    SignedMoney,
    Whole,
    as_proven,
    balanced,
    claim,
)
from engine.wording.formats import NONE, month, month_of_year, number, percent, percent_range

NO_LAST_MONTH = "There are no data of last month to compare with."
_NOTHING = 0.5
"""Money below which an amount is written as nothing."""

HOW_TO_COMPARE = "Name the folder of last month's data in COCKPIT_PREVIOUS_PORTFOLIO to see what changed and why."


def explain_delivery(report: DeliveryReport, portfolio: Portfolio, since: LastMonth | None = None) -> Explanation:
    """One sentence, what changed since last month and what is outside its tolerance, and the claims behind it.

    ``since`` is ``None`` where last month is not known.
    """
    breaches = on_assumed_inputs(_breaches(report, portfolio), portfolio)
    behind = [
        on_assumed_inputs(_cost(report, portfolio), portfolio),
        _dates(report, portfolio),
        *_conflicts(report, portfolio),
        *_requests(report, portfolio),
    ]
    if since is None:
        return Explanation(breaches, tuple(behind))
    return Explanation(_since(since, portfolio), (breaches, *_causes(since, portfolio), *behind))


def explain_mandate(result: Mandate, portfolio: Portfolio) -> Explanation:
    """What is decided outside the office's rights and what waiting costs; then the signs and the rights asked for."""
    signs = explain_signs(result.signs, portfolio)
    waiting = explain_decision_delay(result.delay, portfolio)
    if result.office is None:
        short = claim("No role's rights to decide are on record, so nobody knows who may take a decision.")
        return Explanation(short, (claim("Write roles and limits under authority in the settings."), signs.short))
    return Explanation(
        on_assumed_inputs(_outside(result, portfolio), portfolio),
        (*_asked(result, portfolio), signs.short, *waiting.further),
    )


def what_stays(portfolio: Portfolio) -> tuple[str, ...]:
    """Everything the office reports today, with its extent in this portfolio; all of it stays."""
    tables = (
        (len(portfolio.projects), "project", "status in time, cost, scope and benefit; plan against forecast finish"),
        (len(portfolio.projects), "project", "budget, spent, forecast at completion, percent complete"),
        (len(portfolio.milestones), "milestone", "baseline, forecast, reached"),
        (len(portfolio.risks), "risk", "probability, impact, owner, response"),
        (len(portfolio.gates), "gate review", "date, outcome, conditions"),
        (len(portfolio.assurance), "assurance review", "rating and open recommendations"),
        (len(portfolio.changes), "change request", "cost, months, status"),
        (len(portfolio.pools), "resource pool", "conflicts by month"),
    )
    return tuple(f"{Count(n, noun).text}: {what}" for n, noun, what in tables if n)


WHAT_CHANGES = (
    "Every report carries the money: what each project is worth, what it costs others, what delay costs.",
    "Decisions within the office's limits are taken at once, with their reason, and compared with what they bring.",
    "Decisions above them reach the role that may take them with every alternative priced.",
    "The same office, the same people: no new department, no change to how projects are run.",
)


def rounded_up(amount: float) -> float:
    """A limit as people would write it: the next two-figure amount at or above.

    ``amount`` is money; 0 or less gives 0.
    """
    if amount <= 0:
        return 0.0
    size = 10.0 ** (len(str(int(amount))) - 2)
    steps = -int(-amount // size)
    return steps * size


def fiscal_years_begin(portfolio: Portfolio) -> str:
    """When fiscal years begin, and what says so."""
    year = fiscal_year(portfolio.settings)
    begin = f"Fiscal years begin in {month_of_year(year.month)}"
    return {
        SaidBy.SETTING: f"{begin}, as the setting fiscal_year_start says.",
        SaidBy.BUDGETS: f"{begin}, as the budgets do.",
        SaidBy.NOTHING: f"{begin}, since neither a budget nor the setting fiscal_year_start says otherwise.",
    }[year.said_by]


def figure_text(value: FigureValue, kind: CauseKind, portfolio: Portfolio) -> str:
    """A changed figure other than money as a table writes it."""
    if value is None or value == "":
        return NONE
    if isinstance(value, str):
        return value
    if kind is CauseKind.MONTH:
        return month(portfolio.settings.planning_month + round(value))
    return percent(value) if kind is CauseKind.SHARE else number(value)


def figure_name(changed: FigureChanged) -> str:
    """The name of a figure as people say it."""
    return changed.figure.replace("_", " ").replace("rag ", "status of ")


def tolerance_text(tolerance: Tolerance) -> str:
    """The figure of a tolerance in its own unit."""
    if tolerance.aspect is Aspect.TIME:
        late = f"{Count(round(tolerance.figure), 'month').text} late"
        return f"{late} so far" if tolerance.happened else late
    if tolerance.aspect is Aspect.COST:
        return f"{percent(tolerance.figure)} over budget"
    share = percent_range(max(0.0, tolerance.figures.low), max(0.0, tolerance.figures.high))
    return f"{share} of benefit realised" if tolerance.happened else f"{share} of value kept"


def _breaches(report: DeliveryReport, portfolio: Portfolio) -> Claim:
    breaches, currency = report.breaches, portfolio.settings.currency
    if not breaches:
        return claim("No project is known to exceed a tolerance of time, cost or benefit, or forecast to.")
    evidence: dict[str, Figure] = {
        "projects": Whole(len({t.project_id for t in breaches})),
        "plan": Count(report.totals.projects, "project"),
    }
    parts = []
    words = {
        Aspect.COST: "On cost: {cost}, {cost_money} over budget.",
        Aspect.TIME: "On time: {time}, at a cost of delay of {time_money}.",
        Aspect.BENEFIT: "On benefit: {benefit}, {benefit_money} short.",
    }
    for aspect, said in words.items():
        sentence, rows = said, [t for t in breaches if t.aspect is aspect]
        if rows:
            evidence[aspect.value] = Whole(len(rows))
            ends = sum(t.money.low for t in rows), sum(t.money.high for t in rows)
            evidence[f"{aspect.value}_money"] = MoneyRange(*ends, currency)
            once = sum(t.once for t in rows)
            if once >= _NOTHING:
                evidence[f"{aspect.value}_once"] = Money(once, currency)
                sentence += f" Of it {{{aspect.value}_once}} is paid once, at deadlines."
            parts.append(sentence)
    verbs = ("has", "is") if len({t.project_id for t in breaches}) == 1 else ("have", "are")
    opening = f"{{projects}} of {{plan}} {verbs[0]} exceeded a tolerance or {verbs[1]} forecast to."
    return claim(" ".join((opening, *parts)), **evidence)


def _since(since: LastMonth, portfolio: Portfolio) -> Claim:
    evidence: dict[str, Figure] = {"month": Month(since.planning_month)}
    if not since.figures:
        return claim("Since {month} nothing has changed but what the plan foresaw.", **evidence)
    evidence["figures"] = Count(len(since.figures), "figure")
    they, them, s = ("it", "it", "s") if len(since.figures) == 1 else ("they", "them", "")
    if since.gain is None:
        return claim(
            f"{{figures}} changed since {{month}}. Without {them} no plan was found to compare with.", **evidence
        )
    evidence["decisions"] = Count(len(since.decisions), "decision")
    change = "All decisions stand" if not since.decisions else f"{{decisions}} changed with {them}"
    if not since.decisions:
        del evidence["decisions"]
    if since.gain.is_zero or since.gain.too_close:
        return claim(
            f"{{figures}} changed since {{month}}, with no proven change in the plan's value. {change}.",
            **evidence,
        )
    verb, ends = (f"add{s}", "to") if since.gain.estimate > 0 else (f"take{s}", "off")
    low, high = sorted((abs(since.gain.low), abs(since.gain.high)))
    evidence["money"] = as_proven(abs(since.gain.estimate), low, high, portfolio.settings.currency)
    return claim(
        f"{{figures}} changed since {{month}}: {they} {verb} {{money}} {ends} the plan's value. {change}.", **evidence
    )


def _causes(since: LastMonth, portfolio: Portfolio) -> list[Claim]:
    known = [(c, c.gain) for c in since.causes if c.gain is not None and not c.gain.too_close and not c.gain.is_zero]
    if not known:
        return []
    cause, gain = known[0]
    currency = portfolio.settings.currency
    ranged = MoneyRange(gain.low, gain.high, currency)
    evidence: dict[str, Figure] = {
        "group": Name((cause.group.value,)),
        "figures": Count(cause.figures, "figure"),
        "money": SignedMoney(gain.estimate, currency) if gain.is_point else ranged,
    }
    sentence = "The largest cause is {group}: {figures} changed, worth {money} on their own."
    if not cause.decisions:
        return [claim(f"{sentence} No decision depends on them.", **evidence)]
    evidence["decisions"] = Count(cause.decisions, "decision")
    return [claim(f"{sentence} Without them {{decisions}} would be different.", **evidence)]


def _cost(report: DeliveryReport, portfolio: Portfolio) -> Claim:
    total, currency = report.totals, portfolio.settings.currency
    if not total.counted:
        return claim("No project states both a budget and what was spent.")
    forecast, budget, overrun = balanced(total.forecast, total.budget, currency, signed=True)
    figures: dict[str, Figure] = {"counted": Count(total.counted, "project"), "spent": Money(total.spent, currency)}
    verb, budgets = ("forecasts", "a budget") if total.counted == 1 else ("forecast", "budgets")
    sentence = f"{{counted}} of the plan {verb} {{forecast}} at completion"
    if abs(overrun.amount) < _NOTHING:
        return claim(f"{sentence}, as budgeted. So far {{spent}} is spent.", forecast=forecast, **figures)
    sentence += f". That is {{overrun}} against {budgets} of {{budget}}. So far {{spent}} is spent."
    return claim(sentence, forecast=forecast, budget=budget, overrun=overrun, **figures)


def _dates(report: DeliveryReport, portfolio: Portfolio) -> Claim:
    states = [m.state for m in report.milestones]
    gates = sum(g.state is GateState.OVERDUE for g in report.gates)
    overdue, due = states.count(MilestoneState.OVERDUE), states.count(MilestoneState.DUE)
    figures: dict[str, Figure] = {}
    said = "No milestone is overdue"
    if overdue:
        said, figures["overdue"] = f"{{overdue}} {_is(overdue)} overdue", Count(overdue, "milestone")
    then = ", none is due in the next three months"
    if due:
        then, figures["due"] = f", {{due}} {_is(due)} due in the next three months", Whole(due)
    if not portfolio.milestones:
        said, then = "No milestone is on record", ""
    last = "No gate review is overdue" if report.gates else "No gate review is on record"
    if gates:
        past = "past its date" if gates == 1 else "past their dates"
        last, figures["gates"] = f"{{gates}} {_is(gates)} {past} with no outcome on record", Count(gates, "gate review")
    return claim(f"{said}{then}. {last}.", **figures)


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _conflicts(report: DeliveryReport, portfolio: Portfolio) -> list[Claim]:
    if not report.conflicts:
        return []
    pools: dict[str, float] = {}
    for conflict in report.conflicts:
        pools[conflict.pool_id] = pools.get(conflict.pool_id, 0.0) + conflict.money
    worst = max(pools, key=pools.__getitem__)
    asked = claim(
        "In {months} the plan asks pools for more than they have. Projects waiting for one another cost {waiting}, "
        "most of all at {pool}.",
        months=Count(len({c.month for c in report.conflicts}), "month"),
        waiting=Money(sum(pools.values()), portfolio.settings.currency),
        pool=Name((portfolio.pools_by_id[worst].name,)),
    )
    return [on_assumed_inputs(asked, portfolio)]


def _requests(report: DeliveryReport, portfolio: Portfolio) -> list[Claim]:
    waiting = [t for t in report.change_totals if t.is_pending]
    if not waiting:
        return []
    return [
        claim(
            "{requests} for {requested} wait for an answer.",
            requests=Count(sum(t.count for t in waiting), "change request"),
            requested=Money(sum(t.cost for t in waiting), portfolio.settings.currency),
        )
    ]


def _outside(result: Mandate, portfolio: Portfolio) -> Claim:
    currency, office = portfolio.settings.currency, Name((result.office or "",))
    if not result.outside:
        return claim("Every open decision lies within the rights of the {office}.", office=office)
    recommended = all(o.came is Came.RECOMMENDED for o in result.outside)
    kind = "recommended decision" if recommended else "decision"
    have = "lies" if len(result.outside) == 1 else "lie"
    stake = "at stake" if len(result.outside) == 1 else "at stake, added up one by one"
    sentence = f"{{decisions}} {have} outside the rights of the {{office}}, with {{money}} {stake}"
    evidence: dict[str, Figure] = {
        "decisions": Count(len(result.outside), kind),
        "money": Money(result.money_outside, currency),
        "office": office,
    }
    if result.delay.cost < 1:
        return claim(f"{sentence}. Waiting for others has no cost this month.", **evidence)
    return claim(
        f"{sentence}. Waiting for others costs {{cost}}.",
        **evidence,
        cost=MoneyRange(result.delay.costs.low, result.delay.costs.high, currency),
    )


def _asked(result: Mandate, portfolio: Portfolio) -> list[Claim]:
    if not result.rights:
        return [claim("No wider limit would save waiting this month.")]
    return [
        claim(
            "With wider limits in {rights} the office would decide {moves} itself. That would save {saved} of waiting.",
            rights=Count(len(result.rights), "kind of decision", "kinds of decision"),
            moves=Count(sum(len(r.project_ids) for r in result.rights), "more move"),
            saved=MoneyRange(result.saved.low, result.saved.high, portfolio.settings.currency),
        )
    ]
