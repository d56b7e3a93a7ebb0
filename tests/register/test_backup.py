"""Backups and what comes out of them, the command line, and PostgreSQL's own dump."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from engine.commands.register import register as command
from engine.errors import RegisterError
from engine.portfolio.scenario import Scenario
from engine.register import Register, open_register
from engine.register.backup import back_up, restore
from tests.support.cluster import Cluster
from tests.support.governance import ANALYST, AUTHORITY, BOARD, MANAGER, decision, worth
from tests.support.register import NewUrl


@pytest.fixture
def used(register: Register) -> Register:
    """A register with some of everything."""
    for name in ("crm", "=1+1", "NUL \x00"):
        register.record(decision(name=name, reason="Ünïcödé 🚀"), BOARD, AUTHORITY)
    register.record(decision("stop", name="crm", value=worth(-9_000_000)), BOARD, AUTHORITY)
    first = register.save_scenario(Scenario(name="Lean", capacity={"data": 0.9}), ANALYST)
    second = register.save_scenario(Scenario(name="Leaner"), MANAGER, based_on=first)
    register.retire_scenario(register.save_scenario(Scenario(name="Old"), ANALYST), ANALYST)
    register.adopt(second, BOARD)
    register.adopt(first, BOARD)
    return register


def _all(register: Register) -> tuple[Any, ...]:
    ids = sorted(s.id for s in register.scenarios())
    versions = [register.versions_of(i) for i in ids]
    return register.links(), register.entries(), versions, register.adoptions(), register.adopted(), register.head()


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(command, [*map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize("name", ["backup.json", "backup.json.gz", "backup.db"])
def test_a_restored_register_is_the_same(used: Register, new_url: NewUrl, tmp_path: Path, name: str) -> None:
    path = tmp_path / "backups" / name
    if name.endswith(".db") and not used.database.is_sqlite:
        with pytest.raises(RegisterError, match=r"\.json"):
            back_up(used, path)
        return
    assert back_up(used, path) == used.head()
    before = path.read_bytes()
    with open_register(new_url()) as fresh:
        assert restore(path, fresh) == used.head()
        assert _all(fresh) == _all(used)
        assert fresh.verify() is None
        fresh.record(decision(), BOARD, AUTHORITY)
        assert fresh.verify(used.head().hash) is None
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [name]


def test_from_a_file_to_a_server_and_back(cluster: Cluster, tmp_path: Path) -> None:
    """How an office moves from the embedded register to PostgreSQL."""
    with open_register(str(tmp_path / "a.db")) as file, open_register(cluster.new_schema()) as server:
        file.record(decision(reason="NUL \x00"), BOARD, AUTHORITY)
        back_up(file, tmp_path / "a.json")
        restore(tmp_path / "a.json", server)
        back_up(server, tmp_path / "b.json")
        assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_backup_while_others_write_is_whole(register: Register, new_url: NewUrl, tmp_path: Path) -> None:
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            register.record(decision(), BOARD, AUTHORITY)

    writer = threading.Thread(target=write)
    writer.start()
    paths = [tmp_path / f"{n}{'.db' if register.database.is_sqlite else '.json'}" for n in range(5)]
    heads = [back_up(register, path) for path in paths]
    done.set()
    writer.join()
    for path, head in zip(paths, heads, strict=True):
        with open_register(new_url()) as fresh:
            assert restore(path, fresh) == head
        assert register.verify(head.hash) is None


def test_nothing_is_restored_over_something(used: Register, tmp_path: Path) -> None:
    back_up(used, tmp_path / "b.json")
    before = _all(used)
    with pytest.raises(RegisterError, match="into an empty one"):
        restore(tmp_path / "b.json", used)
    assert _all(used) == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("1000.0", "9000.0", 1),
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("Leaner", "Fatter", 1),
        lambda text: text.replace('"format": 1', '"format": 2'),
        lambda text: json.dumps(json.loads(text) | {"entries": json.loads(text)["entries"][:-1]}),
        lambda _: "[]",
        lambda _: "",
    ],
)
def test_a_damaged_backup_restores_nothing(used: Register, new_url: NewUrl, tmp_path: Path, damage: Any) -> None:
    path = tmp_path / "b.json"
    back_up(used, path)
    path.write_text(damage(path.read_text()))
    with open_register(new_url()) as fresh:
        with pytest.raises(RegisterError):
            restore(path, fresh)
        assert fresh.head().number == 0


@pytest.mark.parametrize("name", ["none.json", "none.db", "none.json.gz"])
def test_a_backup_that_is_not_there(register: Register, tmp_path: Path, name: str) -> None:
    with pytest.raises(RegisterError, match="cannot be read as a backup"):
        restore(tmp_path / name, register)
    assert not (tmp_path / name).exists()


def test_a_backup_that_cannot_be_written(used: Register, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RegisterError, match="cannot be written"):
        back_up(used, tmp_path / "file" / "b.json")


def test_postgresqls_own_dump_restores_too(cluster: Cluster) -> None:
    source, target = cluster.new_database(), cluster.new_database()
    dump = cluster.home / "dump"
    with open_register(source) as register:
        register.record(decision(), BOARD, AUTHORITY)
        register.adopt(register.save_scenario(Scenario(), BOARD), BOARD)
        cluster.run("pg_dump", "--format=custom", f"--file={dump}", source)
        cluster.run("pg_restore", "--exit-on-error", f"--dbname={target}", str(dump))
        with open_register(target) as restored:
            assert _all(restored) == _all(register)
            assert restored.verify() is None
            restored.record(decision(), BOARD, AUTHORITY)


# the command line


def test_verify_says_what_it_found(used: Register, url: str) -> None:
    head = used.head()
    good = run("verify", "--database", url)
    assert (good.exit_code, good.output) == (0, f"4 entries, each as it was recorded. Last hash: {head.hash}\n")
    assert run("verify", "--database", url, "--expect", used.links()[1].hash).exit_code == 0
    bad = run("verify", "--database", url, "--expect", "f" * 64, "--json")
    assert bad.exit_code == 1
    assert json.loads(bad.output)["break"]["number"] == 5
    bad = run("verify", "--database", url, "--expect", "f" * 64)
    assert bad.exit_code == 1
    assert "does not hold at entry 5" in bad.output


def test_export_can_be_checked_without_the_cockpit(used: Register, url: str, tmp_path: Path) -> None:
    assert run("export", "--database", url, "--output", tmp_path / "all.json").exit_code == 0
    text = (tmp_path / "all.json").read_text()
    assert run("export", "--database", url).output == text
    last = "0" * 64
    for entry in json.loads(text):
        content = json.dumps(entry["content"], sort_keys=True, separators=(",", ":"))
        last = hashlib.sha256(f"{last}\n{content}".encode()).hexdigest()
        assert entry["hash"] == last
    assert last == used.head().hash


@pytest.mark.usefixtures("used")
def test_export_for_spreadsheets(url: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "--csv", "--database", url).output)))
    assert [row["subject_id"] for row in rows] == ["crm", "'=1+1", "NUL \x00", "crm"]
    assert [row["state"] for row in rows] == ["decided", "decided", "decided", "recommended"]
    assert rows[3]["value"] == "-9000000.0"
    assert rows[0]["account"] == "bo@example.org"


@pytest.mark.usefixtures("used")
def test_backup_and_restore_by_command(url: str, new_url: NewUrl, tmp_path: Path) -> None:
    path, target = tmp_path / "b.json.gz", new_url()
    assert "4 entries backed up" in run("backup", path, "--database", url).output
    assert json.loads(gzip.decompress(path.read_bytes()))["head"]["number"] == 4
    assert "4 entries restored and verified" in run("restore", path, "--database", target).output
    again = run("restore", path, "--database", target)
    assert again.exit_code == 1
    assert "into an empty one" in again.output


@pytest.mark.parametrize("words", [("verify",), ("export",), ("backup", "b.json")])
def test_a_mistyped_file_is_not_made(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = run(*words, "--database", tmp_path / "typo.db")
    assert result.exit_code == 1
    assert "There is no register at" in result.output
    assert list(tmp_path.iterdir()) == []
