"""Answers kept in the register's database: bounded, safe to lose, and never in the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import func, select

from engine.register import Register, open_register
from engine.register import answers as kept_answers
from engine.register.answers import AnswersOnceThere, KeptAnswers, open_answers
from engine.register.backup import back_up, restore
from engine.register.tables import answers
from tests.support.governance import AUTHORITY, BOARD, decision
from tests.support.register import NewUrl


@pytest.fixture
def kept(url: str) -> Iterator[KeptAnswers]:
    """A store without answers."""
    opened = open_answers(url)
    assert opened is not None
    yield opened
    opened.close()


def test_what_is_kept_comes_back_in_another_process_or_replica(kept: KeptAnswers, url: str) -> None:
    kept.put("a" * 64, '{"value": 1.5, "name": "Ä"}')
    other = open_answers(url)
    assert other is not None
    assert other.get("a" * 64) == '{"value": 1.5, "name": "Ä"}'
    assert other.get("b" * 64) is None
    other.close()


def test_a_newer_answer_takes_the_place_of_an_older_one(kept: KeptAnswers) -> None:
    kept.put("a" * 64, "older")
    kept.put("a" * 64, "newer")
    assert kept.get("a" * 64) == "newer"


def test_the_oldest_go_when_there_is_no_room(kept: KeptAnswers) -> None:
    kept.most_bytes = 100
    for number in range(12):
        kept.put(f"{number:064}", "0123456789")
    there = [number for number in range(12) if kept.get(f"{number:064}") is not None]
    assert there == list(range(12 - len(there), 12))
    assert 8 <= len(there) <= 10


def test_writers_side_by_side_lose_nothing_but_answers(kept: KeptAnswers) -> None:
    def write(name: str) -> None:
        for _ in range(5):
            kept.put(name * 64, name)

    writers = [Thread(target=write, args=(name,)) for name in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert {name: kept.get(name * 64) for name in "abcd"} == {name: name for name in "abcd"}


def test_answers_are_no_part_of_the_register(register: Register, url: str, new_url: NewUrl, tmp_path: Path) -> None:
    kept = open_answers(url)
    assert kept is not None
    kept.put("a" * 64, "answer")
    register.record(decision(), BOARD, AUTHORITY)
    back_up(register, tmp_path / "backup.json")
    with open_register(new_url()) as empty:
        with_answers = KeptAnswers(empty.database)
        with_answers.put("b" * 64, "answer")
        restore(tmp_path / "backup.json", empty)
        assert empty.verify() is None
        assert empty.entries() == register.entries()
        assert with_answers.get("a" * 64) is None
    kept.close()


def test_a_copy_of_the_file_holds_no_answers(tmp_path: Path) -> None:
    with open_register(str(tmp_path / "register.db")) as register:
        KeptAnswers(register.database).put("a" * 64, "kept on this server only")
        back_up(register, tmp_path / "copy.db")
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute(select(func.count()).select_from(answers).compile().string).fetchone() == (0,)
    copy.close()
    assert b"kept on this server only" not in (tmp_path / "copy.db").read_bytes()


def test_where_nothing_can_be_written_answers_are_lost_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert open_answers(str(tmp_path / "file" / "register.db")) is None
    assert open_answers(str(tmp_path / "none.db"), create=False) is None
    assert open_answers("mysql://host/name") is None


def test_a_database_that_fails_is_asked_no_more_for_a_while(tmp_path: Path) -> None:
    kept = open_answers(str(tmp_path / "register.db"))
    assert kept is not None
    kept.put("a" * 64, "answer")
    with sqlite3.connect(tmp_path / "register.db") as file:
        file.execute("DROP TABLE kept_answers")
    file.close()
    assert kept.get("a" * 64) is None
    with sqlite3.connect(tmp_path / "register.db") as file:
        columns = "key TEXT PRIMARY KEY, stored_ns INTEGER, size INTEGER, content TEXT"
        file.execute(f"CREATE TABLE kept_answers ({columns})")
        file.execute("INSERT INTO kept_answers VALUES (?, 1, 6, 'answer')", ("a" * 64,))
    file.close()
    assert kept.get("a" * 64) is None, "it rests"
    kept.close()


def test_a_database_that_comes_later_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Told once, however often it is looked for."""
    in_the_way = tmp_path / "folder"
    in_the_way.write_text("no folder")
    kept = AnswersOnceThere(str(in_the_way / "register.db"))
    kept.put("a" * 64, "lost")
    in_the_way.unlink()
    assert kept.get("a" * 64) is None
    assert not in_the_way.exists(), "it rests"
    in_the_way.write_text("no folder")
    monkeypatch.setattr(kept_answers, "_REST_SECONDS", 0.0)
    kept._look_again = 0.0
    assert kept.get("a" * 64) is None
    assert len(caplog.records) == 1
    in_the_way.unlink()
    kept.put("a" * 64, "answer")
    assert kept.get("a" * 64) == "answer"
