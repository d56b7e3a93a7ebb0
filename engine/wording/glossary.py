"""The words of the cockpit: what each means, how its figure is worked out, and where the formula comes from.

Pages show a term's line as help beside its figure, and all of them under help.
"""

from __future__ import annotations

from dataclasses import dataclass

TOO_CLOSE = "too close to call"
"""Said in place of a difference that the proofs of two plans leave open."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word: its meaning, its unit, and for a figure the formula and its source in one line each."""

    word: str
    meaning: str
    unit: str = ""
    formula: str = ""
    source: str = ""

    @property
    def line(self) -> str:
        """Meaning, formula and source in one line, as help beside a figure."""
        parts = [self.meaning]
        if self.formula:
            parts.append(f"Formula: {self.formula}.")
        if self.source:
            parts.append(f"Source: {self.source}.")
        return " ".join(parts)


TERMS = (
    Term("project", "A piece of work that can be accelerated, continued, deferred or stopped on its own."),
    Term(
        "resource pool",
        "People or equipment of one kind that projects share.",
        "person-days a month",
    ),
    Term(
        "constraint",
        "The pool or budget whose next unit is worth most money. It is measured, never read off utilisation.",
        source="Goldratt, The Goal, 1984",
    ),
    Term(
        "marginal value",
        "What one more unit of a capacity adds to the portfolio's value, found by solving again with it.",
        "money per person-day",
        "value with one more person − value without, over the days that person brings",
        "Corbett, Throughput Accounting, 1998",
    ),
    Term(
        "gain of one more person",
        "What the best plan gains with one more person in a pool from the first month until all work is done. What "
        "they cost is not deducted.",
        "money today",
        "value with one more person − value without",
    ),
    Term("period", "One month; the first is the month of the planning date.", "month"),
    Term("plan", "Today's intended start of each project, before any recommendation."),
    Term("option", "One way to treat one project: how fast and from which month, or not at all."),
    Term(
        "action",
        "What an option means compared with the plan: accelerate, continue, defer or stop. "
        "Each project has exactly one.",
    ),
    Term(
        "portfolio value",
        "What all chosen options are expected to be worth today, less what is bought for the portfolio as a whole.",
        "money today",
        "Σ (probability · benefits − penalties − cost to complete − pauses), discounted, − days bought",
        "expected net present value; sunk cost enters no decision",
    ),
    Term("promised", "What the plan is worth if no capacity limited it: the sum of business cases.", "money today"),
    Term(
        "delivered today's way",
        "What the plan brings in today's way of working, simulated month by month with the people there are.",
        "money today",
        "value of the plan with the finishes that the simulation gives; a range over all readings of today",
    ),
    Term(
        "own forecasts, valued",
        "What today's plan brings if every project finishes when its own forecast says, whatever people can do.",
        "money today",
        "value of the plan with the forecast finishes; if past slips repeat: each later by the mean slip so far",
    ),
    Term(
        "people",
        "Full-time people in the planning month, before any reserve.",
        "people",
        "person-days of the month ÷ days that one person brings",
    ),
    Term(
        "cash of the fiscal year",
        "Money that moves from the planning month to the end of the fiscal year, undiscounted. Avoided cost, soft "
        "benefits and internal labour are not in it.",
        "money",
        "cash benefits and those of no stated type + salvage − external cost and days bought − penalties",
    ),
    Term(
        "cost of delay",
        "What is lost when a project starts, and so finishes, one month later.",
        "money per month",
        "value at the planned start − value one month later",
        "Reinertsen, The Principles of Product Development Flow, 2009",
    ),
    Term(
        "value per constraint day",
        "What a project still brings for each person-day of the constraint that it still needs.",
        "money per person-day",
        "(value of the option − value of stopping) ÷ days of the constraint",
        "throughput per constraint unit: Goldratt; Corbett 1998",
    ),
    Term(
        "CD3",
        "Cost of delay divided by duration: short and urgent work first. One rule of several, not proven best where "
        "work shares several pools; the recommended order is found by solving.",
        "money per month²",
        "cost of delay ÷ remaining duration",
        "Reinertsen 2009; exact for one server with linear cost: Smith 1956",
    ),
    Term(
        "return on acceleration",
        "What the portfolio gains net when a project is accelerated, for each unit of money that this costs.",
        "money per money",
        "(value with acceleration − value without) ÷ extra cost, undiscounted",
    ),
    Term(
        "own worth",
        "What a project is worth on its own, at the plan's dates, as if no other needed the same people.",
        "money today",
        "value of its option at the plan's dates",
    ),
    Term(
        "cost to others",
        "What all other projects lose, in today's way of working, because this one takes its share of the people.",
        "money today",
        "value of all others without it − with it, both simulated",
    ),
    Term(
        "gain on its own",
        "What today's way of working gains from this one decision, with its exit cost and new dates.",
        "money today",
        "today's way with the decision − today's way",
    ),
    Term(
        "net contribution",
        "What today's way of working would lose if the project stopped now, exit cost included.",
        "money today",
        "today's way with the project − today's way with it stopped now; the negative of the gain from stopping",
    ),
    Term(
        "price of refusing",
        "What the recommended plan loses if the project stays as planned.",
        "money today, a proven range",
        "value of the recommended plan − value of the best plan with the project as planned",
    ),
    Term(
        "lost per month undecided",
        "What each month of waiting loses, from the month in which the decision would take effect.",
        "money per month",
        "value in today's way if decided now − if decided a month later",
    ),
    Term(
        "cost of waiting for one another",
        "What projects lose because they wait for the same people, as long as people finish one before the next.",
        "money today",
        "value promised − value of the same plan one project after another; shared out by pool and month of conflict",
    ),
    Term(
        "worth of a person",
        "What one person hired is worth: the gain once they are at work, what they cost, and the difference.",
        "money today",
        "value of the best plan with the person − without; less hiring and their days to the horizon",
    ),
    Term(
        "value bridge",
        "The steps from promised value to what today's way delivers, and back up to what is recommended. Each step "
        "changes one thing, so that no loss is counted twice.",
        "money today",
    ),
    Term(
        "cost of delay at the constraint",
        "Step of the bridge: what is lost because projects queue for the same people, one after another.",
        "money today",
        "promised − value with capacity, first come first served",
    ),
    Term(
        "cost of competing priorities",
        "Step of the bridge: what more is lost when everybody's project gets a share at once, so that all finish late.",
        "money today",
        "value one after another − value shared evenly",
    ),
    Term(
        "cost of congestion",
        "Step of the bridge: what more is lost because people who switch between projects get less done.",
        "money today",
        "value shared evenly − the same with multitasking loss",
        "our assumption, anchored on Tregubov et al. 2017 (about 17 % of effort) and Weinberg 1992 (a rule of thumb)",
    ),
    Term(
        "gain from focus",
        "Step of the bridge: what is won back when each project is finished before the next begins, in today's order.",
        "money today",
        "value of today's work one after another, nothing shared or lost − value in today's way without losers",
    ),
    Term(
        "trade-off",
        "The best plan in which one decision is different, compared with the recommended plan.",
        "money today",
        "value of the recommended plan − value of that plan",
    ),
    Term(
        "break-even",
        "The benefit a month at which the recommended action and its best alternative are worth the same.",
        "money per month",
    ),
    Term(
        "intervention",
        "Anything the organisation can do about the plan: a decision on a project, or a change of people, money or "
        "rules.",
        "money gained, money spent",
    ),
    Term(
        "gain in turn",
        "What a decision or change adds to those above it in the list.",
        "money today",
        "value with it and all above it − value with all above it",
    ),
    Term(
        "lost in today's way",
        "What projects lose between the promise and what today's way delivers, mostly because they land late.",
        "money today",
        "value promised − value delivered today's way",
    ),
    Term(
        "approved value",
        "What the projects were worth as first approved; as the plan promises where no approval is on record.",
        "money today",
        "value at the approved benefit and finish",
    ),
    Term(
        "objective",
        "What a theme has to bring by its date, and how far each way falls short of it.",
        "money a year",
        "12 × (target a month − benefits a month at that date)",
    ),
    Term(
        "price of a limit",
        "What would be gained if a budget, mandate, floor or pin were loosened, everything else unchanged.",
        "money today",
        "value with it loosened − value of the recommended plan",
    ),
    Term(
        "range over futures",
        "Where an amount lies in drawn futures: eight of ten lie between its ends, half lie below its median.",
        "money today",
        "each plan executed in every future; its tenth, fiftieth and ninetieth of a hundred",
    ),
    Term(
        "at stake",
        "What depends on a decision: the larger of the extra spend and the upper end of the difference in value.",
        "money",
    ),
    Term(
        "net of a year",
        "All that comes in less all that goes out in a fiscal year, undiscounted and expected.",
        "money",
        "benefits + salvage − spent − internal labour − penalties",
    ),
    Term(
        "discounting",
        "What money that comes later is worth less today.",
        "money today",
        "net of all years − value of the plan",
    ),
    Term("budget", "What may be spent in a fiscal year, as the data state it.", "money"),
    Term(
        "budget released",
        "What today's plan on paper would still spend on projects that the plan does not run.",
        "money",
    ),
    Term("exit cost", "What it costs to stop work in flight, as the data state it.", "money"),
    Term("written off", "What was spent before on projects that are stopped. It is in no value.", "money"),
    Term(
        "capital cost",
        "The part of what is spent that is booked as capital.",
        "money",
        "Σ capital_share · (remaining + acceleration cost)",
    ),
    Term(
        "operating cost",
        "The part of what is spent that is not capital. Projects without a capital share are in neither.",
        "money",
        "spent − capital − cost of projects that state no share",
    ),
    Term(
        "forecast at completion",
        "What projects will have cost once they are done, and how that differs from their budget.",
        "money",
        "spent to date + remaining cost",
    ),
    Term("spent to date", "What was spent on the projects counted, as the data state it.", "money"),
    Term("change request", "What the requests that wait for an answer would cost, as the data state it.", "money"),
    Term(
        "change since last month",
        "What the figures changed since last month do to the value of the plan.",
        "money today",
        "value of the plan now − value with last month's figures",
    ),
    Term("tolerance", "The money in what is, or is forecast to be, outside a tolerance.", "money"),
    Term(
        TOO_CLOSE,
        "The difference is smaller than what the two calculations can prove; either choice may be the better one.",
    ),
    Term(
        "gap",
        "How far the plan in hand can be from the best plan possible, proven. It says nothing about how good the "
        "inputs are.",
        "%",
        "(proven ceiling − value of the plan) ÷ value of the plan",
    ),
    Term(
        "price of a preference",
        "What weights, pins and floors cost: the value of the plan without them less the value of the plan with them. "
        "Value itself is never weighted.",
        "money today",
    ),
    Term("delivery health", "Red, amber or green for time, cost and scope against plan."),
    Term(
        "value health",
        "Red, amber or green for the value still expected against the value once promised; "
        "red where stopping is worth more.",
    ),
    Term(
        "decision delay",
        "What waiting for a decision costs.",
        "money",
        "days waited after the decision would take effect × lost per month undecided",
    ),
    Term(
        "protective capacity",
        "Share of each pool held in reserve, so that one surprise does not delay everything behind it.",
        "%",
    ),
    Term("flex", "Extra days of a pool that can be bought for a month, at their own price.", "person-days a month"),
    Term(
        "future",
        "One draw of what benefits, durations, work, capacity and success turn out to be; plans meet the same ones.",
    ),
    Term(
        "firm",
        "How sure a decision is: firm when its action is chosen again in most plans made anew in drawn futures, "
        "fragile when in few, leaning between.",
        "%",
        "share of the plans with the same action; firm from 85 % on, fragile below 60 %",
    ),
    Term(
        "shrinkage",
        "The share of a plan's value that is luck of the figures it was chosen by.",
        "%",
        "what plans made on drawn figures promise beyond what they bring, on average, ÷ the plan's value",
        "the optimiser's curse, Smith and Winkler 2006",
    ),
    Term(
        "value of knowing",
        "What it is worth, at least, to know one figure before deciding.",
        "money",
        "best plan for each value of the figure − best plan for all of them, weighted 0.3, 0.4, 0.3",
        "expected value of perfect information, Raiffa 1968",
    ),
    Term(
        "Project Illusion",
        "The belief that well-run projects make a well-performing organisation; green projects can add up to a red "
        "portfolio when they compete for the same people.",
    ),
)
_BY_WORD = {term.word: term for term in TERMS}


def term_of(word: str) -> Term:
    """A term by its word.

    Raises:
        KeyError: no such term.
    """
    return _BY_WORD[word]


def help_on(word: str) -> str:
    """The line of a term.

    Raises:
        KeyError: no such term.
    """
    return _BY_WORD[word].line


def meaning_of(word: str) -> str:
    """What a term means, in one line without its formula.

    Raises:
        KeyError: no such term.
    """
    return _BY_WORD[word].meaning
