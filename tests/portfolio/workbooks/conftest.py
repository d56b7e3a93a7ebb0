from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.portfolio.reading.tables import RawTable
from engine.portfolio.reading.workbooks.reading import read_workbook
from tests.portfolio.books import Books


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return Books(tmp_path)


@pytest.fixture
def read() -> Callable[[Path], RawTable]:
    """The table in the sheet ``demand``, which may have the columns of one."""
    known = frozenset({"project_id", "pool_id", "person_days", "month_offset"})
    return lambda path: read_workbook(path, {"demand": known}).tables["demand"]
