"""What a column of a project list can mean, and how the usual tools call it.

The names are those of exports in English from Microsoft Project, Planview, Clarity, ServiceNow, Smartsheet, Jira,
Monday and Power BI, and of public portfolios; other languages follow in :mod:`engine.portfolio.intake.names_abroad`.
They are compared by likeness, without units, brackets, punctuation and accents.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz, process

from engine.portfolio.intake.names_abroad import names_abroad

LIKE = 86.0
"""Likeness, from 0 to 100, from which on a header is taken for a usual name."""


class ColumnRole(StrEnum):
    """What a column means."""

    ID = "id"
    NAME = "name"
    OWNER = "owner"
    THEME = "theme"
    STATUS = "status"
    START = "start"
    FORECAST = "forecast"
    FINISH = "finish"
    BASELINE = "baseline"
    DURATION = "duration"
    COST = "cost"
    REMAINING = "remaining"
    SPENT = "spent"
    BENEFIT = "benefit"
    LIFE = "life"
    PERCENT = "percent"
    REPORTED = "reported"
    EFFORT = "effort"
    MANDATORY = "mandatory"


USUAL: dict[ColumnRole, tuple[str, ...]] = {
    ColumnRole.ID: (
        "id", "project id", "ref", "reference", "project ref", "project reference", "project number", "project no",
        "project code", "code", "issue key", "key", "unique id", "unique project id", "uid", "number", "wbs code",
        "id number", "item id", "investment id", "investment code", "work id", "structure code", "row id",
        "unique identifier", "unique investment identifier", "gmpp id number",
    ),
    ColumnRole.NAME: (
        "name", "project name", "title", "project title", "project", "summary", "task name", "short description",
        "item", "item name", "primary column", "work name", "investment name", "initiative", "initiative name",
        "programme name", "work description",
    ),
    ColumnRole.OWNER: (
        "owner", "sponsor", "project sponsor", "executive sponsor", "business owner", "department", "agency name",
        "owner group", "bureau", "business unit", "assigned to", "assignee", "project manager", "manager",
        "directorate", "lead", "project lead", "person", "division", "responsible", "project owner", "customer",
    ),
    ColumnRole.THEME: (
        "theme", "strategic theme", "category", "annual report category", "portfolio", "programme", "program",
        "delivery program", "delivery programme", "strategic objective", "investment type", "project type",
        "classification", "goal", "investment category", "strategic goal", "epic name", "strategy", "group",
    ),
    ColumnRole.STATUS: (
        "status", "rag", "rag status", "health", "overall health", "overall status", "project status",
        "project health", "delivery confidence assessment", "ipa delivery confidence assessment", "state",
        "condition", "schedule health", "schedule status", "evaluation by cio", "status indicator", "traffic light",
        "delivery confidence",
    ),
    ColumnRole.START: (
        "start", "start date", "planned start", "planned start date", "begin", "begin date", "project start date",
        "project start", "scheduled start", "target start", "commencement", "commencement date", "timeline start",
        "approved start", "kick off", "start on", "baseline start", "expected start", "actual start",
        "start days after", "start date planned",
    ),
    ColumnRole.FORECAST: (
        "forecast finish", "forecast end", "forecast completion", "forecast end date", "projected completion date",
        "projected actual project completion date", "estimated completion date", "expected end date",
        "estimated finish", "expected completion", "current finish", "projected end date",
    ),
    ColumnRole.FINISH: (
        "finish", "finish date", "end", "end date", "completion", "completion date", "project end date", "project end",
        "due", "due date", "target date", "target end", "target end date", "planned end", "planned end date",
        "planned finish", "planned finish date", "planned project completion date", "go live", "go live date",
        "delivery date", "scheduled finish", "timeline end", "practical completion", "expected finish", "end on",
    ),
    ColumnRole.BASELINE: (
        "baseline finish", "baseline end", "baseline end date", "baseline finish date", "original end date",
        "original finish", "baseline completion date", "approved finish",
    ),
    ColumnRole.DURATION: (
        "duration", "planned duration", "duration months", "duration in months", "duration days", "length",
        "remaining duration", "duration in weeks", "project duration", "months", "weeks",
    ),
    ColumnRole.COST: (
        "cost", "total cost", "budget", "total budget", "budget at completion", "planned cost", "project cost",
        "capex", "lifecycle cost", "whole life cost", "total baseline whole life costs", "estimate",
        "estimated cost", "investment", "forecast cost", "eac", "estimate at completion", "project budget",
        "approved budget", "funding", "capital cost", "planned budget", "total planned cost", "total estimated cost",
        "project value", "final forecast cost",
    ),
    ColumnRole.REMAINING: (
        "remaining cost", "cost to complete", "etc", "estimate to complete", "cost to go", "remaining budget",
        "remaining spend",
    ),
    ColumnRole.SPENT: (
        "actual cost", "spent", "spend to date", "actuals", "cost to date", "actual cost to date", "actuals to date",
        "spent to date", "expenditure to date",
    ),
    ColumnRole.BENEFIT: (
        "benefit", "benefits", "yearly gain", "gain", "annual benefit", "yearly benefit", "benefit per year", "savings",
        "annual savings", "annual saving", "monthly benefit", "benefit per month", "total benefits", "total benefit",
        "total baseline benefits", "net benefit", "expected benefit", "planned benefit", "annual return",
        "annual revenue", "annual gain", "yearly savings", "run rate benefit", "financial benefit",
        "annualised benefit", "planned return",
    ),
    ColumnRole.LIFE: ("benefit life", "useful life", "benefit years", "benefit months", "asset life"),
    ColumnRole.PERCENT: (
        "complete", "percent complete", "% complete", "progress", "percent done", "% work complete", "% done",
        "physical percent complete", "completion percentage",
    ),
    ColumnRole.REPORTED: (
        "report", "report date", "reporting period", "reporting month", "as of", "as of date", "status date",
        "updated date", "last updated", "updated", "snapshot date", "data date", "report month", "last modified",
    ),
    ColumnRole.EFFORT: ("effort", "person days", "work days", "work", "planned effort", "remaining work"),
    ColumnRole.MANDATORY: ("mandatory", "regulatory", "must do", "is mandatory", "compliance", "statutory"),
}  # fmt: skip
"""ColumnRole → its usual names, in small letters, without punctuation."""

_CUSTOM = re.compile(r"Custom field \((.+)\)(?: \(\d+\))?", re.IGNORECASE)
"""How Jira heads the fields that an organisation has added."""
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_UNITS = re.compile(
    r"(?:^|(?<=\s))(?:[£$€¥]?(?:k|m|bn|mn|mio|000s?)|[tkm]?[£$€¥]+|(?:gbp|usd|eur|aud|cad|chf|nzd)(?:k|m|bn)?"
    r"|(?:t|k|m|bn)(?:gbp|usd|eur|aud|cad|chf|nzd)|(?:in )?(?:thousands?|millions?|tsd|tausend|mio|mrd|millionen)|euro)"
    r"(?=\s|$)"
)
_WORD = re.compile(r"[^\w%£$€¥]+|_+")


@lru_cache(maxsize=4096)
def plain_header(header: str) -> str:
    """A header in small letters, without brackets, units of money and punctuation."""
    own = _CUSTOM.fullmatch(header)
    text = _CAMEL.sub(" ", unicodedata.normalize("NFKC", own[1] if own else header))
    text = without_accents(_WORD.sub(" ", _BRACKETS.sub(" ", text)).casefold())
    return " ".join(_UNITS.sub(" ", text).split()) or " ".join(_WORD.sub(" ", header).casefold().split())


def without_accents(text: str) -> str:
    """A text with the bare letter for each that has a mark: ``jährlich`` becomes ``jahrlich``."""
    if text.isascii():
        return text
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


_NAMES = {
    role: (*names, *(without_accents(name.casefold()) for name in names_abroad(role))) for role, names in USUAL.items()
}
"""ColumnRole → all names that are compared with a header."""


@lru_cache(maxsize=16384)
def likeness(header: str, role: ColumnRole) -> float:
    """How much a header is like the usual names of a role, 0 to 100; 100 is one of them, letter by letter."""
    words = plain_header(header)
    if words in _NAMES[role]:
        return 100.0
    best = process.extractOne(words, _NAMES[role], scorer=fuzz.token_sort_ratio)
    return min(99.0, best[1]) if best else 0.0
