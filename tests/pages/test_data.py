"""The page Data: what it says of the data on screen, who may bring in, and that saved months are shown and opened."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.portfolio.months.store import save
from tests.support.pages import text_of

Visit = Callable[..., AppTest]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COCKPIT_MONTHS", str(tmp_path / "months"))
    return tmp_path / "months"


def later(folder: Path, month: str) -> Path:
    """The same portfolio a month on, with one project fewer."""
    copy = folder / f"data-{month}"
    copy.mkdir()
    for file in folder.iterdir():
        if file.is_file() and file.suffix in (".csv", ".yaml"):
            text = file.read_text(encoding="utf-8").replace("planning_date: 2026-11", f"planning_date: {month}")
            lines = [line for line in text.splitlines(keepends=True) if not line.startswith("mobile,")]
            (copy / file.name).write_text("".join(lines), encoding="utf-8")
    return copy


def test_who_only_looks_sees_no_upload(visit: Visit) -> None:
    page = visit("data", wait=False)
    assert page.get("file_uploader")
    page.session_state["acting-role"] = "viewer"
    page.run()
    assert not page.get("file_uploader")
    assert "your role looks" in text_of(page)


def test_the_newest_month_is_shown_and_an_older_one_can_be_opened(visit: Visit, folder: Path, root: Path) -> None:
    page = visit("data", wait=False)
    assert "Test works: 6\xa0projects, planned from Nov 2026." in text_of(page)
    save(root, folder, who="ines", source="plan.xlsx", seen=0)
    save(root, later(folder, "2026-12"), who="carl", source="plan2.xlsx", seen=0)
    page.run()
    assert "5\xa0projects, planned from Dec 2026, saved by carl" in text_of(page)
    assert any("The data is now that of Dec 2026" in warning.value for warning in page.warning)
    assert re.search("Since Nov 2026: .*1\xa0project gone[.]", text_of(page))
    page.button(key="open-month:2026-11-1").click().run()
    assert "6\xa0projects, planned from Nov 2026, saved by ines" in text_of(page)


def test_a_scenario_whose_project_is_gone_drops_that_part_and_says_so(visit: Visit, folder: Path, root: Path) -> None:
    page = visit("data", wait=False, pin="mobile:stop")
    save(root, later(folder, "2026-12"), who="carl", source="plan2.xlsx", seen=0)
    page.run()
    assert any("mobile" in warning.value for warning in page.warning)
    assert not page.exception
