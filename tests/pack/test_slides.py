"""The slides say what commands and pages say, with charts and tables that can be edited and stay within the slide."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from pptx import Presentation
from pptx.util import Inches

from engine.analyse.bridge.bridge import ON_SCREEN
from engine.explain.accuracy import accuracy_of_inputs
from engine.pack import colours
from engine.pack.fitting import shortened_within
from engine.pack.native_charts import BLANK_SERIES, draw_bars, draw_groups
from engine.pack.slide import BarChart, BarRow, BarSeries, GroupChart, Span
from engine.portfolio.model.vocabulary import Action
from engine.portfolio.reading.loading import load
from engine.wording.formats import SPACE, difference, money, money_range, percent
from pages.ui.parts.theme import LIGHT
from tests.support.live_texts import LIVE_TEXTS

Ask = Callable[..., str]


@pytest.fixture(scope="module")
def deck(made: Callable[..., Path]) -> Any:
    return Presentation(str(made(".pptx")))


@pytest.fixture(scope="module")
def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def _texts(shapes: Any) -> Iterator[str]:
    for shape in shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        if getattr(shape, "has_table", False) and shape.has_table:
            yield from (cell.text_frame.text for row in shape.table.rows for cell in row.cells)


def _plain(text: str) -> str:
    return text.replace(SPACE, " ")


def _all_text(deck: Any) -> str:
    return _plain("\n".join(text for slide in deck.slides for text in _texts(slide.shapes)))


def _chart(slide: Any) -> Any:
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


def _slide(deck: Any, kicker: str) -> Any:
    return next(s for s in deck.slides if any(text.startswith(kicker) for text in _texts(s.shapes)))


def test_every_sentence_is_that_of_the_command(deck: Any, titles: list[str], ask: Ask, folder: Path) -> None:
    said = "\n".join(map(_plain, titles))
    assert ask("constraint").splitlines()[0] in said
    strategy = next(title for title in map(_plain, titles) if "of our intent" in title)
    assert ask("strategy").startswith(strategy)
    assert _plain(json.loads(ask("report", "--json"))["sentence"]).startswith(_plain(titles[-2]))
    assert accuracy_of_inputs(load(folder)).replace(SPACE, " ") in _all_text(deck)


@pytest.mark.slow
def test_ranges_over_many_futures_are_those_of_the_command(
    with_risk: Path, few_draws: tuple[str, ...], ask: Ask
) -> None:
    risk = json.loads(ask("risk", *few_draws, "--json"))
    slide = _slide(Presentation(str(with_risk)), "Ranges and risks")
    assert ask("risk", *few_draws).startswith(_plain(slide.shapes.title.text_frame.text))
    notes = set(_notes(_chart(slide)))
    ranges = [risk["value"], *(read[key] for read in risk["readings"] for key in ("gain", "today"))]
    assert {money_range(amount["p10"], amount["p90"]) for amount in ranges} == notes


def test_there_is_a_slide_for_each_decision_with_the_price_of_its_alternatives(deck: Any, ask: Ask) -> None:
    steps = json.loads(ask("first", "--most", "5", "--json"))["steps"]
    assert steps
    for place, step in enumerate(steps, start=1):
        priced = json.loads(ask("tradeoff", step["project_id"], "--json"))
        slide = _slide(deck, f"Decision {place} of {len(steps)}")
        others = [a for a in priced["alternatives"] if a["difference"] and a["action"] != priced["recommended"]]
        assert _drawn(_chart(slide)) == pytest.approx([a["difference"] for a in others])
        assert _notes(_chart(slide)) == [difference(a["difference"]) for a in others if not a["too_close"]]
        said = [a["sentence"] for a in priced["alternatives"] if a["action"] != priced["recommended"]]
        text = _plain("\n".join(_texts(slide.shapes)))
        assert [sentence for sentence in said if _plain(sentence) not in text] == []


def test_each_decision_says_how_sure_it_is(with_risk: Path, few_draws: tuple[str, ...], ask: Ask) -> None:
    known = {p["project_id"]: p for p in json.loads(ask("risk", *few_draws, "--json"))["projects"]}
    deck = Presentation(str(with_risk))
    steps = json.loads(ask("first", "--most", "5", "--json"))["steps"]
    assert steps
    for place, step in enumerate(steps, start=1):
        text = _plain("\n".join(_texts(_slide(deck, f"Decision {place} of {len(steps)}").shapes)))
        project = known[step["project_id"]]
        sure = percent(project["chosen_share"]).replace(SPACE, " ")
        assert f"{project['verdict'].capitalize()}: chosen in {sure} of futures" in text


def _drawn(chart: Any) -> list[float]:
    """The figures of a chart's rows, its blank series left out and rows without a bar as well."""
    series = [one for one in chart.plots[0].series if one.name not in BLANK_SERIES]
    sums = [sum(value or 0.0 for value in values) for values in zip(*(one.values for one in series), strict=True)]
    return [value for value in sums if value]


def _notes(chart: Any) -> list[str]:
    last = list(chart.plots[0].series)[-1]
    visible = [p.data_label.text_frame.text for p, v in zip(last.points, last.values, strict=False) if v is not None]
    return [text for text in visible if any(digit.isdigit() for digit in text)]


def test_pools_stand_as_one_more_day_of_them_is_worth(deck: Any, ask: Ask, folder: Path) -> None:
    pools = json.loads(ask("constraint", "--json"))["pools"]
    worth = {load(folder).pools_by_id[pool["pool_id"]].name: pool["marginal_value"] for pool in pools}
    drawn = [str(name).rstrip("\u200b") for name in _chart(_slide(deck, "What limits us")).plots[0].categories]
    assert drawn == sorted(worth, key=lambda name: -worth[name])
    assert len(set(worth.values())) == len(worth) > 1


def test_the_bridge_has_the_values_of_the_command(deck: Any, ask: Ask) -> None:
    values = {step["name"]: step["value"] for step in json.loads(ask("bridge", "--json"))["steps"]}
    notes = _notes(_chart(_slide(deck, "From promise to delivery")))
    printed = ask("bridge")
    assert money(_amount(notes[0])) == money(values["promised"])
    assert _amount(notes[0]) + _amount(notes[1]) == pytest.approx(_amount(notes[2])), "it adds up as it is shown"
    assert money(_amount(notes[2])) == money(values["today"])
    levels = [notes[0], *notes[2::2]]
    assert [money(_amount(note)) for note in levels] == [money(values[name]) for name in ON_SCREEN]
    assert all(note in printed for note in levels)


def _amount(note: str) -> float:
    sign, digits, unit = re.fullmatch(r"([+−]?)£([\d.,]+)(k|m|)", note).groups()  # type: ignore[union-attr]
    return (-1 if sign == "−" else 1) * float(digits.replace(",", "")) * {"": 1.0, "k": 1e3, "m": 1e6}[unit]


def test_the_timeline_begins_and_ends_as_recommended(deck: Any, ask: Ask) -> None:
    decisions = json.loads(ask("recommend", "--json"))["decisions"]
    chart = _chart(_slide(deck, "The recommended plan"))
    running = [d for d in decisions if d["start"] is not None]
    before = list(next(iter(chart.plots[0].series)).values)
    lengths = _drawn(chart)
    assert len(before) == len(lengths)
    spans = {(round(start), round(start + length)) for start, length in zip(before, lengths, strict=True)}
    assert spans >= {(_serial(d["start"]), _serial(d["finish"])) for d in running}


def test_the_money_slide_has_the_sentence_and_the_years_of_the_command(deck: Any, ask: Ask) -> None:
    told = json.loads(ask("money", "--json"))
    slide = _slide(deck, "The money by fiscal year")
    assert _plain(slide.shapes.title.text_frame.text) == _plain(told["sentence"])
    (net,) = (row for row in told["years"] if row["Money"] == "Net")
    years = [amount for head, amount in net.items() if head not in ("Money", "Plan", "All years")]
    drawn = {series.name: list(series.values) for series in _chart(slide).plots[0].series}
    assert drawn["Net"] == pytest.approx(years[: len(drawn["Net"])])


def _serial(month: str) -> int:
    return (date.fromisoformat(f"{month}-01") - date(1899, 12, 30)).days


def test_tables_and_charts_can_be_edited_and_are_described(deck: Any) -> None:
    for slide in deck.slides:
        assert not [shape for shape in slide.shapes if shape.shape_type == 13], "no pictures"
        for shape in slide.shapes:
            if shape.has_chart:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")
                assert shape.chart.part.chart_workbook.xlsx_part is not None


def test_nothing_leaves_the_slide_and_tables_end_above_the_footer(deck: Any) -> None:
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width + 1
            assert shape.top + shape.height <= deck.slide_height
            if getattr(shape, "has_table", False) and shape.has_table:
                rows = sum(row.height for row in shape.table.rows)
                assert shape.top + rows <= deck.slide_height - Inches(0.4)


def test_every_slide_has_one_title_and_says_whose_it_is(deck: Any, titles: list[str]) -> None:
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=1e-3)
    assert all(titles)
    for number, slide in enumerate(deck.slides, start=1):
        assert any(
            text.startswith("Harbour Lights, as of Nov 2026") or "as of Nov 2026" in text
            for text in _texts(slide.shapes)
        )
        assert any(text.endswith(f"· {number}") for text in _texts(slide.shapes))


@pytest.mark.slow
def test_data_scenario_and_proof_can_be_found_again(made: Callable[..., Path], tmp_path: Path, ask: Ask) -> None:
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text("name: Fewer people\ncapacity: {data: 0.9}\n", encoding="utf-8")
    deck = Presentation(str(made(".pptx", "--scenario", scenario, "--most", 1)))
    plan = json.loads(ask("recommend", "--scenario", scenario, "--json"))
    text = _all_text(deck)
    assert plan["fingerprint"] in text
    assert "Fewer people" in text
    assert len([slide for slide in deck.slides if "Decision 1 of 1" in "\n".join(_texts(slide.shapes))]) == 1


def test_a_corporate_template_gives_size_and_master(made: Callable[..., Path], tmp_path: Path) -> None:
    corporate = Presentation()
    corporate.slide_width, corporate.slide_height = Inches(12), Inches(6.75)
    corporate.slides.add_slide(corporate.slide_layouts[0]).shapes.title.text = "An old slide"
    corporate.slide_layouts[5].name = "Our title"
    corporate.save(str(tmp_path / "corporate.pptx"))
    deck = Presentation(str(made(".pptx", "--template", tmp_path / "corporate.pptx")))
    assert deck.slide_width == Inches(12)
    assert {slide.slide_layout.name for slide in deck.slides} == {"Our title"}
    assert "An old slide" not in _all_text(deck)


def test_what_is_no_template_is_refused(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "no.pptx").write_text("nothing", encoding="utf-8")
    ask("pack", "-o", tmp_path / "x.pptx", "--template", tmp_path / "no.pptx", exit_code=1)
    ask("pack", "-o", tmp_path / "x.doc", exit_code=1)
    assert not (tmp_path / "x.pptx").exists()


def test_long_names_of_rows_can_be_told_apart_by_their_ends() -> None:
    names = [f"Replacement of the regional treatment works and its telemetry, stage {n}" for n in (1, 2)]
    short = [shortened_within(name, 40) for name in names]
    assert max(map(len, short)) <= 40
    assert [text[-7:] for text in short] == ["stage 1", "stage 2"]
    assert shortened_within("Oven", 40) == "Oven"


def test_colours_are_those_of_the_pages() -> None:
    assert {action: f"#{colour}" for action, colour in colours.ACTIONS.items()} == {a: LIGHT.action(a) for a in Action}
    assert [f"#{c}" for c in (colours.INK, colours.QUIET, colours.LINE, colours.ACCENT)] == [
        LIGHT.ink, LIGHT.quiet, LIGHT.line, LIGHT.accent,
    ]  # fmt: skip


@pytest.mark.parametrize("figures", [(10.0, -27.3, None), (-1.0, -2.0, -3.0), (0.0, None, 0.0), (5.0, 7.0, 1.0)])
def test_bars_side_by_side_are_drawn_whole_below_zero_too(figures: tuple[float | None, ...]) -> None:
    deck = Presentation()
    group = BarSeries("Net", "0F766E", figures, tuple("" if f is None else f"£{f}m" for f in figures))
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    draw_groups(slide, GroupChart(("2026", "2027", "2028"), (group,), "Money by year"), (0, 0, Inches(5), Inches(3)))
    axis = _chart(slide).value_axis
    for figure in filter(None, figures):
        assert axis.minimum_scale < figure < axis.maximum_scale
    assert axis.minimum_scale <= 0 < axis.maximum_scale


def test_names_that_look_like_formulas_stay_texts_in_the_workbook_behind_a_chart() -> None:
    """Whoever edits a chart opens that workbook: a project's name must not be worked out there."""
    names = (*LIVE_TEXTS, "{=1+1}", "https://x.example/")
    slide = Presentation().slides.add_slide(Presentation().slide_layouts[6])
    place = (0, 0, Inches(5), Inches(3))
    rows = tuple(BarRow(name, (Span(0.0, 1.0, "0F766E"),), "") for name in names)
    draw_bars(slide, BarChart(rows, "Bars"), place)
    group = BarSeries("=1+1", "0F766E", (1.0,) * len(names), ("1",) * len(names))
    draw_groups(slide, GroupChart(names, (group,), "Groups"), place)
    for shape in slide.shapes:
        content = shape.chart.part.chart_workbook.xlsx_part.blob
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"hyperlink" not in sheet
        written = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        assert [str(row[0]).rstrip("\u200b") for row in written[1:]] == list(names)
