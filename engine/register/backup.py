"""Backups: the whole register in one file, and back again into an empty one, on either database.

A file ending in ``.db`` is a SQLite register, copied while others write; any other is JSON, compressed when it ends in
``.gz``. Restoring goes through the same code as recording, and the chain is verified before anything is kept.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from engine.errors import RegisterError
from engine.register import store
from engine.register.chain import ChainLink, Head, canonical, first_break
from engine.register.register import Register, open_register
from engine.register.stored_content import entry_of
from engine.register.tables import answers, ended_sign_ins

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything a register holds, as it is stored."""

    head: Head
    entries: tuple[ChainLink, ...]
    scenarios: tuple[dict[str, Any], ...]
    adoptions: tuple[dict[str, Any], ...]


def back_up(register: Register, path: Path) -> Head:
    """Write a backup while the register is in use; the file is there whole, or not at all.

    Returns the head of what was backed up.

    Raises:
        RegisterError: the register does not hold, a register on PostgreSQL is to go into a ``.db`` file, or the file
            cannot be written.
    """
    try:
        with _draft_of(path) as draft:
            if path.suffix == ".db":
                return _copy_file(register, draft)
            contents = register.database.read(_contents)
            _check(contents, "The register")
            _write(draft, contents, compressed=path.suffix == ".gz")
            return contents.head
    except (OSError, sqlite3.Error) as error:
        raise RegisterError(f"The backup cannot be written: {error}") from error


def restore(path: Path, register: Register) -> Head:
    """Put a backup into an empty register, all of it or nothing; returns the head.

    Raises:
        RegisterError: the register is not empty, or the file is no backup, or has been damaged or changed.
    """
    contents = _read(path)
    _check(contents, path.name)
    return register.database.write(lambda connection: _put(connection, contents))


def _copy_file(register: Register, draft: Path) -> Head:
    if not register.database.is_sqlite:
        raise RegisterError("A register on PostgreSQL is backed up into a .json or .json.gz file.")
    source, target = sqlite3.connect(str(register.database.url.database)), sqlite3.connect(draft)
    with contextlib.closing(source), contextlib.closing(target):
        source.backup(target)
        for kept in (answers, ended_sign_ins):
            target.execute(f"DELETE FROM {kept.name}").close()  # noqa: S608 - a table's name, not a person's text
        target.commit()
        target.execute("VACUUM").close()
        target.execute("PRAGMA journal_mode = DELETE").close()
    contents = _read_database(draft)
    _check(contents, "The register")
    return contents.head


def _contents(connection: Connection) -> Contents:
    return Contents(
        store.look(connection),
        tuple(store.links(connection)),
        store.rows_of_scenarios(connection),
        store.rows_of_adoptions(connection),
    )


def _put(connection: Connection, contents: Contents) -> Head:
    store.hold(connection)
    if not store.is_empty(connection):
        raise RegisterError("This register holds something already; a backup is restored into an empty one.")
    for link in contents.entries:
        store.append(connection, link, entry_of(link.content))
    store.put_rows(connection, contents.scenarios, contents.adoptions)
    if _contents(connection) != contents:
        raise RegisterError("What was restored is not what the backup holds; nothing was kept.")
    return contents.head


def _check(contents: Contents, what: str) -> None:
    broken = first_break(contents.entries, contents.head)
    if broken is not None:
        raise RegisterError(f"{what} does not hold at entry {broken.number}: {broken.reason}.")


def _read(path: Path) -> Contents:
    try:
        if path.suffix == ".db":
            return _read_database(path)
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="ascii") as file:
            return _parsed(json.load(file))
    except (OSError, EOFError, ValueError, KeyError, TypeError, SQLAlchemyError) as error:
        raise RegisterError(f"{path.name} cannot be read as a backup ({error}).") from error


def _parsed(document: dict[str, Any]) -> Contents:
    if document["format"] != _FORMAT:
        raise ValueError(f"its format is {document['format']}, not {_FORMAT}")
    contents = Contents(
        Head(**document["head"]),
        tuple(ChainLink(**link) for link in document["entries"]),
        tuple(document["scenarios"]),
        tuple(document["adoptions"]),
    )
    if document["checksum"] != _checksum(contents):
        raise ValueError("its checksum is not that of its contents")
    return contents


def _checksum(contents: Contents) -> str:
    """What shows damage to scenarios, too, which no chain holds together."""
    return hashlib.sha256(canonical(asdict(contents)).encode("ascii")).hexdigest()


def _read_database(path: Path) -> Contents:
    """What a SQLite file holds; it is looked at in a copy, which may be brought up to date and marked as in use."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(path, folder)
        with open_register(str(copy), retry_seconds=1.0) as register:
            return register.database.read(_contents)


def _write(path: Path, contents: Contents, *, compressed: bool) -> None:
    document = {"format": _FORMAT, "checksum": _checksum(contents), **asdict(contents)}
    opener = gzip.open if compressed else open
    with opener(path, "wt", encoding="ascii") as file:
        json.dump(document, file, ensure_ascii=True, allow_nan=False)


@contextlib.contextmanager
def _draft_of(path: Path) -> Iterator[Path]:
    """A draft in the same folder, which takes the place of ``path`` when it is complete and on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
