"""Three hundred copies of the sample, written as other people would and spoilt as they would.

What keeps its meaning is read to the same figures, or asked about in one copy of ten at most. What has lost its
meaning is named cell by cell. Nothing is read to other figures without a word.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import Problem
from engine.portfolio.reading.loading import Inspection, inspect
from tests.support.rewriting import PARTS, Copy, Place, copy_that_keeps, copy_that_loses, original, write_folder
from tests.support.rewritten_workbooks import book_that_keeps, book_that_loses, write_workbook
from tests.support.seeds import some

MOST_ASKED = 0.1


@pytest.fixture(scope="module")
def fingerprints(tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """What each part of the sample says, by its number."""
    result = {number: inspect(original(number, tmp_path_factory.mktemp("sample") / "p")) for number in range(PARTS)}
    assert all(inspection.portfolio for inspection in result.values())
    return {number: result.portfolio.data_fingerprint for number, result in result.items() if result.portfolio}


def is_question(problem: Problem) -> bool:
    answerable = any(answer in problem.remedy for answer in ("decimal: ", "date_order: ", "Write a month as 2026-11"))
    return " can " in problem.message and answerable


def was_asked(outcome: Inspection, copy: Copy, fingerprint: str) -> bool:
    """True when the copy was asked about, false when it was read; nothing else may happen to it."""
    if outcome.portfolio is not None:
        assert outcome.portfolio.data_fingerprint == fingerprint, (copy.seed, copy.edits)
        return False
    assert [str(problem) for problem in outcome.errors if not is_question(problem)] == [], (copy.seed, copy.edits)
    return True


def named(outcome: Inspection) -> set[Place]:
    places = [(Path(p.file.rpartition("sheet ")[2]).stem.casefold(), p.row, p.column) for p in outcome.errors]
    return {*places, *((table, row, "") for table, row, _ in places)}


@pytest.mark.slow
@pytest.mark.parametrize("first", [0, 100])
def test_folders_that_keep_the_meaning(tmp_path: Path, fingerprints: dict[int, str], first: int) -> None:
    asked, seeds = [], some(range(first, first + 100))
    for seed in seeds:
        number, copy = copy_that_keeps(seed)
        inspection = inspect(write_folder(copy, tmp_path / str(seed)))
        asked += [copy.edits] if was_asked(inspection, copy, fingerprints[number]) else []
    assert len(asked) <= MOST_ASKED * len(seeds), asked


@pytest.mark.slow
@pytest.mark.parametrize("first", [1000, 1100])
def test_workbooks_that_keep_the_meaning(tmp_path: Path, fingerprints: dict[int, str], first: int) -> None:
    asked, seeds = [], some(range(first, first + 100))
    for seed in seeds:
        number, book = book_that_keeps(seed)
        inspection = inspect(write_workbook(book, tmp_path / f"{seed}.xlsx"))
        asked += [book.copy.edits] if was_asked(inspection, book.copy, fingerprints[number]) else []
    assert len(asked) <= MOST_ASKED * len(seeds), asked


@pytest.mark.slow
def test_folders_that_lose_the_meaning(tmp_path: Path) -> None:
    for seed in some(range(2000, 2120)):
        copy = copy_that_loses(seed)
        inspection = inspect(write_folder(copy, tmp_path / str(seed)))
        assert inspection.portfolio is None, (seed, copy.edits, copy.spoilt)
        assert copy.spoilt - named(inspection) == set(), (seed, copy.edits)


@pytest.mark.slow
def test_workbooks_that_lose_the_meaning(tmp_path: Path) -> None:
    for seed in some(range(3000, 3080)):
        book = book_that_loses(seed)
        inspection = inspect(write_workbook(book, tmp_path / f"{seed}.xlsx"))
        assert inspection.portfolio is None, (seed, book.copy.edits, book.copy.spoilt)
        assert book.copy.spoilt - named(inspection) == set(), (seed, book.copy.edits)
