"""Saved months: newest shown, any kept, nothing changed, and two who save one month."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.errors import DataError
from engine.portfolio.months.store import MonthTaken, before, months, newest, save, version_of
from engine.portfolio.reading.loading import load
from tests.support.building import Tables, write_folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "months"


def data(folder: Path, month: str, cost: str = "100000") -> Path:
    tables = Tables()
    tables.settings["planning_date"] = month
    tables.project("P1")["remaining_cost"] = cost
    return write_folder(folder / f"{month}-{cost}", tables)


def kept(root: Path, path: Path, seen: int = 0, who: str = "ines") -> object:
    return save(root, path, who=who, source="plan.xlsx", seen=seen, map_text="settings: {}\n")


def test_months_are_kept_as_they_were_and_the_newest_is_shown(root: Path, tmp_path: Path) -> None:
    november = data(tmp_path, "2026-11")
    kept(root, november)
    kept(root, data(tmp_path, "2026-12"))
    kept(root, data(tmp_path, "2026-10"))
    assert [(m.month, m.version) for m in months(root)] == [("2026-10", 1), ("2026-11", 1), ("2026-12", 1)]
    shown = newest(root)
    assert shown is not None
    assert (shown.month, shown.who, shown.source, shown.map_text) == ("2026-12", "ines", "plan.xlsx", "settings: {}\n")
    last = before(root, "2026-12")
    assert last is not None
    assert load(last.folder).data_fingerprint == load(november).data_fingerprint
    assert before(root, "2026-10") is None


def test_the_second_of_two_who_save_a_month_is_told_and_nothing_is_lost(root: Path, tmp_path: Path) -> None:
    kept(root, data(tmp_path, "2026-11"), who="ines")
    mine = data(tmp_path, "2026-11", "90000")
    with pytest.raises(MonthTaken, match="ines has saved 2026-11") as taken:
        kept(root, mine, who="carl")
    assert taken.value.theirs.version == 1
    kept(root, mine, seen=1, who="carl")
    assert [(m.version, m.who) for m in months(root)] == [(1, "ines"), (2, "carl")]
    shown = newest(root)
    assert shown is not None
    assert load(shown.folder).projects_by_id["P1"].remaining_cost == 90_000


def test_versions_saved_at_once_get_numbers_of_their_own(root: Path, tmp_path: Path) -> None:
    paths = [data(tmp_path, "2026-11", f"{cost}") for cost in (1000, 2000, 3000, 4000)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda path: kept(root, path, seen=99), paths))
    assert [m.version for m in months(root)] == [1, 2, 3, 4]
    costs = {load(m.folder).projects_by_id["P1"].remaining_cost for m in months(root)}
    assert costs == {1000, 2000, 3000, 4000}


def test_who_may_decide_comes_from_the_office_not_from_the_file(root: Path, tmp_path: Path) -> None:
    office = Tables()
    office.settings["authority"] = {"roles": [{"name": "Board", "limits": {"stop": {"money": 1000}}}]}
    file = Tables()
    file.settings["authority"] = {"roles": [{"name": "Anybody", "limits": {"stop": {"money": "unlimited"}}}]}
    stored = save(
        root, write_folder(tmp_path / "file", file), who="carl", source="a.zip", seen=0,
        office=write_folder(tmp_path / "office", office),
    )  # fmt: skip
    authority = load(stored.folder).settings.authority
    assert authority is not None
    assert [role.name for role in authority.roles] == ["Board"]


def limited(money: str, **settings: str) -> Tables:
    tables = Tables()
    tables.settings |= settings
    tables.settings["authority"] = {
        "roles": [{"name": "Board", "days_to_decide": 9, "limits": {"stop": {"money": money, "months": 3}}}]
    }
    return tables


@pytest.mark.parametrize(
    ("office", "own"),
    [
        (limited("100", money_unit="1000"), {}),
        (limited("100000"), {"money_unit": "1000"}),
        (limited("100.000", decimal=","), {"decimal": "."}),
        (limited("100.000", decimal=","), {}),
        (limited("100000"), {"money_unit": "1000000"}),
    ],
)
def test_limits_of_the_office_keep_their_amount(
    root: Path, tmp_path: Path, office: Tables, own: dict[str, str]
) -> None:
    file = Tables()
    file.settings |= own
    stored = save(
        root, write_folder(tmp_path / "file", file), who="carl", source="a.zip", seen=0,
        office=write_folder(tmp_path / "office", office),
    )  # fmt: skip
    authority = load(stored.folder).settings.authority
    assert authority is not None
    (board,) = authority.roles
    assert board.days_to_decide == 9
    assert board.limits.stop is not None
    assert (board.limits.stop.money, board.limits.stop.months) == (100_000, 3)


def test_limits_of_the_office_in_another_currency_are_not_taken_over(root: Path, tmp_path: Path) -> None:
    file = Tables()
    file.settings["currency"] = "EUR"
    with pytest.raises(DataError, match="are in GBP, but these data are in EUR"):
        save(
            root, write_folder(tmp_path / "file", file), who="carl", source="a.zip", seen=0,
            office=write_folder(tmp_path / "office", limited("100000")),
        )  # fmt: skip
    assert months(root) == ()


def test_a_portfolio_with_errors_is_not_kept(root: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError):
        kept(root, data(tmp_path, "2026-11", "a lot"))
    assert version_of(root, "2026-11") == 0


def test_what_is_no_saved_month_is_left_alone(root: Path, tmp_path: Path) -> None:
    (root / "2026-11" / "0001").mkdir(parents=True)
    (root / "notes").mkdir()
    assert months(root) == ()
    kept(root, data(tmp_path, "2026-11"))
    assert [(m.month, m.version) for m in months(root)] == [("2026-11", 2)]
