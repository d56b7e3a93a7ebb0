"""The first tables: entries with their head, versions of scenarios, adoptions; and what makes them append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_GENESIS = "0" * 64
_SAME = {
    "register_entries": "number = NEW.number OR id = NEW.id OR key_hash = NEW.key_hash OR hash = NEW.hash",
    "scenario_versions": "scenario_id = NEW.scenario_id AND version = NEW.version",
    "scenario_adoptions": "number = NEW.number",
}
"""Append-only tables, and which row SQLite could replace by a new one without a trigger for deletion."""


def upgrade() -> None:
    """Make the tables, and the triggers that guard them."""
    op.create_table(
        "register_entries",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("subject_hash", sa.String(64), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
    )
    op.create_index("register_entries_of_subject", "register_entries", ["subject_hash", "number"])
    head = op.create_table(
        "register_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "scenario_versions",
        sa.Column("scenario_id", sa.String(32), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "scenario_adoptions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("scenario_id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": _GENESIS}])
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    for table, same in _SAME.items():
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted'); END"
            )
        known = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {known} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never replaced'); END"
        )
    op.execute(
        "CREATE TRIGGER register_head_no_delete BEFORE DELETE ON register_head "
        "BEGIN SELECT RAISE(ABORT, 'the head of the register is never deleted'); END"
    )
    op.execute(
        "CREATE TRIGGER register_head_no_insert BEFORE INSERT ON register_head "
        "BEGIN SELECT RAISE(ABORT, 'the register has one head'); END"
    )
    op.execute(
        "CREATE TRIGGER register_head_forward BEFORE UPDATE ON register_head "
        "WHEN NEW.number <> OLD.number + 1 OR NEW.id <> OLD.id "
        "BEGIN SELECT RAISE(ABORT, 'the head of the register moves one entry at a time'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION register_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE FUNCTION register_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF NEW.number <> OLD.number + 1 OR NEW.id <> OLD.id THEN "
        "RAISE EXCEPTION 'the head of the register moves one entry at a time'; END IF; RETURN NEW; END $$"
    )
    for table in _SAME:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION register_refuse()"
        )
    op.execute(
        "CREATE TRIGGER register_head_stays BEFORE DELETE OR TRUNCATE ON register_head "
        "FOR EACH STATEMENT EXECUTE FUNCTION register_refuse()"
    )
    op.execute(
        "CREATE TRIGGER register_head_forward BEFORE UPDATE ON register_head "
        "FOR EACH ROW EXECUTE FUNCTION register_head_forward()"
    )
