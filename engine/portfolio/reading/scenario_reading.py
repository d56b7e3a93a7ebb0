"""Reading a scenario from a file or an address: every part that cannot be used is found, with a remedy.

A scenario file is YAML or JSON with the fields of :class:`Scenario`; every field may be missing. Values are written as
in ``portfolio.yaml``, except that money is always in single units of the currency.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import DataError, Problem, ScenarioError
from engine.portfolio.model.calendar import iso_month, parse_month
from engine.portfolio.model.fields import Reading, read_money, read_number, read_quantity
from engine.portfolio.model.lever_limits import LEVERS, LeverKind
from engine.portfolio.model.near_miss import did_you_mean
from engine.portfolio.model.numbers import CellError
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.settings import Settings, TodaySettings
from engine.portfolio.model.vocabulary import Lift, TodaysPolicy
from engine.portfolio.reading.encoding import decode_text
from engine.portfolio.reading.written_yaml import FaultyYamlError, Written, read_written
from engine.portfolio.scenario import PIN_REMEDY, PLAIN, Finding, Scenario, fitting, wrong_pin, wrong_today

_NUMBERS = frozenset({"protective_capacity", "discount_rate", "benefit_confidence", "max_changes"})
_NUMBERS_BY_NAME = frozenset({"capacity", "flex_share", "budgets", "weights", "max_parallel"})
_READ = {LeverKind.MONEY: read_money, LeverKind.COUNT: read_quantity, LeverKind.SHARE: read_number}
_MAPPING = ("this must be names with values", "Write it like {name: value}, or `name: value` one a line")
_YEAR = 12
_BUDGET = "Write a month with its money, such as 2027-04: 700000"


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A scenario from a file, and what in it may not be what was meant."""

    scenario: Scenario
    warnings: tuple[Problem, ...] = ()


def read_scenario(path: Path, portfolio: Portfolio) -> ScenarioFile:
    """The scenario in a file, to be applied to a portfolio.

    Raises:
        ScenarioError: the file is missing or is not YAML, or holds an unknown key or name, or a value that cannot be;
            with every problem, each with its line.
    """
    written = _written(path)
    scenario, findings = read_content(written.value or {}, _as_settings_are(portfolio.settings))
    if not findings:
        scenario, findings = fitting(scenario, portfolio)
    problems = [finding.problem(path.name, _line(written, finding)) for finding in findings]
    if problems:
        raise ScenarioError(problems=problems)
    doubts = [*_budgets_in_another_unit(scenario, portfolio), *_without_effect(scenario, portfolio.settings)]
    return ScenarioFile(scenario, tuple(doubt.problem(path.name, _line(written, doubt)) for doubt in doubts))


def parse_scenario(content: Any, file: str = "scenario") -> Scenario:
    """A scenario from what a YAML or JSON file holds.

    Raises:
        ScenarioError: with everything that cannot be used.
    """
    scenario, findings = read_content(content)
    if findings:
        raise ScenarioError(problems=[finding.problem(file) for finding in findings])
    return scenario


def read_content(content: Any, reading: Reading = PLAIN) -> tuple[Scenario, tuple[Finding, ...]]:
    """The scenario that a mapping of texts and numbers holds, without what cannot be used, and that.

    ``reading`` says how texts are written.
    """
    if not isinstance(content, Mapping):
        remedy = "Write it like `name: More integration people`, one a line"
        return Scenario(), (Finding("", "", "", "a scenario is a list of keys with values", remedy),)
    fields = _Fields(reading)
    read = {key: fields.read(str(key), value) for key, value in content.items() if value is not None}
    known = {key: value for key, value in read.items() if value is not None}
    return Scenario.model_validate(known), tuple(fields.findings)


def _as_settings_are(settings: Settings) -> Reading:
    """How a scenario's file is written: like the settings, but for their unit of money."""
    return Reading(decimal=settings.decimal, date_order=settings.date_order, currency=settings.currency, alone=True)


@dataclass(slots=True)
class _Fields:
    """A scenario's fields one by one; what cannot be used is left out and noted."""

    reading: Reading
    findings: list[Finding] = field(default_factory=list)

    def read(self, field: str, value: Any) -> Any:
        """What a field holds; ``None`` when nothing of it can be used."""
        if field in _NUMBERS:
            return self._number(field, "", value)
        if field in _NUMBERS_BY_NAME:
            return self._by_name(field, value, self._number)
        if field == "pins":
            return self._by_name(field, value, self._pin)
        if field == "today":
            return self._today(value)
        if field == "lifted":
            return self._lifted(value)
        if field == "name":
            return self._name(value)
        remedy = did_you_mean(field, Scenario.model_fields, f"Known keys: {', '.join(Scenario.model_fields)}")
        self._refuse(field, "", None, "this key is not known", remedy)
        return None

    def _by_name(self, field: str, value: Any, read: Callable[[str, str, Any], Any]) -> dict[str, Any] | None:
        if field == "budgets":
            value = self._years(value)
        if not isinstance(value, Mapping):
            self._refuse(field, "", value, *_MAPPING)
            return None
        entries = {str(name): read(field, str(name), item) for name, item in value.items()}
        return {name: item for name, item in entries.items() if item is not None}

    def _number(self, field: str, name: str, value: Any) -> float | None:
        try:
            number = self._as_number(field, value)
        except CellError as error:
            self._refuse(field, name, value, str(error), error.remedy)
            return None
        wrong = LEVERS[field].finds(number)
        if wrong:
            self._refuse(field, name, value, *wrong)
        return None if wrong else number

    def _as_number(self, field: str, value: Any) -> float:
        if isinstance(value, str):
            return _READ[LEVERS[field].kind](value, self.reading)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise CellError("this is not a number", "Write a number, such as 0.9")
        return float(value)

    def _pin(self, field: str, name: str, value: Any) -> str | None:
        text = str(value).strip()
        wrong = wrong_pin(text)
        if wrong:
            self._refuse(field, name, value, wrong, PIN_REMEDY)
        return None if wrong else text

    def _today(self, value: Any) -> dict[str, str] | None:
        """How people are shared out today: a policy, or a policy with its loss and reserve."""
        if isinstance(value, str):
            value = {"policy": value}
        if not isinstance(value, Mapping):
            self._refuse("today", "", value, *_MAPPING)
            return None
        entries = {str(name): self._plain(item) for name, item in value.items() if item is not None}
        wrong = list(wrong_today(entries))
        for name, message, remedy in wrong:
            self._refuse("today", name, entries.get(name), message, remedy)
        return None if wrong else entries

    def _plain(self, value: Any) -> str:
        """A number as programs write it, whatever the sign of its decimals; any other text as it is."""
        try:
            return f"{read_number(value, self.reading):.10g}" if isinstance(value, str) else str(value)
        except CellError:
            return str(value)

    def _years(self, value: Any) -> Any:
        """Budgets by month, from a mapping or a list of ``{from: month, amount: money}``."""
        if isinstance(value, list | tuple):
            value = self._listed_years(value)
        if not isinstance(value, Mapping):
            return value
        years: dict[str, Any] = {}
        for text, amount in value.items():
            try:
                month = iso_month(parse_month(str(text), self.reading.date_order))
            except ValueError as error:
                self._refuse("budgets", str(text), amount, str(error), _BUDGET)
                continue
            if month in years:
                self._refuse("budgets", str(text), amount, f"the year from {month} occurs twice", "Keep one of the two")
            years.setdefault(month, amount)
        return years

    def _listed_years(self, items: Iterable[Any]) -> dict[str, Any]:
        years: dict[str, Any] = {}
        for place, item in enumerate(items, start=1):
            if not isinstance(item, Mapping) or set(item) != {"from", "amount"}:
                self._refuse("budgets", str(place), item, "this must hold from and amount", _BUDGET)
            elif str(item["from"]) in years:
                message = f"the year from {item['from']} occurs twice"
                self._refuse("budgets", str(place), item["amount"], message, "Keep one of the two")
            else:
                years[str(item["from"])] = item["amount"]
        return years

    def _lifted(self, value: Any) -> list[str]:
        words = [str(word) for word in Lift]
        if not isinstance(value, list | tuple | set | frozenset):
            remedy = f"Write a list of {', '.join(words)}, such as [floors]"
            self._refuse("lifted", "", value, "this must be a list", remedy)
            return []
        said = [str(word) for word in value]
        for word in said:
            if word not in words:
                remedy = did_you_mean(word, words, f"Write one of: {', '.join(words)}")
                self._refuse("lifted", "", word, "there are no such rules to lift", remedy)
        return [word for word in said if word in words]

    def _name(self, value: Any) -> str | None:
        if isinstance(value, Mapping | list | tuple):
            self._refuse("name", "", None, "this must be a piece of text", "Write a word or a sentence")
            return None
        return str(value) if str(value).strip() else None

    def _refuse(self, field: str, name: str, value: Any, message: str, remedy: str) -> None:
        text = "" if value is None or isinstance(value, Mapping | list | tuple) else str(value)[:80]
        self.findings.append(Finding(field, name, text, message, remedy))


def _written(path: Path) -> Written:
    try:
        return read_written(decode_text(path.read_bytes(), path.name))
    except DataError as error:
        raise ScenarioError(problems=error.problems) from error
    except OSError as error:
        message = f"this scenario cannot be opened ({error.strerror})"
        raise ScenarioError(problems=[Problem(path.name, None, "", "", message, "Check its name")]) from error
    except FaultyYamlError as error:
        raise ScenarioError(problems=[fault.problem(path.name) for fault in error.faults]) from error


def _line(written: Written, finding: Finding) -> int | None:
    below = finding.name
    places: list[tuple[str | int, ...]] = [(finding.field, below), (finding.field,)]
    if below.isdecimal():
        places.insert(0, (finding.field, int(below) - 1))
    return next((written.lines[place] for place in places if place in written.lines), None)


def _without_effect(scenario: Scenario, settings: Settings) -> Iterator[Finding]:
    """Budgets of years that are over, and a loss to multitasking where nobody shares."""
    for month, amount in scenario.budgets:
        if parse_month(month) + _YEAR <= settings.planning_month:
            message = "this year is over at the planning date, so the budget has no effect"
            yield Finding("budgets", month, f"{amount:.10g}", message, "Remove it, or check the year")
    today = dict(scenario.today)
    if "multitasking_loss" in today and TodaySettings.model_validate(today).policy is not TodaysPolicy.SHARED:
        message = f"nothing is lost to multitasking where the policy is {today['policy']}, so this has no effect"
        remedy = "Leave it out, or write policy: shared"
        yield Finding("today", "multitasking_loss", today["multitasking_loss"], message, remedy)


def _budgets_in_another_unit(scenario: Scenario, portfolio: Portfolio) -> list[Finding]:
    """Budgets that look as if they were in the unit of the portfolio's files, although a scenario's are not."""
    unit = portfolio.settings.money_unit
    usual = max((budget.amount for budget in portfolio.settings.budgets), default=0.0)
    usual = usual or sum(project.remaining_cost for project in portfolio.projects)
    if unit == 1 or not usual:
        return []
    return [
        Finding(
            "budgets",
            month,
            f"{amount:.10g}",
            f"money in a scenario is in single units of {portfolio.settings.currency}, not in the money_unit of "
            f"{unit:,.10g} of the portfolio",
            f"Write {amount * unit:.10g} if {amount:.10g} times {unit:,.10g} is meant",
        )
        for month, amount in scenario.budgets
        if amount > 0 and abs(math.log(amount * unit / usual)) < abs(math.log(amount / usual))
    ]
