"""Sign-ins that have ended, kept in the register's database so that every replica knows of them."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from engine.register.database import Database, connect
from engine.register.migrate import migrate
from engine.register.tables import ended_sign_ins

LASTS = 31 * 24 * 3600.0
"""Seconds for which a sign-out is remembered: longer than the cookie of a sign-in lasts."""
RETRY_SECONDS = 1.0
"""Seconds to wait for the database: a page waits for it."""


@dataclass(frozen=True, slots=True)
class SignOuts:
    """Digests of sign-ins that have ended; may be shared by threads and processes.

    Methods raise :class:`~engine.errors.RegisterError` when the database does not answer, or refuses.
    """

    database: Database

    def end(self, sign_in: str) -> None:
        """Remember that a sign-in has ended, and forget those that are past their time."""
        self.database.write(lambda connection: _end(connection, sign_in))

    def ended(self) -> frozenset[str]:
        """Every sign-in that has ended."""
        return frozenset(self.database.read(lambda c: c.execute(select(ended_sign_ins.c.sign_in)).scalars().all()))

    def close(self) -> None:
        """Give back all connections."""
        self.database.close()


def _end(connection: Connection, sign_in: str) -> None:
    now = time.time_ns()
    connection.execute(delete(ended_sign_ins).where(ended_sign_ins.c.ended_ns < now - int(LASTS * 1e9)))
    connection.execute(delete(ended_sign_ins).where(ended_sign_ins.c.sign_in == sign_in))
    connection.execute(insert(ended_sign_ins).values(sign_in=sign_in, ended_ns=now))


def open_sign_outs(url: str | None = None) -> SignOuts:
    """The sign-outs in the register's database, by its URL as in :func:`engine.register.database.connect`.

    Raises:
        RegisterError: the database does not answer, or cannot be used.
    """
    database = connect(url, RETRY_SECONDS)
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return SignOuts(database)
