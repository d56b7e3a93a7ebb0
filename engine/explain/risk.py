"""Risk in words: what the plan brings in most futures, which decisions hold, what to ask before deciding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.analyse.risk.distribution import Distribution
from engine.analyse.risk.history import (
    RangeCalibration,
    calibration,
    history_of,
    learns_benefits,
    learns_durations,
    spreads_in_force,
)
from engine.analyse.risk.result import (
    FIRM_FROM,
    FRAGILE_BELOW,
    Driver,
    OpenQuestion,
    ProjectRisk,
    RiskResult,
    Verdict,
)
from engine.explain.accuracy import benefits_with_ranges, on_assumed_inputs
from engine.explain.today import NOT_ACCEPTED, WHICHEVER, way_in_words
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.uncertainty import BenefitSpread, Preset, RiskSettings
from engine.wording.actions import label
from engine.wording.claims import (
    Claim,
    Count,
    Explanation,
    Figure,
    Money,
    MoneyRange,
    Name,
    Proof,
    Share,
    ShareRange,
    Whole,
    claim,
)
from engine.wording.formats import NONE, count, money, month, percent

_WAYS = {
    "today": "today's way",
    "recommended": "recommended plan",
    "queue": "one after another",
    "robust": "robust alternative",
}
_MARKS = {Verdict.FIRM: "●", Verdict.LEANING: "◐", Verdict.FRAGILE: "○"}
_ADVICE = {
    Verdict.FIRM: f"Taken again in {percent(FIRM_FROM)} of futures or more: decide now.",
    Verdict.LEANING: "Taken again more often than not.",
    Verdict.FRAGILE: f"Taken again in fewer than {percent(FRAGILE_BELOW)}: ask first, or decide later.",
}
_NOTHING = 0.5
"""Money below which an amount is written as nothing."""
_SEEN = 0.02
"""A part of an amount that shows in a chart."""
_NAMED = 3
"""Decisions named in a sentence; the list holds the rest."""

_FIGURE_OF = {
    "benefits": "the benefit of {subject}",
    "durations": "the duration of {subject}",
    "work": "the work of {subject}",
    "capacity": "the people of {subject}",
    "success": "whether {subject} succeeds",
}
_OF_ALL = {
    "benefits": "all benefits together",
    "durations": "all durations together",
    "work": "all work together",
    "capacity": "all pools together",
}


def explain_risk(result: RiskResult, portfolio: Portfolio) -> Explanation:
    """Gain over today first, then what the plan is worth, what is fragile, what else could be done and asked."""
    further = (
        _worth(result, portfolio),
        *_reading(result, portfolio),
        *_dates(result),
        *_fragile(result, portfolio),
        *_shrinkage(result),
        *_robust(result, portfolio),
        *_first_question(result, portfolio),
        *_made_anew(result),
        _basis(result, portfolio),
        *calibrations(portfolio),
    )
    return Explanation(on_assumed_inputs(_short(result, portfolio), portfolio), further)


def explain_verdict(project: ProjectRisk) -> Claim | None:
    """How often a decision is taken again; nothing where no plan was made anew."""
    if project.chosen_share is None or project.verdict is None:
        return None
    return claim(f"{project.verdict.value.capitalize()}: chosen in {{share}} of futures", share=_share(project))


def explain_gain(result: RiskResult, currency: str) -> Claim:
    """The gain over today's way in its named reading as a range, and how often there is one."""
    gain, draws = result.gain, result.draws
    read, figures = "", dict[str, Figure]()
    if len(result.readings) > 1:
        read = f" Today's way is read as {{way}} ({NOT_ACCEPTED})."
        figures["way"] = Name((way_in_words(result.readings[0].way),))
    positive, how_often = round(gain.positive_share * draws), "none of {draws}"
    if positive:
        how_often, figures["positive"] = "{positive} of {draws}", Whole(positive)
    return claim(
        "Gain compared with today's way: {range} in eight of ten futures, with a median of {middle}. "
        f"It is positive in {how_often}.{read}",
        range=MoneyRange(gain.p10, gain.p90, currency),
        middle=Money(gain.p50, currency),
        draws=Count(draws, "future"),
        **figures,
    )


def gain_marks(result: RiskResult, currency: str) -> list[tuple[float, str]]:
    """Amounts of the gain's quantiles, and what is written at each."""
    gain = result.gain
    named = (("P10", gain.p10), ("P50", gain.p50), ("P90", gain.p90))
    return [(amount, f"{name} {money(amount, currency)}") for name, amount in named]


def way_name(way: str) -> str:
    """What a way of working is called."""
    return _WAYS[way]


def levels(result: RiskResult) -> list[tuple[str, Distribution]]:
    """What is compared, in the order in which it is read: the gain, then what each way is worth."""
    robust = (
        [("Robust alternative", result.robust.value)] if result.robust is not None and result.robust.is_sure else []
    )
    return [*gain_levels(result), ("Recommended plan", result.value), *robust, *today_levels(result)]


def gain_levels(result: RiskResult) -> list[tuple[str, Distribution]]:
    """The gain over today under every reading of it, the one that is least sure to be there first."""
    if len(result.readings) == 1:
        return [("Gain over today", result.gain)]
    ranked = sorted(result.readings, key=lambda read: read.gain.p10)
    return [(f"Gain over today: {way_in_words(read.way)}", read.gain) for read in ranked]


def today_levels(result: RiskResult) -> list[tuple[str, Distribution]]:
    """What today's way is worth under every reading; where one was accepted, the plan one after another as well."""
    if len(result.readings) == 1:
        return [("Today's way", result.today), ("Today's plan, one after another", result.queue)]
    return [(f"Today's way: {way_in_words(read.way)}", read.today) for read in result.readings]


def how_to_read_fan(result: RiskResult, portfolio: Portfolio) -> str:
    """What lines and bands over the months are, and where they end before all the money has come."""
    said = "Line: median. Band: eight of ten futures."
    ends = [fan.p50[-1] for fan in result.fans if fan.way == "recommended"]
    if not ends or abs(ends[0] - result.value.p50) < _SEEN * abs(result.value.p50):
        return said
    return f"{said} Until {month(portfolio.settings.planning_month + result.months[-1])}: later benefits are not in it."


def badge(verdict: Verdict | None) -> str:
    """A verdict with its mark, told apart without colour.

    ``verdict`` is ``None`` where no plan was made anew, which gives an empty text.
    """
    return "" if verdict is None else f"{_MARKS[verdict]} {verdict.value}"


@dataclass(frozen=True, slots=True)
class DecisionsOfVerdict:
    """The decisions that one verdict is given: what to do with them, and each with how often it was chosen again."""

    heading: str
    advice: str
    decisions: tuple[tuple[str, str], ...]
    further: int


def decisions_by_verdict(result: RiskResult, portfolio: Portfolio, most: int = 8) -> tuple[DecisionsOfVerdict, ...]:
    """Firm, leaning and fragile decisions side by side; none before plans were made anew.

    The surest stand first, but among the fragile ones the least sure; at most ``most`` of each are named.
    """
    if not result.reoptimised:
        return ()
    return tuple(_decisions_of(verdict, result, portfolio, most) for verdict in Verdict)


def _decisions_of(verdict: Verdict, result: RiskResult, portfolio: Portfolio, most: int) -> DecisionsOfVerdict:
    decisions = result.with_verdict(verdict)
    decisions = decisions[::-1] if verdict is Verdict.FRAGILE else decisions
    named = tuple(
        (f"{label(p.action)} {portfolio.projects_by_id[p.project_id].name}", percent(p.chosen_share or 0.0))
        for p in decisions[:most]
    )
    number = count(len(decisions), "decision") if decisions else "no decision"
    heading = f"{_MARKS[verdict]} {verdict.value.capitalize()}: {number}"
    return DecisionsOfVerdict(heading, _ADVICE[verdict], named, len(decisions) - len(named))


def drawn_from(portfolio: Portfolio) -> list[tuple[str, str, str, str, str, str]]:
    """Source, P10, P50, P90, share in common and origin of everything that is drawn."""
    said, spreads = portfolio.settings.risk or RiskSettings(), spreads_in_force(portfolio)
    own = sum(1 for p in portfolio.projects if p.benefit_low is not None and p.benefit_high is not None)
    accuracy = portfolio.settings.input_accuracy
    learnt = _learnt(portfolio)
    rows = []
    for name, spread in (("benefits", spreads.benefits), ("durations", spreads.durations), ("work", spreads.work)):
        low = spread.p10 if isinstance(spread, BenefitSpread) else spread.p50**2 / spread.p90
        rows.append(
            (
                name,
                low,
                spread.p50,
                spread.p90,
                spread.common,
                learnt.get(name) or _origin(getattr(said, name), said.preset),
            )
        )
    if accuracy is not None and said.benefits is None:
        rows[0] = ("benefits", 1 - accuracy, 1.0, 1 + accuracy, spreads.benefits.common, "input_accuracy")
    room = spreads.capacity
    high = room.p50**2 / room.p10
    rows.append(("capacity", room.p10, room.p50, high, room.common, _origin(said.capacity, said.preset)))
    written = [
        (name, _factor(low), _factor(middle), _factor(high), percent(common), origin)
        for name, low, middle, high, common, origin in rows
    ]
    if own:
        written[0] = (*written[0][:5], f"{written[0][5]}; owners' ranges for {count(own, 'project')}")
    events = "as an event, with its probability" if spreads.success else "as a factor on benefits"
    return [*written, ("success", NONE, NONE, NONE, NONE, events)]


_RESTS_ON = {
    "benefits": "Benefits: an assumption that less is likelier than more. Large IT projects delivered 56 % less value "
    "than predicted on average (McKinsey and Oxford, 2012).",
    "durations": "Durations: 249 finished projects of the US Federal IT Dashboard of 2012 whose dates moved, and 22 "
    "of the US Department of Health of 2013. Of 1,471 IT projects one in six overran by some 70 % (Flyvbjerg and "
    "Budzier, 2011).",
    "work": "Work beyond durations: an assumption.",
    "capacity": "Capacity: an assumption.",
}
"""What the preset for public portfolios takes each spread from."""


def preset_rests_on(portfolio: Portfolio) -> list[str]:
    """Where the figures of the preset come from, for each source that is drawn from it."""
    in_force = {row[0] for row in drawn_from(portfolio) if row[-1].startswith(f"preset: {Preset.PUBLIC.value}")}
    return [said for source, said in _RESTS_ON.items() if source in in_force]


def _learnt(portfolio: Portfolio) -> dict[str, str]:
    """Source → the own history that its spread is fitted to."""
    history = history_of(portfolio)
    learnt = {}
    if learns_benefits(portfolio, history):
        learnt["benefits"] = f"own history of {count(len(history.benefits), 'project')}"
    if learns_durations(portfolio, history):
        finished = count(len(history.durations), "finished project" if history.is_finished else "project")
        learnt["durations"] = f"own history of {finished}"
    return learnt


def _origin(said: object, preset: Preset) -> str:
    return f"preset: {preset.value}" if said is None else "the settings"


def _factor(factor: float) -> str:
    return f"{factor:.2f} times"


def driver_name(driver: Driver, portfolio: Portfolio) -> str:
    """The figure that a driver moves."""
    if not driver.subject:
        return _OF_ALL[driver.source].capitalize()
    said = _FIGURE_OF[driver.source].format(subject=subject_name(driver.source, driver.subject, portfolio))
    return said[:1].upper() + said[1:]


def subject_name(source: str, subject: str, portfolio: Portfolio) -> str:
    """The name of the project or pool that a figure belongs to."""
    if source == "capacity":
        return portfolio.pools_by_id[subject].name
    return portfolio.projects_by_id[subject].name


def _short(result: RiskResult, portfolio: Portfolio) -> Claim:
    currency = portfolio.settings.currency
    low, middle, high, share = (
        result.gain_over(figure)
        for figure in (lambda d: d.p10, lambda d: d.p50, lambda d: d.p90, lambda d: d.positive_share)
    )
    is_point = len(result.readings) == 1
    today = "today's way" if is_point else f"today's way, {WHICHEVER}"
    ranged = "today's way" if is_point else "today's way, depending on how you work today"
    figures: dict[str, Figure] = {}
    if low.low > _NOTHING:
        said = f"In nine of ten drawn futures the plan brings at least {{gain}} more than {today}"
        figures["gain"] = Money(low.low, currency)
    elif middle.low > _NOTHING:
        said = f"In {{share}} of drawn futures the plan brings more than {ranged}, with a median of {{gain}}"
        figures |= {
            "share": ShareRange(share.low, share.high),
            "gain": MoneyRange(middle.low, middle.high, currency),
        }
    elif high.high > _NOTHING:
        said = f"In {{share}} of drawn futures the plan brings more than {ranged}"
        figures["share"] = ShareRange(share.low, share.high)
    else:
        said = f"In nine of ten drawn futures the plan brings no more than {today}"
    counts, more = _counts(result)
    return claim(f"{said}{counts}.", **figures, **more)


def _counts(result: RiskResult) -> tuple[str, dict[str, Figure]]:
    if not result.reoptimised:
        return "", {}
    firm, fragile = (len(result.with_verdict(v)) for v in (Verdict.FIRM, Verdict.FRAGILE))
    judged = sum(len(result.with_verdict(v)) for v in Verdict)
    if judged == 1:
        only = "firm" if firm else "fragile: decide it later or ask first" if fragile else "neither firm nor fragile"
        return f". The only decision is {only}", {}
    figures: dict[str, Figure] = {"judged": Count(judged, "decision")}
    said = ". Not one of {judged} is firm"
    if firm:
        figures["firm"], said = Whole(firm), f". {{firm}} of {{judged}} {'is' if firm == 1 else 'are'} firm"
    if fragile:
        figures["fragile"] = Whole(fragile)
        last = "is fragile: decide it" if fragile == 1 else "are fragile: decide those"
        return f"{said}, {{fragile}} {last} later or ask first", figures
    return f"{said}, none is fragile", figures


def _worth(result: RiskResult, portfolio: Portfolio) -> Claim:
    currency = portfolio.settings.currency
    today_low, today_high = result.today_over(lambda d: d.p10), result.today_over(lambda d: d.p90)
    return claim(
        "Carried out in drawn futures, the plan is worth {range} in eight of ten, with a median of {middle}. "
        "Today's way delivers {today}.",
        range=MoneyRange(result.value.p10, result.value.p90, currency),
        middle=Money(result.value.p50, currency),
        today=MoneyRange(today_low.low, today_high.high, currency),
    )


def _reading(result: RiskResult, portfolio: Portfolio) -> Iterator[Claim]:
    """The reading of today over which the plan gains least, as long as nobody has said how people work today."""
    if len(result.readings) == 1:
        return
    least, currency = min(result.readings, key=lambda read: read.gain.p50), portfolio.settings.currency
    yield claim(
        "Charts are drawn for {named} ("
        + NOT_ACCEPTED
        + "). The plan gains least compared with {least}: a median of {middle}.",
        named=Name((way_in_words(result.readings[0].way),)),
        least=Name((way_in_words(least.way),)),
        middle=Money(least.gain.p50, currency),
    )


def _dates(result: RiskResult) -> Iterator[Claim]:
    running = [p for p in result.projects if p.on_time_share is not None]
    late = sum(1 for p in running if (p.on_time_share or 0.0) < 0.5)
    if not late and running:
        yield claim("No project that runs is late in more than half of futures.")
    elif running:
        yield claim(
            f"{{late}} of the {{running}} that run {'is' if late == 1 else 'are'} late in more than half of futures.",
            late=Whole(late),
            running=Count(len(running), "project"),
        )


def _fragile(result: RiskResult, portfolio: Portfolio) -> Iterator[Claim]:
    fragile = result.with_verdict(Verdict.FRAGILE)[::-1]
    if not fragile:
        return
    most = fragile[:_NAMED]
    names = Name(tuple(portfolio.projects_by_id[p.project_id].name for p in most))
    verb = "is" if len(most) == 1 else "are"
    yield claim(f"Least sure {verb} the decision{'' if len(most) == 1 else 's'} on {{names}}.", names=names)


def _shrinkage(result: RiskResult) -> Iterator[Claim]:
    if result.shrinkage is not None and round(result.shrinkage, 2) > 0:
        yield claim(
            "About {share} of the plan's value comes from choosing by uncertain figures, and should not be expected.",
            share=Share(result.shrinkage),
        )


def _robust(result: RiskResult, portfolio: Portfolio) -> Iterator[Claim]:
    if not result.reoptimised:
        return
    robust, currency = result.robust, portfolio.settings.currency
    if robust is None or not robust.is_sure:
        yield claim(
            "No plan made for other futures is surely better on average. The recommended plan is the robust one."
        )
        return
    figures: dict[str, Figure] = {
        "gain": Money(robust.mean_gain, currency),
        "changes": Count(len(robust.changed), "project"),
    }
    given_up = "nothing"
    if robust.price > _NOTHING:
        given_up, figures["price"] = "{price}", Money(robust.price, currency)
    low_end = "the same"
    if abs(robust.protects) >= _NOTHING:
        low_end = f"{{protects}} {'higher' if robust.protects > 0 else 'lower'}"
        figures["protects"] = Money(abs(robust.protects), currency)
    yield claim(
        "A robust alternative treats {changes} differently and brings {gain} more on average over all futures. "
        f"It gives up {given_up} where everything turns out as the data say. "
        f"Its low end, below which one future in ten lies, is {low_end}.",
        **figures,
    )


def _first_question(result: RiskResult, portfolio: Portfolio) -> Iterator[Claim]:
    if not result.reoptimised:
        return
    if not result.questions:
        yield claim("No single figure that may turn out differently was found to change the best plan.")
        return
    yield _ask_about(result.questions[0], portfolio)
    rest = result.figures_looked_at - len(result.questions)
    if rest > 0:
        yield claim(
            f"The other {{rest}} {'was' if rest == 1 else 'were'} not found to change the best plan.",
            rest=Count(rest, "figure"),
        )


def _ask_about(question: OpenQuestion, portfolio: Portfolio) -> Claim:
    """Whom to ask about what, and what the answer is worth."""
    figures: dict[str, Figure] = {
        "worth": Money(question.worth, portfolio.settings.currency),
        "subject": Name((subject_name(question.source, question.subject, portfolio),)),
    }
    ask = "Find out"
    if question.source == "capacity":
        ask = "Ask who plans"
    elif question.ask:
        ask, figures["who"] = "Ask {who} about", Name((question.ask,))
    return claim(f"{ask} {_FIGURE_OF[question.source]}: worth at least {{worth}}.", **figures)


def _made_anew(result: RiskResult) -> Iterator[Claim]:
    """How good the plans are that say what is firm."""
    if result.made_anew is not None:
        half, every = result.made_anew.half_within, result.made_anew.all_within
        yield claim(
            "What is firm follows from plans made anew in {anew}, each of them from the recommended plan. "
            "Half of them are proven within {half} of the best possible plan, all within {every}.",
            anew=Count(result.reoptimised, "future"),
            half=Proof(half),
            every=Proof(every),
        )


def _basis(result: RiskResult, portfolio: Portfolio) -> Claim:
    """What the futures are drawn from."""
    own, with_benefit = benefits_with_ranges(portfolio)
    figures: dict[str, Figure] = {"draws": Count(result.draws, "future")}
    said, other = "No owner has stated a range of benefits. ", ""
    if own:
        other = "other "
        said = "Ranges of benefits come from their owners for {own} of {projects} with benefits. "
        figures |= {"own": Whole(own), "projects": Count(with_benefit, "project")}
    risk = portfolio.settings.risk or RiskSettings()
    said_here = [risk.benefits, risk.durations, risk.work, risk.capacity]
    if all(spread is not None for spread in said_here):
        spread = f"All {other}spreads are those of the settings"
    elif learns_benefits(portfolio, history_of(portfolio)) or learns_durations(portfolio, history_of(portfolio)):
        spread = f"All {other}spreads are fitted to your own history where it is long enough"
    elif risk.preset is Preset.NONE:
        spread = "Figures to which the settings give no spread stay as the data say"
    else:
        spread = f"All {other}spreads are a preset for public portfolios, not measured here"
    return claim(f"{{draws}} were drawn. {said}{spread}.", **figures)


def calibrations(portfolio: Portfolio) -> Iterator[Claim]:
    """How the own history lies beside what is drawn: benefits on record, and what finished projects took."""
    yield from _delivered(portfolio)
    yield from _finished(portfolio)


def _delivered(portfolio: Portfolio) -> Iterator[Claim]:
    """How the benefits delivered so far lie beside the spread that is drawn."""
    delivered, spread = history_of(portfolio).benefits, spreads_in_force(portfolio).benefits
    if delivered and spread.p90 > spread.p10:
        sentence = "Of {projects} with benefits on record, {within} delivered within the range drawn."
        yield _fit(sentence, "project", len(delivered), calibration(delivered, spread.p10, spread.p90))


def _finished(portfolio: Portfolio) -> Iterator[Claim]:
    """How what finished projects took lies beside the spread that is drawn."""
    taken, spread = portfolio.durations_taken, spreads_in_force(portfolio).durations
    if taken and spread.p90 > spread.p50:
        sentence = "Of {projects} that saved months show, {within} took as long as the range drawn says."
        yield _fit(sentence, "finished project", len(taken), calibration(taken, spread.p50**2 / spread.p90, spread.p90))


def _fit(sentence: str, noun: str, known: int, fit: RangeCalibration) -> Claim:
    """How many of what is known lie within the range drawn, in the words of ``sentence``, and how many beside it."""
    return claim(
        sentence + " Below it lie {below}, above it {above}.",
        projects=Count(known, noun),
        within=Whole(fit.within),
        below=Whole(fit.below),
        above=Whole(fit.above),
    )


def _share(project: ProjectRisk) -> Share:
    return Share(project.chosen_share or 0.0)
