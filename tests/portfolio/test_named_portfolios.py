"""Several portfolios in one folder: which there are, which cannot be, and settings that must not be shared."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import CockpitError, RegisterError
from engine.portfolio.months.store import months_folder
from engine.portfolio.named_portfolios import NamedPortfolio, for_portfolio, misnamed, named_portfolios
from engine.register import kind_of_database, open_register


def test_each_sub_folder_is_a_portfolio_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("south", "north-2", "North Sea", ".git", "_old", "a" * 41):
        (tmp_path / name).mkdir()
    (tmp_path / "notes").write_text("no folder", encoding="utf-8")
    assert named_portfolios(tmp_path) == (
        NamedPortfolio("north-2", tmp_path / "north-2"),
        NamedPortfolio("south", tmp_path / "south"),
    )
    left_out = misnamed(tmp_path)
    assert [text.split(" is left out: ")[0] for text in left_out] == ["'North Sea'", "'_old'", f"'{'a' * 41}'"]
    assert all("small letters, digits and hyphens" in text for text in left_out)


def test_a_folder_without_a_portfolio_and_one_that_is_not_there_are_said(tmp_path: Path) -> None:
    with pytest.raises(CockpitError, match="holds no portfolio"):
        named_portfolios(tmp_path)
    with pytest.raises(CockpitError, match="cannot be opened"):
        named_portfolios(tmp_path / "none")


def test_a_setting_stands_for_one_portfolio_and_may_not_stand_for_all() -> None:
    url = "postgresql://me:secret@host/cockpit_{portfolio}"
    assert for_portfolio(url, "north", "X") == "postgresql://me:secret@host/cockpit_north"
    with pytest.raises(CockpitError, match=r"COCKPIT_MONTHS needs \{portfolio\}"):
        for_portfolio("/srv/months", "north", "COCKPIT_MONTHS")


def test_a_register_of_several_portfolios_is_none_of_them(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/{{portfolio}}.db"
    with pytest.raises(RegisterError, match="portfolio's name in place of"):
        open_register(url)
    assert not list(tmp_path.iterdir())
    assert kind_of_database(url) == "a SQLite file"


def test_months_stand_by_the_name_of_their_portfolio(tmp_path: Path) -> None:
    assert months_folder(tmp_path / "north", "/srv/{portfolio}/months") == Path("/srv/north/months")
    assert months_folder(tmp_path / "north", "/srv/months") == Path("/srv/months")
    assert months_folder(tmp_path / "north") != months_folder(tmp_path / "south")
