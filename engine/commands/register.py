"""``register``: what was decided, exported, verified, backed up and restored."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from engine.commands.frame import PATH, UNUSABLE, explained, json_option, print_json
from engine.errors import RegisterError
from engine.register import Head, open_register
from engine.register.backup import back_up, restore
from engine.register.chain import Break
from engine.register.database import URL_VARIABLE
from engine.register.export import as_csv, as_json
from engine.wording.formats import SPACE, count

database_option = click.option(
    "--database", help=f"URL or file of the register; without it {URL_VARIABLE}, else var/cockpit.db."
)


@click.group()
def register() -> None:
    """Keep and check the register of scenarios and decisions."""


@register.command()
@click.option("--csv", "csv", is_flag=True, help="Write CSV, for spreadsheets.")
@click.option("--output", type=PATH, help="The file to write; without it, standard output.")
@database_option
@explained
def export(csv: bool, output: Path | None, database: str | None) -> None:
    """Write all entries, as JSON with their hashes or as CSV."""
    with open_register(database, create=False) as record:
        links = record.links()
    text = as_csv(links) if csv else json.dumps(as_json(links), indent=2) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise RegisterError(f"The export cannot be written: {error}") from error


@register.command()
@click.option("--expect", metavar="HASH", help="A hash noted earlier, which must still be in the chain.")
@database_option
@json_option
@explained
def verify(expect: str | None, database: str | None, as_json: bool) -> None:
    """Check every entry against the chain; exit code 1 at the first that was changed, removed or put in."""
    with open_register(database, create=False) as record:
        broken = record.verify(expect)
        head = record.head()
    if as_json:
        print_json(_as_json(broken, head))
    elif broken is None:
        click.echo(f"{_entries(head)}, each as it was recorded. Last hash: {head.hash}")
    else:
        click.echo(f"error: the register does not hold at entry {broken.number}: {broken.reason}.", err=True)
    sys.exit(UNUSABLE if broken else 0)


@register.command()
@click.argument("path", type=PATH)
@database_option
@explained
def backup(path: Path, database: str | None) -> None:
    """Back up the whole register while it is in use: .db (SQLite), .json or .json.gz (any database)."""
    with open_register(database, create=False) as record:
        head = back_up(record, path)
    click.echo(f"{_entries(head)} backed up to {path}. Last hash: {head.hash}")


@register.command(name="restore")
@click.argument("path", type=PATH)
@database_option
@explained
def restore_(path: Path, database: str | None) -> None:
    """Restore a backup into an empty register, on the same kind of database or the other."""
    with open_register(database) as record:
        head = restore(path, record)
    click.echo(f"{_entries(head)} restored and verified. Last hash: {head.hash}")


def _entries(head: Head) -> str:
    return count(head.number, "entry", "entries").replace(SPACE, " ")


def _as_json(place: Break | None, head: Head) -> dict[str, Any]:
    broken = None if place is None else {"number": place.number, "reason": place.reason}
    return {"entries": head.number, "hash": head.hash, "break": broken}
