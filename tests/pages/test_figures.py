"""What tables of figures show, and what is taken away of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from engine.portfolio.reading.spreadsheet_text import as_text
from pages.ui.parts import figures
from pages.ui.parts.figures import Amount, Figures, as_csv, drawn
from tests.support.live_texts import LIVE_TEXTS
from tests.support.pages import rows_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def table() -> Figures:
    frame = pd.DataFrame(
        {
            "Project": ["Data Lake", '=HYPERLINK("https://x.example")'],
            "Net": [749_260.0, -4_030_000.256],
            "Left": [None, 0.004],
            "A month": [12_500.0, 1.0],
            "Share": [0.125, None],
            "Since": [date(2026, 11, 1), None],
            "Moved": pd.array([3, None], dtype="Int64"),
            "Light": ["green", "red"],
        }
    )
    return Figures(
        frame,
        "EUR",
        amounts={"Net": Amount(), "Left": Amount(), "A month": Amount(per="a month", group="rate")},
        shares=["Share"],
        months=["Since"],
        drawn_as={"Light": {"green": "● green"}},
        longest=12,
    )


def test_a_download_has_whole_amounts_with_the_currency_in_the_head(table: Figures) -> None:
    assert rows_of(as_csv(table)) == [
        ["Project", "Net (EUR)", "Left (EUR)", "A month (EUR a month)", "Share (%)", "Since", "Moved", "Light"],
        ["Data Lake", "749260", "", "12500", "12.5", "2026-11", "3", "green"],
        ['\'=HYPERLINK("https://x.example")', "-4030000.26", "0", "1", "", "", "", "red"],
    ]


def test_what_is_drawn_has_its_money_in_one_unit_a_group(table: Figures) -> None:
    frame, columns = drawn(table)
    assert columns["Net"]["label"] == "Net, €m"
    assert list(frame["Net"]) == pytest.approx([0.74926, -4.030000256])
    assert columns["A month"]["label"] == "A month, €k a month"
    assert list(frame["A month"]) == pytest.approx([12.5, 0.001])
    assert frame["Share"][0] == 12.5
    assert list(frame["Light"]) == ["● green", "red"]
    assert frame["Project"][1] == '=HYPERLINK(" …'


def test_drawing_and_writing_leave_the_table_as_it_is(table: Figures) -> None:
    before = table.frame.copy()
    drawn(table)
    as_csv(table)
    pd.testing.assert_frame_equal(table.frame, before)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "＋", "－", "＠"])
def test_a_text_that_looks_like_a_formula_is_written_as_text(sign: str) -> None:
    text = f"{sign}1+1"
    assert as_text(text) == f"'{text}"
    assert rows_of(as_csv(figures.texts(pd.DataFrame({"Name": [text]}))))[1:] == [[f"'{text}"]]


@pytest.mark.parametrize("text", ["", "Data Lake", "−5 %", "a=b", "'quoted", "3-2"])
def test_other_texts_are_written_as_they_are(text: str) -> None:
    assert as_text(text) == text


def test_a_sum_is_drawn_as_what_its_parts_as_drawn_come_to() -> None:
    frame = pd.DataFrame([{"Net": 1_008_000.0, "Gain": 2_014_000.0, "Cost": 1_006_000.0}])
    table = Figures(
        frame, "GBP", dict.fromkeys(("Net", "Gain", "Cost"), Amount()), sums={"Net": {"Gain": 1, "Cost": -1}}
    )
    [row] = drawn(table)[0].to_dict("records")
    # 2.01 and 1.01 are shown: 1.00 between them, where 1.008 alone would be written 1.01.
    assert row["Net"] == pytest.approx(2.01 - 1.01)
    assert table.frame["Net"][0] == 1_008_000.0


def test_amounts_are_drawn_as_a_sentence_writes_them_and_taken_away_whole() -> None:
    frame = pd.DataFrame([{"Step": "a", "Change": 2_843_700.0}, {"Step": "b", "Change": None}])
    table = Figures(frame, "GBP", {"Change": Amount(signed=True)}, written={"Change": (2_850_000.0, None)})
    shown, _ = drawn(table)
    assert shown["Change"][0] == pytest.approx(2.85)
    assert pd.isna(shown["Change"][1])
    assert b"2843700" in as_csv(table)


def test_every_table_that_pages_give_away_is_written_in_one_way() -> None:
    """Reports, the case, exports of the register, maps, minutes, packs and mails write their own; tables do not."""
    pages = [*(ROOT / "pages").glob("*.py"), *(ROOT / "pages" / "ui").rglob("*.py")]
    result = {path.name for path in pages if "download_button(" in path.read_text(encoding="utf-8")}
    assert result == {
        "tables.py",
        "register.py",
        "mandate.py",
        "data_intake.py",
        "questions.py",
        "steering_minutes.py",
        "sponsor_pages.py",
        "steering_pack.py",
    }
    assert [path.name for path in pages if "to_csv(" in path.read_text(encoding="utf-8")] == ["figures.py"]


def test_no_text_taken_away_is_worked_out_by_a_spreadsheet() -> None:
    frame = pd.DataFrame({"=Project": list(LIVE_TEXTS), "Net": [-1.0] * len(LIVE_TEXTS)})
    heads, *rows = rows_of(as_csv(Figures(frame, "GBP", {"Net": Amount()})))
    assert heads[0] == "'=Project"
    assert [row[0] for row in rows] == [f"'{text}" for text in LIVE_TEXTS]
    assert {row[1] for row in rows} == {"-1"}  # an amount stays one
