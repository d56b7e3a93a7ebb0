"""A database that goes away: calls say so in the cockpit's own words, wait for it, and store once what they store."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.errors import RegisterError, RegisterUnavailable
from engine.register import open_register
from engine.register.database import connect
from tests.support.cluster import Cluster, running_or_skip
from tests.support.governance import AUTHORITY, MANAGER, decision


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """A server that these tests may stop."""
    with running_or_skip() as started:
        yield started


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_restart_under_load_loses_and_doubles_nothing(own_cluster: Cluster, mode: str) -> None:
    register = open_register(own_cluster.new_schema(), retry_seconds=0.3)
    until = threading.Event()
    refused = threading.Event()

    def insist(writer: int) -> dict[str, str]:
        """What was acknowledged; a refused call is made again under the same key."""
        reported: dict[str, str] = {}
        number = 0
        while not until.is_set() or not reported:
            key = f"{writer}/{number}"
            try:
                reported[key] = register.record(decision(name=f"P{writer}"), MANAGER, AUTHORITY, key=key).id
                number += 1
            except RegisterUnavailable:
                refused.set()
        return reported

    with register, ThreadPoolExecutor(8) as pool:
        writers = [pool.submit(insist, n) for n in range(8)]
        time.sleep(0.5)
        own_cluster.stop(mode)
        assert refused.wait(20)
        own_cluster.start()
        time.sleep(0.5)
        until.set()
        reported = {key: entry for writer in writers for key, entry in writer.result(timeout=60).items()}
        kept = {entry.key: entry.id for entry in register.entries()}
        assert reported == kept
        assert register.verify() is None


def test_a_short_restart_is_waited_for(own_cluster: Cluster) -> None:
    with open_register(own_cluster.new_schema(), retry_seconds=20.0) as register:
        register.record(decision(), MANAGER, AUTHORITY)
        own_cluster.stop()
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(register.record, decision(), MANAGER, AUTHORITY)
            time.sleep(0.3)
            own_cluster.start()
            assert waiting.result(timeout=30).number == 2


def test_an_answer_lost_on_the_way_is_not_recorded_twice(own_cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server has committed when the connection breaks; the call is made again within."""
    with open_register(own_cluster.new_schema()) as register:
        dialect = register.database.engine.dialect
        commit = dialect.do_commit
        lost: list[bool] = []

        def commit_and_lose(connection: object) -> None:
            commit(connection)  # type: ignore[arg-type]
            if not lost:
                lost.append(True)
                raise dialect.loaded_dbapi.OperationalError("server closed the connection unexpectedly")

        monkeypatch.setattr(dialect, "do_commit", commit_and_lose)
        entry = register.record(decision(), MANAGER, AUTHORITY)
        assert lost == [True]
        assert register.entries() == (entry,)


def test_no_server_at_all_hides_the_password() -> None:
    with pytest.raises(RegisterUnavailable) as caught:
        open_register("postgresql://me:secret@127.0.0.1:1/none", retry_seconds=0.1)
    assert "127.0.0.1" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_file_that_somebody_else_holds(tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    with open_register(str(path), retry_seconds=1.0) as register:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert register.entries() == ()
        with pytest.raises(RegisterUnavailable, match="locked"):
            register.record(decision(), MANAGER, AUTHORITY)
        other.execute("ROLLBACK")
        other.close()
        assert register.record(decision(), MANAGER, AUTHORITY).number == 1


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are the minutes of the last meeting. " * 100)
    with pytest.raises(RegisterError, match="not a database"):
        open_register(str(path))
    assert path.read_text().startswith("These are")


@pytest.mark.parametrize("url", ["mysql://me:secret@host/x", "sqlite://", "sqlite:///:memory:", "://"])
def test_urls_that_hold_no_register(url: str) -> None:
    with pytest.raises(RegisterError) as caught:
        connect(url)
    assert "secret" not in str(caught.value)


def test_the_url_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_DATABASE_URL", f"sqlite:///{tmp_path}/deep/er/register.db")
    open_register().close()
    assert (tmp_path / "deep" / "er" / "register.db").is_file()
    monkeypatch.delenv("COCKPIT_DATABASE_URL")
    assert connect().name == "sqlite:///var/cockpit.db"
