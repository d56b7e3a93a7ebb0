"""Whether what the map says of time belongs to the file: month 0, which may be last year's, and the finish."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from engine.errors import Problem
from engine.portfolio.importing.cells import is_blank, read_date
from engine.portfolio.importing.convert import Converted, RowOutcome
from engine.portfolio.importing.mapping import FinishIs, Map
from engine.portfolio.importing.timing import Timing
from engine.portfolio.importing.words import fits, plain
from engine.portfolio.model.calendar import iso_month, ordinal_of
from engine.portfolio.model.fields import Reading
from engine.portfolio.reading.tables import RawTable

_FAR = 3
_YEAR = 12
_STAMP = re.compile(
    r"as ?(of|at)( date)?|(last )?(reported|updated|modified)( (on|at|date|month))?|(date )?(last )?updated?( date)?"
    r"|(report|reporting|status|data|snapshot|extract|export|publication)( (date|month|period))?"
)
_FILE_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d|21\d\d)(?!\d)")


def planning_date_doubts(rules: Map, table: RawTable, outcomes: Sequence[RowOutcome]) -> Iterator[Problem]:
    """What in the file lies far from month 0: when it was reported, the year of its name, the dates of the work."""
    month = ordinal_of(rules.planning_date)
    for message in (*_stamps(rules, table, month), *_name(table.file, month), *_work(outcomes, month)):
        yield Problem(
            rules.file,
            None,
            "settings.planning_date",
            iso_month(month),
            message,
            "If month 0 is another one, say it when importing: --planning-date, such as --planning-date 2023-03",
        )


def finish_doubts(rules: Map, outcomes: Sequence[RowOutcome]) -> Iterator[Problem]:
    """That most rows are planned to end a month before or after what the map says of their finish."""
    usable = [(outcome.converted, outcome.timing) for outcome in outcomes if outcome.converted is not None]
    off = Counter(months for row, timing in usable if (months := _months_off(rules, row, timing)) is not None)
    for months in (-1, 1):
        if rules.finish is not None and 2 * off[months] > off.total():
            side = "before" if months < 0 else "after"
            message = (
                f"in {off[months]} of {off.total()} rows planned_start and duration_months end the month {side} what "
                "finish says"
            )
            remedy = "Correct finish.is, or count the months in duration_months from the first to the last"
            yield Problem(rules.file, None, "finish.is", rules.finish.means, message, remedy)


def _months_off(rules: Map, row: Converted, timing: Timing | None) -> int | None:
    """Months by which the planned finish lies after the one of the source; None where the source has none to come."""
    if rules.finish is None or timing is None or timing.finish is None or timing.overdue:
        return None
    after = ordinal_of(timing.finish) + (rules.finish.means is FinishIs.LAST)
    return row.project.plan_finish - (after - ordinal_of(rules.planning_date))


def _stamps(rules: Map, table: RawTable, month: int) -> Iterator[str]:
    """Columns that say when a row was reported, and whose newest date is more than three months from month 0."""
    reading = Reading(date_order=rules.source.date_order, from_1904=table.from_1904)
    for column in table.columns:
        named = rules.source.latest_by is not None and fits(rules.source.latest_by, column)
        if not named and not _STAMP.fullmatch(_words(column)):
            continue
        texts = [text for row in table.rows if not is_blank(text := row.cells.get(column, ""), rules.source.blanks)]
        months = [stamped for text in texts if (stamped := _month(text, rules, reading)) is not None]
        if months and len(months) >= 0.8 * len(texts) and abs(max(months) - month) > _FAR:
            yield f"the newest date in the column {column} is {iso_month(max(months))}"


def _name(file: str, month: int) -> Iterator[str]:
    """A file whose name holds one year, more than three months from month 0."""
    years = {int(year) for year in _FILE_YEAR.findall(Path(file).stem)}
    if len(years) == 1:
        first = min(years) * _YEAR
        if month + _FAR < first or month - _FAR > first + _YEAR - 1:
            yield f"the name of the file says {min(years)}"


def _work(outcomes: Sequence[RowOutcome], month: int) -> Iterator[str]:
    """Work that should be over by month 0 in most rows, or that begins in none of them for a year."""
    timings = [outcome.timing for outcome in outcomes if outcome.timing is not None]
    finishes = [timing for timing in timings if timing.finish is not None]
    overdue = sum(timing.overdue and not timing.done for timing in finishes)
    if 2 * overdue > len(finishes):
        yield f"in {overdue} of {len(finishes)} rows the finish lies before it"
    starts = [ordinal_of(timing.start) for timing in timings if timing.start is not None]
    if starts and min(starts) >= month + _YEAR:
        yield f"the first work begins in {iso_month(min(starts))}"


def _month(text: str, rules: Map, reading: Reading) -> int | None:
    for formats in (rules.source.dates, ()):
        with suppress(ValueError):
            return ordinal_of(read_date(text, formats, reading))
    return None


def _words(column: str) -> str:
    """A header in words, whether it is written as ``As of date``, ``as_of_date`` or ``asOfDate``."""
    return plain(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column).replace("_", " ").replace("-", " "))
