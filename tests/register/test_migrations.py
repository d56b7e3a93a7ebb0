"""Migrations: what they make is what the code works with; what is newer is left alone."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from engine.errors import RegisterError
from engine.register import Register, open_register
from engine.register.tables import metadata
from tests.support.governance import AUTHORITY, BOARD, decision


def test_migrations_make_the_tables_the_code_uses(register: Register) -> None:
    assert register.database.read(lambda c: compare_metadata(MigrationContext.configure(c), metadata)) == []


def test_opening_again_changes_nothing(register: Register, url: str) -> None:
    register.record(decision(), BOARD, AUTHORITY)
    with open_register(url) as again:
        assert again.entries() == register.entries()


def test_a_register_of_a_newer_version_is_left_alone(register: Register, url: str) -> None:
    with register.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RegisterError, match="newer version"):
        open_register(url)
