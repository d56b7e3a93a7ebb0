"""What saved months show of finished projects, by hand, and that whoever opens a month knows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.analyse.risk.history import FEWEST, history_of, spreads_in_force
from engine.compute.kept import KeptQuestion
from engine.explain.risk import calibrations, drawn_from
from engine.portfolio import Portfolio
from engine.portfolio.months.finished import (
    ListedMonth,
    UnderWay,
    durations_taken,
    loaded_with_months,
    with_kept_months,
)
from engine.portfolio.months.store import newest, save
from engine.portfolio.reading.loading import load
from tests.support.pages import SETTINGS, TABLES, six_projects
from tests.support.workshop import needs, portfolio, project


def month(number: int, **projects: tuple[int, float] | None) -> ListedMonth:
    """A month by its number, and of each project the months left and what is complete; ``None`` before it began."""
    return ListedMonth(number, {i: None if p is None else UnderWay(*p) for i, p in projects.items()})


@pytest.mark.parametrize(
    ("listed", "taken"),
    [
        # Four months were left in month 1, and it was reported done in month 7: six of four.
        ([month(0, a=None), month(1, a=(4, 0.0)), month(4, a=(2, 0.6)), month(7, a=(1, 1.0))], (1.5,)),
        # Gone when it was due, so done by then; and gone although three months were left, so perhaps stopped.
        ([month(1, a=(4, 0.0), b=(4, 0.1)), month(4, a=(1, 0.8), b=(4, 0.1)), month(5)], (1.0,)),
        # Gone early, but nearly done.
        ([month(1, a=(4, 0.0)), month(2, a=(3, 0.96)), month(3)], (0.5,)),
        # Still at work; done when first seen; stated in any order.
        ([month(1, a=(4, 0.0)), month(9, a=(1, 0.9))], ()),
        ([month(1, a=(1, 1.0)), month(2)], ()),
        ([month(5, a=(1, 1.0)), month(1, a=(4, 0.0))], (1.0,)),
    ],
)
def test_what_projects_took_by_hand(listed: list[ListedMonth], taken: tuple[float, ...]) -> None:
    assert durations_taken(listed) == pytest.approx(taken)


def _one_a_month(n: int) -> list[ListedMonth]:
    """Projects with ten months left, of which the first takes as long, and each other a month more."""
    began = month(24_290, **{f"p{i}": (10, 0.0) for i in range(n)})
    return [
        began,
        *(month(24_300 + i, **{f"p{k}": (1, 1.0 if k <= i else 0.5) for k in range(n)}) for i in range(n)),
    ]


def test_finished_projects_are_learnt_from_once_there_are_enough() -> None:
    of = portfolio([project("x", 3)], [needs("x", 3)])
    n = FEWEST + 1
    known = with_kept_months(of, [None, *_one_a_month(n)])
    assert history_of(known).durations == pytest.approx([1 + i / 10 for i in range(n)])
    spread = spreads_in_force(known).durations
    assert (spread.p50, spread.p90) == pytest.approx((1.5, 1.9))
    origins = {row[0]: row[-1].replace("\u00a0", " ") for row in drawn_from(known)}
    assert origins["durations"] == "own history of 11 finished projects"
    # Lognormal about 1.5 with 1.9 at its ninetieth percentile: from 1.18 on.
    assert "Of 11 finished projects that saved months show, 8 took" in _said(known)
    few = with_kept_months(of, _one_a_month(FEWEST - 1))
    assert len(few.durations_taken) == FEWEST - 1
    assert spreads_in_force(few) == spreads_in_force(of)


def _said(of: Portfolio) -> str:
    return " ".join(claim.prose for claim in calibrations(of)).replace("\u00a0", " ")


def test_a_saved_month_knows_those_before_it_and_its_answers_are_its_own(tmp_path: Path) -> None:
    root, first, later = tmp_path / "months", tmp_path / "first", tmp_path / "later"
    for folder in (first, later):
        folder.mkdir()
    six_projects(first)
    without = {name: _without(text, "app,") for name, text in TABLES.items()}
    six_projects(later, SETTINGS.replace("planning_date: 2026-11", "planning_date: 2027-03"), **without)
    for folder in (first, later):
        save(root, folder, who="Ines", source="plan.xlsx", seen=0)
    saved = newest(root)
    assert saved is not None
    opened, alone = loaded_with_months(saved.folder), load(saved.folder)
    # Three months were left in November, and March no longer lists it.
    assert opened.durations_taken == pytest.approx((4 / 3,))
    assert opened.data_fingerprint == alone.data_fingerprint
    assert KeptQuestion.about(opened, "risk").key != KeptQuestion.about(alone, "risk").key
    assert loaded_with_months(later).durations_taken == ()


def _without(text: str, start: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(start))
