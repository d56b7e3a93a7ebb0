"""Damaged and hostile files: each is read, or refused in a sentence with a remedy; never a traceback."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from engine.errors import DataError, Problem
from engine.portfolio.intake.bring_in import bring_in, own_portfolio
from engine.portfolio.intake.questions import open_questions
from engine.portfolio.intake.recognition import Recognition, recognition_of
from engine.portfolio.intake.written_map import written_map
from engine.portfolio.reading.loading import inspect
from engine.portfolio.recognising.source import Format, recognise
from engine.portfolio.schedules import Cut, import_schedules
from tests.support.damaged_files import damaged, kinds
from tests.support.exports import capital_plan
from tests.support.seeds import some

SEEDS = some(range(400), one_in=7)
"""One in seven is of every kind: there are thirteen of them."""
MOST_KILOBYTES = 300_000


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return capital_plan(tmp_path_factory.mktemp("good") / "plan.xlsx").read_bytes()


def test_every_kind_of_damage_is_tried() -> None:
    assert {seed % len(list(kinds())) for seed in SEEDS} == set(range(len(list(kinds()))))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_file_is_read_or_refused_in_words(seed: int, workbook: bytes, tmp_path: Path) -> None:
    name, content = damaged(seed, workbook)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused = _refused(name, content, tmp_path)
    assert all(problem.message and problem.remedy for problem in refused)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_KILOBYTES


def _refused(name: str, content: bytes, work: Path) -> tuple[Problem, ...]:
    """Why a file is refused; nothing where it is read."""
    try:
        _through(name, content, work)
    except DataError as error:
        return error.problems
    return ()


def _through(name: str, content: bytes, work: Path) -> None:
    """As far as the way in goes: recognised, asked with whatever answers stand ready, mapped, imported."""
    source = recognise(content, name)
    if source.format.is_portfolio:
        inspection = inspect(own_portfolio(content, source, work))
        if inspection.errors:
            raise DataError(inspection.errors)
        return
    if source.format is Format.SCHEDULE:
        path = work / name
        path.write_bytes(content)
        import_schedules([path], work / "out", cut=Cut.FILE, month_0=24317, currency="GBP")
        return
    known = recognition_of(source)
    answers = _answers(known)
    path = work / name
    path.write_bytes(content)
    bring_in(path, written_map(known, answers), work)


def _answers(known: Recognition) -> dict[str, str]:
    answers = {"month_0": "2026-05"}
    for _ in range(5):
        for question in open_questions(known, answers):
            answers[question.key] = question.proposal or (question.choices[0] if question.choices else "3")
    return answers
