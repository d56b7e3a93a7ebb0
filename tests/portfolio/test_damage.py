"""A hundred damaged copies of a portfolio: each loads, or is refused with a place, and never fails otherwise."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.errors import DataError, Problem
from engine.portfolio.reading.loading import inspect, load
from tests.support.building import Tables, sheets_of, write_folder, write_workbook
from tests.support.seeds import some

_SAMPLE = Path(__file__).parents[2] / "data" / "sample"
_COPIES = {"sample": 200, "built": 60}
_WRONG = (
    "", "x", "-1", "70", "1e400", "nan", "0", "99999999999999999999", "2026-99", "31/02/2027", "#REF!", "yes", "№",
    '"', "P1", "=1+1", "1;2", "  ", "-0.5", "1.5", "true", "2199-12", "1951-01", "\ufeff", "é" * 500,
)  # fmt: skip
_WRONG_YAML = ("[", "}", "\t", ": : :", "!!python/object:os.system x", "*a", "&a", "- x", "9" * 5000, "'", "null", "~")

Files = dict[str, bytes]
Damage = Callable[[random.Random, bytes], bytes]


def _grid(content: bytes) -> list[list[str]]:
    return [line.split(",") for line in content.decode("utf-8", "replace").split("\n")]


def _joined(grid: list[list[str]]) -> bytes:
    return "\n".join(",".join(line) for line in grid).encode()


def _cell(rng: random.Random, grid: list[list[str]], first: int = 1) -> tuple[int, int]:
    row = rng.randrange(min(first, len(grid) - 1), len(grid))
    return row, rng.randrange(len(grid[row]))


def delete_cell(rng: random.Random, content: bytes) -> bytes:
    grid = _grid(content)
    row, column = _cell(rng, grid)
    del grid[row][column]
    return _joined(grid)


def swap_cells(rng: random.Random, content: bytes) -> bytes:
    grid = _grid(content)
    (r1, c1), (r2, c2) = _cell(rng, grid), _cell(rng, grid)
    grid[r1][c1], grid[r2][c2] = grid[r2][c2], grid[r1][c1]
    return _joined(grid)


def wrong_cells(rng: random.Random, content: bytes) -> bytes:
    grid = _grid(content)
    for _ in range(rng.choice((1, 1, 3, 20))):
        row, column = _cell(rng, grid)
        grid[row][column] = rng.choice(_WRONG)
    return _joined(grid)


def rename_header(rng: random.Random, content: bytes) -> bytes:
    grid = _grid(content)
    column = rng.randrange(len(grid[0]))
    grid[0][column] = rng.choice((*_WRONG, grid[0][column - 1], grid[0][column][:-1], grid[0][column].upper()))
    return _joined(grid)


def cut_rows(rng: random.Random, content: bytes) -> bytes:
    grid = _grid(content)
    start = rng.randrange(len(grid))
    return _joined(grid[:start] + grid[start + rng.randrange(1, 6) :])


def wrong_encoding(rng: random.Random, content: bytes) -> bytes:
    encoding = rng.choice(("utf-16", "utf-16-be", "cp1252", "utf-32", "cp037", "utf-7"))
    return content.decode("utf-8", "replace").encode(encoding, "replace")


def truncate(rng: random.Random, content: bytes) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def flip_bytes(rng: random.Random, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(rng.choice((1, 5, 50)) if damaged else 0):
        damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    return bytes(damaged)


def wrong_yaml(rng: random.Random, content: bytes) -> bytes:
    lines = content.decode("utf-8", "replace").split("\n")
    place = rng.randrange(len(lines))
    key = lines[place].split(":")[0]
    lines[place] = rng.choice((key, f"{key}: {rng.choice(_WRONG)}", f"{key}: {rng.choice(_WRONG_YAML)}", ""))
    return "\n".join(lines).encode()


_OF_TABLES: tuple[Damage, ...] = (
    delete_cell, swap_cells, wrong_cells, rename_header, cut_rows, wrong_encoding, truncate, flip_bytes,
)  # fmt: skip
_OF_SETTINGS: tuple[Damage, ...] = (wrong_yaml, wrong_yaml, truncate, flip_bytes, wrong_encoding)


def _damaged(rng: random.Random, files: Files) -> Files:
    """A copy with one to three files damaged, or one missing."""
    damaged = dict(files)
    for _ in range(rng.choice((1, 1, 2, 3))):
        name = rng.choice(sorted(damaged))
        if rng.random() < 0.03:
            del damaged[name]
        else:
            ways = _OF_SETTINGS if name.endswith(".yaml") else _OF_TABLES
            damaged[name] = rng.choice(ways)(rng, damaged[name])
    return damaged


def _is_told(problem: Problem) -> bool:
    return bool(problem.file and problem.message and problem.remedy) and "pydantic" not in str(problem)


def _refusal(folder: Path) -> DataError | None:
    try:
        load(folder)
    except DataError as error:
        return error
    return None


@pytest.fixture(params=["built", "sample"])
def copies(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Files]:
    """Damaged copies of the tiny portfolio, and of the sample portfolio."""
    folder = _SAMPLE if request.param == "sample" else write_folder(tmp_path / "whole", Tables())
    if not (folder / "projects.csv").is_file():
        pytest.skip("there is no sample portfolio yet")
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in (".csv", ".yaml")}
    rng = random.Random(20261122)  # noqa: S311 - not for secrets
    return (_damaged(rng, files) for _ in some(range(_COPIES[request.param])))


@pytest.mark.slow
def test_damage_never_ends_in_another_exception(copies: Iterator[Files], tmp_path: Path) -> None:
    outcomes = {"loaded": 0, "refused": 0}
    for number, files in enumerate(copies):
        folder = tmp_path / f"copy{number}"
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        refusal = _refusal(folder)
        outcomes["refused" if refusal else "loaded"] += 1
        if refusal:
            assert refusal.problems
            assert all(map(_is_told, (*refusal.problems, *refusal.warnings))), refusal
    assert min(outcomes.values()) > sum(outcomes.values()) // 10, outcomes


def test_damaged_workbooks(tmp_path: Path) -> None:
    whole = write_workbook(tmp_path / "whole.xlsx", sheets_of(Tables())).read_bytes()
    rng = random.Random(5)  # noqa: S311 - not for secrets
    path = tmp_path / "damaged.xlsx"
    for _ in range(40):
        path.write_bytes(rng.choice((truncate, flip_bytes))(rng, whole))
        assert all(map(_is_told, inspect(path).errors))
