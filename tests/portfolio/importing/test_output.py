import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.errors import DataError
from engine.portfolio.importing import import_table
from engine.portfolio.reading.loading import load
from tests.support.bakery import SOURCE

Write = Callable[..., Path]


@pytest.fixture
def bring(tmp_path: Path, bakery: dict[str, Any], write_source: Write, write_map: Write) -> Callable[..., Path]:
    def run(source: str = SOURCE, output: str = "out") -> Path:
        return import_table(write_source(source), write_map(bakery), tmp_path / output).output

    return run


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_inputs_give_the_same_bytes(bring: Callable[..., Path]) -> None:
    assert contents(bring(output="one")) == contents(bring(output="two"))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_text_that_looks_like_a_formula_is_still_in_a_spreadsheet_and_comes_back_as_it_was(
    bring: Callable[..., Path], sign: str
) -> None:
    formula = f"{sign}HYPERLINK(1)"
    source = SOURCE.replace("Oven control", formula).replace("North", f"{sign}N").replace("P1", f"{sign}P1")
    folder = bring(source.replace("600,Amber", "-600,Amber"))
    for name in ("projects.csv", "pools.csv", "demand.csv"):
        cells = [cell for row in csv.reader(io.StringIO((folder / name).read_text("utf-8"))) for cell in row]
        assert not [c for c in cells if c.startswith(("=", "+", "-", "@")) and not c[1:].replace(".", "").isdigit()]
    loaded = load(folder)
    assert (loaded.projects[0].project_id, loaded.projects[0].name) == (f"{sign}P1", formula)
    assert loaded.projects[0].sponsor == f"{sign}N"
    assert loaded.projects[0].benefit_per_month == -10_000


def test_an_import_may_be_repeated_into_its_own_folder(bring: Callable[..., Path], tmp_path: Path) -> None:
    first = contents(bring())
    second = contents(bring(SOURCE.replace("Oven control", "Oven")))
    assert first["projects.csv"] != second["projects.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bakery.csv", "bakery.yaml", "out"]


def test_the_record_says_what_was_read_and_refused(bring: Callable[..., Path]) -> None:
    record = yaml.safe_load((bring(SOURCE.replace("120,600", "cheap,600")) / "import.yaml").read_text("utf-8"))
    assert (record["source"]["file"], record["map"]["file"]) == ("bakery.csv", "bakery.yaml")
    assert (record["rows_read"], record["projects"], record["rows_rejected"]) == (3, 2, 1)
    assert record["rejected"][0].startswith("bakery.csv, row 2, column Cost (k): this is not a number")
    assert sorted(record["files"]) == ["demand.csv", "pools.csv", "portfolio.yaml", "projects.csv"]


def test_an_empty_folder_is_filled(bring: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert (bring() / "projects.csv").exists()


@pytest.mark.parametrize("damage", ["foreign file", "no record", "edited", "broken record"])
def test_what_an_import_did_not_write_is_never_replaced(
    bring: Callable[..., Path], tmp_path: Path, damage: str
) -> None:
    output = tmp_path / "out"
    if damage == "no record":
        output.mkdir()
        (output / "projects.csv").write_text("mine", encoding="utf-8")
    else:
        bring()
        name = {"foreign file": "notes.txt", "edited": "pools.csv", "broken record": "import.yaml"}[damage]
        (output / name).write_text("[mine", encoding="utf-8")
    before = contents(output)
    with pytest.raises(DataError) as refused:
        bring()
    assert refused.value.problems[0].file == "out"
    assert contents(output) == before


def test_a_file_in_the_place_of_the_folder_is_refused(bring: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(DataError, match="not a folder"):
        bring()


def test_a_place_that_cannot_be_written_is_told(bring: Callable[..., Path]) -> None:
    with pytest.raises(DataError, match="cannot be written"):
        bring(output="bakery.csv/out")


def test_a_portfolio_that_would_not_load_is_not_put_in_place(
    bring: Callable[..., Path], bakery: dict[str, Any], tmp_path: Path
) -> None:
    before = contents(bring())
    bakery["pools"][0]["columns"] = {"cross_train_from": "nowhere"}
    with pytest.raises(DataError) as refused:
        bring()
    assert refused.value.problems[0].file == "pools.csv"
    assert contents(tmp_path / "out") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bakery.csv", "bakery.yaml", "out"]
