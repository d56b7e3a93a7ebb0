"""Rows of the register in and out of the tables; every function works within the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.sql import Select

from engine.errors import RegisterError
from engine.register.chain import ChainLink, Head, canonical, follow
from engine.register.entry import Entry, Subject
from engine.register.scenarios import SavedScenario
from engine.register.stored_content import Adoption, adoption_of, entry_of, saved_of
from engine.register.tables import adoptions, entries, head, lookup, scenarios


def hold(connection: Connection) -> Head:
    """The head of the register, which nobody else can move until this transaction is over."""
    row = connection.execute(select(head.c.number, head.c.hash).with_for_update()).one()
    return Head(row.number, row.hash)


def look(connection: Connection) -> Head:
    """The head of the register as it is now."""
    row = connection.execute(select(head.c.number, head.c.hash)).one()
    return Head(row.number, row.hash)


def append(connection: Connection, link: ChainLink, entry: Entry) -> None:
    """Add an entry that has been linked to the head that the caller holds."""
    connection.execute(
        insert(entries).values(
            number=link.number,
            id=entry.id,
            key_hash=lookup(entry.key),
            subject_hash=lookup(entry.subject.key),
            content=link.content,
            previous_hash=link.previous_hash,
            hash=link.hash,
        )
    )
    connection.execute(update(head).values(number=link.number, hash=link.hash))


def links(connection: Connection) -> Iterator[ChainLink]:
    """Every entry as it is stored, in order."""
    columns = select(entries.c.number, entries.c.content, entries.c.previous_hash, entries.c.hash)
    rows = connection.execute(columns.order_by(entries.c.number))
    return (ChainLink(row.number, row.content, row.previous_hash, row.hash) for row in rows)


def mismatched(connection: Connection) -> int | None:
    """The first entry whose id, key or subject in the columns is not the one in its content.

    The entry's number; ``None`` where all agree.
    """
    columns = select(entries.c.number, entries.c.id, entries.c.key_hash, entries.c.subject_hash, entries.c.content)
    for row in connection.execute(columns.order_by(entries.c.number)):
        if (row.id, row.key_hash, row.subject_hash) != _stored_under(row.content):
            return int(row.number)
    return None


def _stored_under(content: str) -> tuple[str, str, str] | None:
    """Id, key and subject as the columns should hold them; ``None`` when the content is no entry."""
    try:
        entry = entry_of(content)
    except RegisterError:
        return None
    return entry.id, lookup(entry.key), lookup(entry.subject.key)


def all_entries(connection: Connection) -> tuple[Entry, ...]:
    """Every entry, in the order in which they were recorded."""
    rows = connection.execute(select(entries.c.content).order_by(entries.c.number))
    return tuple(entry_of(row.content) for row in rows)


def entries_about(connection: Connection, subject: Subject) -> tuple[Entry, ...]:
    """Every entry about a subject, in order."""
    chosen = select(entries.c.content).where(entries.c.subject_hash == lookup(subject.key))
    return tuple(entry_of(row.content) for row in connection.execute(chosen.order_by(entries.c.number)))


def entry_with_key(connection: Connection, key: str) -> Entry | None:
    """The entry that was stored under an idempotency key.

    ``None`` where nothing was.
    """
    row = connection.execute(select(entries.c.content).where(entries.c.key_hash == lookup(key))).one_or_none()
    return None if row is None else entry_of(row.content)


def add_version(connection: Connection, saved: SavedScenario, content: dict[str, Any]) -> None:
    """Add a version of a scenario."""
    connection.execute(
        insert(scenarios).values(
            scenario_id=saved.id, version=saved.version, retired=saved.retired, content=canonical(content)
        )
    )


def versions(connection: Connection, scenario_id: str) -> tuple[tuple[SavedScenario, str], ...]:
    """Every version of a scenario with the key under which it was saved, oldest first."""
    chosen = _versions().where(scenarios.c.scenario_id == scenario_id).order_by(scenarios.c.version)
    return tuple(saved_of(row.scenario_id, row.version, row.retired, row.content) for row in connection.execute(chosen))


def latest_scenarios(connection: Connection) -> tuple[SavedScenario, ...]:
    """The latest version of every scenario that is not retired."""
    last = select(scenarios.c.scenario_id, func.max(scenarios.c.version).label("version"))
    latest = last.group_by(scenarios.c.scenario_id).subquery()
    same = (scenarios.c.scenario_id == latest.c.scenario_id) & (scenarios.c.version == latest.c.version)
    rows = connection.execute(_versions().join(latest, same).where(scenarios.c.retired.is_(False)))
    return tuple(saved_of(row.scenario_id, row.version, row.retired, row.content)[0] for row in rows)


def add_adoption(connection: Connection, adoption: Adoption, content: dict[str, Any]) -> None:
    """Note that a version of a scenario is the one in use from now on."""
    last = connection.execute(select(func.max(adoptions.c.number))).scalar_one() or 0
    connection.execute(
        insert(adoptions).values(
            number=last + 1, scenario_id=adoption.scenario_id, version=adoption.version, content=canonical(content)
        )
    )


def all_adoptions(connection: Connection) -> tuple[Adoption, ...]:
    """What was adopted, oldest first."""
    rows = connection.execute(select(adoptions).order_by(adoptions.c.number))
    return tuple(adoption_of(row.scenario_id, row.version, row.content) for row in rows)


def linked(last: Head, entry: Entry) -> ChainLink:
    """An entry, linked to the one before it."""
    return follow(last, canonical(entry.model_dump()))


def is_empty(connection: Connection) -> bool:
    """Whether nothing was ever recorded."""
    counts = (connection.execute(select(func.count()).select_from(table)).scalar_one() for table in _ALL)
    return not any(counts)


def rows_of_scenarios(connection: Connection) -> tuple[dict[str, Any], ...]:
    """Versions of scenarios as they are stored."""
    return _rows(connection.execute(select(scenarios).order_by(scenarios.c.scenario_id, scenarios.c.version)))


def rows_of_adoptions(connection: Connection) -> tuple[dict[str, Any], ...]:
    """Adoptions as they are stored."""
    return _rows(connection.execute(select(adoptions).order_by(adoptions.c.number)))


def put_rows(connection: Connection, versions_: Iterable[dict[str, Any]], adoptions_: Iterable[dict[str, Any]]) -> None:
    """Put back what :func:`rows_of_scenarios` and :func:`rows_of_adoptions` gave."""
    for table, rows in ((scenarios, list(versions_)), (adoptions, list(adoptions_))):
        if rows:
            connection.execute(insert(table), rows)


_ALL = (entries, scenarios, adoptions)


def _rows(rows: Iterable[Row[Any]]) -> tuple[dict[str, Any], ...]:
    return tuple(dict(row._mapping) for row in rows)


def _versions() -> Select[str, int, bool, str]:
    return select(scenarios.c.scenario_id, scenarios.c.version, scenarios.c.retired, scenarios.c.content)
