from datetime import date

import pytest

from engine.portfolio.importing.cells import (
    cell_text,
    is_blank,
    kind_of_rule,
    read_date,
    read_value,
    translated,
    without_word,
)
from engine.portfolio.importing.map_checks import PROJECT_COLUMNS
from engine.portfolio.importing.mapping import Rule, TextKind
from engine.portfolio.importing.words import fits, suggestion
from engine.portfolio.model.calendar import ordinal_of
from engine.portfolio.model.fields import Reading
from engine.portfolio.model.numbers import StoredNumber
from engine.portfolio.model.project import Project

SOUND = {
    "project_id": "P",
    "name": "P",
    "planned_start": "2026-01",
    "duration_months": "1",
    "remaining_cost": "0",
    "benefit_per_month": "0",
}


@pytest.mark.parametrize("column", PROJECT_COLUMNS)
def test_the_kind_of_each_column_is_what_the_project_reads(column: str) -> None:
    """A date column takes a date written out, and only a date column does so as a date."""
    context = Reading(planning_month=ordinal_of(date(2026, 1, 1)))
    kind = kind_of_rule(Rule(constant="1"), column, "projects")
    if kind is TextKind.DATE:
        project = Project.model_validate(SOUND | {column: "2026-03-15"}, context=context)
        assert getattr(project, column) in (2, date(2026, 3, 15))
    if kind in (TextKind.NUMBER, TextKind.MONEY):
        project = Project.model_validate(SOUND | {column: "1"}, context=context)
        assert getattr(project, column) == 1


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2016-05-25 17:00:00", date(2016, 5, 25)),
        ("5/02/2016 5:00:00 PM", date(2016, 2, 5)),
        ("24/10/2016", date(2016, 10, 24)),
    ],
)
def test_dates_in_mixed_formats_are_read_by_the_first_that_fits(text: str, day: date) -> None:
    assert read_date(text, ["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y"], Reading()) == day


def test_a_date_that_two_formats_of_the_map_read_differently_is_refused() -> None:
    formats = ["%d/%m/%Y", "%m/%d/%Y"]
    assert read_date("22/11/2026", formats, Reading()) == date(2026, 11, 22)
    with pytest.raises(ValueError, match="2027-04-03 or 2027-03-04"):
        read_date("03/04/2027", formats, Reading())


def test_without_formats_dates_are_read_as_the_cockpit_reads_them() -> None:
    assert read_date("Nov-26", [], Reading()) == date(2026, 11, 1)


def test_a_number_of_a_workbook_keeps_its_point_where_others_have_a_word_behind_them() -> None:
    reading = Reading(decimal=",")
    texts = (StoredNumber("85.125"), "85,125 days", "85.125 days")
    numbers = [read_value(without_word(text, "days"), TextKind.NUMBER, (), reading) for text in texts]
    assert numbers == [85.125, 85.125, 85_125]


def test_words_that_mean_blank_are_found_whatever_their_spacing() -> None:
    assert is_blank("EXEMPT  under\nSection 43", ["Exempt under*"])
    assert is_blank("  ", [])
    assert not is_blank("NATO", ["NA"])


def test_a_star_among_values_takes_the_rest() -> None:
    assert translated("Mauve", {"Red*": "red", "*": "amber"}) == "amber"
    assert translated("as it is", {}) == "as it is"


def test_headers_match_whatever_their_case_and_line_breaks() -> None:
    assert fits("end date", "End \r\n Date")
    assert fits("Cost (£m)*", "COST (£m) including levies")
    assert not fits("Cost", "Cost (£m)")
    assert suggestion("Departmnt", ["Department", "Name"]) == ' Did you mean "Department"?'
    assert suggestion("xyz", ["Department"]) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (24.0, "24"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (370857975.07, "370857975.07"),
        (date(2026, 3, 1), "2026-03-01"),
    ],
)
def test_values_are_written_as_our_tables_want_them(value: float | date | None, text: str) -> None:
    assert cell_text(value) == text
