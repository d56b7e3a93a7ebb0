"""What whoever answers questions reads of rows that cannot be used: no word of the map that the answers become."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import DataError, Problem
from engine.explain.intake import remedy_by_answers
from engine.portfolio.intake.bring_in import bring_in
from engine.portfolio.intake.questions import open_questions, questions, without_work
from engine.portfolio.intake.recognition import recognition_of
from engine.portfolio.intake.written_map import written_map
from engine.portfolio.recognising.source import open_source, recognise

GOOD = "A1,Roof,2027-01-01,2027-06-30,1000,On track\nA2,Till,2027-02-01,2027-08-31,9000,Late\n"
HEADER = "Ref,Title,Start,End,Cost £,Health\n"
ROWS = {
    "a negative cost": "B1,Yard,2027-01-01,2027-06-30,(500),Late\n",
    "no date": "B1,Yard,soon,2027-06-30,500,Late\n",
    "no cost": "B1,Yard,2027-01-01,2027-06-30,,Late\n",
    "no number": "B1,Yard,2027-01-01,2027-06-30,a lot,Late\n",
    "no name": "B1,,2027-01-01,2027-06-30,500,Late\n",
    "dates in the wrong order": "B1,Yard,2027-06-30,2027-01-01,500,Late\n",
    "a year of a typist": "B1,Yard,2027-01-01,20270-06-30,500,Late\n",
    "more than there is": "B1,Yard,2027-01-01,2027-06-30,1e308,Late\n",
    "a formula": "=cmd|' /C calc'!A0,@x,=1+1,2027-06-30,=2+2,Late\n",
    "an id twice": "A1,Roof again,2027-01-01,2027-06-30,700,Late\n",
    "no more than nothing": "B1,Yard,2027-01-01,2027-06-30,0,Late\n",
}


def _problems(path: Path, work: Path) -> tuple[Problem, ...]:
    known = recognition_of(open_source(path))
    answers = {"month_0": "2026-12", "currency": "GBP", "unit": "1", "finish_is": "last"}
    for _ in range(4):
        for question in open_questions(known, answers):
            answers[question.key] = question.proposal or (question.choices[0] if question.choices else "6")
    try:
        imported = bring_in(path, written_map(known, answers), work).imported
    except DataError as error:
        return error.problems
    return (*imported.rejected, *imported.warnings)


@pytest.mark.parametrize("good", [GOOD, ""], ids=["among others", "alone"])
@pytest.mark.parametrize("kind", ROWS)
def test_remedies_are_for_who_answers_questions(kind: str, good: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(HEADER + good + ROWS[kind], encoding="utf-8")
    (tmp_path / "work").mkdir()
    for problem in _problems(path, tmp_path / "work"):
        said = remedy_by_answers(problem.remedy)
        assert said
        assert " map" not in f" {said} {problem.message}", (problem, said)


def test_a_list_without_cost_or_work_is_told_so_before_anything_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("Title,Begin,End\nRoof,2027-01-01,2027-05-31\nTill,2027-02-01,2027-08-31\n", encoding="utf-8")
    known = recognition_of(open_source(path))
    [problem] = without_work(known, {})
    assert "no column says what projects cost" in problem.message
    assert "Add a column" in problem.remedy
    with pytest.raises(DataError, match="no column says what projects cost"):
        written_map(known, {"month_0": "2026-12"})


def test_a_column_is_offered_once() -> None:
    """What has been said to be the cost is no benefit, and where work begins it does not end."""
    rows = "".join(f"W{n},2027-0{n}-15,2027-1{n % 3}-20,{n}00000.5\n" for n in range(1, 6))
    known = recognition_of(recognise(f"ID,BCA,Stage2,FFC\n{rows}".encode(), "works.csv"))
    before = {question.key: question.choices for question in questions(known, {})}
    assert "FFC" in before["column.benefit"]
    assert "BCA" in before["column.finish"]
    after = {q.key: q.choices for q in questions(known, {"column.start": "BCA", "column.cost": "FFC"})}
    assert after["column.finish"] == ("", "Stage2")
    assert "column.benefit" not in after


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<html><body><table><tr><td>Ref</td></tr></table></body></html>", "a web page"),
        (b"\r\n<!DOCTYPE HTML PUBLIC><html></html>", "a web page"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"{\\rtf1\\ansi", "a text document"),
        (b"7z\xbc\xaf\x27\x1c", "packed in a way that is not read"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(content: bytes, kind: str) -> None:
    """Old tools write a web page where they promise a workbook; nobody should be sent to Microsoft Project for it."""
    for name in ("list.csv", "list.xls", "list.xlsx"):
        with pytest.raises(DataError, match=kind) as error:
            recognise(content, name)
        assert "Microsoft Project" not in error.value.problems[0].remedy
