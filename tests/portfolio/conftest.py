from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.reading.loading import Inspection, inspect, load
from tests.support.building import Tables, write_folder


@pytest.fixture
def tables() -> Tables:
    """A valid portfolio to change; as it stands it loads without errors and without warnings."""
    return Tables()


@pytest.fixture
def inspected(tmp_path: Path) -> Callable[[Tables], Inspection]:
    """Writes tables as a folder and inspects it."""
    return lambda tables: inspect(write_folder(tmp_path / "portfolio", tables))


@pytest.fixture
def base(tmp_path: Path) -> Portfolio:
    """The valid portfolio, loaded."""
    return load(write_folder(tmp_path / "base", Tables()))
