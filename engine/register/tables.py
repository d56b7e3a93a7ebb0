"""The tables of the register. Contents are JSON in ASCII, so that any text survives on any database.

Ids and keys of any length are looked up by their hash, which an index can hold.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

_HASH = String(64)

entries = Table(
    "register_entries",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("id", String(32), nullable=False, unique=True),
    Column("key_hash", _HASH, nullable=False, unique=True),
    Column("subject_hash", _HASH, nullable=False),
    Column("content", Text, nullable=False),
    Column("previous_hash", _HASH, nullable=False),
    Column("hash", _HASH, nullable=False, unique=True),
    Index("register_entries_of_subject", "subject_hash", "number"),
)

head = Table(
    "register_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("hash", _HASH, nullable=False),
)
"""One row: how many entries there are and the last hash. Whoever writes holds it."""

scenarios = Table(
    "scenario_versions",
    metadata,
    Column("scenario_id", String(32), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("retired", Boolean, nullable=False),
    Column("content", Text, nullable=False),
)

adoptions = Table(
    "scenario_adoptions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("scenario_id", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", Text, nullable=False),
)

answers = Table(
    "kept_answers",
    metadata,
    Column("key", _HASH, primary_key=True),
    Column("stored_ns", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
    Index("kept_answers_by_age", "stored_ns"),
)
"""Answers worked out before. No part of the register: bounded, in no backup, and safe to lose."""

ended_sign_ins = Table(
    "ended_sign_ins",
    metadata,
    Column("sign_in", _HASH, primary_key=True),
    Column("ended_ns", BigInteger, nullable=False),
)
"""Who has signed out, as a digest of the sign-in. No part of the register, and in no backup."""

KEPT = (entries, scenarios, adoptions)
"""Tables to which rows are added and never changed; the database refuses anything else."""


def lookup(text: str) -> str:
    """The hash under which an id or key of any length is found."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
