"""The map that follows from what is known of a file and from what people have said, as YAML to keep and take away.

Whatever is assumed stands in it with a sentence, so that ``import`` writes the same portfolio with the same notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.portfolio.importing.cells import is_blank
from engine.portfolio.importing.words import plain
from engine.portfolio.intake.column_meanings import days_after_year
from engine.portfolio.intake.money_marks import marks_in
from engine.portfolio.intake.period_columns import PeriodRole
from engine.portfolio.intake.questions import (
    AFTER,
    BENEFIT_YEARS,
    HUNDRED,
    LAST,
    NEWEST,
    OVERDUE_MONTHS,
    REMAINING,
    WORKING,
    begun_rows,
    duration_unit,
    finish_told,
    percent_scale,
    settled,
    unit_for,
    years_later,
)
from engine.portfolio.intake.recognition import Answers, Recognition, period_of
from engine.portfolio.intake.roles import ColumnRole
from engine.portfolio.intake.status_words import DONE as FINISHED
from engine.portfolio.intake.status_words import NONE, known_meaning
from engine.portfolio.intake.values import BLANKS
from engine.portfolio.model.calendar import iso_month, parse_month
from engine.portfolio.reading.written_yaml import write_texts

SHARE = 0.85
BUSIEST = 12
DAYS_PER_PERSON = 18
_PER_MONTH = {"months": 1.0, "weeks": 52.18 / 12, "days": 30.4375, "working days": 21.0, "years": 1 / 12}
_DAYS_OF = {"months": 30.4375, "weeks": 7.0, "days": 1.0, "working days": 30.4375 / 21, "years": 365.25}
"""Days of the calendar in a unit of a duration."""
_AMOUNTS = {
    "cost": ColumnRole.COST,
    "still_to_spend": ColumnRole.REMAINING,
    "spent": ColumnRole.SPENT,
    "benefit": ColumnRole.BENEFIT,
}
_BY_MONTH = {
    PeriodRole.COST: "cost_by_month",
    PeriodRole.BENEFIT: "benefit_by_month",
    PeriodRole.WORK: "work_by_month",
}
_TOTALS = (
    "Total", "Totals", "Total:", "Totals:", "Grand total", "Subtotal", "Sub-total", "Sum", "Sum:", "Summe", "Summe:",
    "Gesamt", "Gesamtsumme", "Zwischensumme", "Insgesamt", "Total général", "Sous-total", "Totaal", "Totale", "Suma",
)  # fmt: skip
"""What may head a row of totals next month, beside what heads one in this file."""
_REPEATED_TEXTS = 2
_WORDS_COMPARED = 2

MapSection = dict[str, Any]


def written_map(known: Recognition, answers: Answers) -> str:
    """The map as YAML.

    Raises:
        DataError: an answer is missing or cannot be used.
    """
    said = settled(known, answers)
    writer = _MapWriter(known, said, frozenset(key for key, text in answers.items() if text.strip()))
    file = Path(known.source.file).name
    heading = f"# Made from {file} and the answers to its questions; data/maps/README.md explains it.\n"
    return heading + write_texts(writer.content())


class _MapWriter:
    def __init__(self, known: Recognition, said: Answers, answered: frozenset[str]) -> None:
        self._known = known
        self._said = said
        self._answered = answered
        self._finishes = known.finishes(said)
        self._finish_is = finish_told(known, said) or said.get("finish_is") or LAST
        activities = known.activities
        of_activities = (
            "" if activities is None else "work_of_activities" if activities.is_work else "cost_of_activities"
        )
        self._spend = self._named(PeriodRole.COST) or (of_activities if known.has_cost_by_month(said) else "")
        self._work = self._named(PeriodRole.WORK) or (of_activities if known.has_work_by_month(said) else "")
        self._gain = self._named(PeriodRole.BENEFIT)

    def _named(self, role: PeriodRole) -> str:
        """The name of what columns of periods hold; empty where no column holds it."""
        return _BY_MONTH[role] if self._known.periods_of(role, self._said) else ""

    def _column(self, role: ColumnRole) -> str:
        return self._known.column_of(role, self._said)

    def content(self) -> dict[str, Any]:
        """All sections of the map."""
        sections: dict[str, Any] = {
            "settings": self._settings(),
            "source": self._source(),
            "finish": self._finish(),
            "periods": self._periods(),
            "activities": self._activities(),
            "fields": {**self._kinds(), **self._dates(), **self._money(), **self._others()},
            "rows": list(self._rows()),
            "projects": self._projects(),
            "pools": [self._pool()],
        }
        return {name: section for name, section in sections.items() if section}

    def _settings(self) -> MapSection:
        month = iso_month(parse_month(self._said["month_0"]))
        currencies = self._known.currencies(self._known.money_columns(self._said))
        currency = self._said.get("currency") or (currencies[0] if currencies else "GBP")
        stem = Path(self._known.source.file).stem.replace("_", " ").replace("-", " ").strip() or "Portfolio"
        settings: MapSection = {
            "name": stem[:1].upper() + stem[1:],
            "currency": currency.upper(),
            "planning_date": month,
        }
        return settings

    def _source(self) -> MapSection:
        several = len(self._known.source.tables) > 1
        repeated = self._said.get("repeated")
        latest = f"latest by {self._column(ColumnRole.REPORTED)}" if repeated == NEWEST else repeated
        if latest is None and self._column(ColumnRole.REPORTED):
            latest = f"latest by {self._column(ColumnRole.REPORTED)}"
        rules: MapSection = {"sheet": self._known.foreign.sheet if several else "", "repeated": latest or "set aside"}
        rules |= {key: self._said[key] for key in ("date_order", "decimal") if key in self._said}
        rules["blanks"] = [*BLANKS, *self._blank_texts()]
        return {key: rule for key, rule in rules.items() if rule}

    def _blank_texts(self) -> list[str]:
        """Texts that stand several times in columns of numbers or dates, by their first words: they say nothing."""
        counts: dict[str, int] = {}
        for name in self._read_columns():
            for text in self._known.columns[name].odd:
                start = " ".join(text.split()[:_WORDS_COMPARED])
                if re.fullmatch(r"[^\d*]{3,60}", start):
                    counts[start] = counts.get(start, 0) + self._known.columns[name].counts[text]
        return [
            f"{start}*" for start, count in counts.items() if count >= _REPEATED_TEXTS and not is_blank(start, BLANKS)
        ]

    def _read_columns(self) -> Iterator[str]:
        for role in ColumnRole:
            named = self._finishes if role is ColumnRole.FINISH else self._known.columns_of(role, self._said)
            yield from (name for name in named if not self._known.columns[name].is_text)

    def _finish(self) -> MapSection:
        means = self._finish_is if self._finishes else AFTER
        overdue = f"assume {OVERDUE_MONTHS} months" if self._said.get("overdue") == WORKING else "set aside"
        return {"field": "finish", "is": means, "overdue": overdue}

    def _periods(self) -> MapSection:
        """Columns of periods with the months that each stands for; of one kind all that are in one unit."""
        rules: MapSection = {}
        later = years_later(self._known, self._said)
        for role, name in _BY_MONTH.items():
            groups = self._known.periods_of(role, self._said)
            if groups:
                unit = 1.0 if role is PeriodRole.WORK else unit_for(self._known, groups[0].key, self._said)
                alike = [one for one in groups if role is PeriodRole.WORK or self._unit(one.key) == unit]
                columns = [{"header": one.rest, "each": str(one.length)} for one in alike]
                rules[name] = {"columns": columns} | ({"later": f"{later}"} if later else {})
                rules[name] |= {"factor": f"{unit:.0f}"} if unit != 1 else {}
        return rules

    def _unit(self, column: str) -> float:
        return unit_for(self._known, column, self._said)

    def _activities(self) -> MapSection:
        """The rows of another sheet that say when each part of a project is done, and what it costs or takes."""
        known = self._known.activities
        if known is None:
            return {}
        rule: MapSection = {"sheet": known.sheet, "key": known.key, "project": known.project, "start": known.start}
        if known.duration is not None:
            unit = duration_unit(known.duration) or self._said["duration_unit"]
            rule |= {"duration": known.duration.name, "days": f"{_DAYS_OF[unit]:g}"}
            rule |= {"word": known.duration.word} if known.duration.word else {}
        else:
            rule["finish"] = known.finish
        marked = marks_in(known.amount.name)
        unit_worth = 1.0 if known.is_work else marked.unit or float(self._said.get("unit") or 1)
        rule |= {"amount": known.amount.name} | ({"factor": f"{unit_worth:.0f}"} if unit_worth != 1 else {})
        return {self._work if known.is_work else "cost_of_activities": rule}

    def _kinds(self) -> MapSection:
        """What tells a row that is no project: a total, or work that is finished."""
        heads = [head for role in (ColumnRole.ID, ColumnRole.NAME) if (head := self._column(role))]
        rules: MapSection = {}
        totals = self._known.totals(self._said) if heads else ()
        if totals:
            words = {plain(word): word for word in (*_TOTALS, *totals)}
            rules["kind_of_row"] = {
                "columns": heads,
                "values": dict.fromkeys(words.values(), "total") | {"*": "project"},
            }
        status = self._column(ColumnRole.STATUS)
        if status:
            meanings = {word: self._meaning(word) for word in self._known.columns[status].counts}
            if FINISHED in meanings.values():
                finished = [word for word, meaning in meanings.items() if meaning == FINISHED]
                rules["kind_of_status"] = {
                    "columns": status, "values": dict.fromkeys(finished, FINISHED) | {"*": "open"},
                }  # fmt: skip
        return rules

    def _meaning(self, word: str) -> str:
        return self._said.get(f"status.{word}") or known_meaning(word) or NONE

    def _dates(self) -> MapSection:
        rules: MapSection = {}
        start, duration = self._column(ColumnRole.START), self._column(ColumnRole.DURATION)
        year = days_after_year(start) if start else None
        if year is not None:
            rules["first_of_count"] = {
                "constant": f"{year}-01-01",
                "type": "date",
                "note": f"The header says so: {start}.",
            }
            rules["days_counted"] = {"columns": start, "type": "number", "required": "yes"}
            rules["start"] = {"formula": "days_after(first_of_count, days_counted)"}
        elif start:
            rules["start"] = {"columns": start, "type": "date", "required": "yes"}
        elif self._dated:
            rules["start"] = {
                "formula": f"first_month({self._dated})", "required": "yes",
                "note": "Work begins in the first month that holds an amount.",
            }  # fmt: skip
        else:
            rules["start"] = {
                "formula": "planning_date",
                "source": "assumed",
                "note": "The file does not say when work began; all of it is taken to be under way in month 0.",
            }
        if self._finishes:
            rules["finish"] = {"columns": list(self._finishes), "type": "date", "required": "yes"}
        elif duration:
            rules["length"] = {"columns": duration, "type": "number", "required": "yes"} | self._word(duration)
            unit = duration_unit(self._known.columns[duration]) or self._said["duration_unit"]
            rules["finish"] = {
                "formula": f"months_after(start, max(1, round(length / {_PER_MONTH[unit]:g})))",
                "note": f"The finish follows from start and duration ({unit}, {_PER_MONTH[unit]:g} to a month).",
            }
        elif self._dated:
            rules["finish"] = {
                "formula": f"month_after({self._dated})", "required": "yes" if start else "no",
                "note": "Work ends with the last month that holds an amount.",
            }  # fmt: skip
        else:
            months = self._said["months"]
            rules["finish"] = {
                "formula": f"months_after(start, {months})",
                "source": "assumed",
                "note": f"The file says nothing of a finish; each project is taken to last {months} months.",
            }
        plus = " + 1" if self._means_last else ""
        rules["months_left"] = {"formula": f"min(360, months_between(max(start, planning_date), finish){plus})"}
        rules["months_in_all"] = {"formula": f"max(1, months_between(start, finish){plus})"}
        return rules

    @property
    def _dated(self) -> str:
        """What tells by month when work begins and ends; empty where nothing does."""
        return self._spend or self._work

    @property
    def _means_last(self) -> bool:
        return bool(self._finishes) and self._finish_is == LAST

    def _word(self, column: str) -> MapSection:
        word = self._known.columns[column].word
        return {"word": word} if word else {}

    def _amount(self, column: str) -> MapSection:
        factor = unit_for(self._known, column, self._said)
        return {"columns": column, "type": "number"} | ({"factor": f"{factor:.0f}"} if factor != 1 else {})

    def _money(self) -> MapSection:
        rules: MapSection = {}
        for name, role in _AMOUNTS.items():
            column = self._column(role)
            if column:
                rules[name] = self._amount(column)
        if "cost" in rules:
            rules["cost"]["required"] = "no" if "still_to_spend" in rules or self._spend else "yes"
        elif self._spend:
            rules["cost"] = {"formula": f"total({self._spend})", "note": "The cost is the sum of its months."}
        if "cost" not in rules and "still_to_spend" not in rules:
            rules["cost"] = {"constant": "0", "type": "number", "note": "The file has no cost; none is counted."}
        if not self._column(ColumnRole.EFFORT) and not self._work:
            rate, is_answered = self._said.get("day_rate", "0"), "day_rate" in self._answered
            note = (
                "A day of people costs as much, as answered."
                if is_answered
                else "A day of people is taken to cost as much."
            )
            rules["day_rate"] = {"constant": rate, "type": "number", "note": note} | (
                {"source": "owned"} if is_answered else {}
            )
        return rules

    def _others(self) -> MapSection:
        rules: MapSection = {}
        life = self._column(ColumnRole.LIFE)
        if life:
            factor = 1 if re.search("month|monat", life.casefold()) else 12
            rules["life"] = {"columns": life, "type": "number", "factor": str(factor)}
        effort = self._column(ColumnRole.EFFORT)
        if effort:
            hours = re.search("hour|stunde", f"{effort} {self._known.columns[effort].word}".casefold())
            rules["effort"] = (
                {"columns": effort, "type": "number"} | self._word(effort) | ({"factor": "0.125"} if hours else {})
            )
        percent = self._column(ColumnRole.PERCENT)
        if percent:
            scale = percent_scale(self._known, percent) or self._said.get("percent")
            rules["done"] = {"columns": percent, "type": "number"} | ({"factor": "0.01"} if scale == HUNDRED else {})
        return rules

    def _rows(self) -> Iterator[MapSection]:
        kinds = self._kinds()
        if "kind_of_row" in kinds:
            yield {"when": "kind_of_row = 'total'", "then": "skip", "message": "this row is a total"}
        if "kind_of_status" in kinds:
            yield {
                "when": "kind_of_status = 'finished'",
                "then": "skip",
                "message": "its status says that it is finished",
            }
        if self._spend and self._column(ColumnRole.COST):
            yield {
                "when": f"total({self._spend}) > 1.01 * cost",
                "then": "warn",
                "message": "its months add up to more than its cost",
                "remedy": "Correct the cost or the months; what is still to spend is taken from the months",
            }
        yield {
            "when": "months_left >= 360",
            "then": "warn",
            "message": "the project runs for 30 years or longer; its work is taken as done within 360 months",
            "remedy": "Split it into stages that can be decided one by one",
        }

    def _projects(self) -> MapSection:
        named, ids = self._column(ColumnRole.NAME), self._column(ColumnRole.ID)
        rules: MapSection = {}
        if ids:
            rules["project_id"] = {"columns": [ids, named] if named else [ids]}
        else:
            rules["project_id"] = {
                "columns": named,
                "type": "id",
                "source": "derived",
                "note": "Ids are made of the names.",
            }
        rules["name"] = {"columns": [named, ids] if named and ids else [named or ids]}
        if not named:
            rules["name"] |= {"source": "derived", "note": "The file has no names; ids serve as names."}
        for name, role in (("sponsor", ColumnRole.OWNER), ("theme", ColumnRole.THEME)):
            if self._column(role):
                rules[name] = {"columns": self._column(role)}
        rules |= self._when() | self._costs() | self._benefits() | self._health()
        return rules

    def _when(self) -> MapSection:
        started = "months_between(planning_date, start) < 0"
        rules: MapSection = {}
        if self._column(ColumnRole.START):
            rules["in_flight"] = {"formula": started, "note": "Work has begun where the start lies before month 0."}
        else:
            rules["in_flight"] = {
                "constant": "yes",
                "note": "The file has no start; all work is taken to be under way.",
            }
        rules["planned_start"] = {"formula": "start"}
        rules["duration_months"] = {"formula": "months_left"}
        baseline = self._column(ColumnRole.BASELINE)
        if self._finishes:
            after = "months_after({}, 1)" if self._means_last else "{}"
            note = "A finish here is the first month after the work; the file gives the last month of work."
            noted = {"note": note} if self._means_last else {}
            rules["forecast_finish"] = {"formula": after.format("finish"), "source": "derived"} | noted
        if baseline and self._known.columns[baseline].is_date:
            rules["baseline_finish"] = {"columns": baseline}
        return rules

    def _costs(self) -> MapSection:
        if self._column(ColumnRole.REMAINING):
            rules: MapSection = {"remaining_cost": {"formula": "still_to_spend"}}
            return rules | ({"budget": {"formula": "cost"}} if self._column(ColumnRole.COST) or self._spend else {})
        cost, whole = self._column(ColumnRole.COST), {"budget": {"formula": "cost"}}
        if self._spend:
            to_come = f"total_from({self._spend}, planning_date)"
            share = "first(cost, 0) * min(1, months_left / months_in_all)"
            note = (
                "What is still to spend is what the months from month 0 on hold; where they hold nothing although the "
                "work is not over, it is the cost by the share of the months that are left."
            )
            formula = f"if({to_come} > 0, {to_come}, {share})"
            return {"remaining_cost": {"formula": formula, "source": "derived", "note": note}, **whole}
        if self._column(ColumnRole.SPENT):
            return {
                "remaining_cost": {
                    "formula": "max(0, cost - spent)",
                    "note": "What is left of the cost is what was not spent.",
                },
                "spent_to_date": {"formula": "spent"},
                **whole,
            }
        if cost and self._column(ColumnRole.START) and self._said.get("cost_is") != REMAINING:
            note = (
                "The cost is that of the whole project; where work has begun, the share of the months that are left is "
                "taken to be still to spend."
            )
            formula = "if(months_left > 0, cost * min(1, months_left / months_in_all), cost)"
            source = "assumed" if begun_rows(self._known, self._said) else "derived"
            return {"remaining_cost": {"formula": formula, "source": source, "note": note}, **whole}
        if cost and self._said.get("cost_is") != REMAINING:
            note = "The file says neither when work began nor what is spent; the cost is taken to be still to spend."
            return {"remaining_cost": {"formula": "cost", "source": "assumed", "note": note}, **whole}
        return {"remaining_cost": {"formula": "cost"}}

    def _benefits(self) -> MapSection:
        benefit, life = self._column(ColumnRole.BENEFIT), self._column(ColumnRole.LIFE)
        years = float(self._said.get("benefit_years") or BENEFIT_YEARS)
        months = f"{years * 12:.0f}"
        by = "as answered" if "benefit_years" in self._answered else "assumed: nobody has said so"
        rules: MapSection = {}
        if self._gain:
            return self._benefits_by_month()
        if benefit:
            period = period_of(benefit) or self._said.get("benefit_is", "year")
            lasting = "life" if life else months
            per_month = {
                "year": "first(benefit, 0) / 12",
                "month": "first(benefit, 0)",
                "total": f"first(benefit, 0) / {lasting}",
            }
            notes = {
                "year": "A twelfth of the yearly benefit in each month.",
                "month": "The monthly benefit of the file.",
                "total": "The total benefit, spread evenly over the benefit life.",
            }
            note = f"{notes[period]} A blank counts as no benefit."
            rules["benefit_per_month"] = {"formula": per_month[period], "note": note}
        elif self._said.get("yearly_return", "").strip():
            share = float(self._said["yearly_return"]) / 100
            rules["benefit_per_month"] = {
                "formula": f"first(cost, 0) * {share:g} / 12"
                if self._column(ColumnRole.COST)
                else f"still_to_spend * {share:g} / 12",
                "source": "assumed",
                "note": f"The file has no benefits; each project is taken to return {share:.3g} of its cost a year.",
            }
        else:
            rules["benefit_per_month"] = {"constant": "0", "note": "The file has no benefits, so none are counted."}
        if life:
            rules["benefit_months"] = {"formula": "life"}
        else:
            source = {"source": "owned"} if "benefit_years" in self._answered else {}
            rules["benefit_months"] = {"constant": months, "note": f"Benefits last {years:g} years, {by}."} | source
        return rules

    def _benefits_by_month(self) -> MapSection:
        """Benefits by month as a run-rate that lasts: the largest month, so long that the total is that of the file."""
        largest = f"first(largest({self._gain}), 0)"
        return {
            "benefit_per_month": {
                "formula": largest,
                "note": "The benefit of the best month; a blank counts as no benefit.",
            },
            "benefit_months": {
                "formula": f"if({largest} > 0, clip(round(total({self._gain}) / {largest}), 1, 360), 1)",
                "note": "So many months that all of them together bring what the file's columns hold.",
            },
        }

    def _health(self) -> MapSection:
        rules: MapSection = {}
        status = self._column(ColumnRole.STATUS)
        if status:
            values = {
                word: "" if meaning in (NONE, FINISHED) else meaning
                for word in self._known.columns[status].counts
                for meaning in [self._meaning(word)]
            }
            short = {word: meaning for word, meaning in values.items() if len(word) <= 60}
            rules["rag_time"] = {"columns": status, "values": {**short, "*": ""}}
        if self._column(ColumnRole.PERCENT):
            rules["percent_complete"] = {"formula": "clip(done, 0, 1)"}
        if self._column(ColumnRole.MANDATORY):
            rules["mandatory"] = {"columns": self._column(ColumnRole.MANDATORY)}
        return rules

    def _pool(self) -> MapSection:
        people = self._said.get("people", "").strip()
        effort = bool(self._column(ColumnRole.EFFORT))
        demand = "effort" if effort else "remaining_cost / day_rate"
        if self._work:
            demand = f"first(total_from({self._work}, planning_date), 0)"
        pool: MapSection = {"pool_id": "people", "name": "People", "demand": demand}
        pool |= {"shape": self._work or self._spend} if self._work or self._spend else {}
        if people:
            days = float(people) * DAYS_PER_PERSON
            pool["capacity"] = {"person_days": f"{days:g}"}
            pool["note"] = f"{people} people with {DAYS_PER_PERSON} days a month each, as answered."
            pool["source"] = "owned"
        else:
            pool["capacity"] = {"share": f"{SHARE}", "busiest_months": f"{BUSIEST}"}
            pool["note"] = "Nobody has said how many people there are."
        if not effort and not self._work:
            pool["columns"] = {"day_rate": self._said.get("day_rate", "0")}
        return pool
