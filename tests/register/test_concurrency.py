"""Many writers at once, writers that are killed, replicas that start together: nothing is lost, nothing is doubled."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.portfolio.scenario import Scenario
from engine.register import Person, Register, ScenarioConflict, open_register
from tests.support.governance import ANALYST, BOARD
from tests.support.places import ROOT
from tests.support.register import NewUrl

PROCESSES, THREADS, EACH = 2, 25, 4
KILLS = 50


def _writer(*words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.register.writer", *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _acknowledged(writer: subprocess.Popen[str]) -> dict[str, str]:
    """Key → id of what a writer was told is stored."""
    output, errors = writer.communicate(timeout=200)
    assert writer.returncode == 0, errors
    return dict(line.split(" ") for line in output.splitlines())


@pytest.mark.slow
def test_fifty_writers_at_once(url: str) -> None:
    writers = [_writer(url, n, THREADS, EACH) for n in range(PROCESSES)]
    reported = {key: entry for writer in writers for key, entry in _acknowledged(writer).items()}
    with open_register(url) as register:
        entries = register.entries()
        assert {entry.key: entry.id for entry in entries} == reported
        assert len(entries) == len(reported) == PROCESSES * THREADS * EACH
        assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
        assert register.verify() is None


@pytest.mark.slow
def test_killed_writers_lose_nothing_that_was_acknowledged(url: str) -> None:
    open_register(url).close()
    reported = _acknowledged(_writer(url, KILLS))
    assert {key.split(".")[0] for key in reported} == {str(number) for number in range(KILLS)}
    with open_register(url) as register:
        kept = {entry.key: entry.id for entry in register.entries()}
        assert reported.items() <= kept.items()
        assert len(kept) <= len(reported) + 2 * KILLS
        assert register.verify() is None


@pytest.mark.slow
def test_replicas_that_start_together_make_the_tables_once(new_url: NewUrl) -> None:
    url = new_url()
    script = f"from engine.register import open_register; open_register({url!r}).close()"
    starts = [
        subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    with ThreadPoolExecutor(8) as pool:
        for opened in pool.map(lambda _: open_register(url), range(8)):
            opened.close()
    for start in starts:
        _, errors = start.communicate(timeout=60)
        assert start.returncode == 0, errors
    with open_register(url) as register:
        assert register.head().number == 0


def test_of_two_editors_the_second_is_told(register: Register) -> None:
    base = register.save_scenario(Scenario(name="Lean", capacity={"data": 0.9}, weights={"Grow": 2}), ANALYST)
    first = register.save_scenario(
        base.scenario.model_copy(update={"capacity": (("data", 0.8), ("test", 1.1))}), ANALYST, based_on=base
    )
    mine = base.scenario.model_copy(update={"capacity": (("data", 0.7),), "weights": (), "benefit_confidence": 0.9})
    with pytest.raises(ScenarioConflict) as caught:
        register.save_scenario(mine, BOARD, based_on=base)
    conflict = caught.value
    assert conflict.theirs == first
    assert conflict.mine == mine
    result = {(d.field, d.name): (d.before, d.theirs, d.mine) for d in conflict.differences}
    assert result == {
        ("benefit_confidence", ""): (None, None, 0.9),
        ("capacity", "data"): (0.9, 0.8, 0.7),
        ("capacity", "test"): (None, 1.1, None),
        ("weights", "Grow"): (2.0, 2.0, None),
    }
    assert "al@example.org has saved version 2 of 'Lean'" in str(conflict)
    assert "capacity of data: was 0.9, saved as 0.8, yours 0.7" in str(conflict)
    kept = register.save_scenario(conflict.merged, BOARD, based_on=conflict.theirs)
    assert dict(kept.scenario.capacity) == {"data": 0.7, "test": 1.1}
    assert (kept.scenario.weights, kept.scenario.benefit_confidence, kept.version) == ((), 0.9, 3)
    assert [s.version for s in register.versions_of(base.id)] == [1, 2, 3]


def test_of_many_editors_at_once_one_wins(register: Register) -> None:
    base = register.save_scenario(Scenario(name="Lean"), ANALYST)

    def save(number: int) -> bool:
        try:
            register.save_scenario(Scenario(name=f"Lean {number}"), Person(account=str(number), role="Board"), base)
        except ScenarioConflict:
            return False
        return True

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(save, range(12))) == 1
    assert len(register.versions_of(base.id)) == 2
