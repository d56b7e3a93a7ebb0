"""What an import has done, in one line: rows of a table, or schedules."""

from __future__ import annotations

from engine.portfolio.importing import ImportReport
from engine.portfolio.schedules import ScheduleReport
from engine.wording.formats import count, whole


def imported_in_words(report: ImportReport) -> str:
    """How many rows were loaded, rejected and skipped, and where the assumptions stand."""
    skipped = f", {whole(report.rows_skipped)} skipped" if report.rows_skipped else ""
    loaded = f"{whole(report.projects)} of {count(report.rows_read, 'row')} loaded"
    assumed = f"{count(len(report.assumptions), 'assumption')} listed in {report.output.name}/portfolio.yaml"
    return f"{loaded}, {whole(report.rows_rejected)} rejected{skipped}; {assumed}."


def schedules_in_words(report: ScheduleReport) -> str:
    """How many schedules became how many projects, and what they cannot say."""
    done = f" {count(report.done, 'project')} left out as done." if report.done else ""
    held = f"{count(report.projects, 'project')} with {count(report.tasks, 'task')} and {count(report.pools, 'pool')}"
    return (
        f"{count(report.files, 'schedule')}: {held} in {report.output.name}.{done} "
        "A schedule knows no benefits: fill in benefit_per_month and benefit_months in projects.csv."
    )
