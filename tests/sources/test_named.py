"""Folders and databases that a server names: what they hold comes in like an upload, and nothing else is reached."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engine.errors import DataError
from engine.portfolio.intake.bring_in import own_portfolio
from engine.portfolio.reading.loading import load
from engine.portfolio.recognising.source import Format, recognise
from engine.sources.named import NamedSource, fetch, files_of, read_sources
from engine.sources.sql import table_of
from tests.support.building import Tables, write_folder
from tests.support.cluster import running_or_skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "portfolio", Tables())


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The same portfolio as tables of a database, with its own names of columns."""
    path, tables = tmp_path / "plan.db", Tables()
    with closing(sqlite3.connect(path)) as connection:
        for name in ("projects", "pools", "demand"):
            rows = getattr(tables, name)
            columns = list(dict.fromkeys(column for row in rows for column in row))
            connection.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f"INSERT INTO {name} VALUES ({marks})",  # noqa: S608
                [[row.get(column) for column in columns] for row in rows],
            )
        connection.commit()
    return path


def named(tmp_path: Path, text: str, database: Path | str = "") -> tuple[NamedSource, ...]:
    path = tmp_path / "sources.yaml"
    path.write_text(text.replace("DATABASE", str(database)), encoding="utf-8")
    return read_sources(path)


def loaded(source: NamedSource, work: Path) -> str:
    fetched = fetch(source)
    known = recognise(fetched.content, fetched.file)
    assert known.format is Format.PORTFOLIO_ARCHIVE
    return load(own_portfolio(fetched.content, known, work)).data_fingerprint


def test_a_portfolio_folder_comes_in_as_it_stands(tmp_path: Path, folder: Path) -> None:
    (source,) = named(tmp_path, "Plan:\n  folder: portfolio\n")
    assert files_of(source) == ()
    (tmp_path / "work").mkdir()
    assert loaded(source, tmp_path / "work") == load(folder).data_fingerprint


def test_tables_of_a_database_are_the_portfolio(tmp_path: Path, database: Path) -> None:
    (source,) = named(
        tmp_path,
        "Planning:\n  url: sqlite:///DATABASE\n  settings: {name: From the database, planning_date: 2026-11}\n"
        "  queries:\n    projects: SELECT * FROM projects WHERE project_id IN ('P1', 'P4')\n"
        "    pools: SELECT pool_id, name, capacity_per_month FROM pools WHERE pool_id = 'data'\n"
        "    demand: SELECT * FROM demand WHERE project_id IN ('P1', 'P4')\n",
        database,
    )
    fetched = fetch(source)
    known = recognise(fetched.content, fetched.file)
    portfolio = load(own_portfolio(fetched.content, known, tmp_path))
    assert portfolio.settings.name == "From the database"
    assert [(p.project_id, p.remaining_cost) for p in portfolio.projects] == [("P1", 120000), ("P4", 20000)]
    assert portfolio.projects_by_id["P1"].benefit_per_month == 21000.5
    assert sum(d.person_days for d in portfolio.demand) == 142.5


def test_a_list_in_another_form_is_one_query_and_goes_through_the_assistant(tmp_path: Path, database: Path) -> None:
    (source,) = named(
        tmp_path, "List:\n  url: sqlite:///DATABASE\n  queries: {any: SELECT name AS Project FROM projects}\n", database
    )
    fetched = fetch(source)
    assert fetched.file == "List.csv"
    assert fetched.content.decode().splitlines()[:2] == ["Project", "Booking app"]
    assert recognise(fetched.content, fetched.file).format is Format.CSV


def test_a_query_changes_nothing_in_the_database(tmp_path: Path, database: Path) -> None:
    (source,) = named(
        tmp_path, "Bad:\n  url: sqlite:///DATABASE\n  queries: {list: DELETE FROM projects RETURNING name}\n", database
    )
    fetch(source)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM projects").fetchone() == (5,)


def test_files_of_a_folder_are_listed_newest_first_and_none_beside_it_is_read(tmp_path: Path, folder: Path) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    for age, name in enumerate(("new.csv", "old.xlsx", "notes.docx")):
        (exports / name).write_text("a,b\n1,2\n", encoding="utf-8")
        stamp = 1_000_000 - age
        os.utime(exports / name, (stamp, stamp))
    (source,) = named(tmp_path, "Exports:\n  folder: exports\n")
    assert files_of(source) == ("new.csv", "old.xlsx")
    assert fetch(source, "new.csv").content == b"a,b\n1,2\n"
    for outside in ("../portfolio/projects.csv", str(folder / "projects.csv"), "notes.docx"):
        with pytest.raises(DataError, match="no such file"):
            fetch(source, outside)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n", "names no source"),
        ("A: {path: x}\n", "keys that are known"),
        ("A: {folder: x, url: 'sqlite://'}\n", "needs one place"),
        ("A: {url: 'sqlite:///x.db'}\n", "has no queries"),
        ("A: {url_variable: NOT_SET_ANYWHERE, queries: {list: SELECT 1}}\n", "is not set"),
        ("A: {url: 'sqlite:///x.db', queries: {projects: SELECT 1, people: SELECT 1}}\n", "no table of a portfolio"),
        ("A: {\n", "cannot be read"),
    ],
)
def test_a_source_that_is_not_complete_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        named(tmp_path, text)


@pytest.mark.parametrize(
    ("url", "query", "said"),
    [
        ("sqlite:///{database}", "SELECT * FROM nowhere", "cannot be answered .no such table: nowhere"),
        ("sqlite:///{database}.missing", "SELECT 1", "no such file"),
        ("nothing at all", "SELECT 1", "URL of this database cannot be read"),
        ("nobody+knows://secret:pass@host/x", "SELECT 1", "no driver"),
        ("sqlite:///{database}", "SELECT x'00ff' AS picture", "holds no text"),
    ],
)
def test_what_a_database_cannot_answer_is_told_without_its_password(
    database: Path, url: str, query: str, said: str
) -> None:
    with pytest.raises(DataError, match=said) as refused:
        fetch(NamedSource("Planning", url=url.format(database=database), queries={"list": query}))
    assert "pass" not in str(refused.value)
    assert not Path(f"{database}.missing").exists()


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT {} FROM n"


@pytest.mark.parametrize("what", ["count(*)", "i"], ids=["no row ever comes", "rows without end"])
def test_a_query_that_takes_too_long_is_ended_and_told(database: Path, what: str) -> None:
    with pytest.raises(DataError, match=r"longer than 0\.2 seconds.*Narrow it down"):
        table_of("Works", f"sqlite:///{database}", "list", ENDLESS.format(what), seconds=0.2)


@pytest.mark.slow
def test_postgresql_ends_it_itself_and_goes_on_serving() -> None:
    with running_or_skip() as cluster:
        url = cluster.url("postgres").replace("postgresql:", "postgresql+psycopg:")
        with pytest.raises(DataError, match=r"longer than 0\.5 seconds"):
            table_of("Works", url, "list", "SELECT pg_sleep(600)", seconds=0.5)
        assert table_of("Works", url, "list", "SELECT 1 AS a, DATE '2026-11-01' AS b") == "a,b\n1,2026-11-01\n"
