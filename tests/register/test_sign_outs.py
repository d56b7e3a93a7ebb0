"""Sign-ins that have ended, known to every replica; no part of the register."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from engine.errors import RegisterError
from engine.register import open_register
from engine.register.backup import back_up
from engine.register.sign_outs import LASTS, SignOuts, open_sign_outs
from engine.register.tables import ended_sign_ins

ONE, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def sign_outs(url: str) -> Iterator[SignOuts]:
    opened = open_sign_outs(url)
    yield opened
    opened.close()


def test_what_ends_at_one_replica_has_ended_at_the_other(sign_outs: SignOuts, url: str) -> None:
    sign_outs.end(ONE)
    sign_outs.end(ONE)
    other = open_sign_outs(url)
    assert other.ended() == {ONE}
    other.close()


def test_it_is_forgotten_once_the_sign_in_could_not_last_any_longer(sign_outs: SignOuts) -> None:
    sign_outs.end(ONE)
    long_ago = ended_sign_ins.c.ended_ns - int((LASTS + 1) * 1e9)
    sign_outs.database.write(lambda c: c.execute(update(ended_sign_ins).values(ended_ns=long_ago)))
    sign_outs.end(OTHER)
    assert sign_outs.ended() == {OTHER}


def test_a_backup_holds_none(tmp_path: Path) -> None:
    with open_register(str(tmp_path / "register.db")) as register:
        SignOuts(register.database).end(ONE)
        for name in ("copy.db", "copy.json"):
            back_up(register, tmp_path / name)
            assert ONE.encode() not in (tmp_path / name).read_bytes()
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("SELECT count(*) FROM ended_sign_ins").fetchone() == (0,)
    copy.close()


def test_a_database_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(RegisterError):
        open_sign_outs(str(tmp_path / "file" / "register.db"))
