"""Registers on both databases: whatever takes ``register`` runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import load
from engine.register import Register, open_register
from tests.support.building import Tables, write_folder
from tests.support.cluster import Cluster, running_or_skip
from tests.support.register import NewUrl


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One server for all tests; each asks it for a database of its own."""
    with running_or_skip() as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> NewUrl:
    """Gives the URL of an empty database each time it is called."""
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        return cluster.new_schema
    names = (f"sqlite:///{tmp_path}/{number}/register.db" for number in range(100))
    return lambda: next(names)


@pytest.fixture
def url(new_url: NewUrl) -> str:
    """The URL of one empty database."""
    return new_url()


@pytest.fixture
def register(url: str) -> Iterator[Register]:
    """An empty register."""
    with open_register(url) as opened:
        yield opened


@pytest.fixture
def base(tmp_path: Path) -> Portfolio:
    """A tiny portfolio, planned in November 2026."""
    return load(write_folder(tmp_path / "base", Tables()))
