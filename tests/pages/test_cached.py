"""The portfolio that a server shows is read again whenever a load would read something else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import streamlit as st

from engine.portfolio.model import calendar
from pages.ui.jobs import cached
from tests.support.building import Tables, sheets_of, write_folder, write_workbook


@pytest.fixture(autouse=True)
def _nothing_cached() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook without settings, shown by the server."""
    sheets = sheets_of(Tables())
    del sheets["portfolio"]
    path = write_workbook(tmp_path / "book.xlsx", sheets)
    monkeypatch.setenv("COCKPIT_PORTFOLIO", str(path))
    return path


def _name() -> str:
    return cached.portfolio().settings.name


@pytest.mark.parametrize("file", ["portfolio.yaml", "portfolio.yml", "book.yaml", "book.yml"])
def test_settings_beside_a_workbook_appear_change_and_go(book: Path, file: str) -> None:
    settings = book.with_name(file)
    assert _name() == "book"
    for name in ("Tide", "Sand"):
        settings.write_text(f"name: {name}\nplanning_date: 2026-11\n", encoding="utf-8")
        assert _name() == name
    settings.unlink()
    assert _name() == "book"


def test_settings_of_the_workbook_s_own_name_come_first(book: Path) -> None:
    book.with_name("portfolio.yaml").write_text("name: Tide\n", encoding="utf-8")
    assert _name() == "Tide"
    book.with_name("book.yaml").write_text("name: Sand\n", encoding="utf-8")
    assert _name() == "Sand"


def test_a_copy_that_keeps_date_and_size_is_noticed(book: Path) -> None:
    settings = book.with_name("portfolio.yaml")
    settings.write_text("name: Tide\n", encoding="utf-8")
    before = settings.stat()
    assert _name() == "Tide"
    settings.write_text("name: Sand\n", encoding="utf-8")
    os.utime(settings, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert _name() == "Sand"


def test_files_of_a_folder_appear_change_and_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_folder(tmp_path / "p", Tables())
    monkeypatch.setenv(cached.PREVIOUS_VARIABLE, str(folder))
    first = cached.previous_portfolio()
    assert first is not None
    assert cached.previous_portfolio() is first
    (folder / "notes.db").write_text("not of the portfolio", encoding="utf-8")
    assert cached.previous_portfolio() is first
    (folder / "risks.csv").unlink()
    second = cached.previous_portfolio()
    assert second is not None
    assert (len(first.risks), len(second.risks)) == (1, 0)
    (folder / "portfolio.yaml").rename(folder / "portfolio.yml")
    third = cached.previous_portfolio()
    assert third is not None
    assert third is not second


def test_without_a_planning_date_a_new_month_is_noticed(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert book.exists()
    months = []
    for day in (date(2026, 11, 30), date(2026, 12, 1)):
        monkeypatch.setattr(calendar, "today", lambda day=day: day)
        monkeypatch.setattr("engine.portfolio.model.fields.today", lambda day=day: day)
        months.append(cached.portfolio().settings.planning_month)
    assert months[1] == months[0] + 1
