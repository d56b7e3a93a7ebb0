from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.portfolio.loading import Inspection, inspect, load
from engine.portfolio.objects import Portfolio
from tests.portfolio.building import Tables, write_folder


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
