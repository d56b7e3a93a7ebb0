"""What a database that lets nobody in, or takes nothing, is said to need; none of it passes by waiting."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine, event, make_url

from engine.errors import RegisterError, RegisterUnavailable
from engine.register import open_register
from engine.register.database import Database
from tests.support.cluster import Cluster
from tests.support.governance import AUTHORITY, MANAGER, decision

LONG = 3600.0
"""Seconds of trying again, which no test would sit through."""


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ('FATAL:  password authentication failed for user "me"', "Check account and password"),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "me", database "x"', "ask who runs it"),
        ('FATAL:  role "me" does not exist', "Check the account"),
        ('FATAL:  database "x" does not exist', "Check the name of the database"),
    ],
)
def test_who_is_not_let_in_is_told_at_once_what_to_mend(said: str, remedy: str) -> None:
    def connect() -> Any:
        raise psycopg.OperationalError(f"connection failed: {said}")

    url = make_url("postgresql+psycopg://me:secret@host/x")
    database = Database(url, create_engine("postgresql+psycopg://", creator=connect), LONG)
    with pytest.raises(RegisterError, match=remedy) as caught:
        database.read(lambda _: None)
    assert not isinstance(caught.value, RegisterUnavailable)
    assert "in a moment" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_server_that_starts_up_is_waited_for() -> None:
    def connect() -> Any:
        raise psycopg.OperationalError("connection failed: FATAL:  the database system is starting up")

    database = Database(
        make_url("postgresql+psycopg://host/x"), create_engine("postgresql+psycopg://", creator=connect), 0.0
    )
    with pytest.raises(RegisterUnavailable, match="in a moment"):
        database.read(lambda _: None)


def test_a_database_that_a_real_server_does_not_have(cluster: Cluster) -> None:
    with pytest.raises(RegisterError, match="Check the name of the database"):
        open_register(cluster.url("nowhere"), retry_seconds=LONG)


def test_a_wrong_password_at_a_real_server(cluster: Cluster) -> None:
    """The others are let in without one, so this account gets a line of its own."""
    cluster.lock("locked")
    for account in ("locked:wrong", "locked"):
        with pytest.raises(RegisterError, match=r"COCKPIT_DATABASE_URL\.$") as caught:
            open_register(cluster.url("postgres").replace("cockpit@", f"{account}@"), retry_seconds=LONG)
        assert "wrong" not in str(caught.value)


def test_an_account_without_the_right_to_make_tables(cluster: Cluster) -> None:
    url = cluster.new_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")
    with pytest.raises(RegisterError, match="make it the owner of the database"):
        open_register(url.replace("cockpit@", "guest@"), retry_seconds=LONG)


@pytest.mark.parametrize(
    ("pragma", "remedy"),
    [("query_only = ON", "may only be read"), ("max_page_count = 1", "disk is full")],
    ids=["read-only", "full"],
)
def test_a_file_that_takes_nothing(tmp_path: Path, pragma: str, remedy: str) -> None:
    with open_register(str(tmp_path / "register.db")) as register:
        made = register.database.engine
        made.dispose()
        event.listen(made, "connect", lambda connection, _: connection.execute(f"PRAGMA {pragma}").close())

        def fill() -> None:
            for _ in range(100):
                register.record(decision(), MANAGER, AUTHORITY)

        with pytest.raises(RegisterError, match=remedy) as caught:
            fill()
        assert not isinstance(caught.value, RegisterUnavailable)


def test_a_check_finds_a_full_disk_before_anybody_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_register(str(tmp_path / "register.db")) as register:
        register.check()
        usage = shutil.disk_usage(tmp_path)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
        with pytest.raises(RegisterError, match="disk of the register is full"):
            register.check()
