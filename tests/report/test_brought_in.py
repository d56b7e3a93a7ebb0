"""What a report says of a list that was brought in: what would mislead who does not know it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.explain.intake import report_misleads
from engine.portfolio.intake.bring_in import bring_in
from engine.portfolio.intake.recognition import recognition_of
from engine.portfolio.intake.written_map import written_map
from engine.portfolio.recognising.source import open_source
from engine.report.brought_in import intake_report

ANSWERS = {"month_0": "2027-01", "people": "2"}


@pytest.mark.parametrize(
    ("head", "cell", "said"),
    [
        (
            "Owner", "Shops",
            "no project has a benefit. Say above which column holds it, or what a project returns each year.",
        ),
        ("Annual saving", "10", "check costs, benefits and people before use."),
    ],
    ids=["no benefits", "small benefits"],
)  # fmt: skip
def test_a_plan_that_stops_everything_says_what_to_look_at(tmp_path: Path, head: str, cell: str, said: str) -> None:
    source = tmp_path / "little.csv"
    rows = "".join(f"{name},2027-02,6,60000,{cell}\n" for name in ("Shop front", "Oven"))
    source.write_text(f"Project,Begin,Months,Budget £,{head}\n{rows}", encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()
    brought_in = bring_in(source, written_map(recognition_of(open_source(source)), ANSWERS), work)
    (stopped,) = (one for one in report_misleads(intake_report(brought_in)) if "would stop" in one)
    assert stopped.replace("\u00a0", " ") == f"The plan would stop 2 of 2 projects: {said}"
