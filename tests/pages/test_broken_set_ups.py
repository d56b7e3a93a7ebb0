"""Eight set-ups of the database that are broken: the probe refuses, the log has one line, a page one sentence."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from engine.register import database, open_register
from pages.ui.office import register_access
from pages.ui.shell import readiness
from tests.support.cluster import Cluster, running_or_skip
from tests.support.pages import notices, text_of

Visit = Callable[..., AppTest]
FINE = dict.fromkeys(("database", "portfolio", "solver", "workers"), "works")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server with an account that has another password, and one that may make nothing."""
    with running_or_skip() as started:
        with psycopg.connect(started.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE ROLE guest LOGIN")
        started.lock("locked")
        yield started


@pytest.fixture
def url(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    visit: Visit,  # noqa: ARG001 - sets the server up
) -> str:
    """The database of a set-up by its name."""
    name = request.param
    if name in ("wrong password", "no right to create"):
        cluster: Cluster = request.getfixturevalue("cluster")
        account = "locked:secret@" if name == "wrong password" else "guest@"
        return cluster.new_database().replace("cockpit@", account)
    if name in ("read-only", "full disk"):
        pragma = "query_only = ON" if name == "read-only" else "max_page_count = 1"
        prepare = database._prepare_sqlite

        def spoilt(connection: Any, record: Any) -> None:
            prepare(connection, record)
            connection.execute(f"PRAGMA {pragma}").close()

        monkeypatch.setattr(database, "_prepare_sqlite", spoilt)
        return f"sqlite:///{tmp_path}/spoilt.db"
    return {
        "no place to write": "sqlite:////proc/nowhere/register.db",
        "wrong scheme": "mysql://me:secret@host/x",
        "malformed": "postgresql://me:secret@host:port/x",
        "down": "postgresql://me:secret@127.0.0.1:1/x",
    }[name]


@pytest.mark.parametrize(
    ("url", "word", "said"),
    [
        ("no place to write", "refuses", "The folder of the register cannot be made"),
        (
            "read-only",
            "refuses",
            "The file may only be read: give the account that runs the cockpit the right to write",
        ),
        ("full disk", "refuses", "The disk is full: free space on it."),
        ("wrong scheme", "refuses", "The register is kept in a SQLite file"),
        ("malformed", "refuses", "The URL of the register's database cannot be read; check its form."),
        ("wrong password", "refuses", "Check account and password in COCKPIT_DATABASE_URL."),
        ("down", "does not answer", "does not answer"),
        ("no right to create", "refuses", "The account has no right to do this: make it the owner of the database."),
    ],
    indirect=["url"],
)
def test_it_is_told_once_to_each(
    visit: Visit,
    url: str,
    word: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("COCKPIT_DATABASE_URL", url)
    monkeypatch.setattr(readiness, "_logged", {})
    monkeypatch.setattr(register_access, "open_register", partial(open_register, retry_seconds=0.0))
    st.cache_resource.clear()
    with caplog.at_level(logging.INFO, logger=readiness.__name__):
        assert readiness.look().parts == FINE | {"database": word}
        assert not readiness.look().is_ready
    (line,) = [record.getMessage() for record in caplog.records if record.name == readiness.__name__]
    assert said in line
    assert "\n" not in line
    assert "secret" not in line
    for place in ("register", "scenarios"):
        page = visit(place)
        assert not page.exception
        (told,) = notices(page)
        assert said in told
        assert "secret" not in told
        assert "Nothing has been decided yet" not in text_of(page)
