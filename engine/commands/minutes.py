"""``minutes``: what was decided in a meeting, as the register holds it; Word, HTML or text."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from engine.commands.frame import PATH, explained, path_argument
from engine.commands.register import database_option
from engine.documents.document_file import FORMS
from engine.documents.plain import plain
from engine.errors import DataError, Problem, RegisterError
from engine.explain.minutes import minutes_document
from engine.portfolio.reading.loading import load
from engine.register import open_register
from engine.report.minutes import meeting_days, minutes_of
from engine.wording.document import Document


@click.command()
@path_argument
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the meeting; without it the latest.")
@click.option("--forum", help="Only what this forum decided.")
@click.option("-o", "--output", type=PATH, help="The file to write: .docx, .html or .txt; without it, text on screen.")
@database_option
@explained
def minutes(path: Path, day: datetime | None, forum: str | None, output: Path | None, database: str | None) -> None:
    """The minutes of a meeting: what was decided, by whom, by which right, at which price, what deviates."""
    portfolio = load(path)
    with open_register(database, create=False) as record:
        entries = record.entries()
    wanted = day.date() if day is not None else next(iter(meeting_days(entries)), date.today())
    write_document(minutes_document(minutes_of(entries, wanted, forum), portfolio), output)


def write_document(document: Document, output: Path | None) -> None:
    """The document as a file of the form that its ending asks for; without one as text on screen.

    Raises:
        DataError: the ending is none of the forms, or the file cannot be written.
    """
    if output is None:
        click.echo(plain(document), nl=False)
        return
    make = FORMS.get(output.suffix.lower())
    if make is None:
        remedy = f"Let it end in one of {', '.join(FORMS)}"
        raise DataError([Problem(output.name, None, "", "", "a document cannot have this ending", remedy)])
    try:
        output.write_bytes(make(document))
    except OSError as error:
        raise RegisterError(f"{output.name} cannot be written: {error.strerror}") from error
    click.echo(f"{output} written.")
