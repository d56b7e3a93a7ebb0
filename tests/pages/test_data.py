"""The page Data: what it says of the data on screen, who may bring in, and that saved months are shown and opened."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.compute.jobs import JobStatus
from engine.portfolio.months.editing import Step
from engine.portfolio.months.store import months, newest, save
from engine.portfolio.reading.loading import load
from pages.ui.jobs import analysis_status, cached
from pages.ui.jobs.analysis_service import AnalysisService, AnalysisState
from pages.ui.office import data_months
from pages.ui.session import browser_session
from pages.ui.visitors import account
from tests.support.exports import LITTLE
from tests.support.pages import AUTHORITY, notices, settled, text_of
from tests.support.schedules import after, schedule, task, work

Visit = Callable[..., AppTest]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COCKPIT_MONTHS", str(tmp_path / "months"))
    return tmp_path / "months"


def later(folder: Path, month: str) -> Path:
    """The same portfolio a month on, with one project fewer."""
    copy = folder / f"data-{month}"
    copy.mkdir()
    for file in folder.iterdir():
        if file.is_file() and file.suffix in (".csv", ".yaml"):
            text = file.read_text(encoding="utf-8").replace("planning_date: 2026-11", f"planning_date: {month}")
            lines = [line for line in text.splitlines(keepends=True) if not line.startswith("mobile,")]
            (copy / file.name).write_text("".join(lines), encoding="utf-8")
    return copy


def test_who_only_looks_sees_no_upload(visit: Visit) -> None:
    page = visit("data", wait=False)
    assert page.get("file_uploader")
    page.session_state["acting-role"] = "viewer"
    page.run()
    assert not page.get("file_uploader")
    assert "your role looks" in text_of(page)


def test_the_newest_month_is_shown_and_an_older_one_can_be_opened(visit: Visit, folder: Path, root: Path) -> None:
    page = visit("data", wait=False)
    assert "Test works: 6\xa0projects, planned from Nov 2026." in text_of(page)
    save(root, folder, who="ines", source="plan.xlsx", seen=0)
    save(root, later(folder, "2026-12"), who="carl", source="plan2.xlsx", seen=0)
    page.run()
    assert "5\xa0projects, planned from Dec 2026, saved by carl" in text_of(page)
    assert any("The data is now that of Dec 2026" in warning.value for warning in page.warning)
    assert re.search("Since Nov 2026: .*1\xa0project gone[.]", text_of(page))
    page.button(key="open-month:2026-11-1").click().run()
    assert "6\xa0projects, planned from Nov 2026, saved by ines" in text_of(page)


def test_a_scenario_whose_project_is_gone_drops_that_part_and_says_so(visit: Visit, folder: Path, root: Path) -> None:
    page = visit("data", wait=False, pin="mobile:stop")
    save(root, later(folder, "2026-12"), who="carl", source="plan2.xlsx", seen=0)
    page.run()
    assert any("mobile" in warning.value for warning in page.warning)
    assert not page.exception


def began(visit: Visit) -> AppTest:
    page = visit("data", wait=False)
    return page.button(key="edit-data").click().run()


def change(page: AppTest, row: int, column: str, text: str, table: str = "projects") -> AppTest:
    """What the browser's table tells once a cell was changed."""
    draft = page.session_state["data-edited"]
    step = Step(table, draft.turn, cells=((row, column, text),))
    page.session_state["data-edited"] = replace(draft, steps=(*draft.steps, step), turn=draft.turn + 1)
    return page.run()


def test_a_changed_cell_is_checked_at_once_and_taken_back(visit: Visit, root: Path) -> None:
    page = change(began(visit), 5, "duration_months", "soon")
    assert "remaining_cost" not in text_of(page)
    assert "duration_months" in text_of(page)
    assert page.button(key="save-edited:0").disabled
    assert page.button(key="save-edited:1").disabled
    page.button(key="undo-edit").click().run()
    assert "Nothing has been changed yet" in text_of(page)
    assert page.button(key="save-edited:0").disabled
    assert not page.button(key="save-edited:1").disabled
    assert not months(root)
    assert not page.exception


@pytest.mark.slow
def test_edited_data_becomes_a_version_of_its_month_or_the_next(visit: Visit, root: Path) -> None:
    page = change(began(visit), 5, "remaining_cost", "55000")
    assert "1\xa0cell changed, not yet saved" in text_of(page)
    page.button(key="save-edited:0").click().run()
    assert "Nov 2026 is saved and shown on every page." in notices(page)
    page = change(page.button(key="edit-data").click().run(), 5, "remaining_cost", "56000")
    assert "1\xa0project is in flight" in text_of(page)
    page.button(key="save-edited:1").click().run()
    assert [(m.month, m.version) for m in months(root)] == [("2026-11", 1), ("2026-12", 1)]
    costs = [load(m.folder).projects_by_id["mobile"].remaining_cost for m in months(root)]
    assert costs == [55_000, 56_000]
    assert "edited on the page" in text_of(page)
    assert not page.exception


@pytest.mark.slow
def test_the_second_of_two_who_edit_a_month_is_told_and_loses_nothing(visit: Visit, folder: Path, root: Path) -> None:
    page = change(began(visit), 5, "remaining_cost", "55000")
    theirs = folder / "theirs"
    theirs.mkdir()
    for file in ("portfolio.yaml", "pools.csv", "demand.csv", "dependencies.csv"):
        (theirs / file).write_text((folder / file).read_text(encoding="utf-8"), encoding="utf-8")
    text = (folder / "projects.csv").read_text(encoding="utf-8")
    (theirs / "projects.csv").write_text(
        text.replace(",50000,24000,", ",51000,24000,").replace(",40000,30000,", ",41000,30000,"), encoding="utf-8"
    )
    save(root, theirs, who="carl", source="plan.xlsx", seen=0)
    page.run()
    page.button(key="save-edited:0").click().run()
    assert any("carl saved Nov 2026" in said for said in notices(page))
    assert "You both changed 1\xa0cell" in text_of(page)
    assert len(months(root)) == 1
    page.button(key="save-merged").click().run()
    saved = newest(root)
    assert saved is not None
    kept = load(saved.folder).projects_by_id
    assert (saved.version, kept["mobile"].remaining_cost, kept["crm"].remaining_cost) == (2, 55_000, 41_000)
    assert load(months(root)[0].folder).projects_by_id["mobile"].remaining_cost == 51_000
    assert not page.exception


def test_who_only_looks_sees_no_editor_and_saves_nothing(visit: Visit, root: Path) -> None:
    page = change(began(visit), 5, "remaining_cost", "55000")
    page.session_state["acting-role"] = "viewer"
    page.button(key="save-edited:0").click().run()
    assert not months(root)
    assert not [b for b in page.button if "edit" in str(b.key)]


@pytest.mark.slow
def test_what_the_changes_do_to_the_recommendation_stands_on_the_page(visit: Visit, folder: Path, root: Path) -> None:
    save(root, folder, who="ines", source="plan.xlsx", seen=0)
    save(root, later(folder, "2026-12"), who="carl", source="plan2.xlsx", seen=0)
    page = settled(visit("data", wait=False))
    assert "What the changes do to the recommendation" in text_of(page)
    (table,) = [frame.value for frame in page.dataframe if "What changed" in frame.value]
    gone = table[table["What changed"] == "projects gone"]
    assert gone["Which"].item().startswith("Mobile Service: ")
    assert not page.exception


def test_a_source_of_the_server_is_read_in_place_of_an_upload(
    visit: Visit, folder: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = tmp_path / "sources.yaml"
    sources.write_text(f"Plan of the works:\n  folder: {folder}\n", encoding="utf-8")
    assert not [s for s in visit("data", wait=False).selectbox if "source" in s.label]
    monkeypatch.setenv("COCKPIT_SOURCES", str(sources))
    page = visit("data", wait=False)
    (choice,) = [s for s in page.selectbox if "source" in s.label]
    choice.set_value("Plan of the works").run()
    page.button(key="use-data").click().run()
    saved = newest(root)
    assert saved is not None
    assert (saved.source, load(saved.folder).data_fingerprint) == (
        "Plan of the works.zip", load(folder).data_fingerprint,
    )  # fmt: skip
    assert str(folder) not in text_of(page)
    page.session_state["acting-role"] = "viewer"
    page.run()
    assert not [s for s in page.selectbox if "source" in s.label]


def _schedule(title: str, file: str = "") -> bytes:
    """A project of April 2027, or of May where it waits for that of another file."""
    month = "2027-05" if file else "2027-04"
    link = {"PredecessorLink": after(1, file=file)} if file else {}
    build = task(1, "Build", 1, f"{month}-01", f"{month}-28", **link)
    paused = task(2, "Look after", 1, f"{month}-01", f"{month}-28", Duration="PT8H0M0S", DurationFormat=7)
    ann = {"UID": 1, "Name": "Ann", "Type": 1, "MaxUnits": 1, "StandardRate": 75}
    hours = [work(uid, 1, 40, f"{month}-01", f"{month}-28") for uid in (1, 2)]
    return schedule([build, paused], hours, [ann], Title=title)


def test_several_schedules_are_brought_in_together_with_links_and_what_is_not_read(visit: Visit, root: Path) -> None:
    page = visit("data", wait=False)
    page.file_uploader[0].set_value(
        [("shop.xml", _schedule("Shop"), "text/xml"), ("stock.xml", _schedule("Stock", "shop.mpp"), "text/xml")]
    )
    page.run()
    assert not page.exception
    assert "2\xa0projects" in text_of(page)
    assert "this task pauses between start and finish" in text_of(page)
    page.button(key="use-data").click().run()
    saved = newest(root)
    assert saved is not None
    portfolio = load(saved.folder)
    assert [(p.name, p.planned_start) for p in portfolio.projects] == [("Shop", 1), ("Stock", 2)]
    assert [(d.predecessor, d.successor) for d in portfolio.dependencies] == [("shop", "stock")]


def test_data_in_another_currency_than_the_limits_is_said_before_it_is_used_and_can_be_taken_away(
    visit: Visit, folder: Path, root: Path
) -> None:
    """The schedule is in euros, the limits of who may decide in pounds."""
    settings = folder / "portfolio.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + AUTHORITY, encoding="utf-8")
    page = visit("data", wait=False)
    page.file_uploader[0].set_value([("shop.xml", _schedule("Shop"), "text/xml")])
    page.run()
    assert not page.exception
    [said] = [box.value for box in page.warning if "limits of who may decide" in box.value]
    assert "These data are in EUR" in said
    assert "are in GBP" in said
    assert "portfolio of their own" in said
    assert "use-data" not in {button.key for button in page.button}
    assert "Download what was read, as a workbook" in {button.label for button in page.get("download_button")}
    assert not months(root)


def test_data_in_another_currency_is_a_month_where_nobody_is_limited(visit: Visit, folder: Path, root: Path) -> None:
    """Then the page says that amounts are not compared, and nothing fails."""
    save(root, folder, who="ines", source="plan.xlsx", seen=0)
    page = visit("data", wait=False)
    page.file_uploader[0].set_value([("shop.xml", _schedule("Shop"), "text/xml")])
    page.run()
    page.button(key="use-data").click().run()
    settled(page.run())
    assert not page.exception
    assert load(months(root)[-1].folder).settings.currency == "EUR"
    assert "Amounts are not compared: they were in GBP and are in EUR." in text_of(page)
    report = visit("delivery")
    assert not report.exception
    assert "Last month's data are in GBP, so they are not compared." in unescape(text_of(report))


def test_what_was_read_reads_back_from_its_workbook(folder: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(cached.workbook_of(folder))
    assert load(book).data_fingerprint == load(folder).data_fingerprint


def test_a_question_that_was_answered_still_counts_as_one(visit: Visit) -> None:
    """Names that say nothing: each column to choose from shows a value, and what was asked stays counted."""
    rows = "".join(f"W{n},2027-0{n}-15,2027-1{n % 3}-20,{n}00000.5\n" for n in range(1, 6))
    page = visit("data", wait=False)
    page.file_uploader[0].set_value([("works.csv", f"ID,BCA,Stage2,FFC\n{rows}".encode(), "text/csv")])
    page.run()
    for question, choice in (("begins", "BCA"), ("ends", "Stage2")):  # beside them month and cost are needed
        [box] = [box for box in page.selectbox if question in box.label] or [
            group for group in page.get("button_group") if question in group.proto.label
        ]
        assert any(f"{choice}, such as 2027-" in str(option) for option in box.options)
        box.set_value(choice).run()
    said = re.search(r"[^>]*only you can answer[^<]*", text_of(page))
    assert said is not None
    assert said[0].replace("\xa0", " ") == "4 questions only you can answer, 2 still open"


def test_columns_that_were_asked_for_stand_next_to_what_was_read_of_them(visit: Visit) -> None:
    rows = "".join(f"W{n},2027-0{n}-15,2027-1{n % 3}-20,{n}00000.5\n" for n in range(1, 6))
    page = visit("data", wait=False)
    page.file_uploader[0].set_value([("works.csv", f"ID,BCA,Stage2,FFC\n{rows}".encode(), "text/csv")])
    page.run()
    month = next(box for box in page.text_input if "which month" in box.label)
    month.set_value("2026-12").run()
    for question, choice in (
        ("begins", "BCA"),
        ("ends", "Stage2"),
        ("cost", "FFC"),
        ("currency", "GBP"),
        ("unit", "1"),
    ):
        asked = [*page.selectbox, *page.get("button_group")]
        for box in (b for b in asked if question in getattr(b, "label", b.proto.label)):
            box.set_value(choice)
            page.run()
            break
    page.button(key=next(b.key for b in page.button if b.label == "Show what it becomes")).click().run()
    assert not page.exception
    told = text_of(page)
    for cells in ("BCA (file)", "Stage2 (file)", "FFC (file)", "100000.5"):
        assert cells in told, told


def test_of_files_that_do_not_belong_together_the_last_is_read_and_named(visit: Visit, root: Path) -> None:
    page = visit("data", wait=False)
    page.file_uploader[0].set_value(
        [("shop.xml", _schedule("Shop"), "text/xml"), ("little.csv", LITTLE.encode(), "text/csv")]
    )
    page.run()
    assert "little.csv is read by itself" in text_of(page)
    assert not months(root)


def test_what_came_of_an_act_is_still_said_when_the_page_is_drawn_anew_for_what_it_waits_for(
    visit: Visit, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visit("data")
    page.file_uploader[0].set_value([("shop.xml", _schedule("Shop"), "text/xml")])
    settled(page.run())
    monkeypatch.setattr(data_months, "may_save", lambda: False)
    asked, drawn = analysis_status._asked, []

    def comes_at_once(*question: Any) -> AnalysisState:
        """Still at work when it is asked for, and there when the page looks."""
        drawn.append(asked(*question))
        return AnalysisState(JobStatus.RUNNING) if len(drawn) == 1 else drawn[-1]

    monkeypatch.setattr(analysis_status, "_asked", comes_at_once)
    monkeypatch.setattr(AnalysisService, "look", lambda *_: None)
    page.button(key="use-data").click().run()
    assert len(drawn) > 1
    assert "Your role looks only, so nothing was saved." in notices(page)
    page.run()
    assert "Your role looks only, so nothing was saved." not in notices(page)
    assert not months(root)


def test_a_viewer_brings_in_nothing_whatever_his_browser_tells(
    visit: Visit, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file and a click of an analyst who has become a viewer, a deep link that names a role, widgets never drawn."""
    claims = {"is_logged_in": True, "sub": "s1", "email": "ines@harbour.example", "iat": time.time() - 60}
    roles = ["analyst"]
    monkeypatch.setattr(account, "_claims", lambda: claims | {"roles": roles})
    monkeypatch.setattr(account, "_secrets", lambda: {"auth": {}, "cockpit": {}})
    page = visit("data", wait=False)
    page.file_uploader[0].set_value([("shop.xml", _schedule("Shop"), "text/xml")])
    page.run()
    click = page.button(key="use-data").set_value(True).root.get_widget_states()
    roles[:] = ["viewer"]
    page._run(click)
    assert not months(root)
    assert "Your role looks only, so nothing was saved." in notices(page)

    monkeypatch.setattr(browser_session, "acting_role", lambda: "analyst")
    page = visit("data", wait=False, **{"acting-as": "analyst", "acting-role": "analyst", "upload": "shop.xml"})
    states = page._tree.get_widget_states()
    for widget in click.widgets:
        states.widgets.add().CopyFrom(widget)
    page._run(states)
    assert not page.get("file_uploader")
    assert "your role looks" in text_of(page)
    assert not [b for b in page.button if re.match("use-data|save|edit", b.key or "")]
    assert not months(root)
