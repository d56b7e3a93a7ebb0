"""Delivered against expected, month by month by hand."""

from __future__ import annotations

from datetime import date

import pytest

from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.reporting import BenefitRecord
from engine.portfolio.model.vocabulary import Mode
from engine.register import Basis, State, delivered, promised_benefits, track_record
from tests.support.governance import decision
from tests.support.register import entry

JULY = date(2026, 7, 20)
PROMISE = (("2026-09", 1_000.0), ("2026-10", 2_000.0), ("2026-12", 9_000.0))


@pytest.fixture
def lived(base: Portfolio) -> Portfolio:
    """Planned in November 2026: offset −1 is October."""

    def of(name: str, offset: int, planned: float | None, actual: float | None) -> BenefitRecord:
        return BenefitRecord(project_id=name, month=offset, planned=planned, actual=actual)

    records = (
        of("P1", -4, 7.0, 7.0),
        of("P1", -3, 100.0, 80.0),
        of("P1", -2, 100.0, None),
        of("P1", -1, 100.0, 250.0),
        of("P1", 0, 100.0, 999.0),
        of("P2", -1, 50.0, 40.0),
    )
    return base.model_copy(update={"benefits": records})


def test_against_what_was_promised(lived: Portfolio) -> None:
    """August and October are over and reported; July is the decision's own month, September was not reported."""
    outcomes = delivered(entry(1, decision(name="P1", decided_on=JULY, benefits=PROMISE)), lived)
    assert outcomes is not None
    assert (outcomes.basis, outcomes.months_elapsed, outcomes.months_counted) == (Basis.PROMISED, 3, 2)
    assert (outcomes.expected, outcomes.actual, outcomes.ratio) == (2_000, 330, 0.165)


def test_against_the_plan_when_nothing_was_promised(lived: Portfolio) -> None:
    outcomes = delivered(entry(1, decision(name="P1", decided_on=JULY)), lived)
    assert outcomes is not None
    assert (outcomes.basis, outcomes.expected, outcomes.actual, outcomes.ratio) == (Basis.PLANNED, 200, 330, 1.65)


def test_until_it_was_superseded(lived: Portfolio) -> None:
    first = entry(1, decision(name="P1", decided_on=JULY))
    then = entry(2, decision("defer", name="P1", decided_on=date(2026, 8, 5)))
    record = track_record((first, then), lived)
    assert [(d.months_elapsed, d.expected, d.actual) for d in record.decisions] == [(1, 100, 80), (2, 100, 250)]
    assert record.ratio == pytest.approx(330 / 200)


def test_the_total_counts_what_was_expected_by_now(lived: Portfolio) -> None:
    entries = (
        entry(1, decision(name="P1", decided_on=JULY, benefits=PROMISE)),
        entry(2, decision(name="P2", decided_on=JULY)),
        entry(3, decision(name="P3", decided_on=date(2026, 11, 1))),
        entry(4, decision("stop", name="P4", decided_on=JULY)),
        entry(5, decision(name="P5", decided_on=JULY), State.RECOMMENDED),
        entry(6, decision("add capacity", name="P1", decided_on=JULY)),
    )
    record = track_record(entries, lived)
    assert [d.entry_id for d in record.decisions] == ["e1", "e2", "e3"]
    assert (record.decisions[2].months_elapsed, record.decisions[2].ratio) == (0, None)
    assert (record.expected, record.actual, record.ratio) == (2_050, 370, 370 / 2_050)
    assert track_record((), lived).ratio is None


def test_what_a_project_promises(base: Portfolio) -> None:
    """P1: £21,000.50 for 24 months after six months of work from March 2027, at 65 % when that is how likely it is."""
    project = base.projects_by_id["P1"]
    promise = promised_benefits(base, "P1", Mode.NORMAL, 4)
    assert [month for month, _ in promise][:: len(promise) - 1] == ["2027-09", "2029-08"]
    assert {amount for _, amount in promise} == {21_000.5 * project.success_probability}
