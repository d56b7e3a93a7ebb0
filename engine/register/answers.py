"""Answers kept in the register's database, outside its chain and its backups: bounded, and safe to lose."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

from sqlalchemy import Connection, delete, func, insert, select

from engine.errors import RegisterError
from engine.register.database import Database, connect, url_in_use
from engine.register.migrate import migrate
from engine.register.tables import answers

log = logging.getLogger(__name__)
T = TypeVar("T")

MOST_BYTES = 100_000_000
"""Text kept at most; once it is more, the oldest answers go."""
RETRY_SECONDS = 1.0
"""Seconds to wait for the database: working an answer out again is better than waiting long for it."""
_REST_SECONDS = 30.0
_KEPT_SHARE = 0.9
"""Of the limit, when older answers have to go: not for every new one."""


@dataclass(slots=True)
class KeptAnswers:
    """Answers in a database; may be shared by threads and processes. Follows ``engine.compute.kept.AnswerStore``.

    A database that does not answer is left alone for half a minute, so that nobody waits for it again and again.
    """

    database: Database
    most_bytes: int = MOST_BYTES
    _rest_until: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: str) -> str | None:
        """The text kept under a key; ``None`` where it is gone or the database does not answer."""
        chosen = select(answers.c.content).where(answers.c.key == key)
        return self._try(lambda: self.database.read(lambda c: c.execute(chosen).scalar_one_or_none()))

    def put(self, key: str, content: str) -> None:
        """Keep a text under a key; it is lost where the database does not answer or may not be written."""
        self._try(lambda: self.database.write(lambda c: self._store(c, key, content)))

    def close(self) -> None:
        """Give back all connections."""
        self.database.close()

    def _store(self, connection: Connection, key: str, content: str) -> None:
        connection.execute(delete(answers).where(answers.c.key == key))
        size = len(content.encode())
        connection.execute(insert(answers).values(key=key, stored_ns=time.time_ns(), size=size, content=content))
        total = connection.execute(select(func.sum(answers.c.size))).scalar_one()
        if total > self.most_bytes:
            self._forget_oldest(connection, total - int(_KEPT_SHARE * self.most_bytes))

    def _forget_oldest(self, connection: Connection, surplus: int) -> None:
        for key, size in connection.execute(select(answers.c.key, answers.c.size).order_by(answers.c.stored_ns)).all():
            if surplus <= 0:
                return
            connection.execute(delete(answers).where(answers.c.key == key))
            surplus -= size

    def _try(self, work: Callable[[], T]) -> T | None:
        """What ``work`` returns, or ``None`` while the database rests after a failure."""
        with self._lock:
            if time.monotonic() < self._rest_until:
                return None
        try:
            return work()
        except RegisterError as error:
            log.warning("answers are not kept for a while: %s", error)
            with self._lock:
                self._rest_until = time.monotonic() + _REST_SECONDS
            return None


@dataclass(slots=True)
class AnswersOnceThere:
    """The answers kept in a database that may not answer yet: until it does it is looked for every half minute.

    ``url`` as in :func:`engine.register.database.connect`; which it is, is settled when this is made, whatever the
    environment says by the time an answer comes. Follows ``engine.compute.kept.AnswerStore``.
    """

    url: str | None = None
    _store: KeptAnswers | None = None
    _look_again: float = 0.0
    _told: str = ""
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.url = url_in_use(self.url)

    def get(self, key: str) -> str | None:
        """The text kept under a key; ``None`` where it is gone or the database does not answer."""
        store = self._there()
        return None if store is None else store.get(key)

    def put(self, key: str, content: str) -> None:
        """Keep a text under a key; it is lost where the database does not answer or may not be written."""
        store = self._there()
        if store is not None:
            store.put(key, content)

    def _there(self) -> KeptAnswers | None:
        with self._lock:
            if self._store is None and time.monotonic() >= self._look_again:
                try:
                    self._store = _open(self.url, create=True)
                except RegisterError as error:
                    self._look_again = time.monotonic() + _REST_SECONDS
                    if self._told != f"{error}":
                        self._told = f"{error}"
                        log.warning("answers are not kept: %s", error)
            return self._store


def open_answers(url: str | None = None, *, create: bool = True) -> KeptAnswers | None:
    """The answers kept in the register's database; ``None`` where it cannot be used, which is never an error.

    ``url`` and ``create`` as in :func:`engine.register.database.connect`.
    """
    try:
        return _open(url, create=create)
    except RegisterError:
        return None


def _open(url: str | None, *, create: bool) -> KeptAnswers:
    database = connect(url, RETRY_SECONDS, create=create)
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return KeptAnswers(database)
