"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real inputs, which stays outside the project; tests that need it are skipped without it."""
    folder = Path(os.environ.get("COCKPIT_REAL_DATA", ROOT.parent / "shared" / "real"))
    if not folder.is_dir():
        pytest.skip(f"no real inputs at {folder}; name their folder in COCKPIT_REAL_DATA")
    return folder
